"""The vectors in Chroma: in a folder, or on a server by URL. A cache of what `library.py` holds.

A collection holds one guide for one embedder and one format: its name is derived from all three, so
vectors that were made otherwise are never read. On disk every rebuild gets a folder of its own
(Chroma keeps a client a path in the process, and other processes may still read the old one).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.embedding import Vectors
from knowledge.errors import StoreError

INDEX_VERSION = 1
# Cosine is exact for vectors of length 1. The graph is written to disk every `sync_threshold` vectors and
# as a whole, so a small number would write a large store many times over.
HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 16, "sync_threshold": 10_000}
Metadata = Mapping[str, str | int]


def collection_name(guide: str, *parts: str) -> str:
    """Chroma's rule: 3 to 512 of [a-zA-Z0-9._-], beginning and ending with a letter or digit."""
    readable = re.sub(r"[^a-z0-9-]+", "-", guide.lower()).strip("-")[:40] or "guide"
    digest = hashlib.sha256("\0".join([guide, str(INDEX_VERSION), *parts]).encode()).hexdigest()
    return f"{readable}-{digest[:24]}"


class VectorStore:
    """Vectors by collection. Raises StoreError for whatever Chroma cannot do."""

    def __init__(self, *, folder: Path | None = None, url: str | None = None) -> None:
        self.place = url or str(folder)
        self.folder = folder
        self._collections: dict[str, Any] = {}
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        with self._asking():
            if url:
                parts = urlsplit(url if "//" in url else f"http://{url}")
                secure = parts.scheme == "https"
                self._client: Any = chromadb.HttpClient(
                    host=parts.hostname or "localhost", port=parts.port or (443 if secure else 8000), ssl=secure,
                    settings=settings,
                )
            else:
                assert folder is not None
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(str(folder), settings=settings)
            self._most_at_once = int(self._client.get_max_batch_size())

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        # Chroma's Rust core, its client and httpx share no base class, and a damaged file may show as any.
        except Exception as error:
            what = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise StoreError(
                f"Chroma at {self.place}: {what}.",
                hint="Is the server running? `chroma run` starts one." if self.folder is None
                else "The index is only a cache: delete its folder and it is made again.",
            ) from error

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            with self._asking():
                self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]

    def names(self) -> set[str]:
        with self._asking():
            return {collection.name for collection in self._client.list_collections()}

    def create(self, name: str, *, metadata: Metadata) -> None:
        with self._asking():
            self._collections[name] = self._client.get_or_create_collection(
                name, configuration={"hnsw": HNSW}, metadata=dict(metadata), embedding_function=None
            )

    def drop(self, name: str) -> None:
        self._collections.pop(name, None)
        with self._asking():
            if name in {collection.name for collection in self._client.list_collections()}:
                self._client.delete_collection(name)

    def count(self, name: str) -> int:
        collection = self._collection(name)
        with self._asking():
            return int(collection.count())

    def ids(self, name: str) -> set[str]:
        collection = self._collection(name)
        with self._asking():
            return set(collection.get(include=[])["ids"])

    def upsert(self, name: str, ids: Sequence[str], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        collection = self._collection(name)
        with self._asking():
            for start in range(0, len(ids), self._most_at_once):
                end = start + self._most_at_once
                collection.upsert(
                    ids=list(ids[start:end]), embeddings=vectors[start:end],
                    metadatas=[dict(metadata) for metadata in metadatas[start:end]],
                )

    def delete(self, name: str, ids: Sequence[str]) -> None:
        collection = self._collection(name)
        with self._asking():
            for start in range(0, len(ids), 1000):
                collection.delete(ids=list(ids[start : start + 1000]))

    def vectors(self, name: str, ids: Sequence[str]) -> dict[str, Vectors]:
        collection = self._collection(name)
        vectors: dict[str, Vectors] = {}
        with self._asking():
            for start in range(0, len(ids), 1000):
                found = collection.get(ids=list(ids[start : start + 1000]), include=["embeddings"])
                vectors |= zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True)
        return vectors

    def nearest(
        self, name: str, vector: Vectors, *, k: int, where: dict[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        """(id, cosine similarity), best first."""
        collection = self._collection(name)
        with self._asking():
            found = collection.query(query_embeddings=[vector], n_results=k, include=["distances"], where=where)
            return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def make_private(self) -> None:
        """Chroma makes its files with the process's umask."""
        for root, folders, files in os.walk(self.folder) if self.folder else ():
            for name, mode in [*((f, 0o700) for f in folders), *((f, 0o600) for f in files)]:
                with contextlib.suppress(FileNotFoundError):
                    os.chmod(os.path.join(root, name), mode)  # noqa: PTH101, PTH118 - os.walk's own parts

    def segment_files(self) -> dict[str, int]:
        """The graph's files and their sizes: what is checked to find a folder that was half deleted."""
        if not self.folder:
            return {}
        return {
            str(path.relative_to(self.folder)): path.stat().st_size
            for path in self.folder.rglob("*") if path.is_file() and path.parent != self.folder
        }


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
