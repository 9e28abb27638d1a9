"""Nouns of an interview: Setup, Question, Exchange, Turn, Session, and the phase derived from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, NamedTuple, Self
from uuid import uuid4

from pydantic import Field

from interviewer.critique import Critique, Frozen, QuestionType

Level = Literal["junior", "mid", "senior", "lead"]
LEVELS: tuple[Level, ...] = ("junior", "mid", "senior", "lead")
Mode = Literal["practice", "realistic"]
ExchangeKind = Literal["question", "follow_up", "clarification", "redirect", "retry"]
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
Phase = Literal["asking", "answering", "deciding", "finished"]


class Question(Frozen):
    """One question of a pack's bank. `follow_ups` maps a gap code to a ready follow-up."""

    id: str
    text: str
    type: QuestionType
    competency: str
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = LEVELS
    personas: tuple[str, ...] = ()
    follow_ups: dict[str, str] = Field(default_factory=dict)


class Setup(Frozen):
    """What the candidate chose. The same setup and seed ask the same questions. `hide_numbers`: words, no scores."""

    pack: str = "media-producer"
    persona: str = "hiring-manager"
    level: Level = "mid"
    questions: int = Field(default=5, ge=1, le=20)
    mode: Mode = "practice"
    seed: int = 0
    hide_numbers: bool = False


class Exchange(Frozen):
    """What the interviewer said and what came back. `answer` is None while we wait for it."""

    kind: ExchangeKind
    prompt: str
    answer: str | None = None
    answered_at: datetime | None = None
    critique: Critique | None = None


class Place(NamedTuple):
    """Where an answer stands: the turn, and which of its exchanges, or with `retry` of its retries."""

    turn: int
    exchange: int
    retry: bool = False


class Attempt(NamedTuple):
    """One go at a question: what was told, and the judgement of it when there is one."""

    answers: tuple[str, ...]
    critique: Critique | None


class Turn(Frozen):
    """One question with everything that was said about it.

    `retries` are later answers to the same question, each one on its own; what was said before stays as it is.
    """

    question: Question
    exchanges: tuple[Exchange, ...]
    skipped: bool = False
    retries: tuple[Exchange, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(exchange.answer for exchange in self.exchanges if exchange.answer is not None)

    @property
    def critique(self) -> Critique | None:
        """The judgement that counts: the last scored one, retries included, else the last."""
        return _counting((*self.exchanges, *self.retries))

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Everything that was answered, the first attempt with its follow-ups, then each answered retry."""
        retried = tuple(Attempt((retry.answer,), retry.critique) for retry in self.retries if retry.answer is not None)
        return (Attempt(self.answers, _counting(self.exchanges)), *retried) if self.answers else retried

    def with_exchange(self, exchange: Exchange) -> Self:
        return self.model_copy(update={"exchanges": (*self.exchanges, exchange)})

    def replacing(self, index: int, exchange: Exchange, *, retry: bool = False) -> Self:
        row = self.retries if retry else self.exchanges
        changed = (*row[:index], exchange, *row[index + 1 :])
        return self.model_copy(update={"retries" if retry else "exchanges": changed})


def _counting(exchanges: tuple[Exchange, ...]) -> Critique | None:
    critiques = [exchange.critique for exchange in exchanges if exchange.critique]
    scored = [critique for critique in critiques if critique.status == "scored"]
    return next(reversed(scored or critiques), None)


class Session(Frozen):
    """One interview. Transitions return a new Session; `phase` is the only state and is derived."""

    id: str
    setup: Setup
    plan: tuple[Question, ...]
    turns: tuple[Turn, ...] = ()
    started_at: datetime
    finished_at: datetime | None = None

    @classmethod
    def new(cls, setup: Setup, plan: tuple[Question, ...]) -> Self:
        return cls(id=uuid4().hex[:12], setup=setup, plan=plan, started_at=datetime.now(UTC))

    @property
    def phase(self) -> Phase:
        if self.retrying is not None:
            return "answering"
        if self.finished_at is not None:
            return "finished"
        if not self.turns:
            return "asking"
        turn = self.turns[-1]
        if turn.skipped or turn.exchanges[-1].answer is not None:
            return "deciding"
        return "answering"

    @property
    def remaining(self) -> tuple[Question, ...]:
        """Planned questions that were not asked yet."""
        return self.plan[len(self.turns) :]

    @property
    def retrying(self) -> int | None:
        """The turn whose question is being answered again. A retry comes before a question that waits."""
        return next((t for t, turn in enumerate(self.turns) if turn.retries and turn.retries[-1].answer is None), None)

    @property
    def waiting(self) -> Place | None:
        """What the next answer belongs to; None when nothing is asked."""
        if self.phase != "answering":
            return None
        if (again := self.retrying) is not None:
            return Place(again, len(self.turns[again].retries) - 1, retry=True)
        return Place(len(self.turns) - 1, len(self.turns[-1].exchanges) - 1)

    @property
    def retriable(self) -> tuple[int, ...]:
        """The turns whose question can be answered again: those that were answered or skipped."""
        if self.retrying is not None:
            return ()
        return tuple(t for t, turn in enumerate(self.turns) if turn.answers or turn.skipped)

    @property
    def unjudged(self) -> tuple[Place, ...]:
        """The place of every answer without a critique, in the order of the questions, retries after the rest."""
        places = [
            Place(t, e, retry)
            for retry in (False, True)
            for t, turn in enumerate(self.turns)
            for e in range(len(turn.retries if retry else turn.exchanges))
        ]
        return tuple(
            place for place in places if (said := self.at(place)).answer is not None and said.critique is None
        )

    @property
    def said(self) -> tuple[Place, ...]:
        """Everything that was asked, in the order in which it was answered; what waits for an answer comes last."""
        ordered: list[tuple[datetime, Place]] = []
        for retry in (False, True):
            last = self.started_at
            for t, turn in enumerate(self.turns):
                for e, exchange in enumerate(turn.retries if retry else turn.exchanges):
                    # What was skipped has no time of its own: it stays behind what came before it.
                    open_ended = exchange.answer is None and not turn.skipped
                    last = exchange.answered_at or last
                    ordered.append((END_OF_TIME if open_ended else last, Place(t, e, retry)))
        return tuple(place for _, place in sorted(ordered, key=lambda one: one[0]))

    def at(self, place: Place) -> Exchange:
        turn = self.turns[place.turn]
        return (turn.retries if place.retry else turn.exchanges)[place.exchange]

    def asking(self, question: Question) -> Self:
        self._expect("asking", "deciding")
        turn = Turn(question=question, exchanges=(Exchange(kind="question", prompt=question.text),))
        return self.model_copy(update={"turns": (*self.turns, turn)})

    def following_up(self, kind: ExchangeKind, prompt: str) -> Self:
        self._expect("deciding")
        return self._with_turn(-1, self.turns[-1].with_exchange(Exchange(kind=kind, prompt=prompt)))

    def answering(self, text: str) -> Self:
        self._expect("answering")
        assert self.waiting is not None
        answered = {"answer": text, "answered_at": datetime.now(UTC)}
        return self._replacing(self.waiting, self.at(self.waiting).model_copy(update=answered))

    def asking_again(self, turn_index: int) -> Self:
        """Put the question of a turn once more. Raises ValueError where it cannot be."""
        if turn_index not in self.retriable:
            raise ValueError(f"question {turn_index + 1} cannot be answered again now")
        turn = self.turns[turn_index]
        again = Exchange(kind="retry", prompt=turn.question.text)
        return self._with_turn(turn_index, turn.model_copy(update={"retries": (*turn.retries, again)}))

    def skipping(self) -> Self:
        """Leave out what is asked: an open retry is taken back, a question counts as skipped."""
        self._expect("answering")
        if self.retrying is not None:
            return self._without_retry()
        return self._with_turn(-1, self.turns[-1].model_copy(update={"skipped": True}))

    def judged(self, place: Place, critique: Critique) -> Self:
        return self._replacing(place, self.at(place).model_copy(update={"critique": critique}))

    def finishing(self) -> Self:
        """The end, for good: the time of the first one stays."""
        ended = self if self.retrying is None else self._without_retry()
        return ended.model_copy(update={"finished_at": self.finished_at or datetime.now(UTC)})

    def _expect(self, *phases: Phase) -> None:
        """A step that does not fit the phase would overwrite what was said. Raises ValueError."""
        if self.phase not in phases:
            raise ValueError(f"not now: the interview is {self.phase}, this needs {' or '.join(phases)}")

    def _without_retry(self) -> Self:
        assert self.retrying is not None
        turn = self.turns[self.retrying]
        return self._with_turn(self.retrying, turn.model_copy(update={"retries": turn.retries[:-1]}))

    def _replacing(self, place: Place, exchange: Exchange) -> Self:
        turn = self.turns[place.turn]
        return self._with_turn(place.turn, turn.replacing(place.exchange, exchange, retry=place.retry))

    def _with_turn(self, index: int, turn: Turn) -> Self:
        turns = list(self.turns)
        turns[index] = turn
        return self.model_copy(update={"turns": tuple(turns)})
