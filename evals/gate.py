"""What makes a run fail: an absolute floor or ceiling, or a drop below the interval of the accepted baseline."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from evals.results import Results
from evals.task import Metric
from interviewer.critique import Frozen
from interviewer.errors import InputError

THRESHOLDS = Path(__file__).with_name("thresholds.toml")
BASELINES = Path(__file__).with_name("baselines")


class Thresholds(Frozen):
    """Measures by name: none below its floor, none above its ceiling."""

    floors: dict[str, float] = Field(default_factory=dict)
    ceilings: dict[str, float] = Field(default_factory=dict)


class Baseline(Frozen):
    """What was accepted: for which model, on which data, and every measure with its interval."""

    model: str
    model_sha256: str | None
    data: str
    product: str
    metrics: dict[str, Metric]


class Failure(Frozen):
    """One reason to fail, as a sentence."""

    metric: str
    why: str


def read_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """Raises InputError for a file that is no thresholds."""
    try:
        return Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{path} is not usable: {error}.", hint="It holds [floors] and [ceilings].") from error


def find_baseline(sha256: str | None, folder: Path = BASELINES) -> Baseline | None:
    """The accepted baseline of this very model, None where there is none."""
    if sha256 is None or not folder.is_dir():
        return None
    every = (read_baseline(path) for path in sorted(folder.glob("*.json")))
    return next((baseline for baseline in every if baseline.model_sha256 == sha256), None)


def read_baseline(path: Path) -> Baseline:
    """Raises InputError for a file that is no baseline."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise InputError(
            f"{path} holds no baseline.", hint="interviewer eval --accept-baseline writes one."
        ) from error


def failures(results: Results, *, thresholds: Thresholds, baseline: Baseline | None) -> list[Failure]:
    """Why this run fails; empty when it passes. Measures that this run did not take are not asked for.

    A baseline is compared with whole runs only: a limited one is on other samples.
    """
    found = [*_beyond(results.metrics, thresholds)]
    if baseline is not None and results.limit is None:
        found += _dropped(results.metrics, baseline)
    return found


def accept(results: Results, name: str, folder: Path = BASELINES) -> Path:
    """Make this run the baseline: sorted, rounded, one line a measure, so that the diff can be read."""
    if results.limit is not None:
        raise InputError("A limited run is no baseline.", hint="Run the whole suite without --limit.")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(_baseline_text(results), encoding="utf-8")
    return path


def _beyond(metrics: Mapping[str, Metric], thresholds: Thresholds) -> list[Failure]:
    found: list[Failure] = []
    for name, floor in thresholds.floors.items():
        metric = metrics.get(name)
        if metric is not None and metric.value is not None and metric.value < floor:
            found.append(Failure(metric=name, why=f"{name} is {metric.value:.3f}, the floor is {floor:.3f}"))
    for name, ceiling in thresholds.ceilings.items():
        metric = metrics.get(name)
        if metric is not None and metric.value is not None and metric.value > ceiling:
            found.append(Failure(metric=name, why=f"{name} is {metric.value:.3f}, the ceiling is {ceiling:.3f}"))
    return found


def _dropped(metrics: Mapping[str, Metric], baseline: Baseline) -> list[Failure]:
    found: list[Failure] = []
    for name, before in baseline.metrics.items():
        now = metrics.get(name)
        if now is None or now.value is None or before.low is None or before.high is None:
            continue
        interval = f"the baseline's {before.value:.3f} [{before.low:.3f}, {before.high:.3f}]"
        if (before.better == "higher" and now.value < before.low) or (
            before.better == "lower" and now.value > before.high
        ):
            found.append(Failure(metric=name, why=f"{name} is {now.value:.3f}, beyond {interval}"))
    return found


def _baseline_text(results: Results) -> str:
    head: dict[str, Any] = {
        "model": results.model,
        "model_sha256": results.model_sha256,
        "data": results.data,
        "product": results.product,
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    kept = [
        f"    {json.dumps(name)}: {json.dumps(metric.model_dump(mode='json'))}"
        for name, metric in sorted(results.metrics.items())
        # Times, and what only describes, change from run to run and would drown the rest.
        if metric.better != "neither"
    ]
    body = ",\n".join(kept)
    return "{\n" + ",\n".join(lines) + ',\n  "metrics": {\n' + body + "\n  }\n}\n"
