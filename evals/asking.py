"""Puts a labelled answer to a coach as the product would: the pack's own question where it is one."""

from __future__ import annotations

from typing import Protocol

from evals.data import AnswerSample, PairSample
from interviewer.critique import Critique, QuestionType
from interviewer.pack import Pack
from interviewer.session import Level, Question


class Judging(Protocol):
    """The door of the coach that the evals use."""

    def question_type(self, question: str) -> QuestionType: ...

    def critique(
        self,
        answer: str,
        *,
        question: Question,
        level: Level,
        pack: Pack,
        critique_id: str,
        wording: bool = True,
    ) -> Critique: ...


def asked(question: str, question_type: QuestionType, pack: Pack) -> Question:
    """The pack's question with this text and type, else a new one without topics."""
    for known in pack.questions:
        if known.text == question and known.type == question_type:
            return known
    return Question(id="asked", text=question, type=question_type, competency="")


def judge_answer(coach: Judging, sample: AnswerSample, *, pack: Pack, wording: bool) -> Critique:
    """The critique of one labelled answer."""
    return coach.critique(
        sample.answer,
        question=asked(sample.question, sample.question_type, pack),
        level=sample.level,
        pack=pack,
        critique_id=sample.id,
        wording=wording,
    )


def judge_side(coach: Judging, pair: PairSample, text: str, *, pack: Pack) -> Critique:
    """The critique of one side of a pair, without generated words."""
    return coach.critique(
        text,
        question=asked(pair.question, pair.question_type, pack),
        level=pair.level,
        pack=pack,
        critique_id=pair.id,
        wording=False,
    )
