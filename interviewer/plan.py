"""Pure policy: which questions to ask, and after an answer whether to probe, move on or help."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.coach.reading import Reading
from interviewer.pack import Pack
from interviewer.session import Question, Setup, Turn

# Gaps that no follow-up can close: asking again would only badger.
NOT_WORTH_ASKING = frozenset({"rambling", "small_scope", "shallow_question", "not_tailored", "blames_others"})
FOLLOW_UPS_PER_QUESTION = 1
HELPS_PER_QUESTION = 1


@dataclass(frozen=True)
class MoveOn:
    """The next question, or the end."""


@dataclass(frozen=True)
class Probe:
    """One follow-up about what this gap leaves open."""

    gap: str


@dataclass(frozen=True)
class AcceptNoStory:
    """The candidate honestly has no such story: say that this is fine, and go on."""


@dataclass(frozen=True)
class Clarify:
    """The candidate asked back: say the question again in other words."""


@dataclass(frozen=True)
class Redirect:
    """What came was no answer at all: ask the question once more, kindly."""


@dataclass(frozen=True)
class AskForEnglish:
    """The answer is in a script that the coach does not read: ask for it in English."""


Decision = MoveOn | Probe | AcceptNoStory | Clarify | Redirect | AskForEnglish


def choose_questions(pack: Pack, setup: Setup) -> tuple[Question, ...]:
    """The questions of an interview, in order; the same setup and seed give the same ones.

    An opener about the candidate first (from three questions on), the candidate's own questions last (from
    four on), between them mostly behavioural ones, each on another competency as long as there are any.
    """
    rng = random.Random(f"{setup.seed}:{setup.pack}:{setup.persona}:{setup.level}")
    pool = list(pack.questions)
    rng.shuffle(pool)
    # Sorting is stable: a question that fits persona and level comes before one that fits only one of them.
    pool.sort(key=lambda q: (setup.level not in q.levels) * 2 + (bool(q.personas) and setup.persona not in q.personas))
    chosen: list[Question] = []

    def take(types: Sequence[str]) -> Question | None:
        used = {question.competency for question in chosen}
        candidates = [q for q in pool if q.type in types and q not in chosen]
        return next((q for q in candidates if q.competency not in used), next(iter(candidates), None))

    def add(types: Sequence[str]) -> None:
        if question := take(types) or take(("behavioural", "situational", "craft", "motivation", "pitch")):
            chosen.append(question)

    if setup.questions >= 3:
        add(("pitch", "motivation"))
    closing = take(("candidate_question",)) if setup.questions >= 4 else None
    middle = setup.questions - len(chosen) - (closing is not None)
    for place in range(middle):
        # Two behavioural questions, then one about plans or craft: what most interviewers do.
        add(("situational", "craft") if place % 3 == 2 else ("behavioural",))
    return (*chosen, closing) if closing else tuple(chosen)


def decide(turn: Turn, reading: Reading, gaps: Sequence[str]) -> Decision:
    """What the interviewer does after the last answer of this turn.

    The decision rests on the reading of the answer, never on a model's mood, and is bounded: at most one
    follow-up and one helping hand a question, nothing after "I have no such story".
    """
    said = [exchange.kind for exchange in turn.exchanges]
    helped = said.count("clarification") + said.count("redirect")
    if turn.skipped:
        return MoveOn()
    if reading.status == "unscored":
        if reading.reason == "no_story":
            return AcceptNoStory()
        if helped >= HELPS_PER_QUESTION or "follow_up" in said:
            return MoveOn()
        if reading.reason == "clarifying_question" and turn.question.type == "candidate_question":
            return MoveOn()  # here a question is what was asked for
        if reading.reason == "language":
            return AskForEnglish()
        return Clarify() if reading.reason == "clarifying_question" else Redirect()
    if said.count("follow_up") >= FOLLOW_UPS_PER_QUESTION:
        return MoveOn()
    if turn.question.type == "candidate_question":
        return MoveOn()
    open_gaps = [gap for gap in gaps if gap not in NOT_WORTH_ASKING]
    return Probe(open_gaps[0]) if open_gaps else MoveOn()
