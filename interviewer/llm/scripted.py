"""A language model that says what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from interviewer.errors import ContextOverflow
from interviewer.llm.base import (
    Message,
    ModelInfo,
    Priority,
    TextStream,
    conversation_closed,
    estimated_tokens,
)
from interviewer.llm.streams import CancellableStream

Replies = Sequence[str] | Callable[[Sequence[Message]], str]
Choices = Sequence[Sequence[float]] | Callable[[Sequence[Message], Sequence[str]], Sequence[float]]


@dataclass(frozen=True)
class Call:
    """One call that a scripted model got."""

    kind: Literal["stream", "choose", "prefill"]
    priority: Priority
    messages: tuple[Message, ...]
    options: tuple[str, ...] = ()
    max_tokens: int = 0
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass
class Pause:
    """Holds a stream before piece number `piece` (from 0) until `release` is set; `reached` tells of it."""

    piece: int
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Failure:
    """Makes a stream raise `error` before its piece number `piece` (from 0)."""

    piece: int
    error: Exception


class _Script:
    """What all chats of one scripted model share: one list of replies, one list of calls."""

    def __init__(self, replies: Replies, choices: Choices) -> None:
        self.calls: list[Call] = []
        self._replies = replies
        self._choices = choices
        self._taken = {"stream": 0, "choose": 0}
        self._lock = threading.Lock()

    def reply(self, messages: Sequence[Message]) -> str:
        if callable(self._replies):
            return self._replies(messages)
        return self._replies[self._next("stream", len(self._replies))]

    def choice(self, messages: Sequence[Message], options: Sequence[str]) -> tuple[float, ...]:
        if callable(self._choices):
            weights = self._choices(messages, options)
        elif self._choices:
            weights = self._choices[self._next("choose", len(self._choices))]
        else:
            weights = [1.0] * len(options)
        assert len(weights) == len(options), f"scripted weights {weights} for options {options}"
        return tuple(weight / sum(weights) for weight in weights)

    def _next(self, kind: str, count: int) -> int:
        with self._lock:
            index = self._taken[kind]
            self._taken[kind] += 1
        assert index < count, f"the script holds {count} answers to {kind}, this is call {index + 1}"
        return index


class ScriptedModel:
    """A host, and itself a foreground chat; see `base.ModelHost` and `base.ChatModel`.

    `replies`: texts in the order of the calls of `stream`, or a function of the messages. `choices`: weights
    in the order of the calls of `choose`, or a function of messages and options; none at all means equal.
    Running out of either is an AssertionError. `calls` is the record, shared by all chats.
    `pause` and `failure` apply to every stream.
    """

    def __init__(
        self,
        replies: Replies = (),
        choices: Choices = (),
        *,
        context_length: int = 4096,
        name: str = "scripted",
        sha256: str | None = None,
        warnings: tuple[str, ...] = (),
        pause: Pause | None = None,
        failure: Failure | None = None,
    ) -> None:
        self._info = ModelInfo(
            name=name,
            sha256=sha256,
            context_length=context_length,
            has_chat_template=True,
            warnings=warnings,
        )
        self._script = _Script(replies, choices)
        self._priority: Priority = "foreground"
        self._closed = threading.Event()
        self._parent_closed = self._closed
        self.pause = pause
        self.failure = failure

    @property
    def info(self) -> ModelInfo:
        return self._info

    @property
    def calls(self) -> list[Call]:
        return self._script.calls

    def chat(self, priority: Priority) -> ScriptedModel:
        self._require_open()
        chat = ScriptedModel(pause=self.pause, failure=self.failure)
        chat._info = self._info
        chat._script = self._script
        chat._priority = priority
        chat._parent_closed = self._closed
        return chat

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> TextStream:
        self._check(messages, room=1)
        self.calls.append(
            Call("stream", self._priority, tuple(messages), (), max_tokens, temperature, seed, tuple(stop))
        )
        text = self._script.reply(messages)
        for mark in stop:
            text = text.partition(mark)[0]
        pieces = re.findall(r"\s*\S+\s*?|\s+$", text)[:max_tokens]
        return CancellableStream(lambda cancelled: self._pieces(pieces, cancelled))

    def _pieces(self, pieces: Sequence[str], cancelled: threading.Event) -> Generator[str]:
        for index, piece in enumerate(pieces):
            if self.failure and self.failure.piece == index:
                raise self.failure.error
            if self.pause and self.pause.piece == index:
                self.pause.reached.set()
                self.pause.release.wait()
            if cancelled.is_set():
                return
            self._require_open()
            yield piece

    def choose(self, messages: Sequence[Message], options: Sequence[str]) -> tuple[float, ...]:
        self._check(messages, room=0)
        self.calls.append(Call("choose", self._priority, tuple(messages), tuple(options)))
        return self._script.choice(messages, options)

    def prefill(self, messages: Sequence[Message]) -> None:
        self._require_open()
        self.calls.append(Call("prefill", self._priority, tuple(messages)))

    def count_tokens(self, text: str) -> int:
        return estimated_tokens(text)

    def close(self) -> None:
        self._closed.set()

    def _check(self, messages: Sequence[Message], *, room: int) -> None:
        self._require_open()
        tokens = sum(self.count_tokens(message.content) for message in messages)
        if tokens + room > self._info.context_length:
            raise ContextOverflow(
                f"The text has {tokens} tokens, the model takes {self._info.context_length}.",
                hint="Shorten the text.",
            )

    def _require_open(self) -> None:
        if self._closed.is_set() or self._parent_closed.is_set():
            raise conversation_closed()
