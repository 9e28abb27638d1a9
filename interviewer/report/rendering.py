"""Writes a report down: Markdown, HTML in one file, JSON. The words around the facts stand in prompts/report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, get_args

import jinja2
from markupsafe import Markup, escape

from interviewer.report.contents import Milestone, Report
from interviewer.report.words import report_words
from interviewer.templates import PROMPTS
from interviewer.verdict_words import SLOT, STRONGER_HINT, STRONGER_TITLE, meter

Format = Literal["md", "html", "json"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
LINE_WIDTH, LINE_HEIGHT = 220, 44


def render(report: Report, form: Format) -> str:
    """The report in one of its forms, with a newline at its end."""
    if form == "json":
        return report.model_dump_json() + "\n"
    template = _environment(html=form == "html").get_template(f"report/report.{form}.jinja")
    text = template.render(
        report=report,
        titles=report_words().titles,
        started=report.started_at.astimezone().strftime("%-d %B %Y, %H:%M"),
        stronger_title=STRONGER_TITLE,
        stronger_hint=STRONGER_HINT,
    )
    return text.strip() + "\n"


@cache
def _environment(*, html: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PROMPTS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # In Markdown, what a candidate typed is quoted by the filter below, not escaped.
        autoescape=html,
    )
    environment.filters["quoted"] = lambda text: "\n".join(f"> {line}" for line in text.splitlines() or [""])
    environment.filters["oneline"] = lambda text: " ".join(text.split())
    environment.filters["meter"] = lambda value: meter(round(value))
    environment.filters["day"] = lambda day: day.strftime("%A, %-d %B %Y")
    environment.filters["slots"] = _marked_slots if html else lambda text: SLOT.sub(r"**\g<0>**", text)
    environment.filters["drawn"] = _drawn_meter
    environment.filters["line"] = _drawn_line
    return environment


def _marked_slots(text: str) -> Markup:
    return Markup(SLOT.sub(r"<mark>\g<0></mark>", str(escape(text))))


def _drawn_meter(value: float) -> Markup:
    """Five dots, filled up to the value, as a small inline SVG that says its value to those who cannot see it."""
    dots = "".join(
        f'<circle cx="{8 + 16 * place}" cy="8" r="6" class="{"on" if place < round(value) else "off"}"/>' for place in range(5)
    )
    label = f"{value:g} of 5"
    return Markup(f'<svg class="meter" viewBox="0 0 80 16" role="img" aria-label="{label}">{dots}</svg>')


def _drawn_line(milestones: Sequence[Milestone]) -> Markup:
    """The means as a line from 1 (below) to 5 (above)."""
    means = [milestone.mean or 1.0 for milestone in milestones]
    step = (LINE_WIDTH - 12) / max(1, len(means) - 1)
    points = [
        (round(6 + step * place, 1), round(LINE_HEIGHT - 6 - (mean - 1) / 4 * (LINE_HEIGHT - 12), 1))
        for place, mean in enumerate(means)
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    last_x, last_y = points[-1]
    label = ", ".join(f"{mean:g}" for mean in means)
    return Markup(
        f'<svg class="line" viewBox="0 0 {LINE_WIDTH} {LINE_HEIGHT}" role="img" aria-label="{label}">'
        f'<polyline points="{path}"/><circle cx="{last_x}" cy="{last_y}" r="4"/></svg>'
    )
