"""From a reading to a score with its confidence and the gaps that go with it, by the anchors of rubric 1, section 3.

The score comes from an ordinal model: four logistic regressions for "above 1" to "above 4" (evals/train.py). What a
calibrated judge says is added to their logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.gaps import OFF_TOPIC, named
from interviewer.coach.reading import Reading
from interviewer.coach.shown import Shown
from interviewer.critique import QuestionType, Relevance
from interviewer.rubric import Rubric

CAPPED_BY_LENGTH = 3  # an answer that rambles has a miss
NO_JUDGE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Verdict:
    """A score (1..5), the gaps by weight (at most three), how often such a score is right (0..1), and what was read off
    the answer where gaps and elements agree, as does its relevance."""

    score: int
    gaps: tuple[str, ...]
    confidence: float
    shown: Shown
    relevance: Relevance


def score(
    reading: Reading, *, question_type: QuestionType, rubric: Rubric, judged: Sequence[float] = NO_JUDGE
) -> Verdict:
    """Score a `scored` reading; `judged` are the judge's additions to the four logits.

    Raises ValueError for an unscored one: there is no number without a judgement.
    """
    if reading.status != "scored" or reading.shown is None or reading.relevance is None:
        raise ValueError("an unscored answer has no score")
    chances = score_chances(np.array(reading.above) + np.array(judged))
    if reading.relevance == "off_topic":
        return Verdict(1, (OFF_TOPIC,), float(max(chances[0], reading.off_topic)), reading.shown, "off_topic")
    if reading.gaps.get("rambling", 0.0) >= 1:
        kept = chances[: CAPPED_BY_LENGTH - 1]
        chances = np.array([*kept, 1 - kept.sum(), 0.0, 0.0])
    points = most_likely(chances)
    gaps = named(
        points, reading.gaps, reading.off_topic, shown=reading.shown, told=reading.told_by_label, question_type=question_type,
        rubric=rubric,
    )  # fmt: skip
    shown = reading.shown.agreeing_with(gaps[0]) if gaps else reading.shown
    relevance = "partial" if OFF_TOPIC in gaps else reading.relevance
    return Verdict(points, gaps, float(chances[points - 1]), shown, relevance)


def score_chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each score 1..5 from the logits of "above 1" to "above 4"."""
    above = np.minimum.accumulate(1 / (1 + np.exp(-np.clip(logits, -30, 30))))
    return np.asarray(-np.diff(np.concatenate([[1.0], above, [0.0]])))


def most_likely(chances: NDArray[np.float64]) -> int:
    """The median of the distribution: half way between the likeliest score (most often exactly right) and the mean
    (never far off)."""
    return min(5, 1 + int((np.cumsum(chances) < 0.5).sum()))
