"""The interview screen: answers, streaming, cancelling, notes, the narrow window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tui_driving import NARROW, running, send, shown, until
from tui_sessions import ANSWER, FOLLOW_UP, saved_session

from interviewer.errors import ServerError
from interviewer.llm.scripted import Failure, Pause, ScriptedModel
from interviewer.session import Setup
from interviewer.wiring import Engine
from tui.screens.home import HomeScreen
from tui.screens.interview import InterviewScreen
from tui.screens.report import ReportScreen
from tui.widgets.answer_editor import AnswerEditor, AnswerGauge
from tui.widgets.coach_panel import CoachPanel
from tui.widgets.critique_view import MarkedAnswer, StrongerVersion
from tui.widgets.transcript import Speech, Transcript

MakeEngine = Callable[..., Engine]
PRACTICE = Setup(questions=2, seed=7)
# No outcome: the interviewer is bound to ask what came of it.
OPEN_ANSWER = (
    "Last spring I was the line producer of a documentary for the harbour museum. The camera and the sound "
    "lead stopped talking four days before the shoot. I sat both of them down in the van and wrote a new "
    "schedule."
)


async def test_an_answer_typed_and_sent_appears_in_the_transcript_and_on_disk(
    make_engine: MakeEngine,
) -> None:
    engine = make_engine()
    async with running(engine, setup=PRACTICE) as (app, pilot):
        await pilot.press("I", "enter", "w", "e", "n", "t")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "I went" in shown(app.screen.query_one(Transcript)))
        assert engine.store.all()[0].turns[0].exchanges[0].answer == "I\nwent"
        assert app.screen.query_one(AnswerEditor).text == ""


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+j", "ctrl+enter"])
async def test_each_of_three_keys_sends_and_enter_does_not(make_engine: MakeEngine, key: str) -> None:
    engine = make_engine()
    saved_session(engine, answered=0)
    async with running(engine, resume="0123") as (app, pilot):
        app.screen.query_one(AnswerEditor).insert("One line")
        await pilot.press("enter")
        assert engine.store.all()[0].turns[0].answers == ()
        await pilot.press(key)
        await until(pilot, lambda: engine.store.all()[0].turns[0].answers == ("One line\n",))


async def test_an_empty_answer_is_not_sent(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, answered=0)
    async with running(engine, resume="0123") as (_, pilot):
        await pilot.press("enter", "ctrl+s")
        assert engine.store.all()[0].phase == "answering"


async def test_esc_stops_the_interviewer_and_ctrl_s_lets_them_go_on(make_engine: MakeEngine) -> None:
    pause = Pause(piece=6)
    model = ScriptedModel(lambda messages: FOLLOW_UP)
    model.pause = pause
    engine = make_engine(model)
    async with running(engine, setup=PRACTICE) as (app, pilot):
        await send(app, pilot, OPEN_ANSWER)
        await until(pilot, pause.reached.is_set)
        await pilot.press("escape")
        pause.release.set()
        await until(pilot, lambda: "Stopped" in shown(app.screen.query_one(Transcript)))
        assert not app.screen.query(Speech).filter(".-speaking")
        session = engine.store.all()[0]
        assert session.phase == "deciding"
        assert session.turns[0].answers == (OPEN_ANSWER,)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: FOLLOW_UP in shown(app.screen.query_one(Transcript)))
        assert engine.store.all()[0].phase == "answering"


async def test_text_typed_while_the_interviewer_speaks_stays_in_the_editor(make_engine: MakeEngine) -> None:
    pause = Pause(piece=2)
    model = ScriptedModel(lambda messages: FOLLOW_UP)
    model.pause = pause
    engine = make_engine(model)
    async with running(engine, setup=PRACTICE) as (app, pilot):
        await send(app, pilot, OPEN_ANSWER)
        await until(pilot, pause.reached.is_set)
        await pilot.press("A", "n", "d", "ctrl+s")
        assert app.screen.query_one(AnswerEditor).text == "And"
        pause.release.set()
        await until(pilot, lambda: FOLLOW_UP in shown(app.screen.query_one(Transcript)))
        assert app.screen.query_one(AnswerEditor).text == "And"
        assert engine.store.all()[0].turns[0].answers == (OPEN_ANSWER,)


async def test_an_answer_that_cannot_be_saved_comes_back_into_the_editor(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine()
    saved_session(engine, answered=0)
    async with running(engine, resume="0123") as (app, pilot):
        sessions = engine.paths.sessions
        content = sessions.read_bytes()
        sessions.unlink()
        sessions.mkdir()
        await send(app, pilot, "This must not be lost")
        await until(pilot, lambda: "not saved" in shown(app.screen.query_one(Transcript)))
        assert app.screen.query_one(AnswerEditor).text == "This must not be lost"
        sessions.rmdir()
        sessions.write_bytes(content)


async def test_a_failing_model_is_named_with_what_to_do_and_the_answer_is_kept(
    make_engine: MakeEngine,
) -> None:
    model = ScriptedModel(lambda messages: FOLLOW_UP)
    model.failure = Failure(0, ServerError("The server has gone.", hint="Start it again."))
    engine = make_engine(model)
    async with running(engine, setup=PRACTICE) as (app, pilot):
        await send(app, pilot, OPEN_ANSWER)
        await until(pilot, lambda: engine.store.all()[0].turns[0].answers)
        transcript = app.screen.query_one(Transcript)
        await until(pilot, lambda: "The server has gone. Start it again." in shown(transcript))
        assert "ctrl+s lets Ruth go on" in shown(transcript)
        assert engine.store.all()[0].turns[0].answers == (OPEN_ANSWER,)


async def test_the_critique_of_a_real_answer_appears_beside_it(make_engine: MakeEngine) -> None:
    engine = make_engine()
    async with running(engine, setup=PRACTICE) as (app, pilot):
        await send(app, pilot, ANSWER)
        coach = app.screen.query_one(CoachPanel)
        await until(pilot, lambda: coach.note)
        critique = engine.store.all()[0].turns[0].exchanges[0].critique
        assert critique is not None
        await until(pilot, lambda: f"{critique.score} of 5" in shown(coach))


async def test_the_critique_marks_the_quotes_in_the_answer(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await until(pilot, lambda: app.screen.query(MarkedAnswer))
        marked = app.screen.query_one(MarkedAnswer)
        quotes = {ANSWER[start:end]: sign for start, end, sign, _ in marked.spans}
        assert quotes == {"I sat both leads down": "✓", "it went really well": "¹", "a lot of stress": "²"}
        text = marked.render()
        assert "it went really well¹." in text.plain
        underlined = {
            text.plain[span.start : span.end] for span in text.spans if "underline" in str(span.style)
        }
        assert "it went really well" in underlined


async def test_the_slots_of_a_stronger_version_stand_out(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await until(pilot, lambda: app.screen.query(StrongerVersion))
        text = app.screen.query_one(StrongerVersion).render()
        (slot,) = (text.plain[span.start : span.end] for span in text.spans)
        assert slot == "[what it saved, in days or money]"
        assert "With a measured result: 3 → 4" in shown(app.screen.query_one(CoachPanel))


async def test_advice_opens_and_closes_with_f3_and_names_its_source(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        coach = app.screen.query_one(CoachPanel)
        await until(pilot, lambda: coach.query("Collapsible"))
        await pilot.press("f3")
        await until(pilot, lambda: not coach.query("Collapsible.-collapsed"))
        assert "Media Producer guide › What sets you apart" in shown(coach)
        await pilot.press("f3")
        await until(pilot, lambda: coach.query("Collapsible.-collapsed"))


async def test_hidden_numbers_show_words_but_no_score(make_engine: MakeEngine) -> None:
    engine = make_engine(hide_numbers=True)
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        coach = app.screen.query_one(CoachPanel)
        await until(pilot, lambda: "Real, with one thing missing" in shown(coach))
        assert "3 of 5" not in shown(coach)
        assert "●●●" not in shown(coach)


async def test_realistic_mode_shows_no_critique_until_the_report(make_engine: MakeEngine) -> None:
    engine = make_engine()
    setup = Setup(questions=1, seed=7, mode="realistic")
    saved_session(engine, answered=0, setup=setup)
    async with running(engine, resume="0123") as (app, pilot):
        await send(app, pilot, ANSWER)
        await until(pilot, lambda: engine.store.all()[0].turns[0].critique)
        await until(pilot, lambda: app.screen.check_action("leave", ()))
        coach = app.screen.query_one(CoachPanel)
        assert "of 5" not in shown(coach)
        assert not app.screen.query(MarkedAnswer)
        await pilot.press("ctrl+d", "y")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "to-report")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        critique = engine.store.all()[0].turns[0].critique
        assert critique is not None
        await until(pilot, lambda: f"{critique.score} of 5" in app.export_screenshot().replace("&#160;", " "))


async def test_a_narrow_window_shows_the_coach_in_place_of_the_conversation(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123", size=NARROW) as (app, pilot):
        assert (
            not app.screen.query_one(CoachPanel).display or not app.screen.query_one(CoachPanel).region.area
        )
        await pilot.press("f2")
        await until(pilot, lambda: app.screen.query_one(CoachPanel).region.area)
        assert not app.screen.query_one(Transcript).region.area
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(Transcript).region.area)
        assert app.screen.query_one(AnswerEditor).has_focus


async def test_a_skipped_question_says_so_and_keeps_the_draft(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await pilot.press("d", "r", "a", "f", "t", "ctrl+n")
        await until(pilot, lambda: len(engine.store.all()[0].turns) == 3)
        assert engine.store.all()[0].turns[1].skipped
        assert "You skipped this question." in shown(app.screen.query_one(Transcript))
        assert app.screen.query_one(AnswerEditor).text == "draft"


async def test_a_draft_survives_going_home_and_coming_back(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await pilot.press("d", "r", "a", "f", "t", "escape", "y")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await until(pilot, lambda: app.screen.query_one(AnswerEditor).text == "draft")


async def test_leaving_and_ending_ask_first(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await pilot.press("ctrl+d", "escape")
        await pilot.press("escape", "n")
        assert isinstance(app.screen, InterviewScreen)
        assert engine.store.all()[0].phase == "answering"


async def test_resuming_shows_what_was_said_and_judges_what_was_not(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, judged=False)
    async with running(engine, resume="0123") as (app, pilot):
        assert "I sat both leads down in the van" in shown(app.screen.query_one(Transcript))
        await until(pilot, lambda: engine.store.all()[0].unjudged == ())
        await until(pilot, lambda: app.screen.query(MarkedAnswer))


async def test_the_gauge_counts_words_and_speaking_time_against_the_usual_range(
    make_engine: MakeEngine,
) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        gauge = app.screen.query_one(AnswerGauge)
        app.screen.query_one(AnswerEditor).insert("word " * 140)
        await until(
            pilot, lambda: "140 words · about 1 min spoken · usually 50 s to 2 min 30 s" in shown(gauge)
        )
        app.screen.query_one(AnswerEditor).insert("word " * 300)
        await until(pilot, lambda: "getting long" in shown(gauge))


async def test_f4_copies_what_was_said_with_the_notes(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        await until(pilot, lambda: app.screen.query(MarkedAnswer))
        await pilot.press("f4")
        assert "You: On the harbour documentary" in app.clipboard
        assert "1. An outcome without a measure" in app.clipboard
