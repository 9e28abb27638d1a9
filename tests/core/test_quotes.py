"""Which words of an answer a remark is about: always its own, cut where one can stop, and never the same twice."""

from __future__ import annotations

import re

import pytest
from core_parts import OPEN_ANSWER, PACK, QUESTION, coach

from interviewer.coach.quotes import shorten
from interviewer.critique import Critique
from interviewer.session import Question

PASSIVE = (
    "At the port of Gdynia in 2021 the scanners went down in the week before Christmas. We all stayed late. It was decided "
    "to print the lists, and the lists were carried to the gates. A solution was found for the customs as well. "
    "It went really well and everybody was happy."
)
PLAN = (
    "I'd ring the client first, the same evening. Then I'd move the outdoor scenes to Thursday and ask the crew who can stay "
    "until ten. On Friday I'd write down what it cost and send it to the producer."
)


def judged(answer: str, question: Question = QUESTION) -> Critique:
    return coach().critique(answer, question=question, level="senior", pack=PACK, critique_id="c")


def hung_on(critique: Critique) -> list[str]:
    """What stands in quotation marks within the remarks."""
    return [words for one in critique.improvements for words in re.findall(r"“([^”]+)”", one.text)]


def test_a_remark_about_what_is_missing_hangs_on_the_candidates_own_words() -> None:
    critique = judged(OPEN_ANSWER)
    assert critique.improvements[0].gap == "missing_result"
    assert hung_on(critique)[0] in OPEN_ANSWER


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (OPEN_ANSWER, QUESTION),
        (PASSIVE, QUESTION),
        (PLAN, QUESTION.model_copy(update={"type": "situational", "text": "It rains on an outdoor shoot. What do you do?"})),
    ],
)
def test_no_two_remarks_are_about_the_same_words_and_all_are_verbatim(answer: str, question: Question) -> None:
    critique = judged(answer, question)
    quotes = [one.quote for one in (*critique.improvements, *critique.strengths) if one.quote is not None]
    assert critique.improvements and (quotes or hung_on(critique))
    assert len(set(quotes)) == len(quotes) and len(set(hung_on(critique))) == len(hung_on(critique))
    assert all(words in answer for words in (*quotes, *hung_on(critique)))


@pytest.mark.parametrize(
    ("text", "label", "kept"),
    [
        ("We delivered two days early", "result", "We delivered two days early"),
        ("came up with a new plan,", "action", "came up with a new plan"),
        (
            "It took eleven long days of work on all the forms and from July on the boss only needed a minute",
            "",
            "It took eleven long days of work on all the forms",
        ),
        (
            "The bank had given us all the time until the August of that year and in November we were at 102 percent",
            "measure",
            "in November we were at 102 percent",
        ),
        (
            "until two years ago the shop was closed on every single Saturday of the year, so I did the repairs in my yard",
            "action",
            "I did the repairs in my yard",
        ),
    ],
)
def test_a_long_segment_is_cut_where_one_can_stop_and_keeps_what_it_is_about(text: str, label: str, kept: str) -> None:
    assert shorten(text, label, 18) == kept and kept in text


def test_a_question_asked_back_is_not_praised() -> None:
    critique = judged("how many days a week is it and do you pay overtime")
    assert critique.strengths == ()
