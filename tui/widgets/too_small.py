"""Covers a screen that does not fit into the terminal, and says what would."""

from __future__ import annotations

from typing import Final

from textual.events import Resize
from textual.widgets import Static

COLUMNS: Final = 70
ROWS: Final = 20


class TooSmall(Static):
    """Shown by the stylesheet below 70 columns or 20 rows."""

    def on_mount(self) -> None:
        self._say()

    def on_resize(self, event: Resize) -> None:
        self._say()

    def _say(self) -> None:
        size = self.app.size
        self.update(
            f"This window has {size.width} columns and {size.height} rows.\n"
            f"interviewer needs {COLUMNS} and {ROWS}.\n\n"
            "Make it larger: nothing is lost.\nOr leave with ctrl+q and use\ninterviewer start --plain"
        )
