"""Lets one computation at a time through, foreground work before background work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from interviewer.llm.base import Priority

GRACE_SECONDS = 0.02
"""How long the background stays away after a foreground token, while the reader of that token turns round."""


class Turnstile:
    """A gate for steps (one token, one piece of a prompt) of all chats of a host.

    Nobody holds it between steps: a stream that is dropped or read slowly cannot block anyone for longer
    than the grace time.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._foreground_waiting = 0
        self._quiet_until = 0.0

    @contextmanager
    def step(self, priority: Priority) -> Iterator[None]:
        """Wait for this step's turn; the body runs alone."""
        if priority == "foreground":
            self._enter_foreground()
        else:
            self._enter_background()
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                if priority == "foreground":
                    self._quiet_until = time.monotonic() + GRACE_SECONDS
                self._changed.notify_all()

    def foreground_done(self) -> None:
        """A foreground call is over: the background need not wait for its next token."""
        with self._changed:
            self._quiet_until = 0.0
            self._changed.notify_all()

    def _enter_foreground(self) -> None:
        with self._changed:
            self._foreground_waiting += 1
            try:
                while self._busy:
                    self._changed.wait()
                self._busy = True
            finally:
                self._foreground_waiting -= 1

    def _enter_background(self) -> None:
        with self._changed:
            while True:
                quiet = self._quiet_until - time.monotonic()
                if self._busy or self._foreground_waiting:
                    self._changed.wait()
                elif quiet > 0:
                    self._changed.wait(timeout=quiet)
                else:
                    self._busy = True
                    return
