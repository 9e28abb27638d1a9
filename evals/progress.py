"""How far a run is: a bar on a terminal, one line a task in a log. Always on stderr, so that stdout stays the table."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.run import Advance


class Bars:
    """One bar a task, left standing when the task is done."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Advance]:
        columns = (
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
        )
        with Progress(*columns, console=self._console) as progress:
            bar = progress.add_task(what, total=total)
            yield lambda: progress.advance(bar)


class Lines:
    """A line when a task is done, with its seconds."""

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Advance]:
        started = time.monotonic()
        yield lambda: None
        print(f"{what}: {total} in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def progress() -> Bars | Lines:
    """What fits this stderr."""
    return Bars() if sys.stderr.isatty() else Lines()
