"""The table on stdout: one line a measure, one column a model, differences with intervals where there are several."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.estimating import difference
from evals.gate import Failure
from evals.runner import Finished
from evals.task import Metric


def print_table(finished: Sequence[Finished]) -> None:
    """All measures of all models; from the second model on, the difference to the first beside its own."""
    first = finished[0]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("measure")
    table.add_column("n", justify="right")
    for place, one in enumerate(finished):
        table.add_column(one.results.model, justify="right", no_wrap=True)
        if place:
            table.add_column("difference", justify="right", no_wrap=True)
    for name, metric in first.results.metrics.items():
        cells = [name, str(metric.n), shown(metric)]
        for other in finished[1:]:
            cells += [shown(other.results.metrics[name]) if name in other.results.metrics else "–"]
            cells += [_difference(other, first, name)]
        table.add_row(*cells)
    for rival, metrics in first.results.rivals.items():
        table.add_section()
        for name, metric in metrics.items():
            table.add_row(f"[{rival}] {name}".replace("[", "\\["), str(metric.n), shown(metric))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def print_failures(model: str, failures: Sequence[Failure]) -> None:
    print(f"\n{model}: " + ("the gate is passed." if not failures else f"{len(failures)} reasons to fail:"))
    for failure in failures:
        print(f"  ✗ {failure.why}")


def shown(metric: Metric) -> str:
    """A value with its interval, as short as it can be read."""
    if metric.value is None or metric.low is None or metric.high is None:
        return "–"
    digits = 0 if abs(metric.value) >= 100 else 1 if abs(metric.value) >= 10 else 3
    if metric.low == metric.high == metric.value:
        return f"{metric.value:.{digits}f}"
    return f"{metric.value:.{digits}f} [{metric.low:.{digits}f}, {metric.high:.{digits}f}]"


def _difference(one: Finished, other: Finished, name: str) -> str:
    if name not in one.measures or name not in other.measures:
        return "–"
    if one.measures[name].stories != other.measures[name].stories:
        return "other samples"
    found = difference(one.measures[name], other.measures[name])
    if found.value is None or found.low is None or found.high is None:
        return "–"
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"
