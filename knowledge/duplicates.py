"""Finds text that stands twice, exactly or nearly, without holding all of it in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
from datasketch import MinHash

# 12 bands of 5: two texts of which 80 % of the word triples agree share a band with a chance of 0.99.
BANDS, ROWS = 12, 5
NEARLY = 0.8
FEWEST_WORDS = 8


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def fingerprint(text: str) -> str:
    """Equal for texts that differ only in case, spacing and punctuation."""
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()[:32]


def shingles(text: str) -> set[str]:
    words = words_of(text)
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def nearly_same(one: str, other: str) -> bool:
    a, b = shingles(one), shingles(other)
    return len(a & b) >= NEARLY * len(a | b)


def bands(text: str) -> list[int]:
    """Keys of which nearly equal texts share one; none for a text too short to be told apart."""
    if len(words_of(text)) < FEWEST_WORDS:
        return []
    sketch = MinHash(num_perm=BANDS * ROWS, seed=7)
    sketch.update_batch([shingle.encode() for shingle in shingles(text)])
    values = np.asarray(sketch.hashvalues, np.uint64).reshape(BANDS, ROWS)
    return [
        int.from_bytes(hashlib.blake2b(bytes([band]) + row.tobytes(), digest_size=8).digest(), "big", signed=True)
        for band, row in enumerate(values)
    ]


class SeenTexts:
    """The texts of one document that have been kept so far."""

    def __init__(self) -> None:
        self._exact: dict[str, int] = {}
        self._bands: dict[int, list[int]] = {}
        self._texts: list[str] = []

    def find_or_add(self, text: str) -> bool:
        """Whether the text stands here already; if not, it does from now on."""
        key = fingerprint(text)
        if key in self._exact:
            return True
        keys = bands(text)
        candidates = {number for band in keys for number in self._bands.get(band, ())}
        if any(nearly_same(text, self._texts[number]) for number in candidates):
            return True
        self._exact[key] = len(self._texts)
        for band in keys:
            self._bands.setdefault(band, []).append(len(self._texts))
        self._texts.append(text)
        return False


def first_near(text: str, candidates: Iterable[tuple[int, str]]) -> int | None:
    """The row of the first candidate (row, text) that is nearly the same."""
    return next((row for row, other in candidates if nearly_same(text, other)), None)
