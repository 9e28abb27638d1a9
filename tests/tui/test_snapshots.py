"""How the screens look, at the two sizes that count. Dates, ids and critiques are pinned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from tui_driving import NARROW, WIDE, until
from tui_sessions import saved_session, with_retry

from interviewer.wiring import Engine
from tui.app import InterviewerApp
from tui.widgets.critique_view import MarkedAnswer

MakeEngine = Callable[..., Engine]
Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def still(engine: Engine, **options: Any) -> InterviewerApp:
    app = InterviewerApp(engine, **options)
    app.animation_level = "none"
    return app


async def loaded(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, InterviewerApp)
    await until(pilot, lambda: app.readiness.phase == "ready")


@SIZES
def test_home(make_engine: MakeEngine, snap_compare: Compare, size: tuple[int, int]) -> None:
    engine = make_engine()
    saved_session(engine, session_id="b" * 12, answered=3, finished=True)
    saved_session(engine)
    assert snap_compare(still(engine), terminal_size=size, run_before=loaded)


@SIZES
def test_setup(make_engine: MakeEngine, snap_compare: Compare, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press("n")

    assert snap_compare(still(make_engine()), terminal_size=size, run_before=act)


@SIZES
def test_interview_with_a_critique(
    make_engine: MakeEngine, snap_compare: Compare, size: tuple[int, int]
) -> None:
    engine = make_engine()
    saved_session(engine)

    async def act(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await until(pilot, lambda: pilot.app.screen.query(MarkedAnswer))
        await until(pilot, lambda: pilot.app.screen.check_action("leave", ()))
        if size == NARROW:
            await pilot.press("f2")

    assert snap_compare(still(engine, resume="0123"), terminal_size=size, run_before=act)


@SIZES
def test_compare(make_engine: MakeEngine, snap_compare: Compare, size: tuple[int, int]) -> None:
    engine = make_engine()
    with_retry(engine, saved_session(engine, answered=3, finished=True))

    async def act(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press("p", "enter")
        await until(pilot, lambda: pilot.app.screen.query("MarkdownH2"))
        await pilot.press("v")
        await until(pilot, lambda: pilot.app.screen.query("#columns"))

    assert snap_compare(still(engine), terminal_size=size, run_before=act)


@SIZES
def test_report(make_engine: MakeEngine, snap_compare: Compare, size: tuple[int, int]) -> None:
    engine = make_engine()
    saved_session(engine, answered=3, finished=True)

    async def act(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press("p", "enter")
        await until(pilot, lambda: pilot.app.screen.query("MarkdownH2"))

    assert snap_compare(still(engine), terminal_size=size, run_before=act)
