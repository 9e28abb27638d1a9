"""Turns raw pieces of a reply into text to show: whole characters, no thinking, up to a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from interviewer.llm.thinking import ThinkingFilter, held_back


class ReplyText:
    """Feed it pieces in order, then call `finish`. `stopped` says that a stop string has come."""

    def __init__(self, *, stop: Sequence[str] = (), closing: str = "") -> None:
        """`closing` is the tag of a thinking block that the prompt has opened; see `thinking.opened_by`."""
        self._characters = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._thinking = ThinkingFilter(closing=closing)
        self._stop = tuple(mark for mark in stop if mark)
        self._pending = ""
        self._begun = False
        self.stopped = False

    @property
    def open_tag(self) -> str:
        """The tag that would end the thinking going on; empty when there is none."""
        return self._thinking.inside

    def feed_bytes(self, piece: bytes) -> str:
        return self.feed(self._characters.decode(piece))

    def feed(self, piece: str) -> str:
        return self._until_stop(self._thinking.feed(piece), last=False)

    def finish(self) -> str:
        """The rest that was held back."""
        rest = self._thinking.feed(self._characters.decode(b"", final=True)) + self._thinking.finish()
        return self._until_stop(rest, last=True)

    def _until_stop(self, text: str, *, last: bool) -> str:
        if self.stopped:
            return ""
        self._pending += text
        places = [at for mark in self._stop if (at := self._pending.find(mark)) >= 0]
        if places:
            self.stopped = True
            return self._opened(self._pending[: min(places)])
        cut = len(self._pending) - (0 if last else held_back(self._pending, self._stop))
        shown, self._pending = self._pending[:cut], self._pending[cut:]
        return self._opened(shown)

    def _opened(self, text: str) -> str:
        # Models begin with the line break after their thinking, or the space after "Assistant:".
        shown = text if self._begun else text.lstrip()
        self._begun = self._begun or bool(shown)
        return shown
