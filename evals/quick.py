"""The daily look: judge the answers of one split without generated words, and say what came of it.

    python -m evals.quick [tune|train|test]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from evals.asking import Judging, judge_answer
from evals.data import Split, of_split
from evals.loading import load_dataset
from evals.scorers.calibration import calibration
from evals.scorers.elements import elements
from evals.scorers.gaps import gaps
from evals.scorers.scoring import scoring
from evals.scorers.status import status
from evals.task import Judged, Scorer
from interviewer.pack import SHIPPED, Pack, load_pack

SCORERS: tuple[Scorer, ...] = (scoring, elements, status, gaps, calibration)


def measure(coach: Judging, split: Split = "tune", *, pack: Pack | None = None) -> dict[str, float]:
    """Kappa, exact, bias, status, F1 of each element, gaps and calibration error by name; no intervals, no cache."""
    of_pack = pack or load_pack(SHIPPED / "media-producer")
    samples = of_split(load_dataset().answers, split)
    return values(
        [Judged(one, judge_answer(coach, one, pack=of_pack, wording=False)) for one in samples]
    )


def values(judged: Sequence[Judged]) -> dict[str, float]:
    """Every scorer's measures over all of `judged`."""
    found: dict[str, float] = {}
    for scorer in SCORERS:
        for one in scorer(judged):
            everything = np.arange(len(one.stories))
            found[one.name] = round(one.statistic(everything), 4) if len(everything) else float("nan")
    return found


def main() -> None:
    from interviewer.config import load_settings
    from interviewer.paths import default_paths
    from interviewer.wiring import Engine

    paths = default_paths()
    engine = Engine(settings=load_settings(paths), paths=paths)
    split: Split = "train" if "train" in sys.argv else "test" if "test" in sys.argv else "tune"
    for name, value in measure(engine.coach, split).items():
        print(f"{name:32s} {value:7.3f}")
    engine.close()


if __name__ == "__main__":
    main()
