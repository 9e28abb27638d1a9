"""What the evals' tests share: labelled answers, critiques that fit them, and coaches that are known to be bad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.data import AnswerSample
from evals.loading import load_dataset
from evals.task import Judged, Measure
from interviewer.critique import Advice, Critique, Improvement, QuestionType, Star, Strength
from interviewer.pack import SHIPPED, load_pack

ROOT = Path(__file__).parents[2]
PACK = load_pack(SHIPPED / "media-producer")
SAMPLES = load_dataset().answers
SCORED = [sample for sample in SAMPLES if sample.status == "scored"]
UNSCORED = [sample for sample in SAMPLES if sample.status == "unscored"]


def value(measures: Sequence[Measure], name: str) -> float:
    """A measure over all of its samples."""
    measure = next(one for one in measures if one.name == name)
    return measure.statistic(np.arange(len(measure.stories)))


def advice(topic: str = "star", excerpt: str = "Say what changed.") -> Advice:
    return Advice(topic=topic, title="A title", excerpt=excerpt, source="Guide › Chapter")


def improvement(gap: str = "missing_result", **changes: Any) -> Improvement:
    fields = {
        "quote": None,
        "text": "You stop before the outcome. Say how it ended.",
        "ask": "How did it end?",
        "advice": advice(),
    }
    return Improvement(gap=gap, **(fields | changes))


def perfect(sample: AnswerSample, **changes: Any) -> Critique:
    """The critique that the label calls for, with `changes`."""
    fields: dict[str, Any] = {
        "id": sample.id,
        "status": sample.status,
        "reason": sample.reason,
        "question_type": sample.question_type,
        "score": sample.score,
        "confidence": 1.0 if sample.status == "scored" else None,
        "star": sample.star,
        "ownership": sample.ownership,
        "specificity": sample.specificity,
        "relevance": sample.relevance,
        "spoken_seconds": 30,
        "improvements": tuple(improvement(gap) for gap in sample.gaps),
    }
    return Critique(**(fields | changes))


def judged(samples: Sequence[AnswerSample], **changes: Any) -> list[Judged]:
    """All samples as a perfect coach with `changes` would judge them."""
    return [Judged(sample, perfect(sample, **(changes if sample.status == "scored" else {}))) for sample in samples]


def with_feedback(answer: str, *improvements: Improvement, strengths: Sequence[Strength] = ()) -> Judged:
    """A scored answer of these words with this feedback."""
    sample = SCORED[0].model_copy(update={"answer": answer})
    return Judged(sample, perfect(sample, improvements=improvements, strengths=tuple(strengths)))


@dataclass
class ConstantCoach:
    """Always the same score, and no gap but one."""

    score: int = 3

    def question_type(self, question: str) -> QuestionType:
        return "behavioural"

    def critique(self, answer: str, *, question: Any, critique_id: str, **_: Any) -> Critique:
        return Critique(
            id=critique_id,
            status="scored",
            question_type=question.type,
            score=self.score,
            confidence=0.9,
            star=Star(situation=True, task=True, action=True, result=True, quantified_result=True),
            ownership="clear",
            specificity="high",
            relevance="on_topic",
            spoken_seconds=30,
            improvements=(improvement(),),
        )
