"""One loaded GGUF file: its weights, its vocabulary and the text of its tokens."""

from __future__ import annotations

import ctypes
import re
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from interviewer.errors import ModelBroken, ModelError
from interviewer.llm.native_log import native_log
from interviewer.llm.thinking import TAGS

_LOOKS_LIKE_A_MARK = re.compile(r"<[^<>\s]{1,40}>|\[/?[A-Za-z_]{1,24}\]")


class Weights:
    """A model in memory, shared by any number of contexts. Reading it is safe from several threads."""

    def __init__(self, path: Path) -> None:
        """Load the file. Raises ModelBroken with llama.cpp's own reason when it cannot."""
        log = native_log()
        import llama_cpp

        log.clear()
        self._api = llama_cpp
        self.path = path
        pointer = llama_cpp.llama_model_load_from_file(
            str(path).encode("utf-8"), llama_cpp.llama_model_default_params()
        )
        if not pointer:
            reason = log.reason() or "no reason given"
            raise ModelBroken(
                f"llama.cpp cannot load {path.name}: {reason}.",
                hint="Download it again, or update llama-cpp-python if the model is newer than it.",
            )
        # Not at exit: a thread may still be computing then, and the system takes the memory back anyway.
        self._free = weakref.finalize(self, llama_cpp.llama_model_free, pointer)
        self._free.atexit = False
        self._pointer = pointer
        self._vocabulary = cast(Any, llama_cpp.llama_model_get_vocab(pointer))
        self.vocabulary_size = int(llama_cpp.llama_vocab_n_tokens(self._vocabulary))
        self.trained_context = int(llama_cpp.llama_model_n_ctx_train(pointer))
        self.has_decoder = bool(llama_cpp.llama_model_has_decoder(pointer))
        self._think_tokens = self._single_tokens(TAGS)

    @property
    def pointer(self) -> Any:
        """The native model. Raises ModelError after `close`."""
        if not self._free.alive:
            raise ModelError("The model has been closed.", hint="Start again.")
        return self._pointer

    def close(self) -> None:
        """Free the weights; every context on them must be gone."""
        self._free()

    def tokens(self, text: str, *, special: bool) -> list[int]:
        """Token ids of `text`, nothing added. `special`: marks such as <|im_end|> count as one token."""
        self.pointer  # noqa: B018  # raises when closed
        raw = text.encode("utf-8", errors="replace")
        room = len(raw) + 8
        buffer = (self._api.llama_token * room)()
        count = self._api.llama_tokenize(self._vocabulary, raw, len(raw), buffer, room, False, special)
        if count < 0:
            raise ModelError("The text could not be split into tokens.", hint="Choose another model.")
        return list(buffer[:count])

    def prompt_tokens(self, text: str) -> list[int]:
        """Token ids of a rendered prompt, with the beginning-of-text token once if the model wants it."""
        tokens = self.tokens(text, special=True)
        start = self._start_token()
        if (
            start is not None
            and tokens[:1] != [start]
            and self._api.llama_vocab_get_add_bos(self._vocabulary)
        ):
            return [start, *tokens]
        while start is not None and tokens[:2] == [start, start]:
            tokens = tokens[1:]
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes of one token: possibly part of a character, empty for control tokens."""
        show = token in self._think_tokens
        buffer = ctypes.create_string_buffer(64)
        count = self._api.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, show)
        if count < 0:
            buffer = ctypes.create_string_buffer(-count)
            count = self._api.llama_token_to_piece(self._vocabulary, token, buffer, len(buffer), 0, show)
        return buffer.raw[:count]

    def ends_reply(self, token: int) -> bool:
        return bool(self._api.llama_vocab_is_eog(self._vocabulary, token))

    def mark(self, which: str) -> str:
        """The text of the "bos" or "eos" token, empty when the model has none."""
        token = (
            self._start_token()
            if which == "bos"
            else self._known(self._api.llama_vocab_eos(self._vocabulary))
        )
        if token is None:
            return ""
        text = self._api.llama_vocab_get_text(self._vocabulary, token)
        return text.decode("utf-8", errors="replace") if text else ""

    def defused(self, text: str) -> str:
        """`text` with a space in each mark that this model would read as a control token.

        What a candidate types can so never end its own message and open another one.
        """
        return _LOOKS_LIKE_A_MARK.sub(self._defuse, text)

    def _defuse(self, match: re.Match[str]) -> str:
        mark = match[0]
        tokens = self.tokens(mark, special=True)
        if len(tokens) == 1 and tokens != self.tokens(mark, special=False):
            return f"{mark[0]} {mark[1:]}"
        return mark

    def _single_tokens(self, marks: Sequence[str]) -> frozenset[int]:
        found = (self.tokens(mark, special=True) for mark in marks)
        return frozenset(tokens[0] for tokens in found if len(tokens) == 1)

    def _start_token(self) -> int | None:
        return self._known(self._api.llama_vocab_bos(self._vocabulary))

    def _known(self, token: int) -> int | None:
        return int(token) if 0 <= token < self.vocabulary_size else None
