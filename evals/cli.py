"""`interviewer eval`: parses, runs the suites for each model, prints the table, writes the report, keeps the gate.

Exit codes as everywhere, and 3 when `--gate` finds a reason to fail.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from interviewer.config import load_settings
from interviewer.errors import InputError
from interviewer.paths import Paths, default_paths

GATE_FAILED = 3


def evaluate(
    model: Annotated[
        list[str] | None, typer.Option("--model", help="A GGUF file, a listed name, package:NAME or a server's URL; several side by side.")
    ] = None,
    suite: Annotated[
        list[str] | None, typer.Option("--suite", help="One suite, or several; by default all of them.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many samples of each task.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for report.html, report.md and results.json.")
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Fail (exit code 3) below a threshold or the accepted baseline.")
    ] = False,
    accept_baseline: Annotated[
        str | None, typer.Option("--accept-baseline", metavar="NAME", help="Make this run the baseline of that name.")
    ] = None,
    thresholds: Annotated[
        Path | None, typer.Option("--thresholds", help="Floors and ceilings of your own, in place of ours.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Judge everything again, whatever the cache holds.")] = False,
) -> None:
    """Measure how far the feedback can be trusted, for any model: a table, a report, a gate for CI."""
    _require_extras()
    from evals.gate import accept, failures, find_baseline, read_thresholds
    from evals.printing import print_failures, print_table
    from evals.report import write_report

    paths = default_paths()
    limits = read_thresholds(thresholds) if thresholds else read_thresholds()
    models: list[str | None] = [*model] if model else [None]
    finished = [_run(name, paths=paths, suites=suite, limit=limit, fresh=fresh) for name in models]
    print_table(finished)
    verdicts = {}
    for one in finished:
        baseline = find_baseline(one.results.model_sha256)
        verdicts[one.results.model] = failures(one.results, thresholds=limits, baseline=baseline)
    written = write_report(out or paths.reports / "eval", finished, verdicts)
    print(f"\nWritten: {written}")
    if accept_baseline:
        print(f"Accepted: {accept(finished[0].results, accept_baseline)}")
    if gate:
        for name, reasons in verdicts.items():
            print_failures(name, reasons)
        if any(verdicts.values()):
            raise typer.Exit(GATE_FAILED)


def _run(model: str | None, *, paths: Paths, suites: list[str] | None, limit: int | None, fresh: bool) -> Any:
    """One model through the chosen suites. Returns runner.Finished; what is finished is kept, also after Ctrl+C."""
    from evals.cache import Cache
    from evals.fingerprint import fingerprint
    from evals.loading import load_dataset
    from evals.progress import progress
    from evals.report_card import keep_card
    from evals.run import Run
    from evals.runner import run_suites
    from evals.subject import open_subject

    chosen = _chosen(suites)
    dataset = load_dataset()
    with open_subject(load_settings(paths, model=model), paths) as subject:
        mark = fingerprint(subject.identity)
        cache = None if fresh else Cache(paths.cache / "evals", mark, notice=_say)
        run = Run(subject=subject, dataset=dataset, cache=cache, limit=limit, progress=progress())
        finished = run_suites(run, chosen, fingerprint=mark)
    keep_card(finished.results, paths)
    return finished


def _chosen(names: list[str] | None) -> Any:
    from evals.suites import ALL

    if unknown := [name for name in names or () if name not in ALL]:
        raise InputError(f"There is no suite “{unknown[0]}”.", hint=f"Choose among: {', '.join(ALL)}.")
    return {name: suite for name, suite in ALL.items() if not names or name in names}


def _require_extras() -> None:
    try:
        import ir_measures  # noqa: F401
        import matplotlib  # noqa: F401
        import pyphen  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"The evals need {error.name}, which is not installed.", hint="pip install 'interviewer[evals]'"
        ) from error


def _say(notice: str) -> None:
    print(notice, file=sys.stderr)
