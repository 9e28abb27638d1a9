"""Runs suites over a subject and estimates what they measured. Knows no suite by name."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.estimating import estimate
from evals.fingerprint import Fingerprint
from evals.results import Results, now, this_machine
from evals.run import Findings, Run, Suite
from evals.task import Measure, Metric
from interviewer import __version__


@dataclass(frozen=True)
class Finished:
    """Results with the measures that they were estimated from, for the difference to another model."""

    results: Results
    measures: Mapping[str, Measure]


def run_suites(run: Run, suites: Mapping[str, Suite], *, fingerprint: Fingerprint) -> Finished:
    """Every suite in order. What the samples' outcomes are is kept by the run's cache, not here."""
    started = time.monotonic()
    found = {name: suite(run) for name, suite in suites.items()}
    measures = {measure.name: measure for findings in found.values() for measure in findings.measures}
    results = Results(
        product=__version__,
        data=run.dataset.sha256,
        prompts=fingerprint.prompts,
        engine=fingerprint.engine,
        model=run.subject.name,
        model_sha256=run.subject.sha256,
        machine=this_machine(),
        metrics={name: estimate(measure) for name, measure in measures.items()},
        rivals=_rivals(list(found.values())),
        exhibits={name: thing for findings in found.values() for name, thing in findings.exhibits.items()},
        suites=tuple(suites),
        limit=run.limit,
        finished_at=now(),
        seconds=round(time.monotonic() - started, 1),
    )
    return Finished(results, measures)


def _rivals(found: Sequence[Findings]) -> dict[str, dict[str, Metric]]:
    metrics: dict[str, dict[str, Metric]] = {}
    for findings in found:
        for rival, measures in findings.rivals.items():
            metrics.setdefault(rival, {}).update({one.name: estimate(one) for one in measures})
    return metrics
