"""Home, setup, report, guide and help."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widgets import DataTable, Markdown
from tui_driving import running, shown, until
from tui_sessions import saved_session

from interviewer.session import Setup
from interviewer.wiring import Engine
from tui.app import InterviewerApp
from tui.screens.guide import GuideScreen
from tui.screens.help import HelpScreen, own_bindings
from tui.screens.home import HomeScreen
from tui.screens.interview import InterviewScreen
from tui.screens.report import ReportScreen
from tui.screens.setup import SetupScreen
from tui.widgets.choice import Choice
from tui.widgets.loading_line import LoadingLine
from tui.widgets.too_small import TooSmall

MakeEngine = Callable[..., Engine]


async def test_a_load_failure_shows_message_and_hint_and_a_way_on(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = make_engine(embedder=str(tmp_path / "missing"))
    async with running(engine, loaded=False) as (app, pilot):
        await until(pilot, lambda: app.readiness.phase == "failed")
        trouble = app.readiness.trouble
        assert trouble is not None
        said = shown(app.screen.query_one(LoadingLine))
        assert trouble.message in said
        assert trouble.hint in said
        assert "t to try again" in said
        await pilot.press("t")
        await until(pilot, lambda: app.readiness.phase == "failed")


async def test_an_interview_that_waits_for_a_failed_load_says_so(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = make_engine(embedder=str(tmp_path / "missing"))
    async with running(engine, setup=Setup(), loaded=False) as (app, pilot):
        await until(pilot, lambda: app.readiness.phase == "failed")
        await until(pilot, lambda: "ctrl+r tries again" in shown(app.screen))
        assert engine.store.all() == []


async def test_an_interview_is_set_up_with_the_keyboard_alone(make_engine: MakeEngine) -> None:
    engine = make_engine()
    async with running(engine) as (app, pilot):
        await pilot.press("n")
        assert isinstance(app.screen, SetupScreen)
        await pilot.press("right", "down", "right", "down", "left", "left", "down", "right", "enter")
        await until(pilot, lambda: engine.store.all())
        setup = engine.store.all()[0].setup
        second = engine.pack("media-producer").personas[1].id
        assert (setup.persona, setup.level, setup.questions, setup.mode) == (second, "senior", 3, "realistic")
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_every_setting_has_a_sentence(make_engine: MakeEngine) -> None:
    async with running(make_engine()) as (app, pilot):
        await pilot.press("n")
        for choice in app.screen.query(Choice):
            assert all(option.sentence.endswith(".") for option in choice.options), choice.id


async def test_home_lists_sessions_and_opens_the_report_of_a_finished_one(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, answered=2, finished=True)
    async with running(engine) as (app, pilot):
        table = app.screen.query_one(DataTable)
        row = [str(cell) for cell in table.get_row_at(0)]
        assert row[1:] == ["Ruth", "mid", "2 of 3", "finished", "▅▅ 3 3"]
        await pilot.press("p", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))


async def test_hidden_numbers_leave_no_scores_at_home(make_engine: MakeEngine) -> None:
    engine = make_engine(hide_numbers=True)
    saved_session(engine, answered=2, finished=True)
    async with running(engine) as (app, _):
        assert [str(column.label) for column in app.screen.query_one(DataTable).columns.values()][
            -1
        ] == "State"


async def test_the_report_is_exported_into_a_private_file_and_copied(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, answered=2, finished=True)
    async with running(engine) as (app, pilot):
        app.show_report("0123456789ab")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("e", "c")
        file = engine.paths.reports / "0123456789ab.md"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "I sat both leads down" in file.read_text(encoding="utf-8")
        assert app.clipboard == file.read_text(encoding="utf-8")


async def test_the_report_has_missing_critiques_made(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine, answered=2, finished=True, judged=False)
    async with running(engine) as (app, pilot):
        app.show_report("0123456789ab")
        await until(pilot, lambda: "2 answers have no notes yet" in shown(app.screen))
        await pilot.press("j")
        await until(pilot, lambda: engine.store.all()[0].unjudged == ())
        await until(pilot, lambda: not app.screen.query_one("#report-state").display)


async def test_the_guide_can_be_read(make_engine: MakeEngine) -> None:
    engine = make_engine()
    async with running(engine) as (app, pilot):
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, GuideScreen))
        first = engine.knowledge().sections()[0]
        await until(pilot, lambda: app.screen.query_one(Markdown).source == first.markdown)
        await pilot.press("enter")
        assert app.screen.query_one("#section").has_focus
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


async def test_f1_lists_every_key_of_the_screen(make_engine: MakeEngine) -> None:
    engine = make_engine()
    saved_session(engine)
    async with running(engine, resume="0123") as (app, pilot):
        page = app.screen
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        said = shown(app.screen)
        for binding in own_bindings(page):
            if binding.id and binding.id.startswith("interview."):
                assert binding.tooltip in said
        assert "Ctrl+S, Ctrl+J or Ctrl+Enter" in said
        await pilot.press("escape")
        assert app.screen is page


@pytest.mark.parametrize(
    "node", [InterviewerApp, HomeScreen, SetupScreen, InterviewScreen, ReportScreen, GuideScreen]
)
def test_every_binding_has_an_id_a_one_word_label_and_a_sentence(node: type) -> None:
    for binding in node.__dict__["BINDINGS"]:
        assert isinstance(binding, Binding)
        assert binding.id
        assert len(binding.description.split()) == 1
        assert binding.tooltip.endswith(".")


async def test_a_small_terminal_says_so_and_recovers(make_engine: MakeEngine) -> None:
    async with running(make_engine(), size=(60, 15)) as (app, pilot):
        assert "This window has 60 columns and 15 rows." in shown(app.screen.query_one(TooSmall))
        assert app.screen.query_one(TooSmall).region.area
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: not app.screen.query_one(TooSmall).region.area)


async def test_both_themes_are_there(make_engine: MakeEngine) -> None:
    async with running(make_engine(), loaded=False) as (app, _):
        assert {"interviewer-dark", "interviewer-light"} <= set(app.available_themes)
        assert app.theme == "interviewer-dark"
