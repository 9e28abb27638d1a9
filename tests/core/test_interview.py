"""A whole interview: what is saved when, what goes wrong, what is judged."""

from __future__ import annotations

import pytest
from core_parts import (
    FOLLOW_UP_ANSWER,
    GOOD_FOLLOW_UP,
    OPEN_ANSWER,
    PACK,
    SETUP,
    RecordingStore,
    coach,
    interview,
    manager,
)  # fmt: skip

from interviewer import events
from interviewer.errors import ServerError
from interviewer.interview import Interview
from interviewer.llm.scripted import Failure, ScriptedModel
from interviewer.session import Place, Session
from interviewer.storage import SQLiteSessionStore


def resumed(store: SQLiteSessionStore, session: Session, model: ScriptedModel | None = None) -> Interview:
    return Interview(
        session=store.load(session.id), pack=PACK, store=store, manager=manager(model), coach=coach()
    )


def test_an_interview_runs_from_the_greeting_to_the_end(store: SQLiteSessionStore) -> None:
    held = interview(store, model=ScriptedModel(lambda _: GOOD_FOLLOW_UP))
    said = list(held.proceed())
    for answer in (OPEN_ANSWER, FOLLOW_UP_ANSWER, "I can't think of a time when that happened."):
        said += held.submit(answer)
    assert held.session.phase == "finished"
    assert [e.kind for e in said if isinstance(e, events.SpeechFinished)] == [
        "greeting", "question", "follow_up", "question", "remark", "closing",
    ]  # fmt: skip
    assert isinstance(said[-1], events.InterviewFinished)
    assert store.load(held.session.id) == held.session


def test_an_answer_is_on_disk_before_the_model_is_called(store: SQLiteSessionStore) -> None:
    model = ScriptedModel([GOOD_FOLLOW_UP])
    recording = RecordingStore(store, model)
    held = interview(recording, model=model)
    list(held.proceed())
    spoken = held.submit(OPEN_ANSWER)
    assert next(spoken) == events.AnswerSaved()
    assert recording.saves[-1] == (0, 1) and store.load(held.session.id).turns[0].answers == (OPEN_ANSWER,)
    list(spoken)
    assert recording.saves[-1] == (1, 1) and len(model.calls) == 1


@pytest.mark.parametrize("piece", [0, 3, 9])
def test_a_stream_that_breaks_leaves_a_session_that_goes_on(store: SQLiteSessionStore, piece: int) -> None:
    broken = ScriptedModel([GOOD_FOLLOW_UP], failure=Failure(piece, ServerError("gone", hint="start it")))
    held = interview(store, model=broken)
    list(held.proceed())
    with pytest.raises(ServerError):
        list(held.submit(OPEN_ANSWER))
    assert held.session.phase == "deciding"
    again = resumed(store, held.session, ScriptedModel([GOOD_FOLLOW_UP]))
    list(again.proceed())
    assert again.session.phase == "answering"
    assert [e.prompt for e in again.session.turns[0].exchanges][1:] == [GOOD_FOLLOW_UP]
    assert again.session.turns[0].answers == (OPEN_ANSWER,)


def test_an_interview_closed_in_the_middle_of_a_follow_up_goes_on(store: SQLiteSessionStore) -> None:
    held = interview(store, model=ScriptedModel([GOOD_FOLLOW_UP]))
    list(held.proceed())
    spoken = held.submit(OPEN_ANSWER)
    while not isinstance(next(spoken), events.SpeechDelta):
        pass
    spoken.close()  # type: ignore[attr-defined]
    again = resumed(store, held.session)
    list(again.proceed())
    assert (again.session.phase, len(again.session.turns[0].exchanges)) == ("answering", 2)


def test_going_on_where_an_answer_is_awaited_says_nothing(store: SQLiteSessionStore) -> None:
    held = interview(store)
    list(held.proceed())
    assert list(resumed(store, held.session).proceed()) == []


def test_a_skipped_question_leads_to_the_next_one_and_is_never_judged(store: SQLiteSessionStore) -> None:
    held = interview(store)
    list(held.proceed())
    list(held.skip())
    assert (len(held.session.turns), held.session.phase) == (2, "answering")
    list(held.skip())
    assert held.session.phase == "finished" and list(held.judge_pending()) == []


@pytest.mark.parametrize("mode", ["practice", "realistic"])
def test_every_answer_is_judged_exactly_once_even_after_the_end(store: SQLiteSessionStore, mode: str) -> None:
    held = interview(store, setup=SETUP.model_copy(update={"mode": mode}))
    list(held.proceed())
    list(held.submit(OPEN_ANSWER))
    list(held.submit(FOLLOW_UP_ANSWER))
    list(held.finish())
    again = resumed(store, held.session)
    judged = [e.place for e in again.judge_pending() if isinstance(e, events.CritiqueReady)]
    assert judged == [Place(0, 0), Place(0, 1)]
    assert list(again.judge_pending()) == [] and store.load(held.session.id).unjudged == ()


def test_a_follow_up_is_judged_together_with_what_was_told_before(store: SQLiteSessionStore) -> None:
    held = interview(store)
    list(held.proceed())
    list(held.submit(OPEN_ANSWER))
    list(held.submit(FOLLOW_UP_ANSWER))
    list(held.judge_pending())
    first, second = (exchange.critique for exchange in held.session.turns[0].exchanges)
    assert first and first.star and second and second.star
    assert not first.star.quantified_result and second.star.action and second.star.quantified_result
