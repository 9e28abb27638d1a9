"""What a run found, as data: metrics with intervals, rivals, exhibits, and what exactly was measured."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from pydantic import ValidationError

from evals.task import Metric
from interviewer.critique import RUBRIC_VERSION, Frozen
from interviewer.errors import InputError


class Machine(Frozen):
    """Where it ran: times mean nothing without it."""

    system: str
    processor: str
    cores: int
    memory_gb: float
    python: str


class Results(Frozen):
    """One model's run."""

    product: str
    rubric: int = RUBRIC_VERSION
    data: str
    prompts: str
    engine: str
    model: str
    model_sha256: str | None
    machine: Machine
    finished_at: datetime
    seconds: float
    suites: tuple[str, ...]
    limit: int | None
    metrics: dict[str, Metric]
    rivals: dict[str, dict[str, Metric]]
    exhibits: dict[str, Any]


def this_machine() -> Machine:
    return Machine(
        system=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 1e9, 1),
        python=platform.python_version(),
    )


def now() -> datetime:
    return datetime.now(UTC)


def read_results(path: Path) -> Results:
    """Results that were written before. Raises InputError."""
    try:
        return Results.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise InputError(f"{path} holds no results of an eval.", hint="interviewer eval writes them.") from error


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
