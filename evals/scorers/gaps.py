"""Is the gap that matters most named: first, and among the first three? And how many of the named ones are real?"""

from __future__ import annotations

from collections.abc import Sequence

from evals.task import Judged, Measure, Score, mean_of


def gaps(judged: Sequence[Judged]) -> list[Measure]:
    """Over answers whose label names a gap, the first of which is the planted one."""
    planted = [one for one in judged if one.sample.gaps]
    named = [one for one in judged if one.critique.improvements and one.sample.status == "scored"]
    whole = [one for one in judged if one.sample.score == 5]
    return [
        mean_of("gaps.first", [_score(one, _named(one)[:1] == one.sample.gaps[:1]) for one in planted]),
        mean_of("gaps.in_three", [_score(one, one.sample.gaps[0] in _named(one)) for one in planted]),
        mean_of("gaps.precision", [_precision(one) for one in named]),
        mean_of("gaps.none_for_a_5", [_score(one, not _named(one)) for one in whole]),
    ]


def _named(one: Judged) -> tuple[str, ...]:
    return tuple(improvement.gap for improvement in one.critique.improvements)


def _precision(one: Judged) -> Score:
    named = _named(one)
    right = len(set(named) & set(one.sample.gaps)) / len(named)
    return Score(one.sample.id, one.sample.story, right)


def _score(one: Judged, right: bool) -> Score:
    return Score(one.sample.id, one.sample.story, float(right), ", ".join(_named(one)))
