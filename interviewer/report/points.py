"""An improvement as a report shows it."""

from __future__ import annotations

from interviewer.critique import Improvement
from interviewer.report.contents import Point
from interviewer.rubric import load_rubric
from interviewer.verdict_words import worth_line


def point_of(improvement: Improvement, *, hide_numbers: bool) -> Point:
    """An improvement with its title, and what it is worth as a sentence."""
    worth = improvement.worth
    return Point(
        gap=improvement.gap,
        title=load_rubric().gap(improvement.gap).title,
        quote=improvement.quote,
        text=improvement.text,
        ask=improvement.ask,
        worth=worth_line(worth, hide_numbers=hide_numbers) if worth else None,
        advice=improvement.advice,
    )
