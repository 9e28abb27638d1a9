"""A verdict in the words and signs that every face shares: marks, story elements, worth, slots."""

from __future__ import annotations

import re
from typing import Final

from interviewer.critique import ELEMENTS, Critique, UnscoredReason, Worth
from interviewer.rubric import load_rubric

UNSCORED_WORDS: Final[dict[UnscoredReason, str]] = {
    "empty": "nothing was typed.",
    "acknowledgement": "a word of thanks or agreement is no answer.",
    "clarifying_question": "you asked back, which is always allowed.",
    "no_story": "you said that you have no such story, which is honest and costs nothing.",
    "noise": "this could not be read as an answer.",
    "unrelated": "this text has nothing to do with the question.",
    "instruction": "this speaks to the software, not to the interviewer.",
}
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
