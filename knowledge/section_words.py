"""The lexical ranking of a shipped guide's sections, in memory: they are few and judged all at once.

Okapi BM25 with the rarity that Lucene uses. SQLite's, which ranks the user's own documents, takes a word
that half of the texts hold for worthless, and among a few dozen long entries most words are like that.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from knowledge.documents import Section
from knowledge.words import stems

K1, B = 1.2, 0.75
MOST_TERMS = 200  # of a query; the rest of a long one adds nothing


class SectionWords:
    """BM25 over the ways in which sections are asked for, and over what they say. Reading is thread-safe."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = {section.topic: section for section in sections}
        self._asked = _Ranking([" ".join([s.title, *s.asked_as]) for s in sections])
        self._told = _Ranking([" ".join([s.advice, s.why, s.weaker, s.stronger, s.before]) for s in sections])

    def rank(self, query: str) -> dict[str, tuple[float, float]]:
        """By topic the scores (asked, told) of all sections."""
        terms = list(dict.fromkeys(stems(query)))[:MOST_TERMS]
        asked, told = self._asked.scores(terms), self._told.scores(terms)
        return {topic: (asked[i], told[i]) for i, topic in enumerate(self.sections)}


class _Ranking:
    def __init__(self, texts: Sequence[str]) -> None:
        tokens = [stems(text) for text in texts]
        self._count = len(tokens)
        average = sum(map(len, tokens)) / max(1, self._count)
        # By term: (text, what the term adds to its score), the rarity included.
        self._adds: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, words in enumerate(tokens):
            damp = K1 * (1 - B + B * len(words) / max(1.0, average))
            for term, times in Counter(words).items():
                self._adds[term].append((number, times / (times + damp)))
        for term, found in self._adds.items():
            rarity = math.log(1 + (self._count - len(found) + 0.5) / (len(found) + 0.5))
            self._adds[term] = [(number, rarity * share) for number, share in found]

    def scores(self, terms: Sequence[str]) -> list[float]:
        totals = [0.0] * self._count
        for term in terms:
            for number, added in self._adds.get(term, ()):
                totals[number] += added
        return totals
