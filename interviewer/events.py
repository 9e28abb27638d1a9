"""What happens during an interview, as typed facts in the past tense. The faces show them, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.critique import Critique
from interviewer.session import ExchangeKind, Place


@dataclass(frozen=True)
class AnswerSaved:
    """The answer is on disk. No model ran before this."""


@dataclass(frozen=True)
class SpeechStarted:
    """The interviewer begins to speak: `greeting` before the first question, `remark` between two,
    `reminder` when the question that waited during a retry is said once more."""

    kind: ExchangeKind | str


@dataclass(frozen=True)
class SpeechDelta:
    """A piece of what is being said."""

    text: str


@dataclass(frozen=True)
class SpeechRestarted:
    """What was said so far is void (a check failed): show what follows in its place."""


@dataclass(frozen=True)
class SpeechFinished:
    """The whole of what was said."""

    kind: ExchangeKind | str
    text: str


@dataclass(frozen=True)
class QuestionAsked:
    """The session now waits for an answer to this; it is saved."""

    place: Place


@dataclass(frozen=True)
class CritiqueStarted:
    """The coach began to read this answer."""

    place: Place


@dataclass(frozen=True)
class CritiqueReady:
    """The critique is saved."""

    place: Place
    critique: Critique


@dataclass(frozen=True)
class InterviewFinished:
    """All questions were asked, or the candidate ended it."""


Event = (
    AnswerSaved
    | SpeechStarted
    | SpeechDelta
    | SpeechRestarted
    | SpeechFinished
    | QuestionAsked
    | CritiqueStarted
    | CritiqueReady
    | InterviewFinished
)
