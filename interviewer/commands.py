"""What all commands share: the engine for this installation, the `--json` option, progress on stderr."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from interviewer.config import load_settings
from interviewer.paths import default_paths
from interviewer.wiring import Engine, LoadStep

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def open_engine(**options: Any) -> Engine:
    """The engine for the user's data folder; options that are None are not given."""
    paths = default_paths()
    return Engine(settings=load_settings(paths, **options), paths=paths)


def show_progress(step: LoadStep) -> None:
    """One line on stderr that overwrites itself, and only for somebody who looks."""
    if sys.stderr.isatty():
        amount = f" {step.done}/{step.total}" if step.total else " …"
        print(f"\r\033[K{step.what}{amount}", end="", file=sys.stderr, flush=True)


def clear_progress() -> None:
    """Take the line of `show_progress` away again."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
