"""Does the score agree with the label? Quadratic weighted kappa, exact, bias, recall of each score, and the rest.

An answer that the label scores and the coach leaves unscored is not exact and counts against `scored`; kappa
and bias are over those that both scored: unscored is not a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.task import Judged, Measure, Score, mean_of

SCORES = (1, 2, 3, 4, 5)
FIELDS = ("ownership", "specificity", "relevance")


def scoring(judged: Sequence[Judged]) -> list[Measure]:
    """Measures of the score and of the fields beside it, over answers whose label has a score."""
    labelled = [one for one in judged if one.sample.score is not None]
    both = [one for one in labelled if one.critique.score is not None]
    truth = np.array([one.sample.score for one in both], dtype=int)
    given = np.array([one.critique.score for one in both], dtype=int)
    stories = tuple(one.sample.story for one in both)
    measures = [
        agreement("scoring.kappa", truth, given, stories),
        mean_of("scoring.exact", [_score(one, one.critique.score == one.sample.score) for one in labelled]),
        mean_of("scoring.within_one", [_score(one, _near(one)) for one in labelled], better="neither"),
        Measure("scoring.bias", stories, lambda drawn: float((given - truth)[drawn].mean()), "neither"),
        Measure("scoring.abs_bias", stories, lambda drawn: abs(float((given - truth)[drawn].mean())), "lower"),
        mean_of("scoring.scored", [_score(one, one.critique.score is not None) for one in labelled]),
    ]
    for score in SCORES:
        of_it = [_score(one, one.critique.score == score) for one in labelled if one.sample.score == score]
        measures.append(mean_of(f"scoring.recall_{score}", of_it))
    for field in FIELDS:
        same = [_score(one, getattr(one.critique, field) == getattr(one.sample, field)) for one in labelled]
        measures.append(mean_of(f"scoring.{field}", same))
    return measures


def agreement(
    name: str, truth: np.ndarray, given: np.ndarray, stories: tuple[str, ...]
) -> Measure:
    """Quadratic weighted kappa as a measure (Cohen 1968): 0 is chance, 1 is the same throughout."""
    return Measure(name, stories, lambda drawn: quadratic_kappa(truth[drawn], given[drawn]))


def quadratic_kappa(one: np.ndarray, other: np.ndarray) -> float:
    """Kappa of two rows of scores; 0 when either is constant. A test holds it to scikit-learn's.

    By hand because it is drawn hundreds of times for every interval, where scikit-learn takes a hundred times as long.
    """
    if not len(one) or (one == one[0]).all() or (other == other[0]).all():
        # A constant says nothing: chance agreement, which the formula gives as 0 / 0 or 0.
        return 0.0
    apart = float(np.mean((one - other) ** 2))
    # The mean squared distance of every score to every other row's score, by their moments.
    by_chance = float(np.mean(one**2) + np.mean(other**2) - 2 * np.mean(one) * np.mean(other))
    return 1 - apart / by_chance


def _near(one: Judged) -> bool:
    assert one.sample.score is not None
    return one.critique.score is not None and abs(one.critique.score - one.sample.score) <= 1


def _score(one: Judged, right: bool) -> Score:
    return Score(one.sample.id, one.sample.story, float(right))
