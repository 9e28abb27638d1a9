"""Finds the guide's advice for a gap and a subject; another topic for each improvement where there is one.

A passage of the user's own documents is cited in its place where it fits at least as well. What it says is data:
one that speaks to the software, or of who is hired, is no advice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from interviewer.coach.segments import split, words
from interviewer.coach.status import speaks_to_software
from interviewer.coach.words import gap_words
from interviewer.critique import Advice
from interviewer.rubric import Rubric
from interviewer.session import Question

EXCERPT_WORDS = 90
QUERY_WORDS = 40
# An own passage must be found with this chance, and be no farther from the gap, nor from gap and subject together,
# than the shipped advice. Tried on a mentor's notes (cited for the gaps that they speak of), and on a studio's
# handbook and recipes (never cited).
LEAST_CHANCE = 0.15
_OWN_HITS = 3
_VERDICT = re.compile(
    r"\b(?:candidates?|applicants?|they|you|he|she)\b.{0,20}\b(?:hired|accepted|got the job|gets? the job|pass(?:es|ed)?)\b"
    r"|\b(?:hire|pass|congratulate) (?:the candidate|the applicant|them|everybody|everyone)\b",
    re.IGNORECASE,
)


class Retriever(Protocol):
    """Advice for a query, best first; each hit has guide, topic, title, text, source and score."""

    def search(self, query: str, *, k: int = 5, topics: Any = None, guides: Any = None) -> Sequence[Any]: ...

    def sections(self) -> Sequence[Any]: ...

    def own_guides(self) -> Sequence[str]:
        """Names of the guides that the user has made of documents."""
        ...

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """For each query the cosines of the texts with it."""
        ...


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
        to_do, subject = gap_words()[gap].texts[0], f"{question.text} {' '.join(words(answer)[:QUERY_WORDS])}"
        shipped = self._shipped(gap, f"{to_do} {subject}", question, besides)
        return self._own(to_do, subject, besides, shipped) or shipped

    def _shipped(self, gap: str, query: str, question: Question, besides: Sequence[str]) -> Advice | None:
        on_gap = self._rubric.gap(gap).topics
        wanted = [*on_gap, *question.topics]
        hits = self._retriever.search(query, k=6, topics=wanted)
        fresh = [hit for hit in hits if hit.topic not in besides] or list(hits)
        fresh.sort(key=lambda hit: hit.topic not in on_gap)
        # Nothing near enough to the answer's own words: the section that the rubric names for this gap still fits.
        best = fresh[0] if fresh and fresh[0].topic in on_gap else self._section(on_gap, besides) or next(iter(fresh), None)
        if best is None:
            return None
        return Advice(topic=best.topic, title=best.title, excerpt=_excerpt(best.text), source=best.source)

    def _own(self, to_do: str, subject: str, besides: Sequence[str], shipped: Advice | None) -> Advice | None:
        """The passage of the user's own that fits at least as well as the shipped advice. Its topic is its guide."""
        guides = [guide for guide in self._retriever.own_guides() if guide not in besides]
        if not guides:
            return None
        hits = [
            hit
            for hit in self._retriever.search(f"{to_do} {subject}", k=_OWN_HITS, guides=guides)
            if hit.score >= LEAST_CHANCE and not _gives_orders(hit.text)
        ]
        texts = [shipped.excerpt if shipped else "", *(_excerpt(hit.text) for hit in hits)]
        on_gap, on_subject = self._retriever.nearness([to_do, subject], texts)
        together = [gap + about for gap, about in zip(on_gap, on_subject, strict=True)]
        fitting = [
            place
            for place in range(1, len(texts))
            if shipped is None or (on_gap[place] >= on_gap[0] and together[place] >= together[0])
        ]
        if not fitting:
            return None
        place = max(fitting, key=lambda place: together[place])
        hit = hits[place - 1]
        return Advice(topic=hit.guide, title=hit.title, excerpt=texts[place], source=hit.source)

    def _section(self, wanted: Sequence[str], besides: Sequence[str]) -> _SectionHit | None:
        """The first wanted topic of the guide as a hit of its own title, None when the guide has none of them."""
        sections = {section.topic: section for section in self._retriever.sections()}
        there = [topic for topic in wanted if topic in sections]
        for topic in [topic for topic in there if topic not in besides] or there:
            section = sections[topic]
            return _SectionHit(topic, section.title, section.advice, section.citation)
        return None


def _excerpt(text: str) -> str:
    return " ".join(text.split()[:EXCERPT_WORDS])


def _gives_orders(text: str) -> bool:
    flat = " ".join(text.split())
    return any(speaks_to_software(part) or _VERDICT.search(part) for part in (flat, *(s.text for s in split(flat))))
