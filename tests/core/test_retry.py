"""The same question again: in the middle, after the end, saved before anything else, and never in place of what was."""

from __future__ import annotations

import pytest
from core_parts import (
    FOLLOW_UP_ANSWER,
    GOOD_FOLLOW_UP,
    OPEN_ANSWER,
    PACK,
    RecordingStore,
    coach,
    interview,
    manager,
)  # fmt: skip

from interviewer import events
from interviewer.comparison import last_two
from interviewer.interview import Interview
from interviewer.llm.scripted import ScriptedModel
from interviewer.session import Place
from interviewer.storage import SQLiteSessionStore

BETTER = f"{OPEN_ANSWER} {FOLLOW_UP_ANSWER}"


def resumed(store: SQLiteSessionStore, held: Interview) -> Interview:
    return Interview(
        session=store.load(held.session.id), pack=PACK, store=store, manager=manager(), coach=coach()
    )


def begun(store: SQLiteSessionStore) -> Interview:
    """One question answered, its follow-up answered, the second one waiting."""
    held = interview(store)
    list(held.proceed())
    list(held.submit(OPEN_ANSWER))
    list(held.submit("I talked to them once more."))
    assert held.session.phase == "answering" and len(held.session.turns) == 2
    return held


def test_a_retry_is_asked_at_once_and_leads_back_to_the_question_that_waits(store: SQLiteSessionStore) -> None:
    held = begun(store)
    said = list(held.retry(0))
    assert said[-1] == events.QuestionAsked(Place(0, 0, retry=True))
    back = list(held.submit(BETTER))
    assert [e.kind for e in back if isinstance(e, events.SpeechFinished)] == ["reminder"]
    assert back[-1] == events.QuestionAsked(Place(1, 0)) and held.session.waiting == Place(1, 0)
    turn = store.load(held.session.id).turns[0]
    assert turn.answers == (OPEN_ANSWER, "I talked to them once more.")
    assert [attempt.answers for attempt in turn.attempts] == [turn.answers, (BETTER,)]


def test_a_retry_is_judged_by_itself_and_compared_with_the_attempt_before(store: SQLiteSessionStore) -> None:
    held = begun(store)
    list(held.retry(0))
    list(held.submit(BETTER))
    list(held.judge_pending())
    turn = held.session.turns[0]
    first, second = (attempt.critique for attempt in turn.attempts)
    assert first and second and second.id == f"{turn.question.id}-again-1" and turn.critique == second
    compared = last_two(turn)
    assert compared and compared.came_in == ("result", "quantified_result")
    assert held.session.unjudged == ()


def test_the_answer_of_a_retry_is_on_disk_before_a_model_runs(store: SQLiteSessionStore) -> None:
    model = ScriptedModel([GOOD_FOLLOW_UP])
    recording = RecordingStore(store, model)
    held = interview(recording, model=model)
    list(held.proceed())
    list(held.submit(OPEN_ANSWER))
    calls = len(model.calls)
    list(held.retry(0))
    spoken = held.submit(BETTER)
    assert next(spoken) == events.AnswerSaved()
    assert store.load(held.session.id).turns[0].retries[0].answer == BETTER and len(model.calls) == calls


def test_a_killed_retry_resumes_as_the_retry_that_it_was(store: SQLiteSessionStore) -> None:
    held = begun(store)
    list(held.retry(0))
    again = resumed(store, held)
    assert again.session.waiting == Place(0, 0, retry=True) and list(again.proceed()) == []
    list(again.submit(BETTER))
    assert resumed(store, held).session.waiting == Place(1, 0)


def test_a_finished_interview_can_be_retried_and_is_finished_again_afterwards(store: SQLiteSessionStore) -> None:
    held = begun(store)
    list(held.finish())
    ended = held.session.finished_at
    again = resumed(store, held)
    list(again.retry(0))
    assert again.session.phase == "answering"
    assert list(again.submit(BETTER))[-1] == events.InterviewFinished()
    assert (again.session.phase, again.session.finished_at) == ("finished", ended)
    list(again.retry(0))
    list(again.finish())
    assert len(again.session.turns[0].retries) == 1 and again.session.finished_at == ended


def test_a_retry_that_is_skipped_leaves_no_trace(store: SQLiteSessionStore) -> None:
    held = begun(store)
    before = held.session
    list(held.retry(0))
    list(held.skip())
    assert held.session == before


def test_a_skipped_question_can_be_answered_later_and_an_open_one_cannot_be_retried(store: SQLiteSessionStore) -> None:
    held = interview(store)
    list(held.proceed())
    with pytest.raises(ValueError, match="question 1 cannot"):
        list(held.retry(0))
    list(held.skip())
    list(held.retry(0))
    with pytest.raises(ValueError, match="cannot be answered again"):
        list(held.retry(0))
    list(held.submit(BETTER))
    list(held.judge_pending())
    (attempt,) = held.session.turns[0].attempts
    assert attempt.critique is not None and last_two(held.session.turns[0]) is None
