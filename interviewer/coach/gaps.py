"""Gaps: which one is likely to matter most, and which are named with a score."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.heads import sigmoid
from interviewer.coach.shown import Shown
from interviewer.critique import QuestionType
from interviewer.rubric import Rubric

Array = NDArray[np.float64]
NONE = "none"  # beside the codes of the rubric: nothing is missing
MOST_GAPS = 3
NAMED_AFTER = 0.1  # a second or third gap must be as likely as this to be the one that matters most
# "Off topic" takes everything else from an answer: it is the verdict only when it is more likely than not. When it may be,
# it is named last, as a doubt. It is rarer in use than among the labelled answers, so the score minds it by this share only.
OFF_TOPIC, SURELY_OFF_TOPIC, MAYBE_OFF_TOPIC, MINDED = "off_topic", 0.55, 0.3, 0.75
# What a segment tells that takes a gap away: nobody is told that the gain is missing beside the sentence with the gain in it.
DISPROVED_BY = {
    "no_business_link": "business", "no_audience_data": "audience", "no_reflection": "reflection", "no_trade_off": "trade_off",
    "not_tailored": "tailored",
}  # fmt: skip
SURELY_TOLD, LIKELY_TOLD = 0.8, 0.6  # chance of that segment: for the first gap, and for those after it
LIKELY_ASKED = 0.5  # chance of a segment that asks the interviewer something
BRIEF_AT_MOST = 1.6  # times the rubric's "too brief": a longer answer is never called so
IMPOSSIBLE = 1e-4
ROOM = 2.0  # a gap for which half a chance is left by what else was read counts in full
# A question about failure, a mistake, conflict or criticism (rubric 1, section 4): only there a lesson can be missing.
ASKS_FOR_REFLECTION = re.compile(
    r"\b(?:fail\w*|flop\w*|mistake\w*|wrong|error|conflict\w*|disagree\w*|disput\w*|critici\w*|critics?|feedback|regret\w*|setback\w*|complain\w*"
    r"|argu\w*|quarrel\w*|tension\w*|clash\w*|let (?:\w+ ){0,3}down|miss(?:ed)?|difficult\w*|hard|tough|didn'?t (?:work|go)|went (?:badly|off|under)"
    r"|fell (?:through|over|apart|out|short)|los[et]|losing|reject\w*|turned down|push(?:ed)? back|unpopular|take back|chang(?:ed?|ing) your mind|bad news"
    r"|learn\w*|lesson\w*|weakness\w*|stung|apolog\w*|admit\w*|blam\w*|angry|upset|trouble|pressure|br[eo]ke?|crisis|over budget|late|overspen\w*"
    r"|challeng\w*|differently|torn apart|worst)\b",
    re.IGNORECASE,
)


def possible(
    chances: Mapping[str, float], *, question: str, question_type: QuestionType, words: int, shown: Shown, rubric: Rubric
) -> dict[str, float]:
    """The chance of each gap to be the one that matters most, and of `NONE`, for what this question and answer can have if
    the answer is on topic. What the rubric counts exactly is set by rule."""
    limit = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    found = {
        gap.code: chances[gap.code] * min(1.0, ROOM * shown.room_for(gap.code)) for gap in rubric.gaps
        if gap.code != OFF_TOPIC and (not gap.only_for or question_type in gap.only_for)
    }  # fmt: skip
    if not ASKS_FOR_REFLECTION.search(question):
        found.pop("no_reflection", None)
    if words > BRIEF_AT_MOST * rubric.brief_words:
        found.pop("too_brief", None)
    found[NONE] = chances[NONE]
    whole = sum(found.values())
    found = {code: chance / whole for code, chance in found.items()}
    if rubric.spoken_seconds(words) > limit:
        found["rambling"] = 1.0
    return found


def asks_nothing(answer: str, told: Mapping[str, float], question_type: QuestionType) -> bool:
    """Is there no question in what the candidate says when they are asked for theirs? Then it is off topic, whatever it tells.
    `told`: by label, the chance (0..1) that some segment tells it."""
    return question_type == "candidate_question" and "?" not in answer and told.get("question", 0.0) < LIKELY_ASKED


def final_row(
    said: Mapping[str, Array], gaps: Mapping[str, float], *, question_type: QuestionType, rubric: Rubric
) -> Array:
    """What the last stage of the score sees: the logits of the score and of the rubric's fields (`said`, by head), and what
    kind of gap is likely to matter most."""
    misses, refinements = (_of_kind(kind, gaps, question_type, rubric) for kind in ("miss", "refinement"))
    whole = sum(misses) + sum(refinements) + gaps[NONE]
    shares = (sum(misses) / whole, sum(refinements) / whole, gaps[NONE] / whole)
    return np.array([
        *said["score"], *map(_logit, shares), max(misses), max(refinements, default=0.0), *said["star"], *said["ownership"],
        *said["specificity"],
    ])  # fmt: skip


def unless_off_topic(above: Array, off_topic: float) -> Array:
    """The logits of a score above 1, 2, 3 and 4 of an answer that may be off topic (then it is a 1), from those that it has
    if it is on topic. `off_topic`: the chance of that, 0..1."""
    return np.array([_logit((1 - MINDED * off_topic) * chance) for chance in sigmoid(above)])


def named(
    points: int,
    gaps: Mapping[str, float],
    off_topic: float,
    *,
    shown: Shown,
    told: Mapping[str, float],
    question_type: QuestionType,
    rubric: Rubric,
) -> tuple[str, ...]:
    """The gaps that go with a score, the likeliest first, then misses before refinements: none with a 5, only refinements
    with a 4, a miss first below. After the first only what is likely and nothing else contradicts; last the doubt whether the
    question is answered at all. `told`: by label, the chance (0..1) that some segment tells it."""
    if points == 5:
        return ()
    kinds = {code: rubric.gap(code).kind_for(question_type) for code in gaps if code != NONE}
    by_chance = sorted(kinds, key=lambda code: -gaps[code])
    wanted = "refinement" if points == 4 else "miss"
    there = {code: told.get(label, 0.0) for code, label in DISPROVED_BY.items()}
    undisproved = [code for code in by_chance if there.get(code, 0.0) < SURELY_TOLD]
    likely = [code for code in undisproved if kinds[code] == wanted and gaps[code] >= NAMED_AFTER]
    first = (likely or undisproved or by_chance)[0]
    agreed = shown.agreeing_with(first)
    # Whom the work is for is either an audience or somebody else (rubric 1, section 4).
    if "no_audience_data" in kinds and "no_business_link" in kinds:
        del kinds[min(("no_audience_data", "no_business_link"), key=lambda code: gaps[code] + (code == first))]
    fitting = [code for code in by_chance if code in kinds and (points < 4 or kinds[code] == "refinement")]
    others = [
        code for code in fitting
        if code != first and gaps[code] >= NAMED_AFTER and not agreed.contradicts(code) and there.get(code, 0.0) < LIKELY_TOLD
    ][: MOST_GAPS - 1]  # fmt: skip
    found = (first, *sorted(others, key=lambda code: kinds[code] != "miss"))
    return (*found[: MOST_GAPS - 1], OFF_TOPIC) if points < 4 and off_topic > MAYBE_OFF_TOPIC else found


def _of_kind(kind: str, gaps: Mapping[str, float], question_type: QuestionType, rubric: Rubric) -> list[float]:
    return [chance for code, chance in gaps.items() if code != NONE and rubric.gap(code).kind_for(question_type) == kind]


def _logit(chance: float) -> float:
    inside = min(max(chance, IMPOSSIBLE), 1 - IMPOSSIBLE)
    return float(np.log(inside / (1 - inside)))
