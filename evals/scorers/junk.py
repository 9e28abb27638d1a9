"""Does what is no answer stay without credit? Junk is unscored or a 1, never more."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from evals.task import Measure, Score, mean_of
from interviewer.critique import Frozen, QuestionType


class JunkSample(Frozen):
    """Something typed that deserves no credit."""

    id: str = Field(min_length=1)
    kind: str
    question: str
    question_type: QuestionType
    answer: str


class Given(Frozen):
    """The score that it got; None is unscored."""

    score: int | None


def junk(samples: Sequence[JunkSample], given: Sequence[Given]) -> list[Measure]:
    """The share that got no more than a 1, and the share that was left unscored."""
    both = list(zip(samples, given, strict=True))
    low = [Score(one.id, one.id, float(got.score is None or got.score == 1), str(got.score)) for one, got in both]
    none = [Score(one.id, one.id, float(got.score is None)) for one, got in both]
    return [mean_of("junk.never_above_1", low), mean_of("junk.unscored", none, better="neither")]
