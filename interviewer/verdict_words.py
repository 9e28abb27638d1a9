"""A verdict in the words and signs that every face shares: marks, story elements, worth, slots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from interviewer.comparison import Comparison
from interviewer.critique import ELEMENTS, Critique, UnscoredReason, Worth
from interviewer.rubric import load_rubric

UNSCORED_WORDS: Final[dict[UnscoredReason, str]] = {
    "empty": "nothing was typed.",
    "acknowledgement": "a word of thanks or agreement is no answer.",
    "clarifying_question": "you asked back, which is always allowed.",
    "no_story": "you said that you have no such story, which is honest and costs nothing.",
    "noise": "this could not be read as an answer.",
    "unrelated": "this text has nothing to do with the question.",
    "language": "the coach reads English only so far, and would rather say nothing than guess. Try it in English.",
    "instruction": "this speaks to the software, not to the interviewer.",
}
# The first point is the one that the coach is surest of; those after it are right about every other time (evals: gaps.precision).
LESS_SURE: Final = "Perhaps also"
STRONGER_TITLE: Final = "A stronger version"
STRONGER_HINT: Final = "Your own facts in another shape. Fill the [slots] with what is true, or leave them out."
SLOT = re.compile(r"\[[^\[\]\n]{1,80}\]")


def meter(score: int) -> str:
    """A score as five marks that read without colour: ●●●○○."""
    return "●" * score + "○" * (5 - score)


def score_line(critique: Critique, *, hide_numbers: bool) -> str:
    """A scored critique's mark: “3 of 5, real, with one thing missing”; without numbers the words alone."""
    assert critique.score is not None
    words = load_rubric().score_words[str(critique.score)]
    return words if hide_numbers else f"{critique.score} of 5, {words[:1].lower()}{words[1:]}"


def element_line(critique: Critique) -> str:
    """Which story elements are there, in words: "setting ✓, your part ✓, a measure –"."""
    names = load_rubric().element_words
    assert critique.star is not None
    return ", ".join(
        f"{names[element]} {'✓' if getattr(critique.star, element) else '–'}" for element in ELEMENTS
    )


def worth_line(worth: Worth, *, hide_numbers: bool) -> str:
    """What closing a gap is worth: “With a measured result: 3 → 4”."""
    if hide_numbers:
        return f"With {worth.filled} this would move up."
    return f"With {worth.filled}: {worth.before} → {worth.after}"


def slots(text: str) -> tuple[tuple[int, int], ...]:
    """Where the [slots] stand that only the candidate can fill, as (start, end)."""
    return tuple(match.span() for match in SLOT.finditer(text))


def comparison_lines(comparison: Comparison, *, hide_numbers: bool) -> Iterator[str]:
    """What changed between two attempts, a sentence a line, most important first."""
    rubric = load_rubric()
    if not hide_numbers:
        moved = f"{comparison.before.score} → {comparison.after.score}" if comparison.steps else None
        yield f"Score: {moved or f'{comparison.after.score}, as before'}."
    elif comparison.steps:
        yield "This one is stronger." if comparison.steps > 0 else "The one before was stronger."
    yield from _listed("Came in", [rubric.element_words[element] for element in comparison.came_in])
    yield from _listed("Closed", [f"“{rubric.gap(point.gap).title}”" for point in comparison.closed])
    yield from _listed("Advice acted on", [point.advice.title for point in comparison.acted_on if point.advice])
    yield from _listed("Went missing", [rubric.element_words[element] for element in comparison.went_missing])
    yield from _listed("Still open", [f"“{rubric.gap(point.gap).title}”" for point in comparison.still_open])
    yield from _listed("New", [f"“{rubric.gap(point.gap).title}”" for point in comparison.new])


def attempt_name(number: int) -> str:
    """The attempts in words, counted from 0."""
    names = ("First", "Second", "Third", "Fourth", "Fifth")
    return f"{names[number]} attempt" if number < len(names) else f"Attempt {number + 1}"


def _listed(what: str, things: Sequence[str]) -> Iterator[str]:
    if things:
        yield f"{what}: {', '.join(things)}."
