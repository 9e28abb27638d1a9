"""Reads an answer without a language model: status, story elements, ownership, specificity, relevance."""

from __future__ import annotations

from interviewer.coach import cues
from interviewer.coach.reading import LabelledSegment, Reading
from interviewer.coach.segments import Segment, split, words
from interviewer.coach.status import no_answer
from interviewer.critique import Ownership, QuestionType, Relevance, Specificity, Star
from interviewer.rubric import Rubric


def read_answer(
    answer: str, *, question: str, question_type: QuestionType, rubric: Rubric, similarity: float | None
) -> Reading:
    """Everything that can be read off `answer`. `similarity` is the cosine of answer and question, None if unknown."""
    spoken = words(answer)
    seconds = rubric.spoken_seconds(len(spoken))
    if found := no_answer(answer, question=question, similarity=similarity):
        return Reading(answer, "unscored", found.reason, len(spoken), seconds)
    segments = tuple(LabelledSegment(segment, _labels(segment)) for segment in split(answer))
    star = _star(segments)
    return Reading(
        answer=answer,
        status="scored",
        reason=None,
        word_count=len(spoken),
        spoken_seconds=seconds,
        segments=segments,
        star=star,
        ownership=_ownership(answer, segments, star),
        specificity=_specificity(answer, spoken),
        relevance=_relevance(similarity, question_type, star),
        measures={
            "reflection": _top(segments, "reflection"),
            "business": _top(segments, "business"),
            "audience": _top(segments, "audience"),
            "trade_off": _top(segments, "trade_off"),
            "blame": sum(found.labels["blame"] for found in segments) / max(1, len(segments)),
            "claim": sum(found.labels["claim"] for found in segments) / max(1, len(segments)),
            "hedged_measure": _top(segments, "soft_measure"),
            "plan": _top(segments, "plan"),
        },
    )


def _labels(segment: Segment) -> dict[str, float]:
    """First reading: cues turned into rough probabilities."""
    text = segment.text
    past, number, outcome = (
        cues.count(cues.PAST, text),
        cues.count(cues.NUMBER, text),
        cues.count(cues.OUTCOME, text),
    )
    would = bool(cues.WOULD.search(text))
    first, we = cues.count(cues.FIRST, text), cues.count(cues.WE, text)
    acts = bool(cues.I_ACT.search(text)) and (past > 0 or bool(cues.HABIT.search(text))) and not would
    if acts and not past and cues.BUZZ.search(text):
        acts = False  # “I always give 110 percent” is a claim, no practice
    changed = bool(cues.CHANGE.search(text)) and (number > 0 or "halved" in text or "doubled" in text)
    result = 0.75 if outcome and (past or number) and not would else 0.2
    return {
        "situation": min(
            0.9,
            0.3 * cues.count(cues.SETTING, text) + 0.15 * cues.count(cues.NAMES, text) + 0.1 * bool(number),
        ),
        "task": 0.8 if cues.DUTY.search(text) else 0.2,
        "action": 0.8 if acts else 0.15,
        "group_action": 0.8 if (we and past and not first) or cues.PASSIVE.search(text) else 0.1,
        "result": max(result, 0.7 if changed and past else 0.0),
        "measure": 0.8 if (changed and past) or (result > 0.5 and number) else 0.1,
        "soft_measure": 0.8 if number and cues.HEDGE.search(text) and (changed or outcome) else 0.1,
        "plan": 0.8 if would else 0.1,
        "claim": min(0.9, 0.35 * cues.count(cues.BUZZ, text)),
        "reflection": 0.8 if cues.LEARNT.search(text) else 0.1,
        "business": 0.8 if cues.BUSINESS.search(text) else 0.1,
        "audience": 0.8 if cues.AUDIENCE.search(text) else 0.1,
        "trade_off": 0.8 if cues.TRADE_OFF.search(text) else 0.1,
        "blame": 0.8 if cues.BLAME.search(text) else 0.0,
    }


def _top(segments: tuple[LabelledSegment, ...], label: str) -> float:
    return max((found.labels[label] for found in segments), default=0.0)


def _star(segments: tuple[LabelledSegment, ...]) -> Star:
    setting = sum(found.labels["situation"] for found in segments)
    return Star(
        situation=setting >= 0.6,
        task=_top(segments, "task") > 0.5,
        action=_top(segments, "action") > 0.5,
        result=_top(segments, "result") > 0.5,
        quantified_result=_top(segments, "measure") > 0.5 and _top(segments, "result") > 0.5,
    )


def _ownership(answer: str, segments: tuple[LabelledSegment, ...], star: Star) -> Ownership:
    first, we = cues.count(cues.FIRST, answer), cues.count(cues.WE, answer)
    own = sum(found.labels["action"] > 0.5 for found in segments)
    group = sum(found.labels["group_action"] > 0.5 for found in segments)
    if not star.action:
        return "unclear" if group or we > 1 else "not_applicable"
    if we > 1.5 * first or group > 2 * own:
        return "mixed"
    return "clear"


def _specificity(answer: str, spoken: list[str]) -> Specificity:
    details = cues.count(cues.NUMBER, answer) + cues.count(cues.NAMES, answer)
    density = details / max(20, len(spoken))
    if density > 0.045:
        return "high"
    return "medium" if density > 0.015 else "low"


def _relevance(similarity: float | None, question_type: QuestionType, star: Star) -> Relevance:
    if similarity is not None and similarity < 0.05:
        return "off_topic"
    if question_type == "behavioural" and not (star.action or star.situation):
        return "partial"
    return "on_topic"
