"""Same input, same output? And how far apart do three seeds of the plain prompt grade the same answer?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.data import AnswerSample
from evals.task import Measure, Score, mean_of
from interviewer.critique import Critique


def same(samples: Sequence[AnswerSample], first: Sequence[Critique], second: Sequence[Critique]) -> Measure:
    """The share of answers that got the same critique twice, the time it took aside."""
    scores = [
        Score(sample.id, sample.story, float(_timeless(one) == _timeless(other)))
        for sample, one, other in zip(samples, first, second, strict=True)
    ]
    return mean_of("stability.same", scores)


def seed_spread(samples: Sequence[AnswerSample], grades: Sequence[Sequence[int | None]]) -> Measure:
    """Mean distance between the highest and the lowest grade of the seeds, over answers with two grades or more."""
    told = [
        (sample.story, [grade for grade in row if grade is not None])
        for sample, row in zip(samples, grades, strict=True)
    ]
    kept = [(story, row) for story, row in told if len(row) > 1]
    spread = np.array([max(row) - min(row) for _, row in kept], dtype=float)
    stories = tuple(story for story, _ in kept)
    return Measure("stability.naive_seed_spread", stories, lambda drawn: float(spread[drawn].mean()), "neither")


def _timeless(critique: Critique) -> Critique:
    return critique.model_copy(update={"timing_ms": None})
