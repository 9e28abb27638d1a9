"""Joins what vectors and words say into one estimated chance that a text answers a query.

The weights are data (`weights.json`), fitted on the tuning half of `evals/datasets/retrieval.jsonl` by
`python -m evals.retrieval --fit`. Cosines enter as standard scores against the embedder's own background
(`Scale`), and the linear classifier is solved from the guide's own vectors, so that the weights carry over to
another embedder.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
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


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """A weight a feature. "section": which section answers best ("section_unread": without a
    topic reader); "fits": whether any does; "passage":
    whether a passage of the user's own does. Nothing fits when the best is below `least_best`; below
    `least` a hit is left out of an answer. "related": see `worth`."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (Path(__file__).parent / "weights.json").read_text("utf-8")
    )
    return loaded


def logit(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return fitted.get("bias", 0.0) + sum(fitted.get(name, 0.0) * value for name, value in features.items())


def chance(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit(features, fitted)))))


def worth(
    direct: Mapping[str, float], see_also: Mapping[str, Sequence[str]], fitted: Mapping[str, float]
) -> dict[str, float]:
    """What each section is expected to be worth to who asked, 0 to 1, given that the guide has an answer.

    `direct` are logits: their softmax is each section's chance to be the best answer, worth 1. Who needs
    one section is helped by those that it names in `see_also` (best first: `first`, and `falls` times
    that for each further one), less so by those that name it (`back`), worth `helps` even where they
    share no word with the query, and more where the query speaks for them by itself (`own`).
    """
    values = np.array(list(direct.values()))
    powers = np.exp(values - values.max())
    found = powers / powers.sum()
    place = {topic: number for number, topic in enumerate(direct)}
    named = np.zeros((len(place), len(place)))
    for topic, others in see_also.items():
        for rank, other in enumerate(others):
            if topic in place and other in place:
                named[place[topic], place[other]] = fitted["first"] * fitted["falls"] ** rank
    by_itself = np.exp(fitted["own"] * np.clip((values - values.mean()) / max(1e-6, values.std()), -3, 3))
    helped = found @ (named + fitted["back"] * named.T)
    total = np.minimum(1.0, found + fitted["helps"] * helped * by_itself)
    return {topic: float(total[number]) for topic, number in place.items()}


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
