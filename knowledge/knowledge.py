"""Knowledge: opens the store, keeps it in step, and answers for guides and the user's own documents."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.chunking import CHUNKING_VERSION, guide_passages
from knowledge.database import Database
from knowledge.documents import Progress, Section
from knowledge.embedding import Embedder
from knowledge.errors import GuideNotFound, KnowledgeError, StoreError
from knowledge.guides import guide_hash, read_guide
from knowledge.index import Index
from knowledge.ingest import Ingest, IngestReport
from knowledge.library import GuideRow, Library
from knowledge.retrieval import Hit
from knowledge.search import Search
from knowledge.shelf import DocumentSummary, Shelf

OWN_GUIDE = "own"


@dataclass(frozen=True)
class GuideSummary:
    """One line of `guides list`. `passages` are those with a vector of their own."""

    guide: str
    title: str
    origin: str
    sections: int
    documents: int
    passages: int


def open_knowledge(
    *,
    folder: Path,
    guides: Sequence[Path],
    embedder: Embedder,
    chroma_url: str | None = None,
    progress: Progress | None = None,
) -> Knowledge:
    """Open the knowledge in `folder` with the shipped guides in these folders.

    What is missing, changed, damaged or made by another embedder is made again, which takes seconds to
    minutes and is reported to `progress`; when nothing has changed nothing is encoded.
    Raises GuideError, StoreError, EmbedderError.
    """
    notices: list[str] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        lock = FileLock(folder / "lock", mode=0o600)
        database = _open_database(folder, notices)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} cannot be used: {error.strerror or error}.", hint="Choose a folder that is yours."
        ) from error
    library = Library(database)
    index = Index(library=library, embedder=embedder, folder=folder, chroma_url=chroma_url)
    knowledge = Knowledge(library=library, index=index, lock=lock, packs=guides, notices=notices)
    try:
        knowledge.refresh(progress=progress)
    except BaseException:
        database.close()
        raise
    return knowledge


def _open_database(folder: Path, notices: list[str]) -> Database:
    try:
        return Database(folder)
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"Cannot open {folder / 'library.sqlite3'}: {error}.", hint="Mend its permissions, or free some space."
        ) from error
    except sqlite3.DatabaseError:
        aside = folder / f"library.damaged-{int(time.time())}.sqlite3"
        (folder / "library.sqlite3").rename(aside)
        for rest in folder.glob("library.sqlite3-*"):
            rest.unlink(missing_ok=True)
        notices.append(
            f"The library file was damaged; it is kept as {aside.name}. Ingest your own documents again."
        )
        return Database(folder)


class Knowledge:
    """Searches over the shipped guides and the user's own documents. Safe to use from several threads."""

    def __init__(
        self, *, library: Library, index: Index, lock: FileLock, packs: Sequence[Path], notices: Sequence[str]
    ) -> None:
        self._library = library
        self._index = index
        self._lock = lock
        self._packs = {path.name: path for path in packs}
        self._search = Search(library, index, self._packs)
        self.notices = list(notices)
        self.embedder = index.embedder

    def close(self) -> None:
        self._library.database.close()

    # --- keeping in step

    def refresh(self, *, progress: Progress | None = None) -> None:
        """Bring texts and vectors in step with the guides' folders."""
        hashes = {name: f"{guide_hash(path)}:{CHUNKING_VERSION}" for name, path in self._packs.items()}

        def changed() -> list[str]:
            stored = {row.guide: row.content_hash for row in self._library.guides()}
            return [name for name, content in hashes.items() if stored.get(name) != content]

        if not changed() and self._index.in_step(self._active()):
            return
        shipped_ready = not changed() and self._index.in_step(self._active("pack"))
        try:
            # Where only the user's own documents lag, another process may be ingesting them for a while.
            with self._lock.acquire(timeout=0 if shipped_ready else -1):
                for name in changed():
                    self._replace_guide(self._packs[name], hashes[name])
                if not self._index.in_step(self._active()):
                    self._index.bring_in_step(self._active(), progress=progress)
        except Timeout:
            self.notices.append("Your documents are being ingested by another window; some are not found yet.")

    def _replace_guide(self, path: Path, content_hash: str) -> None:
        guide = read_guide(path)
        with self._library.database.writing():
            old = self._library.guide(guide.guide)
            if old and old.origin == "own":
                raise KnowledgeError(
                    f"A guide of your own has the shipped guide's name {guide.guide}.",
                    hint=f"interviewer guides remove {guide.guide}, and ingest it under another name.",
                )
            if old:
                self._library.remove_guide(old.id)
            row = self._library.add_guide(guide.guide, title=guide.title, origin="pack", content_hash=content_hash)
            self._library.add_sections(row, guide.sections, guide_passages(guide))

    def _active(self, origin: str | None = None) -> list[GuideRow]:
        rows = [row for row in self._library.guides() if row.origin == "own" or row.guide in self._packs]
        return [row for row in rows if origin in (None, row.origin)]

    def _find(self, guide: str) -> GuideRow:
        found = next((row for row in self._active() if row.guide == guide), None)
        if found is None:
            raise GuideNotFound(f"There is no guide {guide}.", hint="interviewer guides list shows those that are there.")
        return found

    # --- reading

    def search(
        self,
        query: str,
        *,
        k: int = 5,
        topics: Collection[str] | None = None,
        guides: Collection[str] | None = None,
        diverse: bool = False,
    ) -> list[Hit]:
        """See `Retriever.search`."""
        if not query.strip() or k < 1:
            return []

        def ask() -> list[Hit]:
            rows = [row for row in self._active() if guides is None or row.guide in guides]
            return self._search.run(rows, query, k=k, topics=topics, diverse=diverse)

        try:
            return ask()
        except StoreError:
            # Damage that shows only in use, or an index that another process has just replaced.
            with self._lock:
                if not self._index.in_step(self._active()) or not self._index.answers(self._active()):
                    self._index.start_again()
                    self._index.bring_in_step(self._active())
            return ask()

    def features(self, query: str, *, guide: str) -> list[tuple[str, dict[str, float]]]:
        """What speaks for each section (topic, features), or for passages of an own guide (file, features):
        what the weights are fitted on."""
        row = self._find(guide)
        self._search.catch_up([row])
        vector = self.embedder.encode([query])[0]
        if row.origin == "pack":
            judged = self._search.sections(row).features(query, vector)
            return [(topic, features) for topic, (_, features) in judged.items()]
        found = self._search.passage_features(row, query, vector)
        return [(stored.passage.file, features) for stored, features in found]

    def texts(self, guide: str) -> list[str]:
        """What is embedded of a guide, in reading order."""
        row = self._find(guide)
        stored = self._library.stored("p.guide_id = ? AND same_as IS NULL", [row.id])
        return [passage.passage.embedded for passage in stored]

    def guides(self) -> list[GuideSummary]:
        return [
            GuideSummary(
                row.guide, row.title, row.origin, self._library.section_count(row.id),
                len(Shelf(self._library, row).documents()) if row.origin == "own" else 0,
                self._library.passage_count(row.id),
            )
            for row in self._active()
        ]

    def own_guides(self) -> list[str]:
        """Names of the guides that were made of the user's own documents."""
        return [row.guide for row in self._active("own")]

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
        """For each query the cosines of the texts with it."""
        found: list[list[float]] = (self.embedder.encode(queries) @ self.embedder.encode(texts).T).tolist()
        return found

    def sections(self, guide: str | None = None) -> list[Section]:
        """The sections of one shipped guide, or of all, in reading order."""
        rows = [self._find(guide)] if guide else self._active("pack")
        return [section for row in rows for section in self._library.sections(row.guide)]

    def section(self, guide: str, topic: str) -> Section:
        """Raises GuideNotFound."""
        return self._library.section(self._find(guide).guide, topic)

    def show(self, guide: str) -> list[DocumentSummary]:
        """The documents of a guide of the user's own. Raises GuideNotFound."""
        return Shelf(self._library, self._find(guide)).documents()

    # --- the user's own documents

    def ingest(
        self, paths: Sequence[Path], *, guide: str = OWN_GUIDE, progress: Progress | None = None
    ) -> IngestReport:
        """Bring files and folders in. A file that cannot be used is in the report, the others are ingested.

        Raises IngestStopped on Ctrl+C, a full disk or a lost server: run it again to go on.
        """
        if guide in self._packs:
            raise KnowledgeError(f"{guide} is a shipped guide.", hint="Choose another name for your own.")
        if not guide.strip():
            raise KnowledgeError("A guide needs a name.", hint="Leave the name out, and the guide is called own.")
        with self._lock:
            row = self._library.guide(guide) or self._library.add_guide(guide, title=guide, origin="own")
            if not self._index.in_step([row]):
                self._index.bring_in_step(self._active(), progress=progress)
            report = Ingest(shelf=Shelf(self._library, row), index=self._index, progress=progress).run(paths)
            self._library.database.touch()
            return report

    def remove(self, guide: str) -> None:
        """Take a guide of the user's own out, with all that was ingested into it. Raises GuideNotFound."""
        row = self._find(guide)
        if row.origin == "pack":
            raise KnowledgeError(f"{guide} is a shipped guide and stays.", hint="Only your own can be removed.")
        with self._lock:
            self._index.drop(row)
            self._library.remove_guide(row.id)
            self._library.database.touch()
