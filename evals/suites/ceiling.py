"""Suite: how far two careful readers agree on the same answers. No machine can be asked for more."""

from __future__ import annotations

import numpy as np

from evals.run import Findings, Run
from evals.scorers.elements import element_measures
from evals.scorers.scoring import agreement
from evals.task import Measure, Score, mean_of
from interviewer.critique import ELEMENTS


def ceiling(run: Run) -> Findings:
    """Measures named ceiling.*: the blind second labels against the first; `neither` better, for they are no product."""
    first = {answer.id: answer for answer in run.dataset.answers}
    both = [(first[label.id], label) for label in run.dataset.second]
    scored = [(one, other) for one, other in both if one.score is not None and other.score is not None]
    stories = tuple(one.story for one, _ in scored)
    truth, given = (np.array([pair[side].score for pair in scored], dtype=int) for side in (0, 1))
    star = [
        np.array(
            [[getattr(pair[side].star, element) for element in ELEMENTS] for pair in scored], dtype=int
        ).reshape(len(scored), len(ELEMENTS))
        for side in (0, 1)
    ]
    kappa = agreement("ceiling.kappa", truth, given, stories)
    exact = [Score(one.id, one.story, float(one.score == other.score)) for one, other in scored]
    planted = [(one, other) for one, other in scored if one.gaps]
    same_gap = [Score(one.id, one.story, float(one.gaps[:1] == other.gaps[:1])) for one, other in planted]
    status = [Score(one.id, one.story, float(one.status == other.status)) for one, other in both]
    macro = element_measures(star[0], star[1], stories)[0]
    measures = [
        kappa,
        mean_of("ceiling.exact", exact),
        mean_of("ceiling.first_gap", same_gap),
        mean_of("ceiling.status", status),
        Measure("ceiling.element_macro_f1", macro.stories, macro.statistic),
    ]
    return Findings([Measure(one.name, one.stories, one.statistic, "neither") for one in measures])
