"""Asks before something that cannot be taken back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class ConfirmScreen(ModalScreen[bool]):
    """Dismissed with True for yes."""

    CSS_PATH = "confirm.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", tooltip="Does it.", id="confirm.yes"),
        Binding("n,escape", "answer(False)", "No", tooltip="Goes back, nothing happens.", id="confirm.no"),
        Binding("left,up", "app.focus_previous", "Previous", show=False, tooltip="Goes to the other button.",
                id="confirm.previous"),
        Binding("right,down", "app.focus_next", "Next", show=False, tooltip="Goes to the other button.",
                id="confirm.next"),
    ]  # fmt: skip

    def __init__(self, question: str, sentence: str, *, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._sentence = sentence
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        with Vertical(id="confirm"):
            yield Static(self._question, id="confirm-question")
            yield Static(self._sentence, id="confirm-sentence")
            with Horizontal():
                yield Button(f"{self._no} (n)", id="no", compact=True)
                yield Button(f"{self._yes} (y)", id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
