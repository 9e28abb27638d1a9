"""Turns messages into the text that a model was trained on: the GGUF's own template, or a plain transcript.

Templates differ in what they accept. Probes find out once, at loading, and messages are then rearranged
always in the same way, so that the beginning of a growing conversation stays the same text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from interviewer.llm.base import Message, Role
from interviewer.llm.thinking import opened_by

_EMPTY_TURN = "…"
_FIXED_DATE = {"%d %b %Y": "01 Jan 2026", "%Y-%m-%d": "2026-01-01"}


@dataclass(frozen=True)
class Prompt:
    """A rendered conversation, ending where the reply begins."""

    text: str
    stop: tuple[str, ...] = ()
    """Strings that end the reply although no end token has come."""
    lead: str = ""
    """What stands between `text` and a reply: it belongs to the tokens of the reply, not to the prompt."""

    @property
    def closing(self) -> str:
        """The tag that ends the thinking which the prompt has opened; empty when it has not."""
        return opened_by(self.text)


class ChatFormat(Protocol):
    """Renders messages for one model."""

    def render(self, messages: Sequence[Message]) -> Prompt: ...


class PlainFormat:
    """A transcript with a label before each message, for models that have no template."""

    _labels: Mapping[Role, str] = {"user": "User", "assistant": "Assistant"}
    _stop = ("\nUser:", "\nAssistant:")

    def render(self, messages: Sequence[Message]) -> Prompt:
        paragraphs = [
            f"{self._labels[message.role]}: {message.content.strip()}"
            if message.role in self._labels
            else message.content.strip()
            for message in messages
        ]
        # Without a space at the end: tokens of words carry the space before them.
        return Prompt(text="\n\n".join([*paragraphs, "Assistant:"]), stop=self._stop, lead=" ")


class _GenerationTag(jinja2.ext.Extension):
    """`{% generation %}…{% endgeneration %}`, which marks text to train on, lets its content through."""

    tags = {"generation"}  # noqa: RUF012  # jinja2 declares it as an instance's set

    def parse(self, parser: jinja2.parser.Parser) -> list[jinja2.nodes.Node]:
        parser.stream.skip(1)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class UnusableTemplateError(Exception):
    """The template renders no conversation at all."""


class TemplateFormat:
    """A model's own Jinja template, in a sandbox, with the messages rearranged to what it accepts."""

    def __init__(self, template: str, *, bos: str = "", eos: str = "") -> None:
        """Compile and probe. Raises UnusableTemplateError when not even one user message comes through."""
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, jinja2.ext.loopcontrols]
        )
        environment.filters["tojson"] = _tojson
        environment.globals.update(raise_exception=_refuse, strftime_now=_strftime_now)
        try:
            self._template = environment.from_string(template)
        except jinja2.TemplateError as error:
            raise UnusableTemplateError(str(error)) from error
        self._marks = {"bos_token": bos, "eos_token": eos}
        self._in_parts = False
        if not self._accepts("user"):
            self._in_parts = True
            if not self._accepts("user"):
                raise UnusableTemplateError("no message comes through")
        self.takes_system = self._accepts("system", "user")
        self._takes_repetition = self._accepts("user", "user")
        self._takes_assistant_first = self._accepts("assistant", "user")

    def render(self, messages: Sequence[Message]) -> Prompt:
        return Prompt(text=self._render(self._rearranged(messages)))

    def _rearranged(self, messages: Sequence[Message]) -> list[Message]:
        arranged = list(messages)
        if not self.takes_system:
            arranged = [Message("user", m.content) if m.role == "system" else m for m in arranged]
        if not self._takes_assistant_first:
            first = next((index for index, m in enumerate(arranged) if m.role != "system"), None)
            if first is not None and arranged[first].role == "assistant":
                arranged.insert(first, Message("user", _EMPTY_TURN))
        # A template without a system role gets the instructions and the first message as one.
        return arranged if self._takes_repetition and self.takes_system else _merged(arranged)

    def _accepts(self, *roles: Role) -> bool:
        """Whether a conversation of these roles is rendered with all of its texts in it."""
        probe = [Message(role, f"probe-{index}-{role}") for index, role in enumerate(roles)]
        try:
            text = self._render(probe)
        except Exception:  # noqa: BLE001  # a template is a program by a stranger and may fail in any way
            return False
        return all(message.content in text for message in probe)

    def _render(self, messages: Sequence[Message]) -> str:
        return self._template.render(
            messages=[{"role": m.role, "content": self._content(m.content)} for m in messages],
            add_generation_prompt=True,
            enable_thinking=False,
            **self._marks,
        )

    def _content(self, text: str) -> str | list[dict[str, str]]:
        return [{"type": "text", "text": text}] if self._in_parts else text


def choose_format(
    template: str | None, *, bos: str, eos: str, name: str
) -> tuple[ChatFormat, tuple[str, ...]]:
    """The format for a model and the warnings that the user should see."""
    if not (template or "").strip():
        return PlainFormat(), (f"{name} has no chat template (a base model): expect odd replies.",)
    try:
        return TemplateFormat(template or "", bos=bos, eos=eos), ()
    except UnusableTemplateError:
        return PlainFormat(), (f"The chat template of {name} cannot be used: expect odd replies.",)


def defused(messages: Sequence[Message], defuse: Callable[[str], str]) -> list[Message]:
    """The messages with each text passed through `defuse`."""
    return [Message(message.role, defuse(message.content)) for message in messages]


def _merged(messages: Sequence[Message]) -> list[Message]:
    """Neighbours of the same role become one message."""
    merged: list[Message] = []
    for message in messages:
        if merged and merged[-1].role == message.role:
            merged[-1] = Message(message.role, f"{merged[-1].content}\n\n{message.content}")
        else:
            merged.append(message)
    return merged


def _refuse(reason: str) -> NoReturn:
    raise jinja2.TemplateError(reason)


def _strftime_now(pattern: str) -> str:
    # Some templates tell the model the date. A fixed one keeps replies repeatable from day to day.
    return _FIXED_DATE.get(pattern, "2026-01-01")


def _tojson(value: Any, **options: Any) -> str:
    # As in transformers: no HTML escapes, unlike Jinja's own filter.
    return json.dumps(value, ensure_ascii=False, indent=options.get("indent"))
