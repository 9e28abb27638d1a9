"""Writes what a run found: results.json for programs, report.md for a terminal or a pull request, report.html to read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import plots
from evals.estimating import difference
from evals.gate import Failure
from evals.printing import shown
from evals.report_card import card_of
from evals.results import Results
from evals.runner import Finished
from evals.task import Metric
from interviewer.errors import InputError
from interviewer.report_card import MARKS
from interviewer.rubric import load_rubric

TEMPLATES = Path(__file__).with_name("templates")


def write_report(folder: Path, finished: Sequence[Finished], failures: Mapping[str, Sequence[Failure]]) -> Path:
    """The three files below `folder`; returns the one to open. Raises InputError when it cannot be written."""
    views = [_view(one.results, failures.get(one.results.model, ())) for one in finished]
    differences = [_differences(finished[0], other) for other in finished[1:]]
    page = {"views": views, "groups": _groups(finished), "differences": differences}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "results.json").write_text(
            json.dumps([one.results.model_dump(mode="json") for one in finished], indent=1, ensure_ascii=False)
            + "\n",
            encoding="utf-8",
        )
        (folder / "report.md").write_text(_render("report.md.jinja", page), encoding="utf-8")
        (folder / "report.html").write_text(_render("report.html.jinja", page), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}.", hint="Choose another --out.") from error
    return folder / "report.html"


def _view(results: Results, failures: Sequence[Failure]) -> dict[str, Any]:
    """All that the templates show of one model."""
    return {
        "results": results,
        "card": card_of(results),
        "failures": failures,
        "pictures": _pictures(results),
        "exhibits": results.exhibits,
    }


def _pictures(results: Results) -> list[dict[str, str]]:
    """Only those that this run has figures for."""
    found: list[dict[str, str]] = []
    metrics, exhibits = results.metrics, results.exhibits
    if "scoring.kappa" in metrics:
        uri = plots.kappa_bars(metrics["scoring.kappa"], results.rivals, metrics.get("ceiling.kappa"))
        found.append({"title": "Agreement with the labels", "uri": uri})
    if "confusion" in exhibits:
        found.append({"title": "Which scores are taken for which", "uri": plots.confusion(exhibits["confusion"])})
    if "elements.macro_f1" in metrics:
        uri = plots.element_bars(metrics, results.rivals.get("which words", {}))
        found.append({"title": "Story elements", "uri": uri})
    if exhibits.get("reliability"):
        found.append({"title": "Is the confidence honest?", "uri": plots.reliability(exhibits["reliability"])})
    return found


def _groups(finished: Sequence[Finished]) -> list[dict[str, Any]]:
    """The measures of all models by group; a row has a cell for each model."""
    names = list(dict.fromkeys(name for one in finished for name in one.results.metrics))
    groups = []
    for group in _layout()["groups"]:
        members = [name for name in names if name.partition(".")[0] in group["prefixes"]]
        rows = [
            {
                "name": name,
                "says": named(name),
                "cells": [one.results.metrics.get(name) for one in finished],
            }
            for name in members
        ]
        if rows:
            groups.append({"title": group["title"], "rows": rows})
    return groups


def _differences(first: Finished, other: Finished) -> dict[str, Any]:
    """The other model minus the first, where both were measured on the same samples, clear differences first."""
    rows = []
    for name, measure in other.measures.items():
        mine = first.measures.get(name)
        if mine is None or mine.stories != measure.stories or measure.better == "neither":
            continue
        found = difference(measure, mine)
        if found.value is not None and found.low is not None and found.high is not None and found.value != 0:
            rows.append({"says": named(name), "name": name, "metric": found, "clear": found.low > 0 or found.high < 0})
    rows.sort(key=lambda row: not row["clear"])
    return {"model": other.results.model, "against": first.results.model, "rows": rows}


def named(name: str) -> str:
    """A measure in words."""
    words: str = _layout()["names"].get(name, "")
    return words or name.partition(".")[2].removesuffix("_f1").replace("_", " ")


@cache
def _layout() -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / "groups.toml").read_text(encoding="utf-8"))


def _render(template: str, page: Mapping[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=template.endswith(".html.jinja"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shown": _shown, "meter": _meter, "gap": _gap_title}
    environment.globals["MARKS"] = MARKS
    environment.globals["named"] = named
    return environment.get_template(template).render(page)


def _shown(metric: Metric | None) -> str:
    return shown(metric) if metric else "–"


def _meter(metric: Metric | None) -> Markup:
    """A value between 0 and 1 as a thin bar with its interval; nothing for other values."""
    if metric is None or metric.value is None or metric.low is None or metric.high is None:
        return Markup("")
    if not 0 <= metric.value <= 1 or metric.high > 1:
        return Markup("")
    low = max(0.0, metric.low)
    return Markup(
        '<span class="meter"><i style="width:{:.1f}%"></i><b style="left:{:.1f}%;width:{:.1f}%"></b></span>'
    ).format(metric.value * 100, low * 100, (metric.high - low) * 100)


def _gap_title(code: str) -> str:
    return load_rubric().gap(code).title
