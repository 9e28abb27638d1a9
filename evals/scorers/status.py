"""Is it told what is an answer at all? Status accuracy, and recall of the unscored: a number on noise is the worst."""

from __future__ import annotations

from collections.abc import Sequence

from evals.task import Judged, Measure, Score, mean_of


def status(judged: Sequence[Judged]) -> list[Measure]:
    """Accuracy over all answers; recall of each side; the reason's accuracy over those that both call unscored."""
    unscored = [one for one in judged if one.sample.status == "unscored"]
    scored = [one for one in judged if one.sample.status == "scored"]
    both = [one for one in unscored if one.critique.status == "unscored"]
    return [
        mean_of("status.accuracy", [_same(one) for one in judged]),
        mean_of("status.unscored_recall", [_same(one) for one in unscored]),
        mean_of("status.scored_recall", [_same(one) for one in scored]),
        mean_of("status.reason", [_score(one, one.critique.reason == one.sample.reason) for one in both]),
    ]


def _same(one: Judged) -> Score:
    return _score(one, one.critique.status == one.sample.status)


def _score(one: Judged, right: bool) -> Score:
    return Score(one.sample.id, one.sample.story, float(right))
