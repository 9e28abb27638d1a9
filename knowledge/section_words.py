"""What the words of a query say about the sections of a shipped guide: learned from the ways of asking, in memory.

Two views of the same words. `told`: naive Bayes over stems and pairs of stems, each section a bag of all its
ways of asking. `nearest`: Okapi BM25 (with the rarity that Lucene uses) over single ways of asking, of which
the best few count, so that one sentence which is put the same way stands out.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from knowledge.documents import Section
from knowledge.words import stems

K1, B = 1.2, 0.75
NEAREST, SHARE = 5, 14  # ways of asking that count for a section: one in fourteen, 1 to 5
MOST_TERMS = 200  # of a query; the rest of a long one adds nothing
PRIOR = 150.0  # words of the guide as a whole that each section is given beside its own


class SectionWords:
    """Reading is thread-safe."""

    def __init__(self, sections: Sequence[Section]) -> None:
        asked = [[stems(text) for text in (section.title, *section.asked_as)] for section in sections]
        self._bayes = _Bayes(asked)
        self._single = _Ranking([words for texts in asked for words in texts])
        self._bounds = [0]
        for texts in asked:
            self._bounds.append(self._bounds[-1] + len(texts))

    def rank(self, query: str) -> list[tuple[float, float]]:
        """(told, nearest) of every section, in the order they were given."""
        words = stems(query)[:MOST_TERMS]
        told, single = self._bayes.scores(words), self._single.scores(list(dict.fromkeys(words)))
        nearest = [_nearest(single[start:end]) for start, end in pairwise(self._bounds)]
        return list(zip(told, nearest, strict=True))


def _nearest(scores: Sequence[float]) -> float:
    count = min(NEAREST, max(1, len(scores) // SHARE))
    return sum(sorted(scores, reverse=True)[:count]) / count


def _terms(words: Sequence[str]) -> set[str]:
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}


class _Bayes:
    """Log of how much likelier each term is in a section than in the guide as a whole."""

    def __init__(self, asked: Sequence[Sequence[Sequence[str]]]) -> None:
        counts = [Counter(term for words in texts for term in _terms(words)) for texts in asked]
        whole: Counter[str] = sum(counts, Counter())
        total = sum(whole.values())
        # What a term counts in a section that never says it, and what is added where it is said.
        self._unsaid = [math.log(PRIOR / (sum(count.values()) + PRIOR)) for count in counts]
        self._said: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for term, times in count.items():
                self._said[term].append((number, math.log(1 + times * total / (PRIOR * whole[term]))))

    def scores(self, words: Sequence[str]) -> list[float]:
        known = [term for term in _terms(words) if term in self._said]
        totals = [len(known) * unsaid for unsaid in self._unsaid]
        for term in known:
            for number, added in self._said[term]:
                totals[number] += added
        return totals


class _Ranking:
    """BM25 of every text, for the distinct words of a query."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._count = len(texts)
        average = sum(map(len, texts)) / max(1, self._count)
        # By term: (text, what the term adds to its score), the rarity included.
        self._adds: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, words in enumerate(texts):
            damp = K1 * (1 - B + B * len(words) / max(1.0, average))
            for term, times in Counter(words).items():
                self._adds[term].append((number, times / (times + damp)))
        for term, found in self._adds.items():
            # As a share of the rarest, so that scores in a small guide compare with those in a large one.
            rarity = math.log(1 + (self._count - len(found) + 0.5) / (len(found) + 0.5)) / math.log(1 + self._count)
            self._adds[term] = [(number, rarity * share) for number, share in found]

    def scores(self, words: Sequence[str]) -> list[float]:
        totals = [0.0] * self._count
        for term in words:
            for number, added in self._adds.get(term, ()):
                totals[number] += added
        return totals
