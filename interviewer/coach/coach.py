"""Coach: one answer in, one critique out. Reads, scores, retrieves advice, words the feedback."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from copy import copy
from functools import lru_cache

from interviewer.coach import feedback, scoring
from interviewer.coach.advice import AdviceFinder, Retriever
from interviewer.coach.judge import Judge
from interviewer.coach.reader import Reader, ReadingEmbedder
from interviewer.coach.reading import Reading
from interviewer.coach.stronger import stronger_version
from interviewer.coach.worth import worth_of
from interviewer.critique import Critique, ModelStamp, QuestionType, Timing
from interviewer.llm.base import ChatModel
from interviewer.pack import Pack
from interviewer.rubric import load_rubric
from interviewer.session import Level, Question, Setup, Turn

KEPT_READINGS = 64  # an answer is read by the interviewer, by the coach, and again with each follow-up


class Coach:
    """Judges answers. `model` may be None: then the words come from files alone.

    `embedder` is the one that the reader was trained on, whatever the guide is searched with. `judge` has a say in the
    score only where its calibration gives it one, and without `words` the model is not asked to word the feedback.
    """

    def __init__(
        self,
        *,
        embedder: ReadingEmbedder,
        retriever: Retriever,
        packs: Mapping[str, Pack],
        model: ChatModel | None,
        words: bool = True,
        judge: Judge | None = None,
    ) -> None:
        self._packs = packs
        self._model = model
        self._words = words
        self._judge = judge
        self._rubric = load_rubric()
        self._advice = AdviceFinder(retriever, self._rubric)
        self._reader = Reader(embedder=embedder, rubric=self._rubric)
        self._read = lru_cache(maxsize=KEPT_READINGS)(self._read_anew)

    def read(self, turn: Turn, *, level: Level) -> tuple[Reading, tuple[str, ...]]:
        """The reading of the turn's last answer alone when it is none, else of all that was said, and the gaps."""
        last = self.reading(turn.answers[-1], turn.question, level)
        if last.status == "unscored":
            return last, ()
        whole = self.reading(self._told(turn, len(turn.answers) - 1, level), turn.question, level)
        return whole, scoring.score(whole, question_type=turn.question.type, rubric=self._rubric).gaps

    def judge(self, turn: Turn, *, exchange: int, setup: Setup) -> Critique:
        """The critique of one answer together with what was told before it under the same question."""
        answer = turn.exchanges[exchange].answer or ""
        if self.reading(answer, turn.question, setup.level).status == "scored":
            answer = self._told(turn, exchange, setup.level)
        return self.critique(
            answer,
            question=turn.question,
            level=setup.level,
            pack=self._packs[setup.pack],
            critique_id=f"{turn.question.id}-{exchange + 1}",
        )

    def critique(
        self,
        answer: str,
        *,
        question: Question,
        level: Level,
        pack: Pack,
        critique_id: str,
        wording: bool = True,
    ) -> Critique:
        """Judge one answer by rubric 1. Never raises for what an answer contains.

        Without `wording` the model writes nothing: the same judgement, in the words of the files.
        """
        started = time.perf_counter()
        first_token: list[float] = []

        def on_token() -> None:
            if not first_token:
                first_token.append(time.perf_counter() - started)

        reading = self.reading(answer, question, level)
        if reading.status == "unscored":
            return Critique(
                id=critique_id,
                status="unscored",
                reason=reading.reason,
                question_type=question.type,
                spoken_seconds=reading.spoken_seconds,
                model=self._stamp(),
                timing_ms=Timing(total=_milliseconds(started), first_token=None),
            )
        judged = self._judge.additions(reading, question=question, level=level) if self._judge else scoring.NO_JUDGE
        verdict = self._verdict(reading, question, judged)
        said = feedback.compose(
            reading,
            gaps=verdict.gaps,
            star=verdict.shown.star,
            question=question,
            pack=pack,
            rubric=self._rubric,
            advice_for=self._advice,
            worth=lambda gap: worth_of(
                gap, reading, verdict, again=lambda text: self._score_again(text, question, level, judged)
            ),
            model=self._model if wording and self._words else None,
            on_token=on_token,
        )
        return Critique(
            id=critique_id,
            status="scored",
            question_type=question.type,
            score=verdict.score,
            confidence=round(verdict.confidence, 2),
            star=verdict.shown.star,
            ownership=verdict.shown.ownership,
            specificity=verdict.shown.specificity,
            relevance=verdict.relevance,
            spoken_seconds=reading.spoken_seconds,
            strengths=said.strengths,
            improvements=said.improvements,
            stronger=stronger_version(reading, gaps=verdict.gaps, question_type=question.type),
            model=self._stamp(),
            timing_ms=Timing(
                total=_milliseconds(started),
                first_token=round(first_token[0] * 1000) if first_token else None,
            ),
        )

    def with_words(self, words: bool) -> Coach:
        """The same coach, asking its model for words or not."""
        other = copy(self)
        other._words = words
        return other

    def question_type(self, question: str) -> QuestionType:
        """What kind of question this is, for one that comes without a type."""
        return self._reader.question_type(question)

    def reading(self, answer: str, question: Question, level: Level) -> Reading:
        """What one answer shows, without a language model."""
        return self._read(answer, question.text, question.type, level)

    def _verdict(self, reading: Reading, question: Question, judged: Sequence[float]) -> scoring.Verdict:
        return scoring.score(reading, question_type=question.type, rubric=self._rubric, judged=judged)

    def _read_anew(self, answer: str, question: str, question_type: QuestionType, level: Level) -> Reading:
        return self._reader.read(answer, question=question, question_type=question_type, level=level)

    def _score_again(self, answer: str, question: Question, level: Level, judged: Sequence[float]) -> int | None:
        """The score of another version of an answer, None where that is no answer. What the judge added to the answer itself
        stays added: to ask it again would cost the candidate as long a wait again."""
        reading = self.reading(answer, question, level)
        return None if reading.status == "unscored" else self._verdict(reading, question, judged).score

    def _told(self, turn: Turn, exchange: int, level: Level) -> str:
        """All that was really said under this question up to that exchange."""
        answers = [e.answer for e in turn.exchanges[: exchange + 1] if e.answer is not None]
        told = [a for a in answers if self.reading(a, turn.question, level).status == "scored"]
        return "\n\n".join(told or answers[-1:])

    def _stamp(self) -> ModelStamp | None:
        if self._model is None:
            return None
        info = self._model.info
        return ModelStamp(name=info.name, sha256=info.sha256)


def _milliseconds(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
