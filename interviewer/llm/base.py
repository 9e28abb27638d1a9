"""The seam to a language model: stream text, choose among options, be cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from interviewer.errors import ModelError

Role = Literal["system", "user", "assistant"]
Priority = Literal["foreground", "background"]


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True)
class ModelInfo:
    """What is known of a loaded model. `warnings` are sentences for the screen."""

    name: str
    sha256: str | None
    context_length: int
    has_chat_template: bool
    warnings: tuple[str, ...] = ()


class TextStream(Iterator[str], Protocol):
    """Pieces of a reply. `close` may be called from any thread, also while another one waits for a piece."""

    def close(self) -> None: ...


class ChatModel(Protocol):
    """One conversation partner: a model with a context of its own.

    Calls on one `ChatModel` come one after the other (each takes the model's own lock).
    Text is streamed without the special tokens and without `<think>…</think>`.
    """

    @property
    def info(self) -> ModelInfo: ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> TextStream:
        """Yield pieces of the reply. Closing the iterator stops between two tokens.

        `temperature` 0 is greedy and repeatable; otherwise `seed` decides.
        Raises ContextOverflow when the messages leave no room for a reply.
        """
        ...

    def choose(self, messages: Sequence[Message], options: Sequence[str]) -> tuple[float, ...]:
        """Return one probability for each option (they sum to 1), read from the logits.

        The options are taken as the beginning of the reply. Raises ModelError when the
        model (a server without log probabilities) cannot say.
        """
        ...

    def prefill(self, messages: Sequence[Message]) -> None:
        """Evaluate the messages ahead of time, so that a later call with the same beginning is quick.

        Best effort: an implementation without a cache of its own does nothing.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens in `text` (an estimate of 3.5 characters a token where the model cannot tell)."""
        ...

    def close(self) -> None:
        """Free the context. Further calls raise ModelError."""
        ...


class ModelHost(Protocol):
    """A loaded model that hands out independent conversation partners over one copy of the weights."""

    @property
    def info(self) -> ModelInfo: ...

    def chat(self, priority: Priority) -> ChatModel:
        """A partner with its own context. `background` work gives way to `foreground`, token by token."""
        ...

    def close(self) -> None:
        """Free everything, the handed out partners included."""
        ...


def estimated_tokens(text: str) -> int:
    """Tokens in `text` where the model itself cannot tell: 3.5 characters each, rounded up."""
    return -(-2 * len(text) // 7)


def conversation_closed() -> ModelError:
    """What a chat raises after `close`."""
    return ModelError("This conversation with the model has been closed.", hint="Start again.")


def complete(model: ChatModel, messages: Sequence[Message], *, max_tokens: int = 256) -> str:
    """The whole greedy reply as one string."""
    return "".join(model.stream(messages, max_tokens=max_tokens))
