"""Are the five story elements read off the answer? F1 of each, and their mean (macro)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.task import Judged, Measure
from interviewer.critique import ELEMENTS, Star

NOTHING = Star(situation=False, task=False, action=False, result=False, quantified_result=False)


def elements(judged: Sequence[Judged]) -> list[Measure]:
    """F1 over answers whose label has the elements; an answer left unscored shows none of them."""
    labelled = [one for one in judged if one.sample.star is not None]
    truth = _table([one.sample.star or NOTHING for one in labelled])
    found = _table([one.critique.star or NOTHING for one in labelled])
    return element_measures(truth, found, tuple(one.sample.story for one in labelled))


def element_measures(truth: np.ndarray, found: np.ndarray, stories: tuple[str, ...]) -> list[Measure]:
    """The measures for two tables of answers (rows) by elements (columns)."""
    macro = Measure(
        "elements.macro_f1",
        stories,
        lambda drawn: float(f1(truth[drawn], found[drawn]).mean()),
    )
    return [macro, *(_of_one(truth, found, stories, place) for place in range(len(ELEMENTS)))]


def f1(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """F1 of each column of two tables of 0 and 1; 0 where neither has a 1. A test holds it to scikit-learn's."""
    both = (truth & found).sum(axis=0)
    either = truth.sum(axis=0) + found.sum(axis=0)
    return np.where(either > 0, 2 * both / np.maximum(either, 1), 0.0)


def _of_one(truth: np.ndarray, found: np.ndarray, stories: tuple[str, ...], place: int) -> Measure:
    return Measure(
        f"elements.{ELEMENTS[place]}_f1",
        stories,
        lambda drawn: float(f1(truth[drawn, place : place + 1], found[drawn, place : place + 1])[0]),
    )


def _table(stars: Sequence[Star]) -> np.ndarray:
    rows = [[getattr(star, element) for element in ELEMENTS] for star in stars]
    return np.array(rows, dtype=int).reshape(len(rows), len(ELEMENTS))
