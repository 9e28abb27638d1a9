"""Embeddings of the labelled answers, kept between runs of the trainer: encoding them takes minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from interviewer.coach.features import Material, Vectors, vectors_of
from interviewer.coach.reader import SHIPPED_EMBEDDER
from knowledge import load_embedder

AT_ONCE = 512


def embedded(materials: Sequence[Material]) -> list[Vectors]:
    """The vectors of each material."""
    texts = list(dict.fromkeys(text for material in materials for text in material.texts()))
    rows = _rows(texts)
    return [vectors_of(m, np.stack([rows[text] for text in m.texts()])) for m in materials]


def embedded_texts(texts: Sequence[str]) -> NDArray[np.float32]:
    """A row a text."""
    rows = _rows(texts)
    return np.stack([rows[text] for text in texts])


def _rows(texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    embedder = load_embedder(SHIPPED_EMBEDDER)
    store = _Store(user_cache_path("interviewer") / f"embedded-{embedder.name.split(':')[-1]}.npz")
    missing = [text for text in texts if _key(text) not in store.rows]
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        store.add(dict(zip(map(_key, some), embedder.encode(some), strict=True)))
        print(f"\rembedding {start + len(some)}/{len(missing)}", end="", flush=True)
    if missing:
        print()
    return {text: store.rows[_key(text)] for text in texts}


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class _Store:
    """Vectors by key in one file, written anew after each batch."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rows: dict[str, NDArray[np.float32]] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as stored:
                self.rows = dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))

    def add(self, rows: dict[str, NDArray[np.float32]]) -> None:
        self.rows |= rows
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial.npz")
        np.savez(partial, keys=np.array(list(self.rows)), rows=np.stack(list(self.rows.values())))
        partial.replace(self._path)
