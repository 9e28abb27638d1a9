"""Joins the dense and the lexical ranking into one estimated chance that a text answers a query.

The weights are data (`weights.json`), fitted on the tuning half of `evals/datasets/retrieval.jsonl` by
`python -m evals.retrieval --fit`. Cosines enter as standard scores against the embedder's own background
(`Scale`), so that the weights carry over to another embedder.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
NEAREST_PHRASINGS = 5
# The vectors of a query are few; more than this many texts are not needed to see the background.
MOST_COMPARED = 800


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of the cosine between texts that have nothing to do with each other."""

    mean: float = 0.12
    deviation: float = 0.12

    @staticmethod
    def of(vectors: Vectors, groups: Sequence[str]) -> Scale:
        """Measured on vectors of which those of different groups are unrelated."""
        step = max(1, len(vectors) // MOST_COMPARED)
        some, names = vectors[::step], np.array(groups[::step])
        cosines = (some @ some.T)[names[:, None] != names[None, :]]
        if cosines.size < 100:
            return Scale()
        return Scale(float(cosines.mean()), max(1e-3, float(cosines.std())))

    def score(self, cosine: float) -> float:
        return (cosine - self.mean) / self.deviation


@dataclass
class Evidence:
    """What the two rankings say about one section, or about one passage of the user's own."""

    phrasing: list[float] = field(default_factory=list)
    advice: list[float] = field(default_factory=list)
    detail: list[float] = field(default_factory=list)
    words: float = 0.0

    def features(self, scale: Scale) -> dict[str, float]:
        top = sorted(self.phrasing, reverse=True)[:NEAREST_PHRASINGS]
        return {
            "phrasings": scale.score(sum(top) / len(top)) if top else 0.0,
            "nearest": scale.score(top[0]) if top else 0.0,
            "advice": scale.score(sum(self.advice) / len(self.advice)) if self.advice else 0.0,
            "passage": scale.score(max(self.advice)) if self.advice else 0.0,
            "words": self.words,
        }


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """"section" and "passage": a weight a feature, `bias`, and `least`, the chance below which nothing fits."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (Path(__file__).parent / "weights.json").read_text("utf-8")
    )
    return loaded


def chance(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    value = fitted["bias"] + sum(fitted.get(name, 0.0) * feature for name, feature in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def diversify(vectors: Vectors, scores: Sequence[float], *, k: int, weight: float = 0.7) -> list[int]:
    """Maximal marginal relevance: the order in which k of the rows are taken."""
    chosen: list[int] = []
    left = list(range(len(scores)))
    like = vectors @ vectors.T
    while left and len(chosen) < k:
        best = max(
            left,
            key=lambda i: weight * scores[i] - (1 - weight) * max((float(like[i, j]) for j in chosen), default=0.0),
        )
        chosen.append(best)
        left.remove(best)
    return chosen
