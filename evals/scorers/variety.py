"""Do different answers get different feedback? Repeated texts, and how much of two texts is the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from evals.task import Indexes, Judged, Measure


def variety(judged: Sequence[Judged], *, prefix: str) -> list[Measure]:
    """The share of answers whose first improvement is told as no other answer's is, and the mean overlap of words."""
    told = [one for one in judged if one.critique.improvements]
    texts = [_told(one) for one in told]
    counts = Counter(texts)
    alone = np.array([counts[text] == 1 for text in texts], dtype=float)
    overlaps = _overlaps(texts)
    stories = tuple(one.sample.story for one in told)

    def overlap(drawn: Indexes) -> float:
        among = np.unique(drawn)
        if len(among) < 2:
            return float("nan")
        part = overlaps[np.ix_(among, among)]
        return float(part[np.triu_indices(len(among), 1)].mean())

    return [
        Measure(f"{prefix}.told_once", stories, lambda drawn: float(alone[drawn].mean())),
        Measure(f"{prefix}.overlap", stories, overlap, "lower"),
    ]


def _told(one: Judged) -> str:
    first = one.critique.improvements[0]
    return f"{first.quote or ''} {first.text} {first.ask}".strip()


def _overlaps(texts: Sequence[str]) -> np.ndarray:
    """Jaccard overlap of the words of every two texts."""
    bags = [set(re.findall(r"\w+", text.lower())) for text in texts]
    table = np.ones((len(bags), len(bags)))
    for one in range(len(bags)):
        for other in range(one):
            both, either = len(bags[one] & bags[other]), len(bags[one] | bags[other])
            table[one, other] = table[other, one] = both / max(1, either)
    return table
