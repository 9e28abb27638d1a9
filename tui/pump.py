"""Carries events from a thread to a screen: one message an event, cancelled between two of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from textual.message import Message

from interviewer.events import Event
from tui.readiness import Trouble, trouble_of


class Pump:
    """Iterates one source of events in a worker's thread and touches nothing but `post`.

    Every event that happened is posted, also the one after which it was cancelled: what is saved is known.
    The last message is always `Ended`.
    """

    class Happened(Message):
        """One event of the interview."""

        def __init__(self, pump: Pump, event: Event) -> None:
            super().__init__()
            self.pump = pump
            self.event = event

    class Failed(Message):
        """The source raised an error that the user can mend."""

        def __init__(self, pump: Pump, trouble: Trouble) -> None:
            super().__init__()
            self.pump = pump
            self.trouble = trouble

    class Ended(Message):
        """Nothing more comes from this pump."""

        def __init__(self, pump: Pump) -> None:
            super().__init__()
            self.pump = pump

    def __init__(self, source: Callable[[], Iterator[Event]], post: Callable[[Message], object]) -> None:
        self._source = source
        self._post = post
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop after the event that is being made."""
        self._cancelled.set()

    def run(self) -> None:
        """Iterate to the end, to an error or to the cancelling."""
        events: Iterator[Event] | None = None
        try:
            events = self._source()
            for event in events:
                self._post(self.Happened(self, event))
                if self.cancelled:
                    break
        except Exception as error:
            # Errors with a way out become a message; anything else is a bug and goes on its way.
            if not (trouble := trouble_of(error)):
                raise
            self._post(self.Failed(self, trouble))
        finally:
            # Closing a generator that was not exhausted stops the model between two tokens.
            if (close := getattr(events, "close", None)) is not None:
                close()
            self._post(self.Ended(self))
