"""The plan for the days before the interview: a few steps a day, made from what this session showed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from string import Template

from interviewer.report.contents import Best, Day, Practise
from interviewer.report.words import report_words


def plan_days(
    practise: Sequence[Practise], best: Best | None, *, today: date, interview_on: date | None
) -> tuple[Day, ...]:
    """Today, the day before and the morning of; with a date far enough off also the days between.

    Raises ValueError for an interview that was before `today`.
    """
    steps = _Steps(practise, best)
    if interview_on is None:
        return (
            _day("today", None, steps.of("today", 0)),
            _day("day_before", None, [*steps.of("between", 1), *steps.of("between", 2), *steps.of("day_before")]),
            _day("morning", None, steps.of("morning")),
        )
    left = (interview_on - today).days
    if left < 0:
        raise ValueError(f"{interview_on} is before {today}")
    if left == 0:
        return (_day("now", today, [*steps.of("now", 0), *steps.of("morning")]),)
    if left == 1:
        first = _day("today_before", today, [*steps.of("today", 0), *steps.of("day_before")])
        return (first, _day("morning", interview_on, steps.of("morning")))
    return (
        _day("today", today, steps.of("today", 0)),
        *_between(steps, today, left),
        _day("day_before", interview_on - timedelta(days=1), steps.of("day_before")),
        _day("morning", interview_on, steps.of("morning")),
    )


def _between(steps: _Steps, today: date, left: int) -> list[Day]:
    """The second and third thing to practise, spread over the days between today and the day before."""
    wanted = [found for number in (1, 2) if (found := steps.of("between", number))]
    free = left - 2
    if free <= 0 or not wanted:
        return []
    if free == 1:
        return [_day("between", today + timedelta(days=1), [step for found in wanted for step in found])]
    days = [1 + (free * place) // len(wanted) for place in range(len(wanted))]
    return [_day("between", today + timedelta(days=day), found) for day, found in zip(days, wanted, strict=True)]


class _Steps:
    """Fills the steps of a day; a step that needs what this session does not have is left out."""

    def __init__(self, practise: Sequence[Practise], best: Best | None) -> None:
        self._practise = practise
        self._best = best

    def of(self, day: str, number: int | None = None) -> list[str]:
        facts = {"best": self._best.question} if self._best else {}
        if asks := [one.point.ask for one in self._practise]:
            facts["asks"] = " ".join(asks)
        if number is not None and number < len(self._practise):
            one = self._practise[number]
            facts |= {"title": one.row.title, "question": one.question, "ask": one.point.ask}
            if advice := one.point.advice:
                facts |= {"advice": advice.title, "source": advice.source}
        templates = [Template(step) for step in report_words().steps[day]]
        return [step.substitute(facts) for step in templates if set(step.get_identifiers()) <= facts.keys()]


def _day(when: str, on: date | None, steps: Sequence[str]) -> Day:
    return Day(when=report_words().when[when], on=on, steps=tuple(steps))
