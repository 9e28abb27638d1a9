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
HELPS = 0.5  # a section that helps counts half of the one that answers
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
    """What the rankings say about one section, or about one passage of the user's own.

    Cosines of its phrasings and of its advice (a passage has only advice), and BM25 of its words: of a
    section's ways of being asked and of its text, of a passage's text as a share of what is reachable.
    """

    phrasing: list[float] = field(default_factory=list)
    advice: list[float] = field(default_factory=list)
    asked_words: float = 0.0
    told_words: float = 0.0

    def features(self, scale: Scale) -> dict[str, float]:
        top = sorted(self.phrasing, reverse=True)[:NEAREST]
        return {
            "phrasings": scale.score(_mean(top)) if top else 0.0,
            "nearest": scale.score(_mean(top[:NEARER])) if top else 0.0,
            "advice": scale.score(_mean(self.advice)) if self.advice else 0.0,
            "asked_words": self.asked_words,
            "told_words": self.told_words,
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """A weight a feature. "section": which section answers best; "fits": whether any does; "passage":
    whether a passage of the user's own does. Nothing fits when the best is below `least_best`; below
    `least` a hit is left out of an answer."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (Path(__file__).parent / "weights.json").read_text("utf-8")
    )
    return loaded


def logit(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return fitted.get("bias", 0.0) + sum(fitted.get(name, 0.0) * value for name, value in features.items())


def chance(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit(features, fitted)))))


def worth(direct: Mapping[str, float], related: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What each section is expected to be worth to who asked, 0 to 1, given that the guide has an answer.

    `direct` are logits: their softmax is each section's chance to be the best answer, worth 1. Who needs
    one section is helped by those related to it, worth HELPS, even where they share no word with the query.
    """
    top = max(direct.values(), default=0.0)
    powers = {topic: math.exp(value - top) for topic, value in direct.items()}
    whole = sum(powers.values())
    found = {topic: power / whole for topic, power in powers.items()}
    best = dict(found)
    for topic, share in best.items():
        for other, helps in related.get(topic, {}).items():
            if other in found:
                found[other] += HELPS * helps * share
    return {topic: min(1.0, value) for topic, value in found.items()}


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
