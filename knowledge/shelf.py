"""The user's own documents: which are there, what each gave, and what repeats what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from knowledge.documents import Document, Passage
from knowledge.duplicates import bands, fingerprint, first_near
from knowledge.library import GuideRow, Library, StoredPassage

# What is remembered of a document's dropped and merged lines; the counts are always whole.
MOST_REMEMBERED = 50


@dataclass(frozen=True)
class DocumentSummary:
    """One line of `guides show` for the user's own guide."""

    path: str
    title: str
    passages: int
    merged: int
    dropped: int


class Shelf:
    """The documents of one guide of the user's own. Writing needs the writer's lock."""

    def __init__(self, library: Library, guide: GuideRow) -> None:
        self.library = library
        self.guide = guide
        self._database = library.database

    def content_hash(self, path: str) -> str | None:
        rows = self._database.rows(
            "SELECT content_hash FROM documents WHERE guide_id = ? AND path = ?", [self.guide.id, path]
        )
        return str(rows[0][0]) if rows else None

    def documents(self) -> list[DocumentSummary]:
        rows = self._database.rows(
            "SELECT d.path, d.title, d.report, count(p.id) FROM documents d LEFT JOIN passages p"
            " ON p.document_id = d.id AND p.same_as IS NULL WHERE d.guide_id = ? GROUP BY d.id ORDER BY d.path",
            [self.guide.id],
        )
        summaries = []
        for path, title, report, passages in rows:
            counts = json.loads(report)
            summaries.append(DocumentSummary(path, title, passages, counts["merged"], counts["dropped"]))
        return summaries

    def add(self, document: Document) -> tuple[list[StoredPassage], int]:
        """Store a document. Returns the passages that need a vector, and how many repeat other documents."""
        with self._database.writing():
            number = self._database.execute(
                "INSERT INTO documents (guide_id, path, title, content_hash, report) VALUES (?, ?, ?, ?, '{}')",
                [self.guide.id, document.path, document.title, document.content_hash],
            )
            fresh: list[StoredPassage] = []
            repeats = 0
            for position, passage in enumerate(document.passages):
                keys = bands(passage.text)
                same_as = self._repeated(passage, keys)
                uid = f"{number}/{position}"
                passage = replace(passage, section_id=f"{self.guide.guide}/{uid}")
                stored = self.library.add_passage(
                    self.guide.id, uid, passage, document_id=number, same_as=same_as
                )
                if same_as is None:
                    fresh.append(stored)
                    self._add_bands(stored.row, keys)
                else:
                    repeats += 1
            report = {
                "merged": len(document.merged) + repeats, "dropped": len(document.dropped),
                "lines": [[d.line, d.reason, d.text] for d in [*document.dropped, *document.merged][:MOST_REMEMBERED]],
            }
            self._database.execute(
                "UPDATE documents SET report = ? WHERE id = ?", [json.dumps(report, ensure_ascii=False), number]
            )
        return fresh, repeats

    def passages_of(self, path: str) -> list[StoredPassage]:
        """The passages with a vector that a document has now."""
        return self.library.stored(
            "p.guide_id = ? AND same_as IS NULL AND document_id ="
            " (SELECT id FROM documents WHERE guide_id = ? AND path = ?)",
            [self.guide.id, self.guide.id, path],
        )

    def remove(self, path: str) -> list[StoredPassage]:
        """Take a document out, its vectors being gone already. Returns the passages of other documents that
        it stood for and that need a vector of their own now."""
        with self._database.writing():
            freed: list[int] = []
            for stored in self.passages_of(path):
                self.library.forget_words(self.guide.id, stored.row, stored.passage.embedded)
                self._database.execute("DELETE FROM bands WHERE passage_id = ?", [stored.row])
                repeats = self._database.rows(
                    "SELECT id FROM passages WHERE same_as = ? AND document_id <> ? ORDER BY id",
                    [stored.row, stored.document_id],
                )
                if repeats:
                    heir = int(repeats[0][0])
                    self._database.execute("UPDATE passages SET same_as = ? WHERE same_as = ?", [heir, stored.row])
                    self._database.execute("UPDATE passages SET same_as = NULL WHERE id = ?", [heir])
                    freed.append(heir)
            chosen = "(SELECT id FROM documents WHERE guide_id = ? AND path = ?)"
            values = [self.guide.id, path]
            self._database.execute(f"DELETE FROM passages WHERE document_id = {chosen}", values)
            self._database.execute("DELETE FROM documents WHERE guide_id = ? AND path = ?", values)
            heirs = list(self.library.by_row(self.guide.id, freed).values())
            for heir_passage in heirs:
                self.library.index_words(self.guide.id, heir_passage.row, heir_passage.passage.embedded)
                self._add_bands(heir_passage.row, bands(heir_passage.passage.text))
        return heirs

    def _add_bands(self, row: int, keys: list[int]) -> None:
        self._database.execute_many(
            "INSERT OR IGNORE INTO bands VALUES (?, ?, ?)", [(self.guide.id, key, row) for key in keys]
        )

    def _repeated(self, passage: Passage, keys: list[int]) -> int | None:
        """The row of a passage of this guide that says the same, exactly or nearly."""
        exact = self._database.rows(
            "SELECT id FROM passages WHERE guide_id = ? AND fingerprint = ? AND same_as IS NULL LIMIT 1",
            [self.guide.id, fingerprint(passage.text)],
        )
        if exact:
            return int(exact[0][0])
        if not keys:
            return None
        marks = ",".join("?" * len(keys))
        # A text that thousands share a band with is a form letter; the first candidates decide.
        near = self._database.rows(
            "SELECT id, text FROM passages WHERE id IN (SELECT DISTINCT passage_id FROM bands WHERE guide_id = ?"
            f" AND band IN ({marks}) LIMIT 20)",
            [self.guide.id, *keys],
        )
        return first_near(passage.text, ((int(row), text) for row, text in near))
