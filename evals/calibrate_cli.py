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

    from evals.calibrate import REMARKS, calibrate, chosen_answers, words_share
    from evals.loading import load_dataset
    from interviewer.coach.reader import SHIPPED_EMBEDDER, Reader
    from interviewer.rubric import load_rubric
    from interviewer.session import Setup
    from interviewer.wiring import Engine, open_host
    from knowledge import load_embedder

    paths = default_paths().ensure()
    settings = load_settings(paths, model=model)
    host = open_host(settings, paths)
    if not host.info.sha256:
        raise InputError(
            f"{host.info.name} is behind a server, which does not say which file it is.",
            hint="Calibrate the GGUF file itself, then serve it.",
        )
    reader = Reader(embedder=load_embedder(SHIPPED_EMBEDDER), rubric=load_rubric())
    samples = chosen_answers(load_dataset(), count=answers)
    remarks = samples[:: max(1, len(samples) // REMARKS)][:REMARKS]
    engine = Engine(settings=settings, paths=paths, host=host, ask_any_model=True)
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(samples) + len(remarks))

        def forward(done: int) -> None:
            bar.advance(task, done)

        words = words_share(engine.coach, remarks, pack=engine.pack(Setup().pack), progress=forward)
        found = calibrate(host.chat("background"), samples, reader=reader, words=words, progress=forward)
    engine.close()
    path = out or _place(paths, found.sha256)
    path.write_text(found.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if json:
        print(found.model_dump_json())
        return
    print(f"{found.model}: agreement with the labels (quadratic weighted kappa) {found.kappa_without:.3f} without it, "
          f"{found.kappa_with:.3f} with it, over {found.answers} answers.")  # fmt: skip
    verdict = "It counts in the score." if found.counts else "That is no gain beyond doubt: it does not count in the score, and is not asked."
    print(f"Gain {found.gain:+.3f} nats an answer, at least {found.gain_low:+.3f} (95 %). {verdict}")
    asked = "It words the feedback." if found.words_count else "It is not asked to word the feedback: that comes from the coach's own texts."
    print(f"Of its remarks on {len(remarks)} answers {found.words:.0%} passed the checks. {asked}")
    print(f"Written to {path}.", file=sys.stderr)


def _place(paths: Paths, sha256: str) -> Path:
    paths.calibrations.mkdir(mode=0o700, exist_ok=True)
    return paths.calibrations / f"{sha256}.json"
