"""What every full screen shares: a footer with its keys, help, and a word when the terminal is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui.app import InterviewerApp


class Page(Screen[None]):
    """`TITLE` and `ABOUT` are what the help says about it."""

    ABOUT: ClassVar[str] = ""

    @property
    def interviewer_app(self) -> InterviewerApp:
        return cast("InterviewerApp", self.app)

    def compose(self) -> ComposeResult:
        yield from self.compose_page()
        yield TooSmall()
        yield Footer(compact=True)

    def compose_page(self) -> ComposeResult:
        """The screen's own parts."""
        raise NotImplementedError
