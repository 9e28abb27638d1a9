"""Keeps the vectors in step with the texts: finds what is missing, stale or damaged and mends it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.documents import Progress
from knowledge.embedding import Embedder, Vectors
from knowledge.errors import StoreError
from knowledge.library import GuideRow, Library, StoredPassage
from knowledge.ranking import Scale
from knowledge.store import Metadata, VectorStore, collection_name, remove_folder

BATCH = 256


class Index:
    """The vectors of one library for one embedder. Writing methods need the writer's lock."""

    def __init__(self, *, library: Library, embedder: Embedder, folder: Path, chroma_url: str | None) -> None:
        self.library = library
        self.embedder = embedder
        self._folder = folder
        self._url = chroma_url
        self._generation: str | None = None
        self._store: VectorStore | None = None

    @property
    def store(self) -> VectorStore:
        """The store that the library says is current: another process may have replaced it."""
        if self._url:
            self._store = self._store or VectorStore(url=self._url)
            return self._store
        generation = self.library.database.get("index")
        if generation is None:
            raise StoreError("There is no index yet.", hint="Open the knowledge again.")
        if self._store is None or generation != self._generation:
            if not (self._folder / generation).is_dir():
                raise StoreError("The index folder is gone.", hint="Open the knowledge again.")
            self._store, self._generation = VectorStore(folder=self._folder / generation), generation
        return self._store

    def name(self, row: GuideRow) -> str:
        # A shipped guide has the same vectors everywhere and a server keeps one copy for a team; the
        # user's own guide belongs to this library.
        owner = row.content_hash if row.origin == "pack" else self.library.database.get("library") or ""
        return collection_name(row.guide, self.embedder.name, owner)

    @property
    def _scale_key(self) -> str:
        return f"scale:{self.embedder.name}"

    # --- reading

    def in_step(self, rows: Sequence[GuideRow]) -> bool:
        """Whether every guide has all of its vectors and the folder is whole. Encodes nothing."""
        try:
            self._check_files()
            names = self.store.names()
            # A server may have the vectors from another library, which kept its scale to itself.
            if any(row.origin == "pack" for row in rows) and not self.library.database.get(self._scale_key):
                return False
            return all(
                self.name(row) in names and self.store.count(self.name(row)) == self.library.passage_count(row.id)
                for row in rows
            )
        except StoreError:
            if self._url:
                raise
            return False

    def _check_files(self) -> None:
        noted = self.library.database.get("index_files")
        if self._url or not noted:  # "" while a writer is at work, or after one was killed
            return
        there = self.store.segment_files()
        for name, size in json.loads(noted).items():
            if there.get(name) != size:
                raise StoreError(f"The index is damaged: {name} is not as it was written.", hint="")

    def nearest(
        self, row: GuideRow, vector: Vectors, *, k: int, where: dict[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        return self.store.nearest(self.name(row), vector, k=k, where=where)

    def vectors(self, row: GuideRow, uids: Sequence[str]) -> dict[str, Vectors]:
        return self.store.vectors(self.name(row), uids)

    def scale(self) -> Scale:
        """The background of this embedder's cosines, measured when a shipped guide was indexed."""
        noted = self.library.database.get(self._scale_key)
        return Scale(*json.loads(noted)) if noted else Scale()

    # --- writing

    def bring_in_step(self, rows: Sequence[GuideRow], *, progress: Progress | None = None) -> None:
        """Mend what can be mended; where the folder is damaged, start a new one and fill it again."""
        if self._url:
            self._fill(rows, progress)
            return
        try:
            self._check_files()
            self._fill(rows, progress)
        except StoreError as error:
            if (isinstance(error.__cause__, OSError) and error.__cause__.errno == 28) or "full" in error.message:
                raise
            self.start_again()
            self._fill(rows, progress)

    def start_again(self) -> None:
        """Point to a new, empty index folder. The old ones are deleted; who still reads one may finish."""
        generation = f"index-{uuid.uuid4().hex[:12]}"
        with self.library.database.writing():
            self.library.database.set("index_files", "")
            self.library.database.set("index", generation)
        (self._folder / generation).mkdir(mode=0o700)
        self._store = None
        for old in self._folder.glob("index-*"):
            if old.name != generation:
                remove_folder(old)

    def _fill(self, rows: Sequence[GuideRow], progress: Progress | None) -> None:
        with self.writing():
            names = self.store.names()
            for row in rows:
                self.make_collection(row)
                if self.store.count(self.name(row)) != self.library.passage_count(row.id):
                    self._reconcile(row, progress)
            packs = [row for row in rows if row.origin == "pack"]
            if packs:  # the largest shows the embedder's background best
                self._measure_scale(max(packs, key=lambda row: self.library.passage_count(row.id)))
            if not self._url:
                wanted = {self.name(row) for row in self.library.guides()}
                for name in names - wanted:
                    self.store.drop(name)

    def answers(self, rows: Sequence[GuideRow]) -> bool:
        """Whether every guide that has vectors finds some."""
        probe = np.zeros(self.embedder.dimension, np.float32)
        probe[0] = 1.0
        try:
            return all(self.nearest(row, probe, k=1) for row in rows if self.library.passage_count(row.id))
        except StoreError:
            return False

    def drop(self, row: GuideRow) -> None:
        """Take all of a guide's vectors out."""
        with self.writing():
            self.store.drop(self.name(row))

    def writing(self) -> _Writing:
        return _Writing(self)

    def make_collection(self, row: GuideRow) -> None:
        self.store.create(self.name(row), metadata={"guide": row.guide, "embedder": self.embedder.name})

    def _reconcile(self, row: GuideRow, progress: Progress | None) -> None:
        name = self.name(row)
        wanted, there = self.library.uids(row.id), self.store.ids(name)
        if there - wanted:
            self.store.delete(name, sorted(there - wanted))
        missing = sorted(wanted - there)
        for start in range(0, len(missing), BATCH):
            uids = missing[start : start + BATCH]
            self.add(row, list(self.library.by_uid(row.id, uids).values()))
            if progress:
                progress(start + len(uids), len(missing), f"embedding {row.title}")

    def _measure_scale(self, row: GuideRow) -> None:
        uids = sorted(uid for uid in self.library.uids(row.id) if "/phrasing/" in uid)
        found = self.vectors(row, uids)
        scale = Scale.of(np.stack([found[uid] for uid in uids]), [uid.split("/")[0] for uid in uids])
        self.library.database.set(self._scale_key, json.dumps([scale.mean, scale.deviation]))

    def remove(self, row: GuideRow, uids: Sequence[str]) -> None:
        """Take vectors out; some may not be there."""
        if uids:
            self.store.delete(self.name(row), uids)

    def add(
        self, row: GuideRow, passages: Sequence[StoredPassage], *, progress: Progress | None = None
    ) -> None:
        """Encode passages and put their vectors into the store."""
        vectors = self.embedder.encode([stored.passage.embedded for stored in passages], progress=progress)
        self.store.upsert(
            self.name(row), [stored.uid for stored in passages], vectors, [_metadata(stored) for stored in passages]
        )


class _Writing:
    """Marks the index as being written, so that a killed writer is recognised."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __enter__(self) -> None:
        if not self._index._url:
            if self._index.library.database.get("index") is None:
                self._index.start_again()
            self._index.library.database.set("index_files", "")

    def __exit__(self, kind: object, *_: object) -> None:
        index = self._index
        if kind is None and not index._url:
            index.store.make_private()
            index.library.database.set("index_files", json.dumps(index.store.segment_files()))
        if kind is None:
            index.library.database.touch()


def _metadata(stored: StoredPassage) -> Metadata:
    p = stored.passage
    return {
        "guide": p.guide, "kind": p.kind, "topic": p.topic, "title": p.title, "source": p.source,
        "file": p.file, "heading": p.heading, "line_start": p.line_start, "line_end": p.line_end,
    }

