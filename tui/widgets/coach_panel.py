"""The coach's side of the table: the notes so far, one at a time, or what it is doing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Collapsible, Static

from interviewer.session import Mode
from tui.notes import Note
from tui.readiness import Trouble
from tui.widgets.critique_view import CritiqueView


class CoachPanel(VerticalScroll):
    """Shows the note number `shown` of `notes`; in realistic mode only how many wait for the end."""

    notes: reactive[tuple[Note, ...]] = reactive((), recompose=True)
    shown: reactive[int] = reactive(0, recompose=True)
    reading: reactive[bool] = reactive(False, recompose=True)
    trouble: reactive[Trouble | None] = reactive(None, recompose=True)
    hide_numbers: reactive[bool] = reactive(False, recompose=True)
    mode: reactive[Mode] = reactive[Mode]("practice", recompose=True)

    def __init__(self, *, hide_numbers: bool) -> None:
        super().__init__(id="coach")
        self.set_reactive(CoachPanel.hide_numbers, hide_numbers)
        self.border_title = "Coach"

    @property
    def note(self) -> Note | None:
        """The note on view."""
        if self.mode == "realistic" or not self.notes:
            return None
        return self.notes[self.shown]

    @property
    def has_advice(self) -> bool:
        note = self.note
        return note is not None and any(point.advice for point in note.critique.improvements)

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Take the notes in, and turn to the newest: a late one may stand between others."""
        fresh = [place for place, note in enumerate(notes) if note not in self.notes]
        self.notes = notes
        self.shown = fresh[-1] if fresh else max(0, len(notes) - 1)
        self.scroll_home(animate=False)

    def turn(self, step: int) -> None:
        """Go to an earlier (-1) or later (+1) note."""
        self.shown = min(max(0, self.shown + step), max(0, len(self.notes) - 1))
        self.scroll_home(animate=False)

    def toggle_advice(self) -> None:
        """Open all advice on view, or close it when it is open."""
        pieces = list(self.query(Collapsible))
        close = any(not piece.collapsed for piece in pieces)
        for piece in pieces:
            piece.collapsed = close

    def compose(self) -> ComposeResult:
        if self.trouble:
            yield Static(
                f"✗ {self.trouble.message}\n{self.trouble.hint}", classes="coach--trouble", markup=False
            )
        if self.reading:
            yield Static("Reading your answer …", classes="coach--quiet")
        note = self.note
        if note is not None:
            number = f" (note {self.shown + 1} of {len(self.notes)})" if len(self.notes) > 1 else ""
            yield Static(f"{note.place.capitalize()}{number}", classes="coach--place")
            yield CritiqueView(note, hide_numbers=self.hide_numbers)
        elif self.mode == "realistic":
            kept = f"\n\nNotes kept so far: {len(self.notes)}" if self.notes else ""
            yield Static(
                f"As on the day: the coach keeps quiet and gives you its notes in the report.{kept}",
                classes="coach--quiet",
            )
        elif not self.reading and not self.trouble:
            yield Static(
                "After each answer you find here what works, what is missing, and advice from the guide.\n\n"
                "Nobody else reads it. Everything stays on this machine.",
                classes="coach--quiet",
            )
