"""From a Measure to a Metric: percentile bootstrap, clustered by story (Davison & Hinkley 1997, section 3.8).

Variants of one story stand or fall together, so whole stories are drawn, never single samples.
"""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np

from evals.task import Better, Indexes, Measure, Metric

DRAWS = 500
SEED = 7


def estimate(measure: Measure) -> Metric:
    """The value over all samples and its interval. A statistic that is not defined (NaN) gives None."""
    count = len(measure.stories)
    whole = _value(measure, np.arange(count)) if count else float("nan")
    if np.isnan(whole):
        return Metric(name=measure.name, value=None, low=None, high=None, n=count, better=measure.better)
    low, high = _interval(np.array([_value(measure, drawn) for drawn in _draws(measure.stories)]), whole)
    return Metric(
        name=measure.name, value=round(whole, 4), low=low, high=high, n=count, better=measure.better
    )


def difference(one: Measure, other: Measure) -> Metric:
    """`one` minus `other` over the same samples: both see the same draws. Raises ValueError when they are not."""
    if one.stories != other.stories:
        raise ValueError(f"{one.name}: the two were not measured on the same samples")
    count = len(one.stories)
    everything = np.arange(count)
    whole = _value(one, everything) - _value(other, everything) if count else float("nan")
    better: Better = one.better
    if np.isnan(whole):
        return Metric(name=one.name, value=None, low=None, high=None, n=count, better=better)
    gained = [_value(one, drawn) - _value(other, drawn) for drawn in _draws(one.stories)]
    low, high = _interval(np.array(gained), whole)
    return Metric(name=one.name, value=round(whole, 4), low=low, high=high, n=count, better=better)


def _value(measure: Measure, drawn: Indexes) -> float:
    with warnings.catch_warnings():
        # A draw may hold one class only; scikit-learn says so for each of hundreds of draws.
        warnings.simplefilter("ignore")
        return float(measure.statistic(drawn))


def _interval(values: np.ndarray, whole: float) -> tuple[float, float]:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return round(whole, 4), round(whole, 4)
    low, high = np.percentile(defined, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


@lru_cache(maxsize=64)
def _draws(stories: tuple[str, ...]) -> tuple[Indexes, ...]:
    """The samples of `DRAWS` resamples of the stories, always the same ones for the same stories."""
    rng = np.random.default_rng(SEED)
    names = sorted(set(stories))
    members: dict[str, list[int]] = {name: [] for name in names}
    for index, story in enumerate(stories):
        members[story].append(index)
    groups = [np.array(members[name], dtype=int) for name in names]
    return tuple(
        np.concatenate([groups[chosen] for chosen in rng.integers(len(groups), size=len(groups))])
        for _ in range(DRAWS)
    )
