"""Lists of things to open, whose Enter shows in the footer. A priority binding of the screen would overtake
keys that were pressed before it and still wait in the list's queue."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, OptionList


class Menu(OptionList):
    """What one can do or read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", tooltip="Opens what is marked.", id="menu.open"),
    ]


class SessionTable(DataTable[Text]):
    """Saved sessions, one a row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", tooltip="Opens the marked session.", id="sessions.open"),
    ]
