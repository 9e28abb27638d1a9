"""Coach: one answer in, one critique out. Reads, scores, retrieves advice, words the feedback."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.coach import feedback, scoring
from interviewer.coach.reading import Reading
from interviewer.coach.segments import words
from interviewer.coach.signals import read_answer
from interviewer.coach.words import gap_words
from interviewer.critique import Advice, Critique, ModelStamp, Timing
from interviewer.llm.base import ChatModel
from interviewer.pack import Pack
from interviewer.rubric import load_rubric
from interviewer.session import Level, Question, Setup, Turn

EXCERPT_WORDS = 90
QUERY_WORDS = 40


class Embedder(Protocol):
    """Texts to unit vectors, one row each."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Retriever(Protocol):
    """Advice for a query, best first; each hit has topic, title, text, source and score."""

    def search(self, query: str, *, k: int = 5, topics: Any = None) -> Sequence[Any]: ...

    def sections(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class _SectionHit:
    """A whole section in the shape of a hit."""

    topic: str
    title: str
    text: str
    source: str


class Coach:
    """Judges answers. `model` may be None: then the words come from files alone."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        retriever: Retriever,
        packs: Mapping[str, Pack],
        model: ChatModel | None,
    ) -> None:
        self._embedder = embedder
        self._retriever = retriever
        self._packs = packs
        self._model = model
        self._rubric = load_rubric()

    def read(self, turn: Turn, *, level: Level) -> tuple[Reading, tuple[str, ...]]:
        """The reading of the turn's last answer alone when it is none, else of all that was said, and the gaps."""
        last = self._reading(turn.answers[-1], turn.question)
        if last.status == "unscored":
            return last, ()
        whole = self._reading(self._told(turn, len(turn.answers) - 1), turn.question)
        return whole, scoring.score(
            whole, question_type=turn.question.type, level=level, rubric=self._rubric
        ).gaps

    def judge(self, turn: Turn, *, exchange: int, setup: Setup) -> Critique:
        """The critique of one answer together with what was told before it under the same question."""
        answer = turn.exchanges[exchange].answer or ""
        if self._reading(answer, turn.question).status == "scored":
            answer = self._told(turn, exchange)
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

        reading = self._reading(answer, question)
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
        verdict = scoring.score(reading, question_type=question.type, level=level, rubric=self._rubric)
        said = feedback.compose(
            reading,
            gaps=verdict.gaps,
            question=question,
            pack=pack,
            rubric=self._rubric,
            advice_for=self._advice,
            model=self._model if wording else None,
            on_token=on_token,
        )
        return Critique(
            id=critique_id,
            status="scored",
            question_type=question.type,
            score=verdict.score,
            confidence=round(verdict.confidence, 2),
            star=reading.star,
            ownership=reading.ownership,
            specificity=reading.specificity,
            relevance=reading.relevance,
            spoken_seconds=reading.spoken_seconds,
            strengths=said.strengths,
            improvements=said.improvements,
            model=self._stamp(),
            timing_ms=Timing(
                total=_milliseconds(started),
                first_token=round(first_token[0] * 1000) if first_token else None,
            ),
        )

    def _reading(self, answer: str, question: Question) -> Reading:
        similarity = None
        if answer.strip():
            vectors = self._embedder.encode([answer, question.text])
            similarity = float(vectors[0] @ vectors[1])
        return read_answer(
            answer,
            question=question.text,
            question_type=question.type,
            rubric=self._rubric,
            similarity=similarity,
        )

    def _told(self, turn: Turn, exchange: int) -> str:
        """All that was really said under this question up to that exchange."""
        answers = [e.answer for e in turn.exchanges[: exchange + 1] if e.answer is not None]
        told = [answer for answer in answers if self._reading(answer, turn.question).status == "scored"]
        return "\n\n".join(told or answers[-1:])

    def _advice(self, *, gap: str, question: Question, answer: str, besides: Sequence[str]) -> Advice | None:
        """The best advice for this gap and this subject; another topic for each improvement where there is one."""
        wanted = [*self._rubric.gap(gap).topics, *question.topics]
        query = f"{gap_words()[gap].texts[0]} {question.text} {' '.join(words(answer)[:QUERY_WORDS])}"
        hits = self._retriever.search(query, k=6, topics=wanted)
        fresh = [hit for hit in hits if hit.topic not in besides] or list(hits)
        # Advice on the gap itself comes before advice on the subject.
        fresh.sort(key=lambda hit: hit.topic not in self._rubric.gap(gap).topics)
        # Nothing near enough to the answer's own words: the section that rubric 1 names for this gap still fits.
        best = fresh[0] if fresh else self._section(wanted, besides)
        if best is None:
            return None
        excerpt = " ".join(best.text.split()[:EXCERPT_WORDS])
        return Advice(topic=best.topic, title=best.title, excerpt=excerpt, source=best.source)

    def _section(self, wanted: Sequence[str], besides: Sequence[str]) -> Any:
        """The first wanted topic of the guide as a hit of its own title, None when the guide has none of them."""
        sections = {section.topic: section for section in self._retriever.sections()}
        there = [topic for topic in wanted if topic in sections]
        for topic in [topic for topic in there if topic not in besides] or there:
            section = sections[topic]
            return _SectionHit(topic, section.title, section.advice, section.citation)
        return None

    def _stamp(self) -> ModelStamp | None:
        if self._model is None:
            return None
        info = self._model.info
        return ModelStamp(name=info.name, sha256=info.sha256)


def _milliseconds(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
