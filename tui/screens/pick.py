"""Asks for one thing out of a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.widgets.lists import Menu


class PickScreen(ModalScreen[int | None]):
    """Dismissed with the key of what was picked, or with None."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Goes back, nothing happens.", id="pick.back"),
    ]

    def __init__(self, question: str, choices: Mapping[int, str]) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(id="pick"):
            yield Static(self._question, id="pick-question")
            yield Menu(*(Option(Content(text), id=f"choice-{key}") for key, text in self._choices.items()), id="choices")
            yield Static("Enter picks, Esc goes back", id="pick-keys")

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(int(str(event.option_id).removeprefix("choice-")))
