"""One search: asks Chroma and the lexical index, joins what they say, and picks what is shown."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.duplicates import nearly_same
from knowledge.embedding import Vectors
from knowledge.index import Index
from knowledge.library import GuideRow, Library, StoredPassage
from knowledge.ranking import Scale, chance, diversify, weights
from knowledge.retrieval import Hit
from knowledge.sections import Sections
from knowledge.topic_reader import TopicReader

CANDIDATES = 50


@dataclass(frozen=True)
class Candidate:
    """A section or passage with the passage that would be shown for it."""

    row: GuideRow
    uid: str
    score: float
    stored: StoredPassage | None = None


class Search:
    """Searches over the guides of one library. Safe for several threads; writes nothing."""

    def __init__(self, library: Library, index: Index, packs: Mapping[str, Path]) -> None:
        self._library = library
        self._packs = packs
        self._index = index
        self._lock = threading.Lock()
        self._version: str | None = None
        self._entries: dict[int, int] = {}
        self._sections: dict[int, Sections] = {}
        self._scale = Scale()

    def run(
        self, rows: Sequence[GuideRow], query: str, *, k: int, topics: Collection[str] | None, diverse: bool
    ) -> list[Hit]:
        self.catch_up(rows)
        vector = self._index.embedder.encode([query])[0]
        candidates: list[Candidate] = []
        for row in rows:
            if row.origin == "pack":
                judged = self.sections(row).judge(query, vector, topics)
                candidates += [Candidate(row, uid, score) for uid, score in judged]
            elif topics is None:
                candidates += self.passages(row, query, vector)
        candidates.sort(key=lambda c: -c.score)
        # Twice k leaves room for doubles, and for a choice where the hits shall differ.
        shown = self._without_doubles(candidates[: 4 * k if diverse else 2 * k])
        if diverse and len(shown) > 1:
            shown = self._different(shown, k)
        return [_hit(c) for c in shown[:k]]

    def catch_up(self, rows: Sequence[GuideRow]) -> None:
        """Forget what was counted before another process or thread wrote."""
        version = self._library.database.get("version")
        with self._lock:
            if version != self._version:
                self._entries.clear()
                self._sections.clear()
                self._version = version
            for row in rows:
                if row.origin == "own" and row.id not in self._entries:
                    self._entries[row.id] = self._library.passage_count(row.id)
            self._scale = self._index.scale()

    def sections(self, row: GuideRow) -> Sections:
        """The sections of a shipped guide, ready to be judged. Takes half a second the first time."""
        with self._lock:
            if row.id not in self._sections:
                vectors = self._index.vectors(row, sorted(self._library.uids(row.id)))
                reader = TopicReader.of(self._packs[row.guide], self._index.embedder)
                self._sections[row.id] = Sections(
                    self._library.sections(row.guide), vectors, self._index.scale(), reader
                )
            return self._sections[row.id]

    def passages(self, row: GuideRow, query: str, vector: Vectors) -> list[Candidate]:
        """The passages of the user's own documents that fit; none where nothing does."""
        fitted = weights()["passage"]
        candidates = [
            Candidate(row, stored.uid, chance(features, fitted), stored)
            for stored, features in self.passage_features(row, query, vector)
        ]
        if max((c.score for c in candidates), default=0.0) < fitted["least_best"]:
            return []
        return [candidate for candidate in candidates if candidate.score >= fitted["least"]]

    def passage_features(
        self, row: GuideRow, query: str, vector: Vectors
    ) -> list[tuple[StoredPassage, dict[str, float]]]:
        """The passages that either ranking puts forward, each with what both say of it."""
        near = dict(self._index.nearest(row, vector, k=CANDIDATES))
        words = dict(self._library.rank_words(row.id, query, entries=self._entries[row.id], limit=CANDIDATES))
        stored = {s.uid: s for s in self._library.by_row(row.id, list(words)).values()}
        stored |= self._library.by_uid(row.id, [uid for uid in near if uid not in stored])
        unseen = [uid for uid in stored if uid not in near]
        if unseen:
            near |= {uid: float(v @ vector) for uid, v in self._index.vectors(row, unseen).items()}
        return [
            (passage, {"advice": self._scale.score(near[uid]), "words": words.get(passage.row, 0.0)})
            for uid, passage in stored.items()
            if uid in near
        ]

    def _without_doubles(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        left: list[Candidate] = []
        for candidate in candidates:
            stored = candidate.stored or self._library.by_uid(candidate.row.id, [candidate.uid]).get(candidate.uid)
            if stored is None:  # removed since
                continue
            text = stored.passage.text
            if not any(other.stored and nearly_same(text, other.stored.passage.text) for other in left):
                left.append(Candidate(candidate.row, candidate.uid, candidate.score, stored))
        return left

    def _different(self, candidates: Sequence[Candidate], k: int) -> list[Candidate]:
        vectors: dict[tuple[int, str], Vectors] = {}
        for row in {c.row for c in candidates}:
            uids = [c.uid for c in candidates if c.row == row]
            vectors |= {(row.id, uid): v for uid, v in self._index.vectors(row, uids).items()}
        known = [c for c in candidates if (c.row.id, c.uid) in vectors]
        order = diversify(
            np.stack([vectors[c.row.id, c.uid] for c in known]), [c.score for c in known], k=k
        )
        return [known[i] for i in order]


def _hit(candidate: Candidate) -> Hit:
    assert candidate.stored is not None
    p = candidate.stored.passage
    return Hit(
        p.guide, p.topic, p.section_id, p.title, p.heading, p.text, p.source, round(candidate.score, 4),
        p.file, p.line_start, p.line_end,
    )
