"""Language models in this process, through llama.cpp: one copy of the weights, one context for each chat."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil

from interviewer.errors import ContextOverflow, ModelBroken
from interviewer.llm.base import Message, ModelInfo, Priority, TextStream, conversation_closed
from interviewer.llm.catalog import inspect, require_memory
from interviewer.llm.chat_format import ChatFormat, Prompt, choose_format, defused
from interviewer.llm.choosing import option_probabilities
from interviewer.llm.decoding import CancelledError, Decoder
from interviewer.llm.gguf import read_header
from interviewer.llm.reply_text import ReplyText
from interviewer.llm.sampling import Logits, Picker, picker
from interviewer.llm.streams import CancellableStream
from interviewer.llm.turnstile import Turnstile
from interviewer.llm.weights import Weights

THINKING_TOKENS = 1024
"""A model that thinks longer than this is made to answer."""
LEAST_ROOM = 16
"""Tokens that must be left for a reply, unless fewer are wanted."""


def load_llamacpp(
    path: Path, *, context_length: int = 4096, threads: int | None = None, hash_cache: Path | None = None
) -> LlamaHost:
    """Load the GGUF file at `path`.

    `context_length` is cut to what the model was trained for; `threads` defaults to the physical cores;
    `hash_cache` is a JSON file that remembers checksums. Raises ModelNotFound, ModelBroken, ModelTooLarge.
    """
    described = inspect(path)
    context_length = min(context_length, described.trained_context or context_length)
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        require_memory(described, context_length=context_length)
    weights = Weights(described.path)
    if not weights.has_decoder:
        weights.close()
        raise ModelBroken(f"{described.name} is no model that writes text.", hint="Choose an instruct model.")
    chat_format, warnings = choose_format(
        read_header(described.path).text("tokenizer.chat_template"),
        bos=weights.mark("bos"),
        eos=weights.mark("eos"),
        name=described.name,
    )
    info = ModelInfo(
        name=described.name,
        sha256=described.sha256(cache=hash_cache),
        context_length=context_length,
        has_chat_template=described.has_chat_template,
        warnings=warnings,
    )
    return LlamaHost(weights, chat_format, info=info, threads=threads or physical_cores())


def physical_cores() -> int:
    """Physical cores that this process may use, at least one."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


class LlamaHost:
    """A loaded model; see `base.ModelHost`."""

    def __init__(self, weights: Weights, chat_format: ChatFormat, *, info: ModelInfo, threads: int) -> None:
        self._weights = weights
        self._format = chat_format
        self._info = info
        self._threads = threads
        self._turnstile = Turnstile()
        self._chats: weakref.WeakSet[LlamaChat] = weakref.WeakSet()

    @property
    def info(self) -> ModelInfo:
        return self._info

    def chat(self, priority: Priority) -> LlamaChat:
        decoder = Decoder(self._weights, context_length=self._info.context_length, threads=self._threads)
        chat = LlamaChat(
            self._weights, self._format, decoder, self._turnstile, info=self._info, priority=priority
        )
        self._chats.add(chat)
        return chat

    def close(self) -> None:
        chats = list(self._chats)
        # First all, then one after the other: a background step may be waiting for a foreground one to end.
        for chat in chats:
            chat.abandon()
        for chat in chats:
            chat.close()
        self._weights.close()


class LlamaChat:
    """A conversation partner with its own context; see `base.ChatModel`.

    The lock is held for one step (a token, a prompt), never between two. Streams of one chat that are read
    alternately, or left unread, therefore block nobody; they cost a new evaluation when they go on.
    """

    def __init__(
        self,
        weights: Weights,
        chat_format: ChatFormat,
        decoder: Decoder,
        turnstile: Turnstile,
        *,
        info: ModelInfo,
        priority: Priority,
    ) -> None:
        self._weights = weights
        self._format = chat_format
        self._decoder = decoder
        self._turnstile = turnstile
        self._info = info
        self._priority = priority
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._queue = threading.Lock()
        self._waiting = 0
        self.last_prefill_tokens = 0
        """Tokens of the prompt that the last call had to evaluate: the rest was still in the cache."""

    @property
    def info(self) -> ModelInfo:
        return self._info

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> TextStream:
        prompt = self._rendered(messages)
        tokens = self._fitting(prompt.text, room=min(max_tokens, LEAST_ROOM))
        pick = picker(temperature=temperature, seed=seed)
        text = ReplyText(stop=(*prompt.stop, *stop), closing=prompt.closing)
        return CancellableStream(lambda cancelled: self._reply(tokens, pick, text, max_tokens, cancelled))

    def _reply(
        self, prompt: list[int], pick: Picker, text: ReplyText, max_tokens: int, cancelled: threading.Event
    ) -> Generator[str]:
        """Generate to the end token, a stop string, the end of the context or `max_tokens` shown tokens."""
        reply: list[int] = []
        shown = thought = 0
        try:
            while shown < max_tokens and len(prompt) + len(reply) < self._info.context_length:
                with self._turn():
                    self._advance(prompt, reply, stop=cancelled.is_set)
                    token = pick(self._decoder.logits())
                if self._weights.ends_reply(token):
                    break
                reply.append(token)
                piece = text.feed_bytes(self._weights.piece(token))
                if text.open_tag:
                    thought += 1
                    if thought == THINKING_TOKENS:
                        reply += self._weights.tokens(f"\n{text.open_tag}\n\n", special=True)
                        text.feed(text.open_tag)
                else:
                    shown += 1
                if piece:
                    yield piece
                if text.stopped:
                    return
        except CancelledError:
            if cancelled.is_set():
                return
            raise conversation_closed() from None
        finally:
            self._done()
        if rest := text.finish():
            yield rest

    def _advance(self, prompt: list[int], reply: list[int], *, stop: Callable[[], bool]) -> None:
        """Make the logits those after `reply`, also when another call has used the context in between."""
        held, wanted = self._decoder.held, prompt + reply
        if not reply or len(held) < len(prompt) or held != wanted[: len(held)]:
            self._evaluate(prompt, stop=stop)
        for token in wanted[len(self._decoder.held) :]:
            self._decoder.evaluate_next(token, step=self._step)

    def choose(self, messages: Sequence[Message], options: Sequence[str]) -> tuple[float, ...]:
        prompt = self._rendered(messages)
        text = prompt.text + (f"\n{prompt.closing}\n\n" if prompt.closing else "") + prompt.lead
        paths = [self._fitting(text + option, room=0) for option in options]
        with self._turn():
            try:
                return option_probabilities(paths, self._logits_after)
            except CancelledError:
                raise conversation_closed() from None
            finally:
                self._done()

    def prefill(self, messages: Sequence[Message]) -> None:
        try:
            tokens = self._fitting(self._rendered(messages).text, room=0)
        except ContextOverflow:
            return
        with self._turn(patient=True):
            try:
                # Whoever needs the chat for a reply does not wait for an evaluation ahead of time.
                self._evaluate(tokens, stop=lambda: self._waiting > 0)
            except CancelledError:
                return
            finally:
                self._done()

    def count_tokens(self, text: str) -> int:
        return len(self._weights.tokens(text, special=False))

    def abandon(self) -> None:
        """Make running calls stop at their next step."""
        self._closing.set()

    def close(self) -> None:
        self.abandon()
        with self._lock:
            self._decoder.close()

    def _rendered(self, messages: Sequence[Message]) -> Prompt:
        if self._closing.is_set():
            raise conversation_closed()
        return self._format.render(defused(messages, self._weights.defused))

    def _fitting(self, text: str, *, room: int) -> list[int]:
        """Tokens of `text`. Raises ContextOverflow unless `room` more fit into the context."""
        tokens = self._weights.prompt_tokens(text)
        if len(tokens) + room > self._info.context_length:
            raise ContextOverflow(
                f"The text has {len(tokens)} tokens, the model takes {self._info.context_length}.",
                hint="Shorten the text, or choose a model or a setting with a longer context.",
            )
        return tokens

    def _logits_after(self, tokens: Sequence[int]) -> Logits:
        self._evaluate(tokens, stop=lambda: False)
        return self._decoder.logits()

    def _evaluate(self, prompt: Sequence[int], *, stop: Callable[[], bool]) -> None:
        before = self._decoder.evaluated
        try:
            self._decoder.evaluate_prompt(
                prompt, step=self._step, stop=lambda: stop() or self._closing.is_set()
            )
        finally:
            self.last_prefill_tokens = self._decoder.evaluated - before

    def _step(self) -> AbstractContextManager[None]:
        return self._turnstile.step(self._priority)

    def _done(self) -> None:
        if self._priority == "foreground":
            self._turnstile.foreground_done()

    @contextmanager
    def _turn(self, *, patient: bool = False) -> Iterator[None]:
        """Hold the chat for one step. `patient`: nobody need hurry because of this one waiting."""
        with self._queue:
            self._waiting += not patient
        try:
            self._lock.acquire()
        finally:
            with self._queue:
                self._waiting -= not patient
        try:
            if self._closing.is_set():
                raise conversation_closed()
            yield
        finally:
            self._lock.release()
