"""Suite: the baselines that use no model, on the same test answers. What beats none of them is worth nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.data import AnswerSample, of_split
from evals.rivals.commonest import commonest
from evals.rivals.keywords import by_keywords, elements_by_keywords
from evals.rivals.length import by_length
from evals.rivals.phrases import by_phrases, elements_by_phrases
from evals.run import Findings, Run
from evals.scorers.elements import element_measures
from evals.scorers.scoring import agreement
from evals.task import Measure, Score, mean_of
from interviewer.critique import ELEMENTS


def rivals(run: Run) -> Findings:
    """Rivals by name, with scoring.* and elements.* as the subject has them."""
    train = of_split(run.dataset.answers, "train")
    test = [sample for sample in run.test_answers() if sample.score is not None]
    return Findings(
        rivals={
            "always the commonest": _scores(test, commonest(train, test)),
            "length only": _scores(test, by_length(train, test)),
            "stock phrases": [*_scores(test, by_phrases(test)), *_elements(test, elements_by_phrases(test))],
            "which words": [
                *_scores(test, by_keywords(train, test)),
                *_elements(test, elements_by_keywords(train, test)),
            ],
        }
    )


def _scores(test: Sequence[AnswerSample], given: Sequence[int]) -> list[Measure]:
    truth = np.array([sample.score for sample in test], dtype=int)
    stories = tuple(sample.story for sample in test)
    right = [
        Score(sample.id, sample.story, float(score == sample.score))
        for sample, score in zip(test, given, strict=True)
    ]
    return [agreement("scoring.kappa", truth, np.array(given, dtype=int), stories), mean_of("scoring.exact", right)]


def _elements(test: Sequence[AnswerSample], found: np.ndarray) -> list[Measure]:
    rows = [[getattr(sample.star, element) for element in ELEMENTS] for sample in test]
    truth = np.array(rows, dtype=int).reshape(len(test), len(ELEMENTS))
    return element_measures(truth, found, tuple(sample.story for sample in test))
