"""An answer that may belong to another question: the score minds it, and a doubt is named as a doubt."""

from __future__ import annotations

import numpy as np
import pytest
from core_parts import PACK, coach

from interviewer.coach.gaps import named, unless_off_topic
from interviewer.coach.scoring import score_chances
from interviewer.coach.shown import Shown
from interviewer.critique import Critique
from interviewer.rubric import load_rubric
from interviewer.session import Question

SHOWN = Shown.of(np.full(5, 0.6), np.array([0.6, 0.2, 0.1, 0.1]), np.array([0.9, 0.2]))
GAPS = {"missing_result": 0.5, "low_specificity": 0.3, "no_business_link": 0.15, "none": 0.05}


def found(points: int, off_topic: float) -> tuple[str, ...]:
    return named(points, GAPS, off_topic, shown=SHOWN, told={}, question_type="behavioural", rubric=load_rubric())


def test_a_doubt_stands_last_and_among_three_at_most() -> None:
    assert found(2, 0.4)[-1] == "off_topic" and found(2, 0.4)[0] != "off_topic"
    assert len(found(2, 0.4)) <= 3


@pytest.mark.parametrize(("points", "off_topic"), [(2, 0.1), (4, 0.4), (5, 0.5)])
def test_no_doubt_where_there_is_hardly_one_or_the_answer_is_good(points: int, off_topic: float) -> None:
    assert "off_topic" not in found(points, off_topic)


def test_the_score_is_a_mixture_of_a_1_and_what_the_answer_would_be_worth() -> None:
    above = np.array([4.0, 3.0, 2.0, -1.0])
    sure, doubtful, lost = (score_chances(unless_off_topic(above, chance)) for chance in (0.0, 0.4, 1.0))
    assert sure == pytest.approx(score_chances(above), abs=1e-3)
    assert sure[0] < doubtful[0] < lost[0] and np.all(doubtful[1:] <= sure[1:])
    for chances in (sure, doubtful, lost):
        assert chances.sum() == pytest.approx(1) and chances.min() >= 0


def test_who_is_asked_for_questions_and_has_none_is_off_topic() -> None:
    question = Question(id="q", text="What would you like to ask us?", type="candidate_question", competency="closing")

    def judged(answer: str) -> Critique:
        return coach().critique(answer, question=question, level="mid", pack=PACK, critique_id="c")

    story = "In 2021 our archive moved and I was responsible for the cans. I labelled 4,000 of them, and we lost two."
    assert (judged(story).score, judged(story).relevance) == (1, "off_topic")
    asks = "Your spring notes say the night desk was closed. Who decided that, and what did you look at before you did?"
    assert judged(asks).relevance != "off_topic"
    assert judged(asks.replace("?", ".")).relevance != "off_topic"  # typed without the mark it is a question still
