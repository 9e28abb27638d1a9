"""What the vector of a query says about the sections of a shipped guide, all of them compared at once.

A shipped guide is small (thousands of vectors), so they are taken out of Chroma once and judged in memory:
a section by several of its ways of asking, and by a linear classifier that is solved from them in closed
form when the guide is opened, whatever the embedder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedding import Vectors
from knowledge.ranking import Scale

NEAREST, LEAST, SHARE = 8, 3, 9  # ways of asking that count for a section: one in nine, 3 to 8
SHRINK = 0.4  # towards equal spread in all directions: there are few vectors for so many directions


@dataclass(frozen=True)
class VectorEvidence:
    """What speaks for one section; cosines as standard scores against the embedder's background."""

    phrasings: float
    linear: float
    advice: float
    shown: str  # uid of the piece of advice that is nearest to the query


class SectionVectors:
    """Reading is thread-safe. `vectors` are those of one guide by uid: topic/kind/number."""

    def __init__(self, topics: Sequence[str], vectors: Mapping[str, Vectors], scale: Scale) -> None:
        self._scale = scale
        uids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for uid in vectors:
            topic, kind, _ = uid.rsplit("/", 2)
            uids[topic, kind].append(uid)
        # A guide that another process is still embedding has sections without vectors; they are left out.
        self._topics = [topic for topic in topics if uids[topic, "phrasing"] and uids[topic, "advice"]]
        self._uids = [uids[topic, "advice"] for topic in self._topics]
        self._advice = [np.stack([vectors[uid] for uid in some]) for some in self._uids]
        self._asked = [np.stack([vectors[uid] for uid in uids[topic, "phrasing"]]) for topic in self._topics]
        self._slope, self._offset = _linear(self._asked)

    def rank(self, vector: Vectors) -> dict[str, VectorEvidence]:
        """By topic."""
        found: dict[str, VectorEvidence] = {}
        if not self._topics:
            return found
        linear = self._slope @ vector + self._offset
        for topic, uids, told, phrasings, value in zip(
            self._topics, self._uids, self._advice, self._asked, linear, strict=True
        ):
            count = min(NEAREST, max(LEAST, len(phrasings) // SHARE))
            asked, near = np.sort(phrasings @ vector)[-count:], told @ vector
            found[topic] = VectorEvidence(
                phrasings=self._scale.score(float(asked.mean())), linear=float(value),
                advice=self._scale.score(float(near.mean())), shown=uids[int(near.argmax())],
            )
        return found


def _linear(groups: Sequence[Vectors]) -> tuple[Vectors, Vectors]:
    """Linear discriminant analysis: a slope and an offset for each group."""
    if not groups:
        return np.zeros((0, 0), np.float32), np.zeros(0, np.float32)
    means = np.stack([group.mean(axis=0) for group in groups]).astype(np.float64)
    within = np.concatenate([group - mean for group, mean in zip(groups, means, strict=True)])
    spread = within.T @ within / len(within)
    width = len(spread)
    # Groups of one vector each have no spread of their own: a tenth of what unit vectors could have.
    even = max(float(np.trace(spread)), 0.1) / width
    slope = np.linalg.solve((1 - SHRINK) * spread + SHRINK * even * np.eye(width), means.T).T
    return slope.astype(np.float32), (-0.5 * (slope * means).sum(axis=1)).astype(np.float32)
