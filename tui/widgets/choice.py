"""One setting on one line, ‹ value ›, changed by the arrow keys; the sentence below says what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


@dataclass(frozen=True)
class Option:
    """One value, how it is shown, and the sentence that says what it means."""

    value: str
    label: str
    sentence: str


class Choice(Vertical, can_focus=True):
    """A choice among options. Left and right change it, up and down go to the next setting."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Before", tooltip="Takes the option before.", id="choice.before"),
        Binding("right,space", "turn(1)", "After", tooltip="Takes the option after.", id="choice.after"),
        Binding(
            "up", "app.focus_previous", "Up", tooltip="Goes to the setting above.", id="choice.up", show=False
        ),
        Binding(
            "down",
            "app.focus_next",
            "Down",
            tooltip="Goes to the setting below.",
            id="choice.down",
            show=False,
        ),
    ]

    options: reactive[tuple[Option, ...]] = reactive(())
    index: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was taken."""

        def __init__(self, choice: Choice, option: Option) -> None:
            super().__init__()
            self.choice = choice
            self.option = option

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(self, title: str, options: tuple[Option, ...], *, value: str, id: str) -> None:
        super().__init__(id=id)
        self._title = title
        self.set_reactive(Choice.options, options)
        self.set_reactive(Choice.index, _index_of(options, value))

    @property
    def option(self) -> Option:
        return self.options[self.index]

    def replace(self, options: tuple[Option, ...], *, value: str) -> None:
        """Other options; keeps the value where it is among them."""
        self.options = options
        self.index = _index_of(options, value)
        self._show()

    def compose(self) -> ComposeResult:
        with Horizontal(classes="choice--line"):
            yield Static(self._title, classes="choice--title")
            yield Static("‹", classes="choice--arrow", id="before")
            yield Static(classes="choice--value")
            yield Static("›", classes="choice--arrow", id="after")
        yield Static(classes="choice--sentence")

    def on_mount(self) -> None:
        self._show()

    def action_turn(self, step: int) -> None:
        self.index = (self.index + step) % len(self.options)
        self.post_message(self.Changed(self, self.option))

    def on_click(self, event: Click) -> None:
        if event.widget is not None and event.widget.id in ("before", "after"):
            self.action_turn(-1 if event.widget.id == "before" else 1)

    def watch_index(self) -> None:
        self._show()

    def _show(self) -> None:
        if self.children:
            self.query_one(".choice--value", Static).update(Content(self.option.label))
            self.query_one(".choice--sentence", Static).update(Content(self.option.sentence))


def _index_of(options: tuple[Option, ...], value: str) -> int:
    """The place of the value, or the first one."""
    return next((place for place, option in enumerate(options) if option.value == value), 0)
