"""Nouns of an interview: Setup, Question, Exchange, Turn, Session, and the phase derived from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, Self
from uuid import uuid4

from pydantic import Field

from interviewer.critique import Critique, Frozen, QuestionType

Level = Literal["junior", "mid", "senior", "lead"]
LEVELS: tuple[Level, ...] = ("junior", "mid", "senior", "lead")
Mode = Literal["practice", "realistic"]
ExchangeKind = Literal["question", "follow_up", "clarification", "redirect"]
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
    """What the candidate chose. The same setup and seed ask the same questions."""

    pack: str = "media-producer"
    persona: str = "hiring-manager"
    level: Level = "mid"
    questions: int = Field(default=5, ge=1, le=20)
    mode: Mode = "practice"
    seed: int = 0


class Exchange(Frozen):
    """What the interviewer said and what came back. `answer` is None while we wait for it."""

    kind: ExchangeKind
    prompt: str
    answer: str | None = None
    answered_at: datetime | None = None
    critique: Critique | None = None


class Turn(Frozen):
    """One question with everything that was said about it."""

    question: Question
    exchanges: tuple[Exchange, ...]
    skipped: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(exchange.answer for exchange in self.exchanges if exchange.answer is not None)

    @property
    def critique(self) -> Critique | None:
        """The judgement that counts: the last scored one, else the last."""
        critiques = [exchange.critique for exchange in self.exchanges if exchange.critique]
        scored = [critique for critique in critiques if critique.status == "scored"]
        return next(reversed(scored or critiques), None)

    def with_exchange(self, exchange: Exchange) -> Self:
        return self.model_copy(update={"exchanges": (*self.exchanges, exchange)})

    def replacing(self, index: int, exchange: Exchange) -> Self:
        exchanges = (*self.exchanges[:index], exchange, *self.exchanges[index + 1 :])
        return self.model_copy(update={"exchanges": exchanges})


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
    def unjudged(self) -> tuple[tuple[int, int], ...]:
        """(turn, exchange) of every answer without a critique, oldest first."""
        return tuple(
            (t, e)
            for t, turn in enumerate(self.turns)
            for e, exchange in enumerate(turn.exchanges)
            if exchange.answer is not None and exchange.critique is None
        )

    def asking(self, question: Question) -> Self:
        self._expect("asking", "deciding")
        turn = Turn(question=question, exchanges=(Exchange(kind="question", prompt=question.text),))
        return self.model_copy(update={"turns": (*self.turns, turn)})

    def following_up(self, kind: ExchangeKind, prompt: str) -> Self:
        self._expect("deciding")
        return self._with_turn(-1, self.turns[-1].with_exchange(Exchange(kind=kind, prompt=prompt)))

    def answering(self, text: str) -> Self:
        self._expect("answering")
        turn = self.turns[-1]
        answered = turn.exchanges[-1].model_copy(update={"answer": text, "answered_at": datetime.now(UTC)})
        return self._with_turn(-1, turn.replacing(len(turn.exchanges) - 1, answered))

    def skipping(self) -> Self:
        self._expect("answering")
        return self._with_turn(-1, self.turns[-1].model_copy(update={"skipped": True}))

    def judged(self, turn_index: int, exchange_index: int, critique: Critique) -> Self:
        turn = self.turns[turn_index]
        exchange = turn.exchanges[exchange_index].model_copy(update={"critique": critique})
        return self._with_turn(turn_index, turn.replacing(exchange_index, exchange))

    def finishing(self) -> Self:
        return self.model_copy(update={"finished_at": datetime.now(UTC)})

    def _expect(self, *phases: Phase) -> None:
        """A step that does not fit the phase would overwrite what was said. Raises ValueError."""
        if self.phase not in phases:
            raise ValueError(f"not now: the interview is {self.phase}, this needs {' or '.join(phases)}")

    def _with_turn(self, index: int, turn: Turn) -> Self:
        turns = list(self.turns)
        turns[index] = turn
        return self.model_copy(update={"turns": tuple(turns)})
