"""From a reading to gaps and a score, by the anchors of rubric 1, section 3."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.coach.reading import Reading
from interviewer.critique import QuestionType
from interviewer.rubric import Rubric
from interviewer.session import Level

# Share of right scores among the shipped labelled answers, measured by `interviewer eval`.
MEASURED_AGREEMENT = 0.31


@dataclass(frozen=True)
class Verdict:
    """A score (1..5), the gaps by weight (at most three), and how often such a score is right (0..1)."""

    score: int
    gaps: tuple[str, ...]
    confidence: float


def score(reading: Reading, *, question_type: QuestionType, level: Level, rubric: Rubric) -> Verdict:
    """Score a `scored` reading. Raises ValueError for an unscored one: there is no number without a judgement."""
    if reading.status != "scored" or reading.star is None:
        raise ValueError("an unscored answer has no score")
    gaps = _gaps(reading, question_type, rubric)
    ordered = rubric.ordered(gaps, question_type)
    misses = [code for code in ordered if rubric.gap(code).kind_for(question_type) == "miss"]
    no_evidence = {"off_topic", "no_example", "buzzwords"} & gaps or {"too_brief"} == set(misses[:1])
    if no_evidence and not (reading.star.action and reading.specificity == "high"):
        points = 1
    elif len(misses) >= 2 or {"missing_result", "unclear_ownership"} & gaps:
        points = 2
    elif misses:
        points = 3
    else:
        points = 4 if ordered else 5
    return Verdict(score=points, gaps=ordered[:3], confidence=MEASURED_AGREEMENT)


def _gaps(reading: Reading, question_type: QuestionType, rubric: Rubric) -> set[str]:
    star, found = reading.star, reading.measures
    assert star is not None
    gaps: set[str] = set()
    if reading.relevance == "off_topic":
        return {"off_topic"}
    if reading.word_count < rubric.brief_words:
        gaps.add("too_brief")
    limit = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    if reading.spoken_seconds > limit:
        gaps.add("rambling")
    if found["claim"] > 0.3 and not star.action:
        gaps.add("buzzwords")
    elif reading.specificity == "low" and not gaps:
        gaps.add("buzzwords" if found["claim"] > 0.1 else "low_specificity")
    if found["blame"] > 0.35:
        gaps.add("blames_others")
    if question_type == "behavioural":
        gaps |= _story_gaps(reading)
    elif question_type == "situational" and found["trade_off"] < 0.5:
        gaps.add("no_trade_off")
    elif question_type in ("craft", "motivation", "pitch") and not star.action and not gaps:
        gaps.add("generic_passion" if question_type == "motivation" else "no_example")
    if (
        not gaps
        and question_type in ("behavioural", "craft")
        and max(found["business"], found["audience"]) < 0.5
    ):
        gaps.add("no_business_link")
    if star.quantified_result and found["hedged_measure"] > 0.5:
        gaps.add("soft_measure")
    return gaps


def _story_gaps(reading: Reading) -> set[str]:
    star = reading.star
    assert star is not None
    if not star.action and reading.measures["plan"] > 0.5:
        return {"no_example"}
    gaps = {
        code
        for code, there in {
            "missing_situation": star.situation,
            "missing_task": star.task,
            "missing_result": star.result,
        }.items()
        if not there
    }
    if reading.ownership in ("unclear", "mixed"):
        gaps.add("unclear_ownership")
    elif not star.action:
        gaps.add("missing_action")
    if star.result and not star.quantified_result:
        gaps.add("unquantified_result")
    return gaps
