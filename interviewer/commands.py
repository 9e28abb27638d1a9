"""What all commands share: the engine for this installation, common options, progress on stderr."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from interviewer.config import load_settings
from interviewer.paths import default_paths
from interviewer.wiring import Engine, LoadStep

ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="A GGUF file, a name from `models list`, package:NAME or a server's URL."),
]
HideNumbersOption = Annotated[
    bool | None, typer.Option("--hide-numbers", help="No scores anywhere: words only.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def open_engine(**options: Any) -> Engine:
    """The engine for the user's data folder; options that are None are not given."""
    paths = default_paths()
    return Engine(settings=load_settings(paths, **options), paths=paths)


def loaded(engine: Engine) -> Engine:
    """The engine with everything loaded, its progress shown, and what the model lacks told on stderr."""
    engine.load(show_progress)
    clear_progress()
    for warning in engine.model_info.warnings if engine.model_info else ():
        print(f"Note: {warning}", file=sys.stderr)
    return engine


def show_progress(step: LoadStep) -> None:
    """One line on stderr that overwrites itself, and only for somebody who looks."""
    if sys.stderr.isatty():
        amount = f" {step.done}/{step.total}" if step.total else " …"
        print(f"\r\033[K{step.what}{amount}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Take the line of `show_progress` away again."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
