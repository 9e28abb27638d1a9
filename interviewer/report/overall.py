"""The interview as a whole: per competency, per gap, what to practise first, the best answer."""

from __future__ import annotations

from collections import Counter
from statistics import mean

from interviewer.critique import Critique, Improvement
from interviewer.pack import Pack
from interviewer.report.contents import Best, CompetencyRow, GapRow, Practise
from interviewer.report.points import point_of
from interviewer.report.words import report_words
from interviewer.rubric import load_rubric
from interviewer.session import Session, Turn

PRACTISE_FIRST = 3


def scored_turns(session: Session) -> list[tuple[Turn, Critique]]:
    """The turns with a scored answer, each with the judgement that counts: its last attempt's."""
    return [(turn, turn.critique) for turn in session.turns if turn.critique and turn.critique.status == "scored"]


def mean_score(session: Session) -> float | None:
    """Over the scored answers; None without one."""
    scores = [critique.score for _, critique in scored_turns(session) if critique.score is not None]
    return round(mean(scores), 1) if scores else None


def competency_rows(session: Session, pack: Pack, *, hide_numbers: bool) -> tuple[CompetencyRow, ...]:
    """In the order in which the competencies came up."""
    rows = []
    for competency in dict.fromkeys(turn.question.competency for turn, _ in scored_turns(session)):
        critiques = [critique for turn, critique in scored_turns(session) if turn.question.competency == competency]
        average = mean(critique.score for critique in critiques if critique.score is not None)
        gaps = _by_weight([point for critique in critiques for point in critique.improvements])
        rows.append(
            CompetencyRow(
                title=pack.competency_title(competency),
                mean=None if hide_numbers else round(average, 1),
                # Half a point is rounded down: no word should promise more than was shown.
                verdict=load_rubric().score_words[str(int(average + 0.49))],
                gaps=tuple(load_rubric().gap(code).title for code in gaps),
            )
        )
    return tuple(rows)


def gap_rows(session: Session, *, hide_numbers: bool) -> tuple[GapRow, ...]:
    """Every gap that was named, the most frequent first, then by weight."""
    turns = scored_turns(session)
    points = [point for _, critique in turns for point in critique.improvements]
    counts = Counter(point.gap for point in points)
    return tuple(
        GapRow(
            gap=code,
            title=load_rubric().gap(code).title,
            count=None if hide_numbers else counts[code],
            of=None if hide_numbers else len(turns),
        )
        for code in _by_weight(points)
    )


def practise_first(session: Session, *, hide_numbers: bool) -> tuple[Practise, ...]:
    """The gaps to begin with: the most frequent first, then by weight, each where the answer was weakest."""
    found = []
    for row in gap_rows(session, hide_numbers=hide_numbers)[:PRACTISE_FIRST]:
        places = [
            (critique.score or 0, turn.question.text, point)
            for turn, critique in scored_turns(session)
            for point in critique.improvements
            if point.gap == row.gap
        ]
        _, question, improvement = min(places, key=lambda place: place[0])
        point = point_of(improvement, hide_numbers=hide_numbers)
        found.append(Practise(row=row, question=question, point=point))
    return tuple(found)


def best_answer(session: Session, *, hide_numbers: bool) -> Best | None:
    """The highest score, then the fewest gaps, then what the coach is surest of, then the earliest."""
    turns = scored_turns(session)
    if not turns:
        return None
    turn, critique = max(
        turns, key=lambda one: (one[1].score or 0, -len(one[1].improvements), one[1].confidence or 0)
    )
    why = [f"“{' '.join(s.quote.split())}” {s.text}" if s.quote else s.text for s in critique.strengths]
    if critique.question_type == "behavioural" and critique.star and all(critique.star.model_dump().values()):
        why.append(report_words().best["all_elements"])
    if not critique.improvements:
        why.append(report_words().best["nothing_open"])
    told = next(attempt.answers for attempt in reversed(turn.attempts) if attempt.critique == critique)
    return Best(
        question=turn.question.text,
        answer="\n\n".join(told),
        score=None if hide_numbers else critique.score,
        why=tuple(why),
    )


def _by_weight(points: list[Improvement]) -> list[str]:
    order = [gap.code for gap in load_rubric().gaps]
    counts = Counter(point.gap for point in points)
    return sorted(counts, key=lambda code: (-counts[code], order.index(code)))
