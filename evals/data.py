"""The labelled data as validated nouns: answers, second labels, pairs, segments. Splits by story."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from interviewer.critique import (
    Frozen,
    Ownership,
    QuestionType,
    Relevance,
    Specificity,
    Star,
    Status,
    UnscoredReason,
)
from interviewer.rubric import load_rubric
from interviewer.session import Level
from interviewer.templates import PROMPTS

Split = Literal["train", "tune", "test"]
PairKind = Literal[
    "result_removed",
    "measure_removed",
    "measured_result_added",
    "padding",
    "i_to_we",
    "synonyms",
    "reordered",
    "typos",
    "instruction_added",
    "name_changed",
    "gender_changed",
    "nationality_changed",
]
Expectation = Literal["b_not_higher", "b_not_lower", "within_one", "equal"]
TRAIN_SHARE, TUNE_SHARE = 0.60, 0.15


@cache
def segment_labels() -> frozenset[str]:
    """The labels that one segment may have, from prompts/rubrics/segment-labels.toml."""
    path = PROMPTS / "rubrics" / "segment-labels.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["labels"])


def split_of(story: str) -> Split:
    """Fixed by the story's id alone: a new story never moves another, and no story is on two sides."""
    place = int(hashlib.sha256(story.encode()).hexdigest()[:12], 16) / 16**12
    if place < TRAIN_SHARE:
        return "train"
    return "tune" if place < TRAIN_SHARE + TUNE_SHARE else "test"


class Label(Frozen):
    """What a reader saw in one answer: section 2 of the rubric, held to its rules."""

    status: Status
    reason: UnscoredReason | None = None
    star: Star | None
    ownership: Ownership | None
    specificity: Specificity | None
    relevance: Relevance | None
    score: int | None = Field(ge=1, le=5)
    gaps: tuple[str, ...] = Field(max_length=3)

    @model_validator(mode="after")
    def _fields_fit_the_status(self) -> Self:
        judged = (self.star, self.ownership, self.specificity, self.relevance, self.score)
        if self.status == "scored" and (None in judged or self.reason is not None):
            raise ValueError("a scored answer has every field of the rubric and no reason")
        if self.status == "unscored" and (self.reason is None or self.gaps or judged != (None,) * 5):
            raise ValueError("an unscored answer has a reason, no gaps and null in every judged field")
        return self

    @model_validator(mode="after")
    def _gaps_are_known_and_fit(self) -> Self:
        known = {gap.code for gap in load_rubric().gaps}
        if unknown := [code for code in self.gaps if code not in known]:
            raise ValueError(f"unknown gap {unknown[0]}")
        if len(set(self.gaps)) < len(self.gaps):
            raise ValueError("a gap is named twice")
        if self.status == "scored" and (self.score == 5) == bool(self.gaps):
            raise ValueError("a 5 has no gap, and every score below 5 has one")
        if ("off_topic" in self.gaps) != (self.relevance == "off_topic"):
            raise ValueError("the gap off_topic and the relevance off_topic go together")
        if "off_topic" in self.gaps and self.score != 1:
            raise ValueError("an off_topic answer is a 1")
        return self

    @model_validator(mode="after")
    def _elements_fit_the_gaps(self) -> Self:
        if self.star is None:
            return self
        if self.star.quantified_result and not self.star.result:
            raise ValueError("a quantified result is a result")
        for element in ("situation", "task", "action", "result"):
            if f"missing_{element}" in self.gaps and getattr(self.star, element):
                raise ValueError(f"missing_{element} is named although the {element} is there")
        if "unquantified_result" in self.gaps and (
            self.star.quantified_result or not self.star.result
        ):
            raise ValueError("unquantified_result needs a result without a measure")
        return self


class AnswerSample(Label):
    """One labelled answer. `story` is what it tells of: variants of one story share it."""

    id: str = Field(min_length=1)
    story: str = Field(min_length=1)
    question: str = Field(min_length=1)
    question_type: QuestionType
    level: Level
    trade: str
    style: str
    answer: str
    why: str = Field(min_length=1)

    @property
    def split(self) -> Split:
        return split_of(self.story)

    @model_validator(mode="after")
    def _score_fits_the_misses(self) -> Self:
        rubric = load_rubric()
        if self.gaps != rubric.ordered(set(self.gaps), self.question_type):
            raise ValueError("gaps stand in order of weight: misses first, then the order of the table")
        misses = [g for g in self.gaps if rubric.gap(g).kind_for(self.question_type) == "miss"]
        # Rubric 1: among several candidate questions with homework in one, not_tailored is a refinement.
        if self.question_type == "candidate_question" and self.score == 4:
            misses = [code for code in misses if code != "not_tailored"]
        if self.score == 4 and misses:
            raise ValueError(f"a 4 has refinements only, {misses[0]} is a miss")
        if self.score == 3 and len(misses) != 1:
            raise ValueError(f"a 3 has exactly one miss, here are {len(misses)}")
        if self.score in (1, 2) and not misses:
            raise ValueError(f"a {self.score} has at least one miss")
        if self.score == 5 and self.question_type == "behavioural":
            self._whole_story()
        return self

    def _whole_story(self) -> None:
        assert self.star is not None
        if not all(self.star.model_dump().values()):
            raise ValueError("a behavioural 5 has all five elements")
        if self.ownership != "clear" or self.specificity != "high":
            raise ValueError("a behavioural 5 has clear ownership and high specificity")


class SecondLabel(Label):
    """The same answer labelled again by somebody who did not see the first label."""

    id: str = Field(min_length=1)


class PairSample(Frozen):
    """Two answers that differ in one thing, and what that may do to the score. Pairs are for testing only."""

    id: str = Field(min_length=1)
    story: str = Field(min_length=1)
    kind: PairKind
    question: str = Field(min_length=1)
    question_type: QuestionType
    level: Level
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    expect: Expectation


class Segment(Frozen):
    """A sentence or a part of one, with everything that it does."""

    text: str = Field(min_length=1)
    labels: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _labels_are_known(self) -> Self:
        if unknown := [label for label in self.labels if label not in segment_labels()]:
            raise ValueError(f"unknown label {unknown[0]}")
        return self


class SegmentedAnswer(Frozen):
    """One answer cut into labelled segments. `answer` is the id of the answer."""

    answer: str
    segments: tuple[Segment, ...]


def of_split(samples: Sequence[AnswerSample], split: Split) -> list[AnswerSample]:
    return [sample for sample in samples if sample.split == split]
