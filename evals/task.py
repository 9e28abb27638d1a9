"""Nouns of an eval: Judged (a Sample with what came of it), Score, Metric, and how a Metric is estimated.

A Scorer turns outcomes into Measures. A Measure is a statistic over samples, so that its interval, and its
difference to another model's, come from drawing the samples again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evals.data import AnswerSample
from interviewer.critique import Critique, Frozen

Better = Literal["higher", "lower", "neither"]
Indexes = NDArray[np.int_]
Statistic = Callable[[Indexes], float]


@dataclass(frozen=True)
class Judged:
    """One labelled answer with the critique that it got."""

    sample: AnswerSample
    critique: Critique


@dataclass(frozen=True)
class Score:
    """What a scorer says of one sample: `value` from 0 (wrong) to 1 (right), `why` for who reads the report."""

    sample: str
    story: str
    value: float
    why: str = ""


@dataclass(frozen=True)
class Measure:
    """A statistic over samples that can be drawn again, story by story; `stories` names each sample's."""

    name: str
    stories: tuple[str, ...]
    statistic: Statistic
    better: Better = "higher"


class Metric(Frozen):
    """A measure's value with its 95 % interval over `n` samples; None where there is nothing to measure."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    better: Better = "higher"


Scorer = Callable[[Sequence[Judged]], list[Measure]]


def mean_of(name: str, scores: Sequence[Score], *, better: Better = "higher") -> Measure:
    """The mean of scores as a measure."""
    values = np.array([score.value for score in scores], dtype=float)
    return Measure(name, tuple(score.story for score in scores), lambda drawn: float(values[drawn].mean()), better)
