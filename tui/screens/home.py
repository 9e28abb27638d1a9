"""Home: begin, resume, look back. The engine wakes behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import ScreenResume
from textual.widgets import DataTable, OptionList, Static
from textual.widgets.option_list import Option

from interviewer.errors import InterviewerError
from interviewer.llm.base import ModelInfo
from interviewer.pack import Pack
from interviewer.session import Session
from tui import words
from tui.readiness import Readiness
from tui.screens.page import Page
from tui.widgets.lists import Menu, SessionTable
from tui.widgets.loading_line import LoadingLine

BARS = "▁▃▅▆█"
NUMBERS_SHOWN = 5  # more would not fit into 80 columns


class HomeScreen(Page):
    """The first screen; everything else is laid on top of it."""

    TITLE = "Home"
    ABOUT = (
        "Begin a mock interview, go on with one that you left, or read what the coach said about earlier "
        "ones. "
        "While the guide and the model load you can already set up an interview. "
        "Everything you write stays on this machine."
    )
    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new", "New", tooltip="Sets up a new interview.", id="home.new"),
        Binding(
            "r", "resume", "Resume", tooltip="Goes on with the interview you left last.", id="home.resume"
        ),
        Binding("p", "past", "Past", tooltip="Goes to the past sessions; Enter opens one.", id="home.past"),
        Binding("g", "app.guide", "Guide", tooltip="Opens the guide to read in.", id="home.guide"),
        Binding("t", "retry", "Retry", tooltip="Tries to load guide and model again.", id="home.retry"),
        Binding("q", "app.quit", "Quit", tooltip="Leaves. Everything is saved.", id="home.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sessions: list[Session] = []
        self._packs: Mapping[str, Pack] = {}

    def compose_page(self) -> ComposeResult:
        with Vertical(id="home"):
            yield Static("interviewer", id="name")
            yield Static("A calm place to practise, on your own machine.", id="motto")
            yield Menu(id="menu", compact=True)
            yield Static("Past sessions", id="past-title")
            yield SessionTable(id="past", cursor_type="row")
            yield Static("None yet. The first one is the hardest, and nobody sees it.", id="no-past")
            yield LoadingLine(id="loading")

    def on_mount(self) -> None:
        self._table.add_columns("Begun", "Interviewer", "Level", "Answered", "State")
        line = self.query_one(LoadingLine)
        line.retry_words = "Press t to try again, q to quit. Setting up is possible all the same."
        self.watch(self.app, "readiness", self._readiness_changed)
        self.query_one("#menu").focus()

    @on(ScreenResume)
    def _refresh(self) -> None:
        try:
            self._sessions = self.interviewer_app.engine.store.all()
            self._packs = self.interviewer_app.engine.packs
        except InterviewerError as error:
            self.interviewer_app.tell(error)
        self._fill_menu()
        self._fill_table()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "resume":
                return self._unfinished is not None
            case "past":
                return bool(self._sessions)
            case "retry":
                return self.interviewer_app.readiness.phase == "failed"
            case _:
                return True

    def action_resume(self) -> None:
        if self._unfinished:
            self.interviewer_app.resume(self._unfinished.id)

    def action_past(self) -> None:
        self._table.focus()

    def action_retry(self) -> None:
        self.interviewer_app.action_load()

    @on(OptionList.OptionSelected, "#menu")
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        await self.run_action(str(event.option_id))

    @on(DataTable.RowSelected, "#past")
    def _opened(self, event: DataTable.RowSelected) -> None:
        session = self._sessions[event.cursor_row]
        if session.phase == "finished":
            self.interviewer_app.show_report(session.id)
        else:
            self.interviewer_app.resume(session.id)

    @property
    def _unfinished(self) -> Session | None:
        return next((session for session in self._sessions if session.phase != "finished"), None)

    @property
    def _table(self) -> SessionTable:
        return self.query_one(SessionTable)

    def _fill_menu(self) -> None:
        menu = self.query_one(Menu)
        highlighted = menu.highlighted or 0
        menu.clear_options()
        menu.add_option(Option("New interview", id="app.new"))
        if session := self._unfinished:
            line = f"Resume: {self._persona(session)}, {_progress(session)}, {words.day(session)}"
            menu.add_option(Option(Content(line), id="resume"))
        menu.add_option(Option("Read the guide", id="app.guide"))
        menu.add_option(Option("Quit", id="app.quit"))
        menu.highlighted = min(highlighted, menu.option_count - 1)

    def _fill_table(self) -> None:
        table = self._table
        table.clear()
        hidden = self.interviewer_app.hide_numbers
        if hidden and "scores" in table.columns:
            table.remove_column("scores")
        elif not hidden and "scores" not in table.columns:
            table.add_column("Scores", key="scores")
        for session in self._sessions:
            answered = sum(bool(turn.answers) for turn in session.turns)
            row = [
                session.started_at.astimezone().strftime("%d %b %Y"),
                self._persona(session),
                session.setup.level,
                f"{answered} of {len(session.plan)}",
                "finished" if session.phase == "finished" else "open",
            ]
            if not hidden:
                row.append("" if session.setup.hide_numbers else _scores(session))
            table.add_row(*map(Text, row))
        table.display = bool(self._sessions)
        self.query_one("#no-past").display = not self._sessions

    def _persona(self, session: Session) -> str:
        """The interviewer's name; the id where the pack is gone."""
        pack = self._packs.get(session.setup.pack)
        names = {persona.id: persona.name for persona in pack.personas} if pack else {}
        return names.get(session.setup.persona, session.setup.persona)

    def _readiness_changed(self, readiness: Readiness) -> None:
        line = self.query_one(LoadingLine)
        line.ready_words = _ready_words(self.interviewer_app.engine.model_info)
        line.readiness = readiness
        self.refresh_bindings()


def _progress(session: Session) -> str:
    return f"question {max(1, len(session.turns))} of {len(session.plan)}"


def _scores(session: Session) -> str:
    """A bar for every scored answer, and the numbers where they have room."""
    critiques = [turn.critique for turn in session.turns]
    scores = [critique.score for critique in critiques if critique and critique.score]
    bars = "".join(BARS[score - 1] for score in scores)
    return f"{bars} {' '.join(map(str, scores))}" if len(scores) <= NUMBERS_SHOWN else bars


def _ready_words(info: ModelInfo | None) -> str:
    if info is None:
        return "✓ Ready"
    return "\n".join([f"✓ Ready · {info.name}", *(f"▲ {warning}" for warning in info.warnings)])
