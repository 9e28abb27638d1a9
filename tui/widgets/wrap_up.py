"""The end of an interview: thanks, and the way to the report once the coach has read everything."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import Button, Static


class WrapUp(Vertical):
    """`waiting_for` is the number of answers that the coach has still to read."""

    waiting_for: reactive[int] = reactive(0)

    def compose(self) -> ComposeResult:
        yield Static("The interview is over. Well done for seeing it through.", id="wrap-up-words")
        yield Static(id="wrap-up-waiting")
        yield Button("See the report", id="to-report", compact=True)

    def watch_waiting_for(self) -> None:
        self.refresh_state()

    def refresh_state(self) -> None:
        """Show the state, and take the focus when there is nothing left to wait for."""
        if not self.children:
            return
        button = self.query_one(Button)
        button.disabled = bool(self.waiting_for)
        answers = "1 answer" if self.waiting_for == 1 else f"{self.waiting_for} answers"
        self.query_one("#wrap-up-waiting", Static).update(
            f"The coach is still reading {answers} …" if self.waiting_for else "Enter opens the report."
        )
        if self.display and not self.waiting_for:
            button.focus()
