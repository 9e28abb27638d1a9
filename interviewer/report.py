"""The report of one session, as Markdown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import jinja2

from interviewer.critique import Advice
from interviewer.pack import Pack
from interviewer.rubric import load_rubric
from interviewer.session import Session
from interviewer.templates import PROMPTS
from interviewer.verdict_words import (
    SLOT,
    STRONGER_HINT,
    STRONGER_TITLE,
    UNSCORED_WORDS,
    element_line,
    meter,
    worth_line,
)

PRACTISE_FIRST = 3

@dataclass(frozen=True)
class Practise:
    """A gap that came up, how often, with the words and the advice of its first time."""

    title: str
    count: int
    of: int
    text: str
    advice: Advice | None


def to_markdown(session: Session, pack: Pack, *, hide_numbers: bool = False) -> str:
    """The whole report. With `hide_numbers` no score is shown, only its words."""
    rubric = load_rubric()
    return (
        _template()
        .render(
            role=pack.role,
            persona=pack.persona(session.setup.persona),
            setup=session.setup,
            started=session.started_at.astimezone().strftime("%-d %B %Y, %H:%M"),
            answered=sum(bool(turn.answers) for turn in session.turns),
            planned=len(session.plan),
            finished=session.phase == "finished",
            overview=_overview(session, hide_numbers=hide_numbers),
            practise=_practise(session),
            turns=session.turns,
            reasons=UNSCORED_WORDS,
            titles={gap.code: gap.title for gap in rubric.gaps},
            score_words=rubric.score_words,
            hide_numbers=hide_numbers,
            stronger_title=STRONGER_TITLE,
            stronger_hint=STRONGER_HINT,
        )
        .strip()
        + "\n"
    )


def _overview(session: Session, *, hide_numbers: bool) -> list[dict[str, object]]:
    rubric = load_rubric()
    rows: list[dict[str, object]] = []
    for turn in session.turns:
        critique = turn.critique
        scored = critique is not None and critique.score is not None
        words = "skipped" if turn.skipped else "not scored"
        if critique and critique.score is not None:
            words = rubric.score_words[str(critique.score)].lower()
            if not hide_numbers:
                words = f"{critique.score} of 5, {words}"
        rows.append(
            {
                "title": turn.question.text,
                "score": scored and not hide_numbers,
                "meter": meter(critique.score) if critique and critique.score else "",
                "words": words,
            }
        )
    return rows


def _practise(session: Session) -> list[Practise]:
    rubric = load_rubric()
    critiques = [
        turn.critique for turn in session.turns if turn.critique and turn.critique.status == "scored"
    ]
    found = [improvement for critique in critiques for improvement in critique.improvements]
    counts = Counter(improvement.gap for improvement in found)
    order = [gap.code for gap in rubric.gaps]
    first = sorted(counts, key=lambda code: (-counts[code], order.index(code)))[:PRACTISE_FIRST]
    result = []
    for code in first:
        example = next(improvement for improvement in found if improvement.gap == code)
        result.append(
            Practise(rubric.gap(code).title, counts[code], len(critiques), example.text, example.advice)
        )
    return result


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PROMPTS),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown: what a candidate typed is quoted by the filter below, not escaped as HTML
    )
    environment.filters["quoted"] = lambda text: "\n".join(f"> {line}" for line in text.splitlines() or [""])
    environment.filters["oneline"] = lambda text: " ".join(text.split())
    environment.filters["elements"] = element_line
    environment.filters["worth"] = lambda worth, hide: worth_line(worth, hide_numbers=hide)
    environment.filters["slots"] = lambda text: SLOT.sub(lambda slot: f"**{slot.group()}**", text)
    return environment.get_template("report/report.md.jinja")
