"""Gaps: which one is likely to matter most, and which are named with a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from interviewer.critique import QuestionType
from interviewer.rubric import Rubric

Array = NDArray[np.float64]
NONE = "none"  # beside the codes of the rubric: nothing is missing
MOST_GAPS = 3
NAMED_AFTER = 0.03  # a second or third gap must be as likely as this to be the one that matters most
SURELY_OFF_TOPIC = 0.5
BRIEF_AT_MOST = 1.6  # times the rubric's "too brief": a longer answer is never called so
IMPOSSIBLE = 1e-4


def possible(chances: Mapping[str, float], *, question_type: QuestionType, words: int, rubric: Rubric) -> dict[str, float]:
    """The chance of each gap to be the one that matters most, and of `NONE`, for what this type of question can have.

    What the rubric counts exactly is set by rule. "Off topic" is left out unless it is likely: it takes everything else
    from an answer, so it is not said on a hunch.
    """
    limit = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    found = {gap.code: chances[gap.code] for gap in rubric.gaps if not gap.only_for or question_type in gap.only_for}
    if words > BRIEF_AT_MOST * rubric.brief_words:
        found.pop("too_brief", None)
    if found["off_topic"] <= SURELY_OFF_TOPIC:
        found.pop("off_topic")
    found[NONE] = chances[NONE]
    whole = sum(found.values())
    found = {code: chance / whole for code, chance in found.items()}
    if rubric.spoken_seconds(words) > limit:
        found["rambling"] = 1.0
    return found


def final_row(above: Sequence[float], gaps: Mapping[str, float], *, question_type: QuestionType, rubric: Rubric) -> Array:
    """What the last stage of the score sees: the logits of the score, and what kind of gap is likely to matter most."""
    misses, refinements = (_of_kind(kind, gaps, question_type, rubric) for kind in ("miss", "refinement"))
    whole = sum(misses) + sum(refinements) + gaps[NONE]
    shares = (sum(misses) / whole, sum(refinements) / whole, gaps[NONE] / whole)
    return np.array([*above, *map(_logit, shares), max(misses), max(refinements, default=0.0)])


def named(points: int, gaps: Mapping[str, float], *, question_type: QuestionType, rubric: Rubric) -> tuple[str, ...]:
    """The gaps that go with a score, the likeliest first, then misses before refinements: none with a 5, only refinements
    with a 4, a miss first below."""
    if points == 5:
        return ()
    kinds = {code: rubric.gap(code).kind_for(question_type) for code in gaps if code != NONE}
    by_chance = sorted(kinds, key=lambda code: -gaps[code])
    wanted = "refinement" if points == 4 else "miss"
    first = next(code for code in by_chance if kinds[code] == wanted)
    others = [
        code for code in by_chance
        if code != first and gaps[code] >= NAMED_AFTER and (points < 4 or kinds[code] == "refinement")
    ][: MOST_GAPS - 1]  # fmt: skip
    return (first, *sorted(others, key=lambda code: kinds[code] != "miss"))


def _of_kind(kind: str, gaps: Mapping[str, float], question_type: QuestionType, rubric: Rubric) -> list[float]:
    return [chance for code, chance in gaps.items() if code != NONE and rubric.gap(code).kind_for(question_type) == kind]


def _logit(chance: float) -> float:
    inside = min(max(chance, IMPOSSIBLE), 1 - IMPOSSIBLE)
    return float(np.log(inside / (1 - inside)))
