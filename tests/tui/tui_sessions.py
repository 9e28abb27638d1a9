"""Stored sessions whose every word, id and date is pinned."""

from __future__ import annotations

from datetime import UTC, datetime

from interviewer.critique import Advice, Critique, Improvement, Star, Strength, Worth
from interviewer.session import Place, Question, Session, Setup
from interviewer.wiring import Engine

ANSWER = (
    "On the harbour documentary in 2022 the camera and the sound lead stopped talking to each other, four "
    "days before the shoot, and there was a lot of stress. I was the line producer and had to get us to day "
    "one.\n\n"
    "I sat both leads down in the van, had each tell me the plan of the other, and wrote one schedule with "
    "them. After that it went really well."
)
FOLLOW_UP = "How big was the difference that it made?"


def critique(question: Question) -> Critique:
    """A judgement of ANSWER in which every field shows."""
    return Critique(
        id=f"{question.id}-1",
        status="scored",
        question_type="behavioural",
        score=3,
        confidence=0.71,
        star=Star(situation=True, task=True, action=True, result=True, quantified_result=False),
        ownership="clear",
        specificity="medium",
        relevance="on_topic",
        spoken_seconds=36,
        strengths=(Strength(quote="I sat both leads down", text="A decision of yours, and a first step."),),
        improvements=(
            Improvement(
                gap="unquantified_result",
                quote="it went really well",
                text="Say how you know that it went well. One figure, before and after, does more.",
                ask="What number would show a stranger that it worked?",
                advice=Advice(
                    topic="quantify-impact",
                    title="Put a number on it",
                    excerpt="Numbers make an outcome checkable: days saved, money kept, viewers gained.",
                    source="Media Producer guide › What sets you apart › Put a number on it",
                ),
                worth=Worth(filled="a measured result", before=3, after=4),
            ),
            Improvement(
                gap="low_specificity",
                quote="a lot of stress",
                text="Name what was at stake: which day, which scene, which sum.",
                ask="What would have been lost if nobody had acted?",
                advice=None,
            ),
        ),
        stronger=(
            "On the harbour documentary in 2022 the camera and the sound lead had stopped talking, four days before "
            "the shoot. I sat both leads down in the van and wrote one schedule with them. We started on time and "
            "[what it saved, in days or money]."
        ),
    )


BETTER = (
    "On the harbour documentary in 2022 the camera and the sound lead stopped talking, four days before the shoot. I "
    "was the line producer and had to get us to day one. I sat both leads down in the van and wrote one schedule with "
    "them. We started on the day and saved two shooting days, 6,000 pounds."
)


def better_critique(question: Question) -> Critique:
    """A judgement of BETTER: the measure came in, one gap is closed."""
    first = critique(question)
    assert first.star is not None
    return first.model_copy(
        update={
            "score": 4,
            "star": first.star.model_copy(update={"quantified_result": True}),
            "improvements": (first.improvements[1].model_copy(update={"quote": None}),),
            "stronger": None,
        }
    )


def with_retry(engine: Engine, session: Session) -> Session:
    """The first question answered again, and judged."""
    again = session.asking_again(0).answering(BETTER)
    again = again.judged(Place(0, 0, retry=True), better_critique(again.turns[0].question))
    engine.store.save(again)
    return again


def saved_session(
    engine: Engine,
    *,
    session_id: str = "0123456789ab",
    answered: int = 1,
    questions: int = 3,
    finished: bool = False,
    judged: bool = True,
    setup: Setup | None = None,
) -> Session:
    """A stored session with pinned id and date, waiting for the next answer or finished."""
    setup = setup or Setup(questions=questions, seed=7)
    bank = [
        Question(
            id=f"q{number}",
            text=f"Tell me about a time, number {number}, when two people on your team did not get on.",
            type="behavioural",
            competency="conflict",
        )
        for number in range(1, setup.questions + 1)
    ]
    session = Session.new(setup, tuple(bank)).model_copy(
        update={"id": session_id, "started_at": datetime(2025, 11, 20, 19, 30, tzinfo=UTC)}
    )
    for place in range(answered):
        session = session.asking(bank[place]).answering(ANSWER)
        if judged:
            session = session.judged(Place(place, 0), critique(bank[place]))
    session = session.finishing() if finished else session.asking(bank[answered])
    engine.store.save(session)
    return session
