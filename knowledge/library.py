"""The texts: guides, their sections and passages, and the lexical index over them.

They are the source of truth: the vectors in Chroma are a cache that can be made again from them. Order
of writing, on which recovery rests: a passage stands here before its vector stands in Chroma, and a
vector is gone from Chroma before its passage goes from here. So the vectors are always a subset of the
passages, and equal counts mean equal sets.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from knowledge.database import Database
from knowledge.documents import Passage, Section
from knowledge.duplicates import fingerprint
from knowledge.errors import GuideNotFound
from knowledge.words import stems

Origin = Literal["pack", "own"]
K1_PLUS_1 = 2.2  # FTS5's bm25 has k1 = 1.2 built in
# A word that stands in more passages than this tells little and costs time: the rarest words of a query
# are looked up first, up to this many postings, so a query costs the same in a store of any size.
POSTINGS_A_QUERY = 4000
MOST_TERMS = 200  # of a query; the rest of a long one adds nothing
GUIDE = "SELECT id, guide, title, origin, content_hash FROM guides"
PASSAGE = (
    "SELECT p.id, uid, document_id, g.guide, section_id, kind, text, topic, p.title, source, heading, file,"
    " line_start, line_end, search_text FROM passages p JOIN guides g ON g.id = p.guide_id"
)
ADD_PASSAGE = (
    "INSERT INTO passages (guide_id, document_id, uid, section_id, kind, topic, title, source, heading, file,"
    " line_start, line_end, text, search_text, fingerprint, same_as) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True)
class GuideRow:
    """A guide as it is stored."""

    id: int
    guide: str
    title: str
    origin: Origin
    content_hash: str


@dataclass(frozen=True)
class StoredPassage:
    """A passage with its places in the store: SQLite's row and the id in Chroma."""

    row: int
    uid: str
    document_id: int | None
    passage: Passage


class Library:
    """Guides, sections, passages and the lexical index over them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # --- guides

    def guides(self) -> list[GuideRow]:
        return [GuideRow(*row) for row in self.database.rows(f"{GUIDE} ORDER BY id")]

    def guide(self, guide: str) -> GuideRow | None:
        rows = self.database.rows(f"{GUIDE} WHERE guide = ?", [guide])
        return GuideRow(*rows[0]) if rows else None

    def add_guide(self, guide: str, *, title: str, origin: Origin, content_hash: str = "") -> GuideRow:
        with self.database.writing():
            number = self.database.execute(
                "INSERT INTO guides (guide, title, origin, content_hash) VALUES (?, ?, ?, ?)",
                [guide, title, origin, content_hash],
            )
            # A table of its own: how rare a word is counts within its guide, and removing one is quick.
            self.database.execute(
                f"CREATE VIRTUAL TABLE words_{number} USING fts5(stems, content='', tokenize='unicode61')"
            )
            self.database.execute(f"CREATE VIRTUAL TABLE vocabulary_{number} USING fts5vocab('words_{number}', 'row')")
        return GuideRow(number, guide, title, origin, content_hash)

    def remove_guide(self, guide_id: int) -> None:
        with self.database.writing():
            for table in ("bands", "passages", "documents", "sections"):
                self.database.execute(f"DELETE FROM {table} WHERE guide_id = ?", [guide_id])
            self.database.execute(f"DROP TABLE IF EXISTS vocabulary_{guide_id}")
            self.database.execute(f"DROP TABLE IF EXISTS words_{guide_id}")
            self.database.execute("DELETE FROM guides WHERE id = ?", [guide_id])

    # --- sections of the shipped guides

    def add_sections(
        self, row: GuideRow, sections: Iterable[Section], passages: Iterable[tuple[str, Passage]]
    ) -> None:
        """Store a shipped guide's sections and passages."""
        with self.database.writing():
            self.database.execute_many(
                "INSERT INTO sections VALUES (?, ?, ?, ?)",
                (
                    (row.id, section.topic, position, json.dumps(asdict(section), ensure_ascii=False))
                    for position, section in enumerate(sections)
                ),
            )
            for uid, passage in passages:
                self._add_row(row.id, uid, passage)

    def sections(self, guide: str) -> list[Section]:
        rows = self.database.rows(
            "SELECT body FROM sections JOIN guides g ON g.id = guide_id WHERE g.guide = ? ORDER BY position", [guide]
        )
        return [_section(row[0]) for row in rows]

    def section(self, guide: str, topic: str) -> Section:
        rows = self.database.rows(
            "SELECT body FROM sections JOIN guides g ON g.id = guide_id WHERE g.guide = ? AND topic = ?", [guide, topic]
        )
        if not rows:
            raise GuideNotFound(f"The guide {guide} has no section {topic}.", hint="interviewer guides show lists them.")
        return _section(rows[0][0])

    def section_count(self, guide_id: int) -> int:
        return int(self.database.rows("SELECT count(*) FROM sections WHERE guide_id = ?", [guide_id])[0][0])

    # --- passages

    def add_passage(
        self, guide_id: int, uid: str, passage: Passage, *, document_id: int, same_as: int | None
    ) -> StoredPassage:
        """Store a passage of the user's own and index its words, unless it only repeats the row `same_as`."""
        number = self._add_row(guide_id, uid, passage, document_id, same_as)
        if same_as is None:
            self.index_words(guide_id, number, passage.embedded)
        return StoredPassage(number, uid, document_id, passage)

    def _add_row(
        self, guide_id: int, uid: str, p: Passage, document_id: int | None = None, same_as: int | None = None
    ) -> int:
        return self.database.execute(
            ADD_PASSAGE,
            [guide_id, document_id, uid, p.section_id, p.kind, p.topic, p.title, p.source, p.heading, p.file,
             p.line_start, p.line_end, p.text, p.search_text, fingerprint(p.text), same_as],
        )

    def passage_count(self, guide_id: int) -> int:
        """Passages that have a vector of their own."""
        rows = self.database.rows("SELECT count(*) FROM passages WHERE guide_id = ? AND same_as IS NULL", [guide_id])
        return int(rows[0][0])

    def uids(self, guide_id: int) -> set[str]:
        rows = self.database.rows("SELECT uid FROM passages WHERE guide_id = ? AND same_as IS NULL", [guide_id])
        return {row[0] for row in rows}

    def by_uid(self, guide_id: int, uids: Sequence[str]) -> dict[str, StoredPassage]:
        return {stored.uid: stored for stored in self._fetch("uid", guide_id, uids)}

    def by_row(self, guide_id: int, rows: Sequence[int]) -> dict[int, StoredPassage]:
        return {stored.row: stored for stored in self._fetch("p.id", guide_id, rows)}

    def _fetch(self, column: str, guide_id: int, keys: Sequence[object]) -> Iterator[StoredPassage]:
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ",".join("?" * len(some))
            # The plus keeps SQLite from an index on the guide alone, through which it would read all of its passages.
            guide = "+p.guide_id" if column == "p.id" else "p.guide_id"
            yield from self.stored(f"{guide} = ? AND {column} IN ({marks}) AND same_as IS NULL", [guide_id, *some])

    def stored(self, where: str, values: Sequence[object]) -> list[StoredPassage]:
        rows = self.database.rows(f"{PASSAGE} WHERE {where} ORDER BY p.id", values)
        return [StoredPassage(row[0], row[1], row[2], Passage(*row[3:])) for row in rows]

    # --- words of the user's own documents

    def index_words(self, guide_id: int, row: int, text: str) -> None:
        self.database.execute(f"INSERT INTO words_{guide_id} (rowid, stems) VALUES (?, ?)", [row, " ".join(stems(text))])

    def forget_words(self, guide_id: int, row: int, text: str) -> None:
        self.database.execute(
            f"INSERT INTO words_{guide_id} (words_{guide_id}, rowid, stems) VALUES ('delete', ?, ?)",
            [row, " ".join(stems(text))],
        )

    def rank_words(self, guide_id: int, query: str, *, entries: int, limit: int) -> list[tuple[int, float]]:
        """(row, score) by BM25, best first, of an index with `entries` passages.

        The score is the share of what the query could reach at most, so it compares over queries.
        """
        terms = list(dict.fromkeys(stems(query)))
        if not terms:
            return []
        terms = terms[:MOST_TERMS]
        marks = ",".join("?" * len(terms))
        found = self.database.rows(
            f"SELECT term, doc FROM vocabulary_{guide_id} WHERE term IN ({marks}) ORDER BY doc", terms
        )
        chosen: list[str] = []
        postings = 0
        for term, count in found:
            if chosen and postings + count > POSTINGS_A_QUERY:
                break
            chosen.append(term)
            postings += count
        if not chosen:
            return []
        counts = dict(found)
        rarity = (math.log((entries - counts.get(t, 0) + 0.5) / (counts.get(t, 0) + 0.5)) for t in terms)
        reachable = K1_PLUS_1 * sum(max(1e-6, value) for value in rarity)
        ranked = self.database.rows(
            f"SELECT rowid, rank FROM words_{guide_id} WHERE words_{guide_id} MATCH ? ORDER BY rank LIMIT ?",
            [" OR ".join(f'"{term}"' for term in chosen), limit],
        )
        return [(int(number), max(0.0, min(1.0, -float(score) / reachable))) for number, score in ranked]


def _section(body: str) -> Section:
    fields = json.loads(body)
    return Section(**(fields | {name: tuple(fields[name]) for name in ("asked_as", "see_also")}))
