"""The answer rebuilt: its own facts, slots where something is missing, and nothing that weighs nothing."""

from __future__ import annotations

import pytest
from core_parts import PACK, QUESTION, coach

from interviewer.coach.neutral import neutral

SLOGANS = (
    "I'm a passionate, results driven team player. I think out of the box and I always give a hundred and ten per cent. "
    "For me success is a mindset. I bring synergy and positive energy to every team, day in, day out."
)
HIDDEN = (
    "Rotterdam, September 2022, the hall for our energy conference was taken overnight. I was the producer and had twelve days to "
    "place 900 people. I called the hotels and made a list. Then a solution was found with the ferry terminal, which was worked "
    "out by us and the city. In the end 870 people came, and the sponsors booked again."
)


def stronger(answer: str) -> tuple[tuple[str, ...], str | None]:
    critique = coach().critique(answer, question=QUESTION, level="senior", pack=PACK, critique_id="c")
    return tuple(one.gap for one in critique.improvements), critique.stronger


def test_of_slogans_alone_there_is_no_stronger_version() -> None:
    gaps, text = stronger(SLOGANS)
    assert gaps[0] == "buzzwords" and text is None


def test_a_slot_stands_behind_the_sentence_that_it_is_about() -> None:
    gaps, text = stronger(HIDDEN)
    assert gaps[0] == "unclear_ownership" and text is not None
    assert "worked out by us and the city. [The step" in text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("hi im oliver whitfield, 21, carpenter", "hi im Sam, 21, carpenter"),
        ("My name is mohammed al-sayegh and I paint", "My name is Sam and I paint"),
        ("hello im a carpenter, 21", "hello im a carpenter, 21"),
        ("thats what they call me for.", "thats what they call me for."),
    ],
)
def test_who_introduces_themselves_in_small_letters_is_nobody_in_particular(said: str, kept: str) -> None:
    assert neutral(said) == kept
