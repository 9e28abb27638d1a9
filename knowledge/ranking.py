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
NEAREST, NEARER = 8, 3
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
        top = sorted(self.phrasing, reverse=True)[:NEAREST]
        nearer = top[:NEARER]
        return {
            "phrasings": scale.score(sum(top) / len(top)) if top else 0.0,
            "nearest": scale.score(sum(nearer) / len(nearer)) if nearer else 0.0,
            "advice": scale.score(sum(self.advice) / len(self.advice)) if self.advice else 0.0,
            "passage": scale.score(max(self.advice)) if self.advice else 0.0,
            "words": self.words,
        }


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """A weight a feature and `bias`, for "section" (answers the query best), "related" (is worth reading,
    given that and what it is related to) and "passage". `least_best`: nothing fits when the best chance is
    below; `least`: what is left out of an answer."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (Path(__file__).parent / "weights.json").read_text("utf-8")
    )
    return loaded


def logit(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return fitted["bias"] + sum(fitted.get(name, 0.0) * feature for name, feature in features.items())


def chance(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit(features, fitted)))))


def with_related(
    direct: Mapping[str, float], related: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Second-stage features by topic, from the logits of the first.

    Who needs one section is helped by its neighbours, even where the query has no word in common with
    them: each gets the share that its neighbours have of the whole chance, times what it is worth to them.
    """
    top = max(direct.values(), default=0.0)
    powers = {topic: math.exp(value - top) for topic, value in direct.items()}
    whole = sum(powers.values())
    near: dict[str, float] = dict.fromkeys(direct, 0.0)
    for topic, power in powers.items():
        for other, worth in related.get(topic, {}).items():
            if other in near:
                near[other] += power / whole * worth
    return {topic: {"direct": direct[topic], "related": near[topic]} for topic in direct}


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
