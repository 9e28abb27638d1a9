"""What the hiring manager says: greeting, follow-up, other wording, closing. Checked before it is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from interviewer.coach.segments import words
from interviewer.llm.base import ChatModel, Message
from interviewer.pack import Persona
from interviewer.session import Turn
from interviewer.templates import PROMPTS, render

HELD_BACK = 4  # words that are not shown until more have passed the checks
MOST_WORDS = 40
ANSWER_WORDS = 350  # of a long answer, what the interviewer's prompt holds of it


@dataclass(frozen=True)
class Restart:
    """What was streamed so far failed a check: it is to be replaced by what follows."""


class Manager:
    """The interviewer as a part played by a model. Without a model, or when its words fail the checks,
    the pack's own ready questions are asked."""

    def __init__(self, *, persona: Persona, role: str, model: ChatModel | None) -> None:
        self._persona = persona
        self._role = role
        self._model = model

    @property
    def persona(self) -> Persona:
        return self._persona

    def greeting(self) -> Iterator[str]:
        yield self._persona.greeting

    def closing(self) -> Iterator[str]:
        yield self._persona.closing

    def clarification(self, *, turn: Turn) -> Iterator[str]:
        """The question again, slower. Verbatim after a short lead, so that it never becomes another one."""
        yield f"{_phrase('clarification', turn.question.id)} {turn.question.text}"

    def ask_for_english(self, *, turn: Turn) -> Iterator[str]:
        yield f"{_phrase('language', turn.question.id)} {turn.question.text}"

    def redirect(self, *, turn: Turn) -> Iterator[str]:
        yield f"{_phrase('redirect', turn.question.id)} {turn.question.text}"

    def accept_no_story(self, *, turn: Turn) -> Iterator[str]:
        yield _phrase("accept_no_story", turn.question.id)

    def follow_up(self, *, turn: Turn, gap: str, ready: str | None) -> Iterator[str | Restart]:
        """One question about what this gap leaves open, in the model's words when they pass, else the ready one."""
        if self._model is not None and ready:
            shown = False
            said = ""
            for piece in _checked(
                self._model.stream(self._messages(turn, gap, ready), max_tokens=80), turn, ready
            ):
                said = said + piece
                shown = shown or bool(piece)
                yield piece
            if said.rstrip().endswith("?"):
                return
            if shown:
                yield Restart()
        if ready:
            yield ready

    def _messages(self, turn: Turn, gap: str, ready: str) -> list[Message]:
        system = render(
            "follow_up/system",
            name=self._persona.name,
            title=self._persona.title,
            role=self._role,
            style=self._persona.style,
        )
        answer = " ".join(turn.answers[-1].split()[:ANSWER_WORDS])
        user = render(
            "follow_up/user",
            question=turn.question.text,
            answer=answer,
            curiosity=_curiosities()[gap],
            example=ready,
        )
        return [Message("system", system), Message("user", user)]


def _checked(pieces: Iterator[str], turn: Turn, ready: str) -> Iterator[str]:
    """The model's words as long as they make one short, fitting question; stops at its question mark.

    Some words are held back so that a reply that goes wrong early is never seen.
    """
    said, shown = "", 0
    try:
        for piece in pieces:
            said += piece
            end = said.find("?")
            # The last word may be half of one ("star" of "started"): it is checked when the next one begins.
            complete = said[: end + 1] if end >= 0 else said[: _start_of_last_words(said, 1)]
            if fault(complete.lstrip(), turn=turn, finished=end >= 0):
                return
            if end >= 0:
                yield complete[shown:] if shown else complete.lstrip()
                return
            boundary = _start_of_last_words(said, HELD_BACK)
            if boundary > shown:
                text = said[shown:boundary]
                yield text if shown else text.lstrip()
                shown = boundary
    finally:
        # Closing a generator that was not exhausted stops the model between two tokens.
        if hasattr(pieces, "close"):
            pieces.close()


def fault(said: str, *, turn: Turn, finished: bool) -> str | None:
    """Why an interviewer would not say this, or None. `finished` also asks whether it is a whole question."""
    spoken = words(said)
    lowered = said.lower()
    if len(spoken) > MOST_WORDS:
        return "too long"
    if "\n" in said.strip() or re.search(r"[*#\[\]{}<>_|]|https?:", said):
        return "markup"
    if re.match(r"\s*[\"“]?(?:\w+ ?){1,3}:", said) or said.strip().startswith(("-", '"', "“")):
        return "a label or a quotation instead of speech"
    if found := _banned().search(lowered):
        return f"an interviewer does not say “{found.group()}”"
    known = " ".join([turn.question.text, *turn.answers, *(e.prompt for e in turn.exchanges)])
    if invented := [figure for figure in _figures(said) if figure not in _figures(known)]:
        return f"{invented[0]} was never mentioned"
    names = set(re.findall(r"(?<=[a-z,;] )[A-Z][a-z]{2,}", said)) - set(re.findall(r"\w+", known))
    if names:
        return f"{sorted(names)[0]} was never mentioned"
    if finished:
        if len(spoken) < 4:
            return "no question"
        if any(_overlap(said, exchange.prompt) > 0.6 for exchange in turn.exchanges):
            return "asked before"
        if not re.search(r"\b(you|your|yours|it|that|they|this|there)\b", lowered):
            return "not addressed to the candidate"
    return None


def _figures(text: str) -> list[str]:
    """Whole figures without thousands separators: a 5 was not said because a 25 was."""
    return [figure.replace(",", "").rstrip(".:") for figure in re.findall(r"\d[\d.,:]*", text)]


def _overlap(one: str, other: str) -> float:
    """Share of the words of `one` that stand in `other` too."""
    mine = {word.lower() for word in words(one)}
    return len(mine & {word.lower() for word in words(other)}) / max(1, len(mine))


def _start_of_last_words(text: str, count: int) -> int:
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    return starts[-count] if len(starts) > count else 0


@cache
def _speech() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads((PROMPTS / "follow_up" / "speech.toml").read_text(encoding="utf-8"))


def _phrase(kind: str, key: str) -> str:
    """One of the set phrases, always the same for the same question."""
    choices = _speech()["phrases"][kind]
    return choices[sum(key.encode()) % len(choices)]


def _curiosities() -> dict[str, str]:
    return {gap: str(text) for gap, text in _speech()["curiosity"].items()}


@cache
def _banned() -> re.Pattern[str]:
    banned = "|".join(re.escape(str(word)) for word in _speech()["banned"]["words"])
    return re.compile(rf"\b(?:{banned})\b")
