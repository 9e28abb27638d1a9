"""How the tests drive the app: wait for conditions, read what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from interviewer.session import Setup
from interviewer.wiring import Engine
from tui.app import InterviewerApp
from tui.screens.interview import InterviewScreen
from tui.widgets.answer_editor import AnswerEditor

WIDE = (120, 40)
NARROW = (80, 24)
PATIENCE = 60.0  # only for the case that a condition never comes


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await pilot.pause(0.01)
    await pilot.pause()


def shown(node: Widget | InterviewerApp) -> str:
    """The text of every part that is on view, with single spaces."""
    root = node.screen if isinstance(node, InterviewerApp) else node
    parts = [root, *root.query(Static)] if isinstance(root, Static) else list(root.query(Static))
    texts = [part.render() for part in parts if part.is_on_screen or part.region.area or part.display]
    return " ".join(" ".join(text.plain for text in texts if isinstance(text, Content)).split())


@asynccontextmanager
async def running(
    engine: Engine,
    *,
    size: tuple[int, int] = WIDE,
    resume: str | None = None,
    setup: Setup | None = None,
    loaded: bool = True,
) -> AsyncIterator[tuple[InterviewerApp, Pilot[None]]]:
    """The app at work; loaded, and in an interview the question asked."""
    app = InterviewerApp(engine, resume=resume, setup=setup)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        if loaded:
            await until(pilot, lambda: app.readiness.phase == "ready")
        if loaded and (resume or setup):
            await until(pilot, lambda: isinstance(app.screen, InterviewScreen) and waiting(engine))
            await until(pilot, lambda: app.screen.check_action("leave", ()))
        yield app, pilot


def waiting(engine: Engine) -> bool:
    """Whether the session touched last is done with asking."""
    sessions = engine.store.all()
    return bool(sessions) and sessions[0].phase in ("answering", "finished")


async def send(app: InterviewerApp, pilot: Pilot[None], text: str) -> None:
    """Type an answer and send it."""
    editor = app.screen.query_one(AnswerEditor)
    editor.insert(text)
    await pilot.press("ctrl+s")
