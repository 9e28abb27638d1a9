"""Is `confidence` honest? Expected calibration error (Naeini et al. 2015) and the bins of the reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.task import Indexes, Judged, Measure

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Answers whose confidence lies in one tenth: how many, how sure, how often right."""

    count: int
    confidence: float
    exact: float


def calibration(judged: Sequence[Judged]) -> list[Measure]:
    """The error over answers that both scored, in ten bins of equal width, weighted by their size."""
    sure, right, stories = _arrays(judged)

    def error(drawn: Indexes) -> float:
        found = _bins(sure[drawn], right[drawn])
        return sum(one.count * abs(one.confidence - one.exact) for one in found) / max(1, len(drawn))

    return [
        Measure("calibration.error", stories, error, "lower"),
        Measure("calibration.mean_confidence", stories, lambda drawn: float(sure[drawn].mean()), "neither"),
    ]


def reliability(judged: Sequence[Judged]) -> list[Bin]:
    """The bins that hold at least one answer, from unsure to sure."""
    sure, right, _ = _arrays(judged)
    return _bins(sure, right)


def _arrays(judged: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    both = [one for one in judged if one.sample.score is not None and one.critique.confidence is not None]
    sure = np.array([one.critique.confidence for one in both], dtype=float)
    right = np.array([one.critique.score == one.sample.score for one in both], dtype=float)
    return sure, right, tuple(one.sample.story for one in both)


def _bins(sure: np.ndarray, right: np.ndarray) -> list[Bin]:
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        Bin(int(there.sum()), float(sure[there].mean()), float(right[there].mean()))
        for place in range(BINS)
        if (there := places == place).any()
    ]
