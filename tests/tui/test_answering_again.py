"""The same question again: in the interview, from the report, the two attempts side by side; and the commands that ask for it."""

from __future__ import annotations

from collections.abc import Callable

from tui_driving import NARROW, running, send, shown, until
from tui_sessions import BETTER, saved_session, with_retry

from interviewer.session import Setup
from interviewer.wiring import Engine
from tui.screens.compare import CompareScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.interview import InterviewScreen
from tui.screens.report import ReportScreen
from tui.widgets.answer_editor import AnswerEditor
from tui.widgets.coach_panel import CoachPanel
from tui.widgets.critique_view import MarkedAnswer
from tui.widgets.interview_bar import InterviewBar
from tui.widgets.transcript import Transcript
from tui.widgets.wrap_up import WrapUp

MakeEngine = Callable[..., Engine]


async def test_f5_asks_the_question_of_the_note_again_and_gives_the_draft_back_afterwards(
    make_engine: MakeEngine,
) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await until(pilot, lambda: app.screen.query(MarkedAnswer))
        await pilot.press("d", "r", "a", "f", "t", "f5")
        await until(pilot, lambda: engine.store.all()[0].retrying == 0 and app.screen.check_action("leave", ()))
        assert app.screen.query_one(AnswerEditor).text == ""
        assert "second attempt" in shown(app.screen.query_one(InterviewBar))
        assert not app.screen.check_action("retry", ())
        await send(app, pilot, BETTER)
        coach = app.screen.query_one(CoachPanel)
        await until(pilot, lambda: "Beside the attempt before" in shown(coach))
        await until(pilot, lambda: app.screen.query_one(AnswerEditor).text == "draft")
        session = engine.store.all()[0]
        assert [len(turn.attempts) for turn in session.turns] == [2, 0] and session.phase == "answering"
        assert "Back to question 2 of 3" in shown(app.screen.query_one(Transcript))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        said = shown(app.screen)
        assert "First attempt" in said and "Second attempt" in said and "saved two shooting days" in said
        await pilot.press("escape")
        assert isinstance(app.screen, InterviewScreen)


async def test_a_retry_that_was_left_is_there_again_after_a_restart(make_engine: MakeEngine) -> None:
    engine = make_engine()
    engine.store.save(saved_session(engine).asking_again(0))
    async with running(engine, resume="0123") as (app, pilot):
        assert "question 1 of 3, second attempt" in shown(app.screen.query_one(InterviewBar))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: engine.store.all()[0].retrying is None)
        await until(pilot, lambda: "question 2 of 3" in shown(app.screen.query_one(InterviewBar)))
        assert engine.store.all()[0].turns[0].retries == ()


async def test_a_question_of_a_finished_session_is_answered_again_from_its_report(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, answered=2, questions=2, finished=True)
    async with running(engine) as (app, pilot):
        app.show_report("0123456789ab")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("a", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await until(pilot, lambda: engine.store.all()[0].retrying == 1 and app.screen.check_action("leave", ()))
        assert app.screen.query_one(AnswerEditor).has_focus
        await send(app, pilot, BETTER)
        await until(pilot, lambda: engine.store.all()[0].phase == "finished")
        await until(pilot, lambda: app.screen.query_one(WrapUp).display and app.focused and app.focused.id == "to-report")
        turns = engine.store.all()[0].turns
        assert [len(turn.attempts) for turn in turns] == [1, 2] and engine.store.all()[0].unjudged == ()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))


async def test_hidden_numbers_leave_no_score_beside_two_attempts(make_engine: MakeEngine) -> None:
    engine = make_engine(hide_numbers=True)
    session = with_retry(engine, saved_session(engine, answered=2, finished=True))
    async with running(engine, size=NARROW) as (app, pilot):
        app.show_comparison(session, 0)
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        said = shown(app.screen)
        assert "This one is stronger." in said and "Came in: a measure." in said
        assert "Advice acted on: Put a number on it." in said
        assert "of 5" not in said and "→" not in said and "●" not in said


async def test_a_realistic_interview_has_no_second_go_before_its_end(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, setup=Setup(questions=3, seed=7, mode="realistic"))
    async with running(engine, resume="0123") as (app, pilot):
        await pilot.press("f5")
        assert not app.screen.check_action("retry", ()) and engine.store.all()[0].retrying is None


async def test_a_command_of_the_plain_interview_is_obeyed_and_no_answer(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await pilot.press("slash", "s", "k", "i", "p", "ctrl+s")
        await until(pilot, lambda: len(engine.store.all()[0].turns) == 3)
        assert engine.store.all()[0].turns[1].skipped
        assert app.screen.query_one(AnswerEditor).text == ""
        await pilot.press("slash", "e", "n", "d", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
