"""The Textual app: loads the engine behind the first screen and lays the other screens on top of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.worker import get_current_worker

from interviewer.errors import InterviewerError
from interviewer.events import Event
from interviewer.interview import Interview
from interviewer.session import Session, Setup
from interviewer.wiring import Engine, LoadStep
from tui.readiness import Readiness, trouble_of
from tui.screens.compare import CompareScreen
from tui.screens.guide import GuideScreen
from tui.screens.help import HelpScreen, own_bindings
from tui.screens.home import HomeScreen
from tui.screens.interview import InterviewScreen
from tui.screens.page import Page
from tui.screens.report import ReportScreen
from tui.screens.setup import SetupScreen
from tui.theme import DARK, LIGHT
from tui.widgets.too_small import COLUMNS, ROWS

WIDE = 110  # columns from which the coach has room beside the conversation


class LoadingStoppedError(Exception):
    """The app was left while it was loading."""


class InterviewerApp(App[None]):
    """Opens at home; with `resume` (a session's id) or `setup` it goes straight into that interview."""

    TITLE = "interviewer"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "widgets/widgets.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", tooltip="Says what this screen is for, and every key.", id="app.help"),
        Binding("ctrl+q", "quit", "Quit", show=False, tooltip="Leaves. Everything is saved.", id="app.quit",
                priority=True),
    ]  # fmt: skip

    # Textual declares the two as variables of the instance, and never writes to them.
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (COLUMNS, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (ROWS, "-high")]  # noqa: RUF012

    readiness: reactive[Readiness] = reactive(Readiness())

    class ReadinessChanged(Message):
        """Loading has come a step further, is done or failed."""

        def __init__(self, readiness: Readiness) -> None:
            super().__init__()
            self.readiness = readiness

    def __init__(self, engine: Engine, *, resume: str | None = None, setup: Setup | None = None) -> None:
        super().__init__()
        self.engine = engine
        self.drafts: dict[str, str] = {}
        self._resume = resume
        self._setup = setup
        self._last_setup: Setup | None = setup
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name

    def on_mount(self) -> None:
        self.push_screen(HomeScreen())
        self.action_load()
        if self._resume is not None:
            self.resume(self._resume)
        elif self._setup is not None:
            self._interview(partial(self.engine.start, self._setup))

    # -- loading ------------------------------------------------------------------------------------

    def action_load(self) -> None:
        """Load the engine, or try it again."""
        self.readiness = Readiness()
        self.run_worker(self._load, thread=True, group="loading", exclusive=True)

    def _load(self) -> None:
        worker = get_current_worker()

        def moved(step: LoadStep) -> None:
            if worker.is_cancelled:
                raise LoadingStoppedError
            self.post_message(self.ReadinessChanged(Readiness("loading", step.what, step.done, step.total)))

        try:
            self.engine.load(moved)
        except LoadingStoppedError:
            return
        except Exception as error:
            # Errors with a way out are shown on the first screen; anything else is a bug and goes on its way.
            if not (trouble := trouble_of(error)):
                raise
            self.post_message(self.ReadinessChanged(Readiness("failed", trouble=trouble)))
        else:
            self.post_message(self.ReadinessChanged(Readiness("ready")))

    def on_interviewer_app_readiness_changed(self, message: ReadinessChanged) -> None:
        self.readiness = message.readiness

    # -- where one can go -----------------------------------------------------------------------------

    def action_new(self) -> None:
        """Set up a new interview, beginning with the last setup."""
        if isinstance(self.screen, SetupScreen):
            return
        try:
            packs = self.engine.packs
        except InterviewerError as error:
            self.tell(error)
        else:
            self._over_home(SetupScreen(packs, self.chosen_setup, numbers_hidden_by_settings=self.engine.settings.hide_numbers))

    def begin(self, setup: Setup) -> None:
        """Leave the setup and begin the interview."""
        self._last_setup = setup
        self._interview(partial(self.engine.start, setup))

    def resume(self, session_id: str) -> None:
        """Go on with a saved interview; a finished one shows its report at its end."""
        self._interview(partial(self.engine.resume, session_id))

    def show_report(self, session_id: str) -> None:
        """Show the report of a saved session."""
        self._over_home(ReportScreen(session_id))

    def answer_again(self, session_id: str, turn: int) -> None:
        """Ask one question of a saved session again; a retry that was left open comes first."""

        def begin(interview: Interview) -> Iterator[Event]:
            return interview.retry(turn) if turn in interview.session.retriable else interview.proceed()

        self._interview(partial(self.engine.resume, session_id), begin=begin)

    def hides_numbers_of(self, session: Session) -> bool:
        """Everywhere, or because this interview was held without numbers."""
        return self.engine.settings.hide_numbers or session.setup.hide_numbers

    def show_comparison(self, session: Session, turn: int) -> None:
        """Show the attempts at this turn's question side by side, on top of whatever is there."""
        self.push_screen(CompareScreen(session, turn, hide_numbers=self.hides_numbers_of(session)))

    def action_guide(self) -> None:
        """Open the guide to read in, on top of whatever is there."""
        if not isinstance(self.screen, GuideScreen):
            self.push_screen(GuideScreen())

    def tell(self, error: InterviewerError) -> None:
        """Show an error with its way out; the screen below stays as it is."""
        self.notify(error.hint, title=error.message, severity="error", timeout=15, markup=False)

    @property
    def hide_numbers(self) -> bool:
        """So set, or so chosen for the interview that was set up last."""
        return self.engine.settings.hide_numbers or self.chosen_setup.hide_numbers

    @property
    def chosen_setup(self) -> Setup:
        """What was chosen last, in this run or before it."""
        if self._last_setup is None:
            try:
                saved = self.engine.store.all()
            except InterviewerError:
                return Setup()
            return saved[0].setup if saved else Setup()
        return self._last_setup

    def action_help(self) -> None:
        if isinstance(self.screen, Page):
            self.push_screen(HelpScreen(self.screen))

    def _interview(
        self,
        open_interview: Callable[[], Interview],
        *,
        begin: Callable[[Interview], Iterator[Event]] = Interview.proceed,
    ) -> None:
        self._over_home(InterviewScreen(open_interview, hide_numbers=self.hide_numbers, begin=begin))

    def _over_home(self, screen: Page) -> None:
        """Show a screen in place of whatever lies on top of home."""
        if isinstance(self.screen, HomeScreen):
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    # -- the palette ----------------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen by name, then the two themes and Textual's own."""
        for binding in own_bindings(screen) if isinstance(screen, Page) else ():
            if binding.tooltip and screen.check_action(*_parsed(binding.action)):
                run = partial(screen.run_action, binding.action)
                yield SystemCommand(binding.description, binding.tooltip, run)
        for theme, title in ((DARK, "Dark theme"), (LIGHT, "Light theme")):
            yield SystemCommand(
                title, "Calm colours that keep their contrast.", partial(self._use_theme, theme.name)
            )
        yield from super().get_system_commands(screen)

    def _use_theme(self, name: str) -> None:
        self.theme = name


def _parsed(action: str) -> tuple[str, tuple[object, ...]]:
    """“turn(-1)” as its name and parameters."""
    from textual.actions import parse

    _, name, parameters = parse(action)
    return name, parameters
