"""Gaps: which ones a question can have, how many there are likely to be, and which are named with a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from interviewer.critique import QuestionType
from interviewer.rubric import Rubric

Array = NDArray[np.float64]
MOST_GAPS = 3
# A gap that stands before the likeliest one in the rubric's order takes its first place only when it is likely itself.
NAMED_BEFORE, NAMED_AFTER = 0.5, 0.1
BRIEF_AT_MOST = 1.6  # times the rubric's "too brief": a longer answer is never called so
IMPOSSIBLE = 1e-4
TELLING = ("off_topic", "no_example", "buzzwords", "too_brief", "missing_result", "unclear_ownership")


def possible(chances: Mapping[str, float], *, question_type: QuestionType, words: int, rubric: Rubric) -> dict[str, float]:
    """The chances of the gaps that this type of question can have; what the rubric counts exactly is set by rule."""
    limit = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    gaps = {
        gap.code: chances[gap.code] for gap in rubric.gaps if not gap.only_for or question_type in gap.only_for
    }
    if words > BRIEF_AT_MOST * rubric.brief_words:
        gaps.pop("too_brief", None)
    if rubric.spoken_seconds(words) > limit:
        gaps["rambling"] = 1.0
    return gaps


def final_row(above: Sequence[float], gaps: Mapping[str, float], *, question_type: QuestionType, rubric: Rubric) -> Array:
    """What the last stage of the score sees: the logits of the score, and how many gaps of each kind there may be.

    The number of misses is the sum of independent chances (a Poisson binomial distribution).
    """
    kinds = {code: rubric.gap(code).kind_for(question_type) for code in gaps}
    misses = [chance for code, chance in gaps.items() if kinds[code] == "miss"]
    refinements = [chance for code, chance in gaps.items() if kinds[code] == "refinement"]
    count = np.zeros(len(misses) + 1)
    count[0] = 1.0
    for chance in misses:
        count[1:] = count[1:] * (1 - chance) + count[:-1] * chance
        count[0] *= 1 - chance
    any_refinement = 1 - float(np.prod([1 - chance for chance in refinements]))
    return np.array([
        *above, _logit(1 - count[0]), _logit(1 - count[0] - count[1]), _logit(any_refinement),
        *(gaps.get(code, IMPOSSIBLE) for code in TELLING), max(misses), max(refinements, default=0.0),
    ])  # fmt: skip


def named(points: int, gaps: Mapping[str, float], *, question_type: QuestionType, rubric: Rubric) -> tuple[str, ...]:
    """The gaps that go with a score, in the rubric's order: none with a 5, only refinements with a 4, a miss below."""
    if points == 5:
        return ()
    kind = "refinement" if points == 4 else "miss"
    by_chance = sorted(gaps, key=lambda code: -gaps[code])
    first = next(code for code in by_chance if rubric.gap(code).kind_for(question_type) == kind)
    chosen = [first]
    for code in by_chance:
        if code == first or (points == 4 and rubric.gap(code).kind_for(question_type) == "miss"):
            continue
        before = rubric.ordered({code, first}, question_type)[0] == code
        if len(chosen) < MOST_GAPS and gaps[code] >= (NAMED_BEFORE if before else NAMED_AFTER):
            chosen.append(code)
    return rubric.ordered(set(chosen), question_type)


def _logit(chance: float) -> float:
    inside = min(max(chance, IMPOSSIBLE), 1 - IMPOSSIBLE)
    return float(np.log(inside / (1 - inside)))
