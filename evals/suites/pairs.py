"""Suite: minimal pairs. One thing is changed, and the score may move one way only."""

from __future__ import annotations

from evals.asking import judge_side
from evals.data import PairSample
from evals.run import Findings, Run
from evals.scorers.metamorphic import Sides, holds, metamorphic


def pairs(run: Run) -> Findings:
    """Measures named pairs.*, and the pairs that do not hold."""
    samples = run.limited(run.dataset.pairs)
    coach, pack = run.subject.coach, run.subject.pack

    def act(pair: PairSample) -> Sides:
        return Sides(
            a=judge_side(coach, pair, pair.a, pack=pack).score, b=judge_side(coach, pair, pair.b, pack=pack).score
        )

    found = run.outcomes("pair", samples, act, Sides)
    failed = [
        {**pair.model_dump(mode="json"), "score_a": sides.a, "score_b": sides.b}
        for pair, sides in zip(samples, found, strict=True)
        if not holds(pair, sides)
    ]
    return Findings(metamorphic(samples, found), exhibits={"failed_pairs": failed})
