"""Report: the whole session as the coach saw it, to read, copy and keep."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Markdown, Static

from interviewer.comparison import last_two
from interviewer.errors import InterviewerError
from interviewer.events import CritiqueReady, Event
from interviewer.report import Report, build_report, render
from interviewer.session import Session
from tui.pump import Pump
from tui.screens.page import Page
from tui.screens.pick import PickScreen


class ReportScreen(Page):
    """Shows a saved session. Answers that have no critique yet can be given one here."""

    TITLE = "Report"
    ABOUT = (
        "What the coach makes of the whole interview. It is coaching, not a hiring verdict. "
        "You can keep it as files, copy it, or answer a question again."
    )
    CSS_PATH = "report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "retry", "Again", tooltip="Answers one of the questions again; every attempt stays.",
                id="report.retry"),
        Binding("v", "compare", "Compare", tooltip="Shows two attempts at one question side by side.",
                id="report.compare"),
        Binding("e", "export", "Export", tooltip="Writes the report to your data folder, as Markdown and HTML.", id="report.export"),
        Binding("c,f4", "copy", "Copy", tooltip="Copies the report as Markdown.", id="report.copy"),
        Binding(
            "j", "judge", "Judge", tooltip="Has the coach read the answers without notes.", id="report.judge"
        ),
        Binding(
            "escape", "app.pop_screen", "Back", tooltip="Goes back to the first screen.", id="report.back"
        ),
    ]  # fmt: skip

    def __init__(self, session_id: str) -> None:
        super().__init__()
        self._session_id = session_id
        self._session: Session | None = None
        self._report: Report | None = None
        self._markdown = ""
        self._coaching: Pump | None = None

    def compose_page(self) -> ComposeResult:
        yield Static(id="report-state")
        with VerticalScroll(id="report"):
            yield Markdown(open_links=False)

    def on_mount(self) -> None:
        self.query_one("#report").focus()
        self._show()

    def on_unmount(self) -> None:
        if self._coaching:
            self._coaching.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("export", "copy"):
            return bool(self._markdown)
        if action == "retry":
            return bool(self._session and self._session.retriable)
        if action == "compare":
            return self._session is not None and any(last_two(turn) for turn in self._session.turns)
        if action == "judge":
            return self._coaching is None and bool(self._session and self._session.unjudged)
        return True

    def action_export(self) -> None:
        assert self._report is not None
        folder = self.interviewer_app.engine.paths.reports
        path = folder / f"{self._session_id}.md"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_privately(path, self._markdown)
            _write_privately(path.with_suffix(".html"), render(self._report, "html"))
        except OSError as error:
            self.notify(f"{path} cannot be written: {error.strerror}.", severity="error", markup=False)
            return
        self.notify(f"Written to {path}, and beside it as HTML.", markup=False)

    def action_retry(self) -> None:
        session = self._session
        if session is None or not session.retriable:
            return
        choices = {turn: f"{turn + 1}. {session.turns[turn].question.text}" for turn in session.retriable}
        self.app.push_screen(PickScreen("Which question once more?", choices), self._retry)

    def _retry(self, turn: int | None) -> None:
        if turn is not None:
            self.interviewer_app.answer_again(self._session_id, turn)

    def action_compare(self) -> None:
        if self._session:
            compared = [place for place, turn in enumerate(self._session.turns) if last_two(turn)]
            self.interviewer_app.show_comparison(self._session, compared[0])

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._markdown)
        self.notify("The report is in the clipboard.")

    def action_judge(self) -> None:
        self._coaching = Pump(self._judge, self.post_message)
        self.run_worker(self._coaching.run, thread=True, group="coaching")
        self._show()

    def _judge(self) -> Iterator[Event]:
        yield from self.interviewer_app.engine.resume(self._session_id).judge_pending()

    @on(Pump.Happened)
    def _happened(self, message: Pump.Happened) -> None:
        if isinstance(message.event, CritiqueReady):
            self._show()

    @on(Pump.Failed)
    def _failed(self, message: Pump.Failed) -> None:
        trouble = message.trouble
        self.notify(trouble.hint, title=trouble.message, severity="error", timeout=15, markup=False)

    @on(Pump.Ended)
    def _ended(self) -> None:
        self._coaching = None
        self._show()

    def _show(self) -> None:
        engine = self.interviewer_app.engine
        try:
            session = self._session = engine.store.load(self._session_id)
            pack = engine.pack(session.setup.pack)
        except InterviewerError as error:
            self.interviewer_app.tell(error)
            return
        self._report = build_report(
            session,
            pack,
            earlier=engine.store.all(),
            today=date.today(),
            hide_numbers=self.interviewer_app.hides_numbers_of(session),
        )
        self._markdown = render(self._report, "md")
        missing = len(session.unjudged)
        state = self.query_one("#report-state", Static)
        state.display = bool(missing)
        what = "1 answer has" if missing == 1 else f"{missing} answers have"
        then = "The coach is reading …" if self._coaching else "Press j and the coach reads on."
        state.update(Content(f"▲ {what} no notes yet. {then}"))
        self.query_one(Markdown).update(self._markdown)
        self.refresh_bindings()


def _write_privately(path: Path, text: str) -> None:
    """Private from its first byte on: answers may hold what others should not read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    path.chmod(0o600)
