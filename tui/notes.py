"""A note: one answer with its critique, as the coach panel shows it and as plain text for the clipboard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.comparison import Comparison, last_two
from interviewer.critique import Critique
from interviewer.rubric import load_rubric
from interviewer.session import Place, Session, Turn
from interviewer.verdict_words import LESS_SURE, STRONGER_HINT, STRONGER_TITLE, comparison_lines, worth_line
from tui import words


@dataclass(frozen=True)
class Note:
    """One judged answer; for a retry with what changed since the attempt before."""

    at: Place
    place: str
    question: str
    answer: str
    critique: Critique
    comparison: Comparison | None = None


def notes_of(session: Session) -> tuple[Note, ...]:
    """Every judged answer in the order in which it was given."""
    return tuple(
        Note(
            at,
            words.place(session, at),
            exchange.prompt,
            _judged_text(session.turns[at.turn], at),
            exchange.critique,
            _comparison(session.turns[at.turn], at),
        )
        for at in session.said
        if (exchange := session.at(at)).answer is not None and exchange.critique is not None
    )


def _comparison(turn: Turn, at: Place) -> Comparison | None:
    """The retry beside whatever was told before it."""
    if not at.retry:
        return None
    return last_two(turn.model_copy(update={"retries": turn.retries[: at.exchange + 1]}))


def _judged_text(turn: Turn, at: Place) -> str:
    """The answer; for a scored follow-up all that was told, since it was judged together."""
    if at.retry:
        return turn.retries[at.exchange].answer or ""
    told = [e.answer for e in turn.exchanges[: at.exchange + 1] if e.answer is not None]
    critique = turn.exchanges[at.exchange].critique
    return "\n\n".join(told) if critique and critique.status == "scored" else told[-1]


def find_quote(answer: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in the answer. Runs of white space may differ (rubric 1, section 5)."""
    parts = quote.split()
    found = re.search(r"\s+".join(map(re.escape, parts)), answer) if parts else None
    return found.span() if found else None


def note_text(note: Note, *, hide_numbers: bool) -> str:
    """The note as plain text."""
    rubric = load_rubric()
    critique = note.critique
    lines = [note.place.capitalize(), "", note.question, "", note.answer, ""]
    if critique.reason is not None:
        lines.append(words.reason(critique.reason))
    if critique.score is not None:
        mark = "" if hide_numbers else f"{critique.score} of 5: "
        lines.append(f"{mark}{rubric.score_words[str(critique.score)]}")
    if note.comparison:
        lines += ["", "Beside the attempt before:", *comparison_lines(note.comparison, hide_numbers=hide_numbers)]
    for strength in critique.strengths:
        lines += ["", f"+ {strength.text}" + (f" (“{strength.quote}”)" if strength.quote else "")]
    for number, improvement in enumerate(critique.improvements, start=1):
        if number == 2:
            lines += ["", f"{LESS_SURE}:"]
        lines += ["", f"{number}. {rubric.gap(improvement.gap).title}"]
        if improvement.quote:
            lines.append(f"   “{improvement.quote}”")
        lines.append(f"   {improvement.text}")
        if improvement.worth:
            lines.append(f"   {worth_line(improvement.worth, hide_numbers=hide_numbers)}")
        lines.append(f"   Ask yourself: {improvement.ask}")
        if advice := improvement.advice:
            lines += [f"   {advice.title}: {advice.excerpt}", f"   ({advice.source})"]
    if critique.stronger:
        lines += ["", f"{STRONGER_TITLE}. {STRONGER_HINT}", "", critique.stronger]
    return "\n".join(lines).strip() + "\n"


def transcript_text(session: Session, *, interviewer: str) -> str:
    """Everything that was said, as plain text."""
    parts = []
    for at in session.said:
        exchange, turn = session.at(at), session.turns[at.turn]
        parts.append(f"{interviewer}: {exchange.prompt}")
        if exchange.answer is not None:
            parts.append(f"You: {exchange.answer}")
        elif turn.skipped and not at.retry:
            parts.append("(skipped)")
    return "\n\n".join(parts) + "\n"
