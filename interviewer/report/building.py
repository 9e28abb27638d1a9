"""Builds the report of a session from what is saved. No model runs, nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from interviewer.comparison import pairs
from interviewer.critique import Critique
from interviewer.pack import Pack
from interviewer.report.contents import AttemptView, QuestionView, Report, Said
from interviewer.report.days import plan_days
from interviewer.report.notes import private_notes
from interviewer.report.overall import best_answer, competency_rows, gap_rows, practise_first
from interviewer.report.points import point_of
from interviewer.report.progress import progress_since
from interviewer.session import Exchange, Session, Turn
from interviewer.verdict_words import (
    UNSCORED_WORDS,
    attempt_name,
    comparison_lines,
    element_line,
    score_line,
)


def build_report(
    session: Session,
    pack: Pack,
    *,
    earlier: Sequence[Session] = (),
    today: date,
    interview_on: date | None = None,
    hide_numbers: bool = False,
) -> Report:
    """The whole report. `earlier` may hold any sessions; those of the same job that ended before are compared.

    `interview_on` dates the plan for the days before the interview; it must not lie before `today`.
    """
    persona = pack.persona(session.setup.persona)
    questions = tuple(
        _question(number, turn, pack, hide_numbers=hide_numbers) for number, turn in enumerate(session.turns, start=1)
    )
    practise = practise_first(session, hide_numbers=hide_numbers)
    best = best_answer(session, hide_numbers=hide_numbers)
    return Report(
        session=session.id,
        role=pack.role,
        interviewer=persona.name,
        interviewer_title=persona.title,
        level=session.setup.level,
        started_at=session.started_at,
        finished=session.finished_at is not None,
        answered=sum(bool(turn.attempts) for turn in session.turns),
        planned=len(session.plan),
        numbers_hidden=hide_numbers,
        questions=questions,
        competencies=competency_rows(session, pack, hide_numbers=hide_numbers),
        gaps=gap_rows(session, hide_numbers=hide_numbers),
        practise=practise,
        best=best,
        days=plan_days(practise, best, today=today, interview_on=interview_on),
        notes=private_notes(session),
        progress=progress_since(session, earlier, hide_numbers=hide_numbers),
    )


def _question(number: int, turn: Turn, pack: Pack, *, hide_numbers: bool) -> QuestionView:
    critique = turn.critique
    return QuestionView(
        number=number,
        question=turn.question.text,
        competency=pack.competency_title(turn.question.competency),
        skipped=turn.skipped and not turn.attempts,
        score=None if hide_numbers or critique is None else critique.score,
        verdict="Skipped" if turn.skipped and not turn.attempts else _verdict(critique, hide_numbers=hide_numbers),
        attempts=_attempts(turn, hide_numbers=hide_numbers),
    )


def _attempts(turn: Turn, *, hide_numbers: bool) -> tuple[AttemptView, ...]:
    said: list[tuple[Exchange, ...]] = [turn.exchanges] if turn.answers else []
    said += [(retry,) for retry in turn.retries if retry.answer is not None]
    changes = {later: compared for _, later, compared in pairs(turn)}
    views = []
    for number, (exchanges, attempt) in enumerate(zip(said, turn.attempts, strict=True)):
        critique = attempt.critique
        compared = changes.get(number)
        views.append(
            AttemptView(
                name=attempt_name(number),
                said=tuple(Said(kind=e.kind, prompt=e.prompt, answer=e.answer) for e in exchanges),
                scored=critique is not None and critique.status == "scored",
                score=None if hide_numbers or critique is None else critique.score,
                verdict=_verdict(critique, hide_numbers=hide_numbers),
                spoken_seconds=critique.spoken_seconds if critique else None,
                elements=_elements(critique),
                strengths=critique.strengths if critique else (),
                points=tuple(point_of(i, hide_numbers=hide_numbers) for i in (critique.improvements if critique else ())),
                stronger=critique.stronger if critique else None,
                changes=tuple(comparison_lines(compared, hide_numbers=hide_numbers)) if compared else (),
            )
        )
    return tuple(views)


def _elements(critique: Critique | None) -> str | None:
    """Only a told event is measured by the story elements (rubric 1, section 2)."""
    if critique is None or critique.star is None or critique.question_type != "behavioural":
        return None
    return element_line(critique)


def _verdict(critique: Critique | None, *, hide_numbers: bool) -> str:
    if critique is None:
        return "Not judged yet"
    if critique.reason is not None:
        return f"Not scored: {UNSCORED_WORDS[critique.reason].rstrip('.')}"
    return score_line(critique, hide_numbers=hide_numbers)
