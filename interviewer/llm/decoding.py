"""One llama.cpp context: evaluates token sequences, reusing what it evaluated before.

The result depends on the tokens alone, not on what was evaluated earlier. llama.cpp's arithmetic differs
with the shape of a batch (by 0.5 to 1.7 in a logit, measured on the starter model and on Gemma 3 270M), which
is enough to change a greedy reply. So a prompt is always cut at multiples of `CHUNK`, and only whole
chunks are reused. That costs at most `CHUNK - 1` tokens a call and makes a warm context answer exactly
like a cold one.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from interviewer.errors import ModelError, ModelTooLarge
from interviewer.llm.native_log import native_log
from interviewer.llm.weights import Weights

CHUNK = 32
"""Tokens evaluated in one step: the time to cancel, or to let foreground work pass, is that of one chunk."""

Step = Callable[[], AbstractContextManager[None]]


class CancelledError(Exception):
    """The evaluation was asked to stop between two chunks; what it evaluated is kept."""


class Decoder:
    """A context with its own key-value cache on shared weights. For one thread at a time."""

    def __init__(self, weights: Weights, *, context_length: int, threads: int) -> None:
        """Raises ModelTooLarge when the memory of the context cannot be had."""
        import llama_cpp

        self._api = llama_cpp
        self._weights = weights
        wanted = llama_cpp.llama_context_default_params()
        wanted.n_ctx = context_length
        wanted.n_batch = wanted.n_ubatch = CHUNK + 1
        wanted.n_threads = wanted.n_threads_batch = threads
        wanted.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO
        # A sliding-window cache that drops old cells cannot go back to a common prefix.
        wanted.swa_full = True
        native_log().clear()
        pointer = llama_cpp.llama_init_from_model(weights.pointer, wanted)
        if not pointer:
            raise ModelTooLarge(
                f"There is no room for {context_length} tokens: {native_log().reason() or 'out of memory'}.",
                hint="Choose a smaller context or a smaller model.",
            )
        batch = llama_cpp.llama_batch_init(CHUNK + 1, 0, 1)
        # `weights` is an argument so that they outlive the context.
        self._free = weakref.finalize(self, _free, llama_cpp, pointer, batch, weights)
        self._free.atexit = False
        self._pointer = pointer
        self._batch = batch
        self._memory = llama_cpp.llama_get_memory(pointer)
        self._held: list[int] = []
        self._whole_chunks = 0
        self._prompt: list[int] | None = None
        self.evaluated = 0
        """Tokens of prompts that were evaluated so far."""

    def close(self) -> None:
        self._free()

    def evaluate_prompt(self, tokens: Sequence[int], *, step: Step, stop: Callable[[], bool]) -> None:
        """Make `logits` those after `tokens`.

        Raises CancelledError when `stop` says so between two chunks.
        """
        prompt = list(tokens)
        if prompt == self._prompt:
            return
        self._prompt = None
        start = self._keep(
            min(_common(self._held, prompt), self._whole_chunks, len(prompt) - 1) // CHUNK * CHUNK
        )
        for begin, end in _chunks(start, len(prompt)):
            if stop():
                raise CancelledError
            with step():
                self._decode(prompt[begin:end], logits=end == len(prompt))
            self.evaluated += end - begin
            if end - begin == CHUNK:
                self._whole_chunks = end
        self._prompt = prompt

    def evaluate_next(self, token: int, *, step: Step) -> None:
        """Append one token of a reply; `logits` are then those after it."""
        self._prompt = None
        with step():
            self._decode([token], logits=True)

    def logits(self) -> npt.NDArray[np.float32]:
        """Logits after the last token, shape (vocabulary,): a view, valid until the next evaluation."""
        pointer: Any = self._api.llama_get_logits_ith(self._pointer, -1)
        if not pointer:
            raise ModelError("The model gave no result.", hint="Choose another model.")
        return np.ctypeslib.as_array(pointer, shape=(self._weights.vocabulary_size,))

    @property
    def held(self) -> Sequence[int]:
        """The tokens in the cache."""
        return self._held

    def _keep(self, length: int) -> int:
        """Cut the cache to `length` tokens, or to none where it cannot be cut; returns what is left."""
        if length < len(self._held):
            self._prompt = None
            if length == 0 or not self._api.llama_memory_seq_rm(self._memory, 0, length, -1):
                return self._clear()
            del self._held[length:]
            self._whole_chunks = min(self._whole_chunks, length // CHUNK * CHUNK)
        return length

    def _clear(self) -> int:
        self._api.llama_memory_clear(self._memory, True)
        self._held.clear()
        self._whole_chunks = 0
        return 0

    def _decode(self, tokens: Sequence[int], *, logits: bool) -> None:
        batch, start = self._batch, len(self._held)
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = start + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = 0
            batch.logits[index] = logits and index == len(tokens) - 1
        code = self._api.llama_decode(self._pointer, batch)
        if code != 0:
            # After a failure the cache may hold part of the batch.
            self._clear()
            raise ModelError(f"llama.cpp could not evaluate the text (code {code}).", hint="Try again.")
        self._held.extend(tokens)


def _free(api: Any, pointer: Any, batch: Any, _weights: Weights) -> None:
    api.llama_batch_free(batch)
    api.llama_free(pointer)


def _chunks(start: int, length: int) -> list[tuple[int, int]]:
    """Beginnings and ends of the chunks of a prompt from `start`, a multiple of `CHUNK`, on.

    A last chunk of one token would be computed like a token of a reply, where the number of threads changes
    the result; it joins the chunk before it, so that a prompt's logits are the same on every machine size.
    """
    begins = list(range(start, length, CHUNK))
    if len(begins) > 1 and length - begins[-1] == 1:
        begins.pop()
    return [*pairwise(begins), (begins[-1], length)]


def _common(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the common beginning."""
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))
