"""Finds the guide's advice for a gap and a subject; another topic for each improvement where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from interviewer.coach.segments import words
from interviewer.coach.words import gap_words
from interviewer.critique import Advice
from interviewer.rubric import Rubric
from interviewer.session import Question

EXCERPT_WORDS = 90
QUERY_WORDS = 40


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


class AdviceFinder:
    """Advice for one improvement after the other of one answer."""

    def __init__(self, retriever: Retriever, rubric: Rubric) -> None:
        self._retriever = retriever
        self._rubric = rubric

    def __call__(self, *, gap: str, question: Question, answer: str, besides: Sequence[str]) -> Advice | None:
        """The best advice on this gap, else on this subject; None where the guide has nothing that fits."""
        on_gap = self._rubric.gap(gap).topics
        wanted = [*on_gap, *question.topics]
        query = f"{gap_words()[gap].texts[0]} {question.text} {' '.join(words(answer)[:QUERY_WORDS])}"
        hits = self._retriever.search(query, k=6, topics=wanted)
        fresh = [hit for hit in hits if hit.topic not in besides] or list(hits)
        fresh.sort(key=lambda hit: hit.topic not in on_gap)
        # Nothing near enough to the answer's own words: the section that the rubric names for this gap still fits.
        best = fresh[0] if fresh and fresh[0].topic in on_gap else self._section(on_gap, besides) or next(iter(fresh), None)
        if best is None:
            return None
        excerpt = " ".join(best.text.split()[:EXCERPT_WORDS])
        return Advice(topic=best.topic, title=best.title, excerpt=excerpt, source=best.source)

    def _section(self, wanted: Sequence[str], besides: Sequence[str]) -> _SectionHit | None:
        """The first wanted topic of the guide as a hit of its own title, None when the guide has none of them."""
        sections = {section.topic: section for section in self._retriever.sections()}
        there = [topic for topic in wanted if topic in sections]
        for topic in [topic for topic in there if topic not in besides] or there:
            section = sections[topic]
            return _SectionHit(topic, section.title, section.advice, section.citation)
        return None
