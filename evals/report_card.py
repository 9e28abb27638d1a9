"""From results to a report card: what a model is fit for, with the figures behind every verdict."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from evals.printing import shown
from evals.results import Results
from evals.task import Metric
from interviewer.paths import Paths
from interviewer.report_card import Fitness, ReportCard, Verdict, write_card

NEEDED = {"scoring", "feedback", "follow_up", "speed"}
MISSING = Metric(name="", value=None, low=None, high=None, n=0)


def card_of(results: Results) -> ReportCard:
    """The card that these results call for. A figure that was not taken stands as a dash, and is no reason for "yes"."""
    found = results.metrics
    naive = results.rivals.get("naive prompt", {})
    grades = naive.get("scoring.kappa", MISSING)
    words, asked = (found.get(f"{name}.model_words", MISSING) for name in ("feedback", "follow_up"))
    return ReportCard(
        model=results.model,
        sha256=results.model_sha256 or "",
        product=results.product,
        data=results.data[:12],
        made_at=results.finished_at,
        verdicts=(
            _verdict("follow_ups", asked, f"its own words used: {shown(asked)}", _figure(found, "follow_up.good", "of all follow-ups good")),
            _verdict(
                "feedback",
                words,
                f"its own words used: {shown(words)}",
                _figure(found, "feedback.invented_facts", "critiques with something invented"),
                f"plain prompt, nothing invented: {shown(naive.get('feedback.nothing_invented', MISSING))}",
            ),
            _verdict(
                "judging",
                grades,
                f"kappa of its own grades: {shown(grades)}",
                f"exact: {shown(naive.get('scoring.exact', MISSING))}",
                _figure(found, "scoring.kappa", "kappa of the coach with it"),
            ),
        ),
        speed=(
            _figure(found, "speed.feedback_p50_ms", "ms for a critique (median)"),
            _figure(found, "speed.naive_tokens_per_second", "tokens a second"),
            _figure(found, "memory.process_mb", "MB in use"),
        ),
    )


def keep_card(results: Results, paths: Paths) -> Path | None:
    """Save the card of a whole run by the model's hash; a part of a run, or a server's model, has none."""
    if results.limit is not None or results.model_sha256 is None or not set(results.suites) >= NEEDED:
        return None
    return write_card(paths.report_cards, card_of(results))


def _verdict(use: str, metric: Metric, *figures: str) -> Verdict:
    words = _words()[use]
    value = metric.value
    fit: Fitness = "no"
    if value is not None and value >= words["care_from"]:
        fit = "yes" if value >= words["yes_from"] else "with care"
    return Verdict(use=words["use"], fit=fit, says=words["care" if fit == "with care" else fit], figures=figures)


def _figure(found: dict[str, Metric], name: str, what: str) -> str:
    return f"{what}: {shown(found.get(name, MISSING))}"


@cache
def _words() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("templates") / "report_card.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
