"""Nouns of a judged answer: the contract of rubric 1, section 5, as validated data."""

from __future__ import annotations

from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

RUBRIC_VERSION = 1

QuestionType = Literal["behavioural", "situational", "craft", "motivation", "pitch", "candidate_question"]
Ownership = Literal["clear", "mixed", "unclear", "not_applicable"]
Specificity = Literal["low", "medium", "high"]
Relevance = Literal["on_topic", "partial", "off_topic"]
Status = Literal["scored", "unscored"]
UnscoredReason = Literal[
    "empty", "acknowledgement", "clarifying_question", "no_story", "noise", "unrelated", "instruction", "language"
]
QUESTION_TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
ELEMENTS = ("situation", "task", "action", "result", "quantified_result")


class Frozen(BaseModel):
    """Immutable and strict: an unknown field is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Star(Frozen):
    """Which of the five story elements stand in the answer."""

    situation: bool
    task: bool
    action: bool
    result: bool
    quantified_result: bool


class Advice(Frozen):
    """A retrieved passage of a guide. `source` says where it can be looked up."""

    topic: str
    title: str
    excerpt: str
    source: str


class Strength(Frozen):
    """What is good, with the exact words it is about."""

    quote: str | None
    text: str


class Worth(Frozen):
    """Verified advice: the engine's score of the answer as it is and with what `filled` names put in."""

    filled: str
    before: int = Field(ge=1, le=5)
    after: int = Field(ge=1, le=5)


class Improvement(Frozen):
    """One gap: the words it shows in (None: something is absent), what to change, and the advice behind it.

    `worth` stands only where scoring the answer again, with the gap closed, gave a higher score.
    """

    gap: str
    quote: str | None
    text: str
    ask: str
    advice: Advice | None
    worth: Worth | None = None


class ModelStamp(Frozen):
    """Which language model took part; None where there was none."""

    name: str
    sha256: str | None


class Timing(Frozen):
    """Milliseconds."""

    total: int
    first_token: int | None


class Critique(Frozen):
    """One judged answer. An `unscored` one has a reason and no field of section 2: there is no default score."""

    id: str
    rubric: int = RUBRIC_VERSION
    status: Status
    reason: UnscoredReason | None = None
    question_type: QuestionType
    score: int | None = Field(default=None, ge=1, le=5)
    confidence: float | None = Field(default=None, ge=0, le=1)
    star: Star | None = None
    ownership: Ownership | None = None
    specificity: Specificity | None = None
    relevance: Relevance | None = None
    spoken_seconds: int
    strengths: tuple[Strength, ...] = ()
    improvements: tuple[Improvement, ...] = Field(default=(), max_length=3)
    # The answer in a stronger shape, of its own facts alone, with [slots] for what is missing.
    stronger: str | None = None
    model: ModelStamp | None = None
    timing_ms: Timing | None = None

    @model_validator(mode="after")
    def _score_and_status_agree(self) -> Self:
        judged: tuple[Any, ...] = (
            self.score,
            self.confidence,
            self.star,
            self.ownership,
            self.specificity,
            self.relevance,
        )
        if self.status == "scored":
            if None in judged or self.reason is not None:
                raise ValueError("a scored critique has every field of the rubric and no reason")
        elif self.reason is None or any(field is not None for field in judged):
            raise ValueError("an unscored critique has a reason and no judged field")
        elif self.strengths or self.improvements:
            raise ValueError("an unscored critique has neither strengths nor improvements")
        return self
