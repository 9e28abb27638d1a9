"""A stream of text that any thread may close at any time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator


class CancellableStream(Iterator[str]):
    """Wraps a generator that looks at its event between steps.

    A plain generator refuses `close` while another thread waits inside it, which is exactly when a user
    cancels. Here `close` returns at once, and the reading thread sees the end at its next step.
    """

    def __init__(self, produce: Callable[[threading.Event], Generator[str]]) -> None:
        self._cancelled = threading.Event()
        self._pieces = produce(self._cancelled)

    def __next__(self) -> str:
        if self._cancelled.is_set():
            raise StopIteration
        return next(self._pieces)

    def close(self) -> None:
        """End the stream. Safe from any thread, any number of times."""
        self._cancelled.set()
        try:
            self._pieces.close()
        except ValueError:
            # Another thread is inside; it finds the event set and ends by itself.
            return
