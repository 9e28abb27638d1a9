"""Does one change move the score as it must? Each pair against what it expects; a real answer unscored is a fault."""

from __future__ import annotations

from collections.abc import Sequence

from evals.data import PairSample
from evals.task import Measure, Score, mean_of
from interviewer.critique import Frozen


class Sides(Frozen):
    """The scores of a pair's two sides; None is unscored."""

    a: int | None
    b: int | None


def holds(pair: PairSample, sides: Sides) -> bool:
    """Whether the scores do what the pair expects."""
    if sides.a is None or sides.b is None:
        return False
    match pair.expect:
        case "b_not_higher":
            return sides.b <= sides.a
        case "b_not_lower":
            return sides.b >= sides.a
        case "within_one":
            return abs(sides.a - sides.b) <= 1
        case "equal":
            return sides.a == sides.b


def metamorphic(pairs: Sequence[PairSample], sides: Sequence[Sides]) -> list[Measure]:
    """The share of pairs that hold: all, and of each kind."""
    scores = [
        (pair.kind, Score(pair.id, pair.story, float(holds(pair, found))))
        for pair, found in zip(pairs, sides, strict=True)
    ]
    kinds = sorted({kind for kind, _ in scores})
    of_kind = [mean_of(f"pairs.{kind}", [one for name, one in scores if name == kind]) for kind in kinds]
    return [mean_of("pairs.all", [one for _, one in scores]), *of_kind]
