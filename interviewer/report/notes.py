"""The interviewer's private notes: what they heard, word for word, and what stayed open. Composed, never invented."""

from __future__ import annotations

import re

from interviewer.coach.segments import split, words
from interviewer.report.contents import NoteEntry
from interviewer.report.words import report_words
from interviewer.session import Session, Turn

FACTS = 3
FACT_WORDS = 24
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")


def private_notes(session: Session) -> tuple[NoteEntry, ...]:
    """One entry for each question that was asked and answered or skipped."""
    return tuple(_entry(turn) for turn in session.turns if turn.attempts or turn.skipped)


def _entry(turn: Turn) -> NoteEntry:
    said = report_words()
    critique = turn.critique
    remark = None
    if not turn.attempts:
        remark = said.remarks["skipped"]
    elif critique is not None and critique.reason is not None:
        remark = said.remarks[critique.reason]
    elif critique is not None and not critique.improvements:
        remark = said.remarks["nothing_open"]
    scored = critique is not None and critique.status == "scored"
    return NoteEntry(
        question=turn.question.text,
        heard=_facts(turn) if scored else (),
        open=tuple(said.open[point.gap] for point in critique.improvements) if critique else (),
        remark=remark,
    )


def _facts(turn: Turn) -> tuple[str, ...]:
    """The sentences that a listener would keep: figures first, then names, then what the coach had quoted."""
    told = turn.attempts[-1].answers
    sentences = [segment.text for answer in told for segment in split(answer)]
    quotes = [strength.quote for strength in turn.critique.strengths if strength.quote] if turn.critique else []

    def weight(sentence: str) -> int:
        quoted = any(quote in sentence for quote in quotes)
        return 3 * any(map(str.isdigit, sentence)) + 2 * bool(NAME.search(sentence)) + quoted

    kept = sorted((s for s in sentences if weight(s) and len(words(s)) > 3), key=weight, reverse=True)[:FACTS]
    return tuple(_clipped(sentence) for sentence in sentences if sentence in kept)


def _clipped(sentence: str) -> str:
    spoken = sentence.split()
    return " ".join(spoken) if len(spoken) <= FACT_WORDS else f"{' '.join(spoken[:FACT_WORDS])} …"
