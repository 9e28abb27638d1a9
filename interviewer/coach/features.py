"""Turns an answer into numbers: one row of features for each segment, and one for the answer as a whole.

What is trained (evals/train.py) and what runs (reader.py) both come here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.coach import cues
from interviewer.coach.neutral import neutral
from interviewer.coach.segments import Segment, words
from interviewer.critique import QUESTION_TYPES, QuestionType
from interviewer.session import LEVELS, Level

Array = NDArray[np.float64]
# How much each kind of feature counts before the regularised fit: found by cross-validation on the training split.
EMBEDDING, NEIGHBOUR, TERMS, CUES, PLACE = 3.0, 1.2, 3.0, 0.7, 0.7
CUE_NAMES = (
    "I_ACT", "FIRST", "WE", "PASSIVE", "WOULD", "HABIT", "PAST", "NUMBER", "CHANGE", "OUTCOME", "SETTING", "DUTY", "BUZZ",
    "HEDGE", "LEARNT", "BLAME", "AUDIENCE", "BUSINESS", "TRADE_OFF", "NAMES",
)  # fmt: skip
PATTERNS = tuple(getattr(cues, name) for name in CUE_NAMES)
LENGTHS = (8, 15, 25, 40, 80, 210, 350)  # words: too brief, a pitch or an answer that rambles
FUNCTION_WORDS = 60  # words of a segment after which its length says nothing more


class Embedder(Protocol):
    """Texts to unit vectors, one row each."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Terms(Protocol):
    """Weighted words and word pairs of texts, one row each."""

    def rows(self, texts: Sequence[str]) -> Array: ...


@dataclass(frozen=True)
class Material:
    """An answer as its segments (those that speak to the software left out), with its question."""

    question: str
    question_type: QuestionType
    level: Level
    segments: tuple[Segment, ...]

    def texts(self) -> list[str]:
        """What is embedded: all that is told, the question, each segment."""
        return [" ".join(self.neutral), self.question, *self.neutral]

    @cached_property
    def neutral(self) -> list[str]:
        """The segments as they are weighed: no names, no genders."""
        return [neutral(segment.text) for segment in self.segments]

    @property
    def told(self) -> str:
        """All that is told, in one line."""
        return " ".join(segment.text for segment in self.segments)


@dataclass(frozen=True)
class Vectors:
    """The embeddings of one material's texts."""

    answer: Array
    question: Array
    segments: Array

    @property
    def similarity(self) -> float:
        """Cosine of answer and question."""
        return float(self.answer @ self.question)


def vectors_of(material: Material, rows: NDArray[np.float32]) -> Vectors:
    """The rows of an embedder for `material.texts()`, by what they are."""
    found = rows.astype(np.float64)
    return Vectors(found[0], found[1], found[2 : 2 + len(material.segments)])


def segment_rows(material: Material, vectors: Vectors, terms: Terms) -> Array:
    """Shape (segments, features)."""
    count = len(material.segments)
    cue = np.array([_cues(segment.text) for segment in material.segments]).reshape(count, len(PATTERNS))
    near = np.hstack([vectors.segments * NEIGHBOUR, cue * CUES / 2])
    before, after = np.zeros_like(near), np.zeros_like(near)
    before[1:], after[:-1] = near[:-1], near[1:]
    place = np.array([
        [i / max(1, count - 1), i == 0, i == count - 1, min(count, 20) / 20, min(FUNCTION_WORDS, len(s.text.split())) / 28]
        for i, s in enumerate(material.segments)
    ])  # fmt: skip
    kind = np.tile(_one_of(material.question_type, QUESTION_TYPES), (count, 1))
    return np.hstack([
        vectors.segments * EMBEDDING, terms.rows(material.neutral) * TERMS, cue * CUES, before, after,
        place * PLACE, kind * PLACE,
    ])  # fmt: skip


def answer_row(material: Material, vectors: Vectors, labels: Array) -> Array:
    """One row for the whole answer. `labels`: shape (segments, labels), the probability of each label."""
    ranked = -np.sort(-labels, axis=0)
    best = ranked[0]
    second = ranked[1] if len(ranked) > 1 else np.zeros_like(best)
    spoken = len(words(material.told))
    cue = np.array([min(6, cues.count(pattern, material.told)) for pattern in PATTERNS]) / 3
    kind = _one_of(material.question_type, QUESTION_TYPES)
    length = [float(spoken < limit) for limit in LENGTHS] + [np.log1p(spoken) / 3]
    long_pitch = float(spoken > LENGTHS[-2] and material.question_type == "pitch")
    first_action = _place_of(labels.max(axis=1) > 0.5)
    return np.concatenate([
        best, second, labels.mean(axis=0), 1 - np.prod(1 - labels, axis=0), labels[-1], cue, cue * 60 / max(30, spoken), kind,
        _one_of(material.level, LEVELS), length, [long_pitch, first_action, vectors.similarity * 3],
        np.outer(kind, best).ravel(),
    ])  # fmt: skip


def facts_row(material: Material) -> Array:
    """What is known beside the words themselves: kind of question, level, length."""
    spoken = len(words(material.told))
    length = [float(spoken < limit) for limit in LENGTHS] + [np.log1p(spoken) / 3]
    return np.concatenate([_one_of(material.question_type, QUESTION_TYPES), _one_of(material.level, LEVELS), length])


def _cues(text: str) -> list[float]:
    return [float(min(3, cues.count(pattern, text))) for pattern in PATTERNS]


def _one_of(value: str, choices: Sequence[str]) -> Array:
    return np.array([float(value == choice) for choice in choices])


def _place_of(found: NDArray[np.bool_]) -> float:
    """Where in the answer (0 to 1) the first one stands; 1 when there is none."""
    where = np.flatnonzero(found)
    return float(where[0] / len(found)) if len(where) else 1.0
