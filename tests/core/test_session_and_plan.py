"""Phases of a session, the choice of questions, and what follows an answer."""

from __future__ import annotations

from typing import Any

import pytest
from core_parts import OPEN_ANSWER, PACK, QUESTION, SETUP, answered, coach

from interviewer import plan
from interviewer.critique import Critique
from interviewer.pack import SHIPPED, load_pack
from interviewer.session import Place, Session, Setup

UNSCORED = Critique(id="x", status="unscored", reason="noise", question_type="behavioural", spoken_seconds=0)


def decide(turn: Any) -> plan.Decision:
    return plan.decide(turn, *coach().read(turn, level="mid"))


def test_a_session_goes_from_asking_to_answering_to_deciding_to_finished() -> None:
    new = Session.new(SETUP, (QUESTION,))
    asked = new.asking(QUESTION)
    said = asked.answering("Backup generator.")
    probed = said.following_up("follow_up", "And then?")
    assert [s.phase for s in (new, asked, said, probed, said.finishing())] == [
        "asking", "answering", "deciding", "answering", "finished",
    ]  # fmt: skip
    assert asked.skipping().phase == "deciding"
    assert (new.remaining, asked.remaining) == ((QUESTION,), ())


def test_a_transition_leaves_the_old_session_as_it_was() -> None:
    asked = Session.new(SETUP, (QUESTION,)).asking(QUESTION)
    asked.answering("Something.")
    assert asked.turns[0].answers == ()


def test_an_answer_stays_unjudged_until_it_has_its_critique() -> None:
    said = (
        Session.new(SETUP, (QUESTION,))
        .asking(QUESTION)
        .answering("one")
        .following_up("redirect", "?")
        .answering("two")
    )
    assert said.unjudged == (Place(0, 0), Place(0, 1))
    assert said.judged(Place(0, 0), UNSCORED).unjudged == (Place(0, 1),)


def test_the_same_seed_asks_the_same_questions_and_another_seed_asks_others() -> None:
    one = plan.choose_questions(PACK, Setup(questions=8, seed=1))
    assert one == plan.choose_questions(PACK, Setup(questions=8, seed=1))
    assert one != plan.choose_questions(PACK, Setup(questions=8, seed=2))


@pytest.mark.parametrize("pack_id", ["media-producer", "team-lead"])
@pytest.mark.parametrize("count", range(1, 21))
def test_an_interview_has_as_many_different_questions_as_were_wanted(pack_id: str, count: int) -> None:
    pack = load_pack(SHIPPED / pack_id)
    chosen = plan.choose_questions(
        pack, Setup(pack=pack_id, persona=pack.personas[0].id, questions=count, seed=count)
    )
    assert len({question.id for question in chosen}) == len(chosen) == count
    assert (chosen[0].type in ("pitch", "motivation")) == (count >= 3)
    assert [q.type == "candidate_question" for q in chosen] == [False] * (count - 1) + [count >= 4]


def test_an_open_story_gets_one_follow_up_and_never_a_second() -> None:
    turn = answered(OPEN_ANSWER)
    assert isinstance(decide(turn), plan.Probe)
    session = Session.new(SETUP, (QUESTION,)).asking(QUESTION).answering(OPEN_ANSWER)
    session = session.following_up("follow_up", "How did it end?").answering(
        "I talked to them again, and then once more."
    )
    assert decide(session.turns[0]) == plan.MoveOn()


def test_nothing_follows_an_honest_no_story() -> None:
    assert decide(answered("I can't think of a time like that.")) == plan.AcceptNoStory()


@pytest.mark.parametrize(
    ("text", "first"),
    [("Do you mean a shoot abroad?", plan.Clarify()), ("asdfgh jkl asdf qwer", plan.Redirect())],
)
def test_a_candidate_is_helped_once_and_then_left_in_peace(text: str, first: plan.Decision) -> None:
    assert decide(answered(text)) == first
    session = Session.new(SETUP, (QUESTION,)).asking(QUESTION).answering(text)
    session = session.following_up("clarification", QUESTION.text).answering(text)
    assert decide(session.turns[0]) == plan.MoveOn()


def test_the_candidates_own_question_gets_no_follow_up() -> None:
    own = next(question for question in PACK.questions if question.type == "candidate_question")
    assert (
        decide(answered("What does your team find hardest about the harbour series?", own)) == plan.MoveOn()
    )


def test_a_skipped_question_is_left() -> None:
    turn = answered(OPEN_ANSWER)
    assert plan.decide(turn.model_copy(update={"skipped": True}), *coach().read(turn, level="mid")) == plan.MoveOn()
