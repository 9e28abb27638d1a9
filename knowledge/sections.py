"""Judges the sections of one shipped guide for a query: what speaks for each, and what each is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from knowledge.documents import Section
from knowledge.embedding import Vectors
from knowledge.ranking import Scale, chance, logit, weights, worth
from knowledge.section_vectors import SectionVectors
from knowledge.section_words import SectionWords
from knowledge.topic_reader import TopicReader


class Sections:
    """One guide, ready to be searched. Reading is thread-safe."""

    def __init__(
        self,
        sections: Sequence[Section],
        vectors: Mapping[str, Vectors],
        scale: Scale,
        reader: TopicReader | None = None,
    ) -> None:
        self._sections = {section.topic: section for section in sections}
        # One that was trained before a section came in cannot be weighed against the others.
        self._reader = reader if reader and set(reader.topics) == set(self._sections) else None
        self._words = SectionWords(sections)
        self._vectors = SectionVectors(list(self._sections), vectors, scale)

    def features(self, query: str, vector: Vectors) -> dict[str, tuple[str, dict[str, float]]]:
        """By topic: the uid of the advice that would be shown, and what speaks for the section."""
        by_words = dict(zip(self._sections, self._words.rank(query), strict=True))
        read = self._reader.read(query) if self._reader else {}
        return {
            topic: (
                found.shown,
                {
                    "phrasings": found.phrasings, "linear": found.linear, "advice": found.advice,
                    "words": by_words[topic][0], "nearest_words": by_words[topic][1],
                    **({"read": read[topic]} if read else {}),
                },
            )
            for topic, found in self._vectors.rank(vector).items()
        }

    def judge(self, query: str, vector: Vectors, topics: Collection[str] | None) -> list[tuple[str, float]]:
        """(uid, worth 0 to 1) of what would be shown for every section; nothing where none fits."""
        fitted = weights()
        features = {
            topic: found
            for topic, found in self.features(query, vector).items()
            if topics is None or topic in topics
        }
        if not features:
            return []
        fits = chance(best_of([values for _, values in features.values()]), fitted["fits"])
        if fits < fitted["fits"]["least_best"]:
            return []
        by = fitted["section" if self._reader else "section_unread"]
        direct = {topic: logit(values, by) for topic, (_, values) in features.items()}
        judged = worth(direct, {topic: self._sections[topic].see_also for topic in direct}, fitted["related"])
        least = by["least"]
        found = [(uid, fits * judged[topic]) for topic, (uid, _) in features.items()]
        return [(uid, score) for uid, score in found if score >= least]


def best_of(features: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The highest value of each feature: what says whether any section fits at all."""
    return {name: max(values[name] for values in features) for name in features[0]}
