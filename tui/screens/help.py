"""Help: what the screen below is for, and every key of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.page import Page

KEY_NAMES = {"escape": "Esc", "enter": "Enter", "space": "Space"}


class HelpScreen(ModalScreen[None]):
    """Closed by the keys that opened it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter", "dismiss", "Close", tooltip="Closes this help.", id="help.close"),
    ]

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static(self._page.TITLE or "", id="help-title")
            with VerticalScroll():
                yield Static(self._page.ABOUT, id="help-about")
                for keys, sentence in help_lines(self._page):
                    yield Static(Content.assemble((keys, "bold"), "\n", sentence), classes="help--key")
            yield Static("Esc closes this help", id="help-close")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def help_lines(page: Page) -> Iterator[tuple[str, str]]:
    """(keys in words, what they do) of the page, of its focused widget and of the whole app, each once."""
    seen: set[str] = set()
    for node in (page, page.focused, page.app):
        for binding in own_bindings(node) if node is not None else ():
            if binding.id is not None and binding.id not in seen and binding.tooltip:
                seen.add(binding.id)
                yield in_words(binding.key), binding.tooltip
    yield "Tab or Shift+Tab", "Goes to the next or the previous part of the screen."
    yield "Ctrl+P", "Opens the palette: every action by name, and the light and dark theme."
    yield "Ctrl+C", "Copies the text that is selected with the mouse."


def own_bindings(node: DOMNode) -> Iterator[Binding]:
    """The bindings that the classes of a node declare, the most specific class first."""
    for kind in type(node).__mro__:
        for binding in kind.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding):
                yield binding


def in_words(keys: str) -> str:
    """“ctrl+s,ctrl+j,f2” as “Ctrl+S, Ctrl+J or F2”."""
    names = [
        KEY_NAMES.get(key, "+".join(part.capitalize() for part in key.split("+"))) for key in keys.split(",")
    ]
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
