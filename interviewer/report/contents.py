"""What a report holds, as data: the JSON form is exactly this, Markdown and HTML are other views of it.

Where numbers are hidden, every score, mean and count is None already here, so that no view can show one.
"""

from __future__ import annotations

from datetime import date, datetime

from interviewer.critique import Advice, Frozen, Strength
from interviewer.session import ExchangeKind


class Point(Frozen):
    """One improvement as a reader sees it. `worth` is a sentence, where scoring again had shown one."""

    gap: str
    title: str
    quote: str | None
    text: str
    ask: str
    worth: str | None
    advice: Advice | None


class Said(Frozen):
    """One thing the interviewer asked, and the answer to it."""

    kind: ExchangeKind
    prompt: str
    answer: str | None


class AttemptView(Frozen):
    """One go at a question. `verdict` is the mark in words, or why there is none."""

    name: str
    said: tuple[Said, ...]
    scored: bool
    score: int | None
    verdict: str
    spoken_seconds: int | None
    elements: str | None
    strengths: tuple[Strength, ...]
    points: tuple[Point, ...]
    stronger: str | None
    changes: tuple[str, ...]


class QuestionView(Frozen):
    """One question with every attempt at it."""

    number: int
    question: str
    competency: str
    skipped: bool
    score: int | None
    verdict: str
    attempts: tuple[AttemptView, ...]


class CompetencyRow(Frozen):
    """What was seen of one competency. `mean` is over its scored answers."""

    title: str
    mean: float | None
    verdict: str
    gaps: tuple[str, ...]


class GapRow(Frozen):
    """A gap over the whole interview: named in `count` of `of` scored answers."""

    gap: str
    title: str
    count: int | None
    of: int | None


class Practise(Frozen):
    """A gap worth practising first, with the point where it weighed most and the question it showed in."""

    row: GapRow
    question: str
    point: Point


class Best(Frozen):
    """The best answer, and what makes it so."""

    question: str
    answer: str
    score: int | None
    why: tuple[str, ...]


class Day(Frozen):
    """One part of the plan. `on` is None while nobody said when the interview is."""

    when: str
    on: date | None
    steps: tuple[str, ...]


class NoteEntry(Frozen):
    """What the interviewer would have written down about one question. `heard` is verbatim."""

    question: str
    heard: tuple[str, ...]
    open: tuple[str, ...]
    remark: str | None


class Milestone(Frozen):
    """One interview of this job, for the progress line."""

    on: date
    mean: float | None


class Progress(Frozen):
    """This interview beside the finished ones before it, the oldest first, this one last."""

    milestones: tuple[Milestone, ...]
    sparkline: str | None
    gone: tuple[str, ...]
    again: tuple[str, ...]


class Report(Frozen):
    """Everything about one session that is for the candidate's eyes."""

    session: str
    role: str
    interviewer: str
    interviewer_title: str
    level: str
    started_at: datetime
    finished: bool
    answered: int
    planned: int
    numbers_hidden: bool
    questions: tuple[QuestionView, ...]
    competencies: tuple[CompetencyRow, ...]
    gaps: tuple[GapRow, ...]
    practise: tuple[Practise, ...]
    best: Best | None
    days: tuple[Day, ...]
    notes: tuple[NoteEntry, ...]
    progress: Progress | None
