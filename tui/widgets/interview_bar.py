"""The line at the top of an interview: who asks, how far along, and what is going on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

MOST_STEPS = 10  # more dots would push the words out of 80 columns


class InterviewBar(Horizontal):
    """Question `number` of `total` (0: none asked yet)."""

    interviewer: reactive[str] = reactive("")
    number: reactive[int] = reactive(0)
    total: reactive[int] = reactive(0)
    kind: reactive[str] = reactive("")
    mode: reactive[str] = reactive("")
    speaking: reactive[bool] = reactive(False)
    note: reactive[bool] = reactive(False)

    def compose(self) -> ComposeResult:
        yield Static(id="bar-interviewer")
        yield Static(id="bar-note")
        yield Static(id="bar-place")

    def on_mount(self) -> None:
        for name in ("interviewer", "number", "total", "kind", "mode", "speaking", "note"):
            self.watch(self, name, self._show)

    def _show(self) -> None:
        speaking = "  is speaking …" if self.speaking and self.interviewer else ""
        self.query_one("#bar-interviewer", Static).update(
            Content.assemble((self.interviewer, "bold"), (speaking, "italic"))
        )
        self.query_one("#bar-note", Static).update("● new note (F2)" if self.note else "")
        place = ""
        if self.total:
            steps = "●" * self.number + "○" * (self.total - self.number) if self.total <= MOST_STEPS else ""
            kind = f", {self.kind}" if self.kind else ""
            place = f"question {self.number} of {self.total}{kind}  {steps}" if self.number else steps
        self.query_one("#bar-place", Static).update(Content(place))
