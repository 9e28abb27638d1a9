"""Takes the picture of the README: a real interview, answered and judged, in a window that nobody sees.

python -m tui.picture docs/interview.svg
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from interviewer.config import load_settings
from interviewer.paths import Paths
from interviewer.plan import choose_questions
from interviewer.session import Setup
from interviewer.wiring import Engine
from tui.app import InterviewerApp
from tui.widgets.answer_editor import AnswerEditor
from tui.widgets.coach_panel import CoachPanel

SIZE = (120, 36)
PATIENCE = 1800.0  # seconds: the first start of a fresh machine builds the index
FIRST_QUESTION = "departments-at-odds"  # the one that ANSWER answers
ANSWER = (
    "On the harbour documentary in 2022 our camera and sound leads had stopped talking, four days before "
    "the shoot. I was the line producer and had to get us to day one. I sat both leads down in the van, had "
    "each of them explain the other's plan, and wrote one schedule with them. After that it went really well."
)


async def take_picture(engine: Engine, *, answer: str = ANSWER) -> str:
    """The interview screen with a critique, as SVG."""
    app = InterviewerApp(engine, setup=_setup(engine))
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: app.readiness.phase != "loading")
        if app.readiness.trouble:
            raise SystemExit(f"{app.readiness.trouble.message}\n{app.readiness.trouble.hint}")
        await _until(pilot, lambda: _phase(engine) == "answering")
        await pilot.pause()
        app.screen.query_one(AnswerEditor).insert(answer)
        await pilot.press("ctrl+s")
        coach = app.screen.query_one(CoachPanel)
        await _until(pilot, lambda: coach.note is not None and _phase(engine) == "answering")
        await pilot.pause(0.5)
        return app.export_screenshot(title="interviewer")


def _setup(engine: Engine) -> Setup:
    """One that begins with FIRST_QUESTION. Raises StopIteration when the bank no longer has it."""
    setups = (Setup(questions=2, seed=seed) for seed in range(1000))
    pack = engine.pack("media-producer")
    return next(setup for setup in setups if choose_questions(pack, setup)[0].id == FIRST_QUESTION)


def _phase(engine: Engine) -> str:
    sessions = engine.store.all()
    return sessions[0].phase if sessions else "none"


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait for a condition; PATIENCE is only there for the case that it never comes."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await pilot.pause(0.05)


def main() -> None:
    """`python -m tui.picture FILE`: the settings' own model, a data folder of its own."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home))
        engine = Engine(settings=load_settings(paths), paths=paths)
        try:
            target.write_text(asyncio.run(take_picture(engine)), encoding="utf-8")
        finally:
            engine.close()


if __name__ == "__main__":
    main()
