"""`interviewer models calibrate`: asks one model about labelled answers, fits its say in the score, and says what it adds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from interviewer.commands import JsonOption
from interviewer.config import load_settings
from interviewer.errors import InputError
from interviewer.paths import Paths, default_paths


def calibrate_model(
    model: Annotated[
        str | None, typer.Argument(help="A path, a listed name or package:NAME; by default the chosen one.")
    ] = None,
    answers: Annotated[int, typer.Option(min=50, help="How many labelled answers it is asked about.")] = 150,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the calibration here and not into the data folder.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find out what a model's view adds to the score, and let it count for as much (minutes)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from evals.calibrate import calibrate, chosen_answers
    from evals.loading import load_dataset
    from interviewer.coach.reader import SHIPPED_EMBEDDER, Reader
    from interviewer.rubric import load_rubric
    from interviewer.wiring import open_host
    from knowledge import load_embedder

    paths = default_paths().ensure()
    host = open_host(load_settings(paths, model=model), paths)
    if not host.info.sha256:
        raise InputError(
            f"{host.info.name} is behind a server, which does not say which file it is.",
            hint="Calibrate the GGUF file itself, then serve it.",
        )
    reader = Reader(embedder=load_embedder(SHIPPED_EMBEDDER), rubric=load_rubric())
    samples = chosen_answers(load_dataset(), count=answers)
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(samples))
        found = calibrate(
            host.chat("background"), samples, reader=reader, progress=lambda done, _: bar.update(task, completed=done)
        )
    host.close()
    path = out or _place(paths, found.sha256)
    path.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if json:
        print(found.model_dump_json())
        return
    print(f"{found.model}: agreement with the labels (quadratic weighted kappa) {found.kappa_without:.3f} without it, "
          f"{found.kappa_with:.3f} with it, over {found.answers} answers.")  # fmt: skip
    verdict = "It counts in the score." if found.counts else "That is no gain beyond doubt: it does not count in the score, and is not asked."
    print(f"Gain {found.gain:+.3f} nats an answer, at least {found.gain_low:+.3f} (95 %). {verdict}")
    print(f"Written to {path}.", file=sys.stderr)


def _place(paths: Paths, sha256: str) -> Path:
    paths.calibrations.mkdir(mode=0o700, exist_ok=True)
    return paths.calibrations / f"{sha256}.json"
