"""Takes the thinking out of streamed text: `<think>…</think>` and `<thinking>…</thinking>`."""

from __future__ import annotations

_PAIRS = {"<think>": "</think>", "<thinking>": "</thinking>"}
TAGS = (*_PAIRS, *_PAIRS.values())


def opened_by(prompt: str) -> str:
    """The closing tag that a reply to `prompt` needs first, because the prompt ends in an open one; or ""."""
    ending = prompt.rstrip()
    return next((close for tag, close in _PAIRS.items() if ending.endswith(tag)), "")


class ThinkingFilter:
    """Feed it pieces, it returns what is not thinking. Tags may straddle pieces, or stay open to the end."""

    def __init__(self, *, closing: str = "") -> None:
        """`closing`: the tag that ends a block which is open already; see `opened_by`."""
        self._closing = closing
        self._pending = ""

    @property
    def inside(self) -> str:
        """The tag that would close the open block; empty outside."""
        return self._closing

    def feed(self, piece: str) -> str:
        self._pending += piece
        shown = ""
        while True:
            tags = (self._closing,) if self._closing else tuple(_PAIRS)
            at, tag = _first(self._pending, tags)
            if not tag:
                break
            if not self._closing:
                shown += self._pending[:at]
            self._pending = self._pending[at + len(tag) :]
            self._closing = "" if self._closing else _PAIRS[tag]
        held = held_back(self._pending, tags)
        cut = len(self._pending) - held
        if not self._closing:
            shown += self._pending[:cut]
        self._pending = self._pending[cut:]
        return shown

    def finish(self) -> str:
        """What was held back as the possible beginning of a tag."""
        rest, self._pending = ("" if self._closing else self._pending), ""
        return rest


def _first(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    """Place and tag of the leftmost of `tags` in `text`; (-1, "") when there is none."""
    hits = [(at, tag) for tag in tags if (at := text.find(tag)) >= 0]
    return min(hits, default=(-1, ""))


def held_back(text: str, marks: tuple[str, ...]) -> int:
    """Length of the longest end of `text` that may be the beginning of one of `marks`."""
    longest = max((len(mark) for mark in marks), default=0)
    for length in range(min(longest - 1, len(text)), 0, -1):
        if any(mark.startswith(text[-length:]) for mark in marks):
            return length
    return 0
