"""How long does a critique take? Median and 90th percentile, and the same words by the plain prompt on the same model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.data import AnswerSample
from evals.task import Indexes, Measure
from interviewer.critique import Critique, Frozen


class Timed(Frozen):
    """Seconds for a critique with feedback, and for as many tokens by the plain prompt, in the same run."""

    ours: float
    naive: float
    tokens: int


def speed(samples: Sequence[AnswerSample], critiques: Sequence[Critique]) -> list[Measure]:
    """Milliseconds of whole critiques, as each of them says; over those that have a score."""
    timed = [
        (sample.story, critique.timing_ms.total)
        for sample, critique in zip(samples, critiques, strict=True)
        if critique.timing_ms is not None and critique.status == "scored"
    ]
    took = np.array([total for _, total in timed], dtype=float)
    stories = tuple(story for story, _ in timed)

    def percentile(share: int) -> Measure:
        def statistic(drawn: Indexes) -> float:
            return float(np.percentile(took[drawn], share))

        return Measure(f"speed.feedback_p{share}_ms", stories, statistic, "neither")

    return [percentile(50), percentile(90)]


def ratio(samples: Sequence[AnswerSample], timed: Sequence[Timed]) -> Measure:
    """Our time as a share of the plain prompt's, over all answers together."""
    ours, naive = (np.array([getattr(one, name) for one in timed], dtype=float) for name in ("ours", "naive"))
    stories = tuple(sample.story for sample in samples)
    return Measure(
        "speed.share_of_naive", stories, lambda drawn: float(ours[drawn].sum() / naive[drawn].sum()), "neither"
    )
