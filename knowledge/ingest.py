"""Brings the user's own files in: finds them, reads, cleans and cuts them while the vectors are made.

A reader thread prepares documents ahead of the encoder through a bounded queue, so memory does not grow
with the number of files. Texts are committed batch by batch before their vectors: whatever stops an
ingest, the next run finds what is missing and goes on.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from knowledge.chunking import document_passages
from knowledge.cleaning import clean
from knowledge.documents import Document, Dropped, Progress
from knowledge.errors import DocumentError, IngestStopped, KnowledgeError, StoreError
from knowledge.index import Index
from knowledge.library import StoredPassage
from knowledge.readers import SUFFIXES, content_hash, read_bytes, read_document
from knowledge.shelf import Shelf

# Passages to a batch: enough that texts of like length meet in the encoder, little enough to lose.
BATCH = 1024
MOST_WAITING = 8
Status = Literal["added", "updated", "unchanged", "failed"]


@dataclass(frozen=True)
class FileReport:
    """What became of one file."""

    path: str
    status: Status
    passages: int = 0
    merged: tuple[Dropped, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repeats: int = 0  # passages that stand in another document already
    repaired: int = 0  # questions that were joined with their answers again
    message: str = ""
    hint: str = ""


@dataclass
class IngestReport:
    """What an ingest did. Files without change are only counted."""

    guide: str
    files: list[FileReport] = field(default_factory=list)
    unchanged: int = 0
    not_read: int = 0  # files in folders of kinds that are not read

    @property
    def failed(self) -> list[FileReport]:
        return [file for file in self.files if file.status == "failed"]

    @property
    def passages(self) -> int:
        return sum(file.passages for file in self.files)

    @property
    def merged(self) -> int:
        return sum(len(file.merged) + file.repeats for file in self.files)

    @property
    def dropped(self) -> int:
        return sum(len(file.dropped) for file in self.files)


def find_files(paths: Sequence[Path], report: IngestReport) -> Iterator[Path]:
    """The files below `paths` in a fixed order. A folder that is reached twice is read once."""
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for root, folders, names in os.walk(path, followlinks=True):
            status = Path(root).stat()
            if (status.st_dev, status.st_ino) in seen:
                folders.clear()
                report.files.append(FileReport(
                    root, "failed", message=f"{root} is a link back to a folder that is read already.",
                    hint="Nothing is lost; remove the link to be rid of this line.",
                ))
                continue
            seen.add((status.st_dev, status.st_ino))
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name.startswith("~$"):
                    continue
                if Path(name).suffix.lower() in SUFFIXES:
                    yield Path(root) / name
                else:
                    report.not_read += 1


def prepare(path: Path, content: bytes, *, guide: str) -> Document:
    """A file's content as a cleaned document with its passages. Raises DocumentError."""
    raw = read_document(path, content)
    cleaned = clean(raw.lines, file=path.name)
    title = next((block.text for block in cleaned.blocks if block.kind == "heading"), path.stem)
    passages = document_passages(cleaned.blocks, guide=guide, title=title, file=path.name, section_id="")
    if not passages:
        raise DocumentError(f"{path} holds nothing but page furniture.", hint="Leave it out.")
    return Document(
        path=str(path.absolute()), title=title, content_hash=raw.content_hash, passages=tuple(passages),
        dropped=cleaned.dropped, merged=cleaned.merged, repaired=cleaned.repaired,
    )


class Ingest:
    """One run. `run` blocks; everything that is committed stays when it is stopped."""

    def __init__(self, *, shelf: Shelf, index: Index, progress: Progress | None) -> None:
        self._shelf = shelf
        self._index = index
        self._progress = progress
        self._ready: queue.Queue[Document | FileReport | BaseException | None] = queue.Queue(MOST_WAITING)
        self._stop = threading.Event()
        self._waiting: list[StoredPassage] = []
        self._found = self._done = 0
        self.report = IngestReport(shelf.guide.guide)

    def run(self, paths: Sequence[Path]) -> IngestReport:
        """Raises IngestStopped on Ctrl+C, a full disk or a lost server."""
        reader = threading.Thread(target=self._read, args=(list(paths),), name="ingest-reader", daemon=True)
        reader.start()
        try:
            with self._index.writing():
                self._take()
        except KeyboardInterrupt as error:
            raise self._stopped("Stopped") from error
        except StoreError as error:
            raise self._stopped(error.message.rstrip("."), error.hint) from error
        finally:
            self._stop.set()
            with suppress(queue.Empty):
                while True:
                    self._ready.get_nowait()
            reader.join(timeout=10)
        return self.report

    def _stopped(self, what: str, hint: str = "") -> IngestStopped:
        return IngestStopped(
            f"{what}: {self._done} files are in, the rest is not.",
            hint=f"{hint} Run the same command again to go on.".strip(),
        )

    # --- the reader's thread

    def _read(self, paths: list[Path]) -> None:
        try:
            for path in find_files(paths, self.report):
                self._found += 1
                if self._stop.is_set():
                    return
                self._put(self._prepare(path))
            self._put(None)
        # Whatever goes wrong here must reach the thread that waits for this one.
        except BaseException as error:  # noqa: BLE001
            self._put(error)

    def _prepare(self, path: Path) -> Document | FileReport:
        try:
            content = read_bytes(path)
            if self._shelf.content_hash(str(path.absolute())) == content_hash(content):
                return FileReport(str(path), "unchanged")
            return prepare(path, content, guide=self._shelf.guide.guide)
        except KnowledgeError as error:
            return FileReport(str(path), "failed", message=error.message, hint=error.hint)

    def _put(self, item: Document | FileReport | BaseException | None) -> None:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._ready.put(item, timeout=0.2)
                return

    # --- the writer's

    def _take(self) -> None:
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, Document):
                self._store(item)
            elif item.status == "unchanged":
                self.report.unchanged += 1
            else:
                self.report.files.append(item)
            self._done += 1
            if self._progress:
                self._progress(self._done, max(self._found, self._done), "reading files")
            if len(self._waiting) >= BATCH:
                self._encode(BATCH)
        self._encode(1)

    def _store(self, document: Document) -> None:
        known = self._shelf.content_hash(document.path) is not None
        if known:
            old = [stored.uid for stored in self._shelf.passages_of(document.path)]
            self._waiting = [stored for stored in self._waiting if stored.uid not in set(old)]
            self._index.remove(self._shelf.guide, old)
            self._waiting += self._shelf.remove(document.path)
        fresh, repeats = self._shelf.add(document)
        self._waiting += fresh
        self.report.files.append(FileReport(
            document.path, "updated" if known else "added", passages=len(fresh), merged=document.merged,
            dropped=document.dropped, repeats=repeats, repaired=document.repaired,
        ))

    def _encode(self, least: int) -> None:
        while len(self._waiting) >= least:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            self._index.add(self._shelf.guide, batch, progress=self._progress)
