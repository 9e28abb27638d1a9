"""The TUI in a real pseudo-terminal, read through a terminal emulator."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pyte
import pytest
from running import PATIENCE, QUIET, environment, program

pytestmark = pytest.mark.integration


class Terminal:
    """A child on a pseudo-terminal and the screen that a person would see."""

    def __init__(self, home: Path, *arguments: str, columns: int = 100, rows: int = 30) -> None:
        command = program(*arguments)
        self.child = pexpect.spawn(
            command[0], command[1:], env=environment(home, TERM="xterm-256color", COLORTERM="truecolor"),
            dimensions=(rows, columns), timeout=PATIENCE,
        )  # fmt: skip
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, wanted: str, *, chunks: int = 20_000) -> None:
        for _ in range(chunks):
            if wanted in self.text:
                return
            try:
                self.stream.feed(self.child.read_nonblocking(4096, timeout=QUIET))
            except (pexpect.EOF, pexpect.TIMEOUT):
                break
        raise AssertionError(f"{wanted!r} never stood on the screen:\n{self.text}")


def test_an_answer_is_typed_sent_and_judged_in_a_real_terminal(home: Path):
    terminal = Terminal(home, "start", "--questions", "1", "--seed", "7", columns=120, rows=40)
    terminal.wait_for("record")
    terminal.child.send("Hull, 2019. I was producing and the line dropped, so I rang him on my own mobile.")
    terminal.wait_for("own mobile")
    terminal.child.send("\x13")
    terminal.wait_for("of 5")
    terminal.child.send("\x11")
    terminal.child.expect(pexpect.EOF)
