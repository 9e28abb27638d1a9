"""From a reading to a score with its confidence, and to gaps that go with it, by the anchors of rubric 1, section 3.

The score comes from an ordinal model (four logistic regressions for "above 1" to "above 4", evals/train.py); what a
calibrated judge says is added to its logits. The gaps are chosen to go with the score: a 5 has none, a 4 only
refinements, a 3 one miss, a 2 several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.reading import Reading
from interviewer.critique import QuestionType
from interviewer.rubric import Rubric

MOST_GAPS = 3
NAMED = 0.3  # a further gap is named from this probability on
BRIEF_AT_MOST = 1.6  # times the rubric's "too brief": a longer answer is never called so
CAPPED_BY_LENGTH = 3  # an answer that rambles has a miss


@dataclass(frozen=True)
class Verdict:
    """A score (1..5), the gaps by weight (at most three), and how often such a score is right (0..1)."""

    score: int
    gaps: tuple[str, ...]
    confidence: float


def score(
    reading: Reading, *, question_type: QuestionType, rubric: Rubric, judged: Sequence[float] = (0.0, 0.0, 0.0, 0.0)
) -> Verdict:
    """Score a `scored` reading; `judged` are the judge's additions to the four logits.

    Raises ValueError for an unscored one: there is no number without a judgement.
    """
    if reading.status != "scored":
        raise ValueError("an unscored answer has no score")
    chances = score_chances(np.array(reading.above) + np.array(judged))
    gaps = _possible(reading, question_type, rubric)
    if gaps.get("off_topic", 0.0) > 0.5 or reading.relevance == "off_topic":
        return Verdict(1, ("off_topic",), float(max(chances[0], gaps.get("off_topic", 0.0))))
    if gaps.get("rambling", 0.0) >= 1:
        chances = np.concatenate([chances[: CAPPED_BY_LENGTH - 1], [chances[CAPPED_BY_LENGTH - 1 :].sum()], [0.0, 0.0]])
    points = most_likely(chances)
    return Verdict(points, choose_gaps(points, gaps, question_type, rubric), float(chances[points - 1]))


def score_chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each score 1..5 from the logits of "above 1" to "above 4"."""
    above = np.minimum.accumulate(1 / (1 + np.exp(-np.clip(logits, -30, 30))))
    return np.asarray(-np.diff(np.concatenate([[1.0], above, [0.0]])))


def most_likely(chances: NDArray[np.float64]) -> int:
    """The score nearest to the mean: it loses least under the quadratic weights of the agreement that counts."""
    return int(np.clip(round(float(chances @ np.arange(1, 6))), 1, 5))


def choose_gaps(
    points: int, gaps: Mapping[str, float], question_type: QuestionType, rubric: Rubric
) -> tuple[str, ...]:
    """The gaps that go with a score, in the rubric's order. Never none below 5."""
    if points == 5:
        return ()
    kinds = {code: rubric.gap(code).kind_for(question_type) for code in gaps}
    by_chance = sorted(gaps, key=lambda code: -gaps[code])
    wanted = [code for code in by_chance if kinds[code] == ("refinement" if points == 4 else "miss")]
    likely = [code for code in by_chance if gaps[code] >= NAMED and (points < 4 or kinds[code] == "refinement")]
    chosen = dict.fromkeys([*wanted[: 2 if points == 2 else 1], *likely])
    return rubric.ordered(set(list(chosen)[:MOST_GAPS]), question_type)


def _possible(reading: Reading, question_type: QuestionType, rubric: Rubric) -> dict[str, float]:
    """The chances of the gaps that this type of question can have; what the rubric counts exactly is set by rule."""
    limit = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    gaps = {
        gap.code: reading.gaps.get(gap.code, 0.0)
        for gap in rubric.gaps
        if not gap.only_for or question_type in gap.only_for
    }
    if reading.word_count > BRIEF_AT_MOST * rubric.brief_words:
        gaps.pop("too_brief", None)
    if reading.spoken_seconds > limit:
        gaps["rambling"] = 1.0
    return gaps
