"""The program as a process with a data folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Seconds after which a process counts as hung, never as slow: a machine at other work takes ten times as long.
PATIENCE = 1800
QUIET = 300  # the same for a terminal on which nothing moves


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "INTERVIEWER_HOME": str(home), "PYTHONUNBUFFERED": "1", **more}


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "interviewer.cli", *arguments]


def run(home: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    settings = {"env": environment(home), "capture_output": True, "text": True, "timeout": PATIENCE, **options}
    if "input" not in settings:
        settings["stdin"] = subprocess.DEVNULL
    return subprocess.run(program(*arguments), check=False, **settings)  # type: ignore[call-overload]
