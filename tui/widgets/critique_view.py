"""One critique: the mark, the story elements, the answer with its quotes marked, the points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Collapsible, Static

from interviewer.critique import ELEMENTS, Critique, Improvement
from interviewer.rubric import load_rubric
from interviewer.verdict_words import (
    LESS_SURE,
    STRONGER_HINT,
    STRONGER_TITLE,
    comparison_lines,
    meter,
    slots,
    worth_line,
)
from tui import words
from tui.notes import Note, find_quote

SUPERSCRIPTS = ("¹", "²", "³")


class MarkedAnswer(Static):
    """The candidate's own words; what a note is about is underlined and followed by the note's sign.

    `spans` holds (start, end, sign, component class) in the answer's own characters.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"marked--strength", "marked--gap"}

    def __init__(self, note: Note) -> None:
        super().__init__(classes="marked-answer")
        self._answer = note.answer
        self.spans = tuple(_spans(note))

    def render(self) -> Content:
        text = Content(self._answer)
        # From the end, so that a sign that is put in does not move the spans before it.
        for start, end, sign, look in sorted(self.spans, reverse=True):
            style = self.get_visual_style(look)
            marked = text[start:end].stylize(style) + Content(sign).stylize(style)
            text = text[:start] + marked + text[end:]
        return text


def _spans(note: Note) -> Iterator[tuple[int, int, str, str]]:
    """Quotes that do not overlap: those of the improvements first, they are why one looks here."""
    quotes = [(i.quote, SUPERSCRIPTS[n], "marked--gap") for n, i in enumerate(note.critique.improvements)]
    quotes += [(strength.quote, "✓", "marked--strength") for strength in note.critique.strengths]
    taken: list[tuple[int, int]] = []
    for quote, sign, look in quotes:
        if quote is None or (span := find_quote(note.answer, quote)) is None:
            continue
        if all(span[1] <= start or span[0] >= end for start, end in taken):
            taken.append(span)
            yield (*span, sign, look)


class StrongerVersion(Static):
    """The answer in a stronger shape; the slots, which only the candidate can fill, stand out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"stronger--slot"}

    def __init__(self, text: str) -> None:
        super().__init__(classes="stronger")
        self._version = text

    def render(self) -> Content:
        text = Content(self._version)
        style = self.get_visual_style("stronger--slot")
        for start, end in slots(self._version):
            text = text.stylize(style, start, end)
        return text


class CritiqueView(Vertical):
    """A note in full. The advice under each point is closed at first."""

    def __init__(self, note: Note, *, hide_numbers: bool) -> None:
        super().__init__(classes="critique")
        self._note = note
        self._hide_numbers = hide_numbers

    def compose(self) -> ComposeResult:
        critique = self._note.critique
        yield from self._verdict(critique)
        if self._note.comparison:
            yield Static("Beside the attempt before", classes="critique--heading")
            for line in comparison_lines(self._note.comparison, hide_numbers=self._hide_numbers):
                yield Static(Content(line), classes="critique--change")
        yield Static("Your words", classes="critique--heading")
        yield MarkedAnswer(self._note)
        if critique.strengths:
            yield Static("What works", classes="critique--heading")
        for strength in critique.strengths:
            quote = f" “{strength.quote}”" if strength.quote else ""
            yield Static(Content(f"✓{quote}"), classes="critique--strength")
            yield Static(Content(strength.text), classes="critique--text")
        if critique.improvements:
            yield Static("What to work on", classes="critique--heading")
        for number, improvement in enumerate(critique.improvements):
            if number == 1:
                yield Static(LESS_SURE, classes="critique--heading")
            yield from self._improvement(number, improvement)
        if critique.stronger:
            yield Static(STRONGER_TITLE, classes="critique--heading")
            yield Static(STRONGER_HINT, classes="critique--hint", markup=False)
            yield StrongerVersion(critique.stronger)

    def _verdict(self, critique: Critique) -> ComposeResult:
        rubric = load_rubric()
        if critique.reason is not None:
            yield Static("Not scored", classes="critique--score")
            yield Static(words.reason(critique.reason), classes="critique--text")
        if critique.score is not None and critique.confidence is not None:
            said = rubric.score_words[str(critique.score)]
            yield Static(
                Content(said if self._hide_numbers else f"{meter(critique.score)}  {critique.score} of 5"),
                classes="critique--score",
            )
            sure = words.confidence(critique.confidence)
            yield Static(sure if self._hide_numbers else f"{said}. {sure}", classes="critique--text")
        if critique.star is not None and critique.question_type == "behavioural":
            signs = [
                f"{'✓' if getattr(critique.star, element) else '·'} {rubric.element_words[element]}"
                for element in ELEMENTS
            ]
            # Three and two: a sign never stands on another line than its words, also in the narrowest panel.
            yield Static(
                "\n".join(["   ".join(signs[:3]), "   ".join(signs[3:])]), classes="critique--elements"
            )

    def _improvement(self, number: int, improvement: Improvement) -> ComposeResult:
        title = load_rubric().gap(improvement.gap).title
        yield Static(Content(f"{SUPERSCRIPTS[number]} {title}"), classes="critique--gap")
        if improvement.quote:
            yield Static(Content(f"“{improvement.quote}”"), classes="critique--quote")
        yield Static(Content(improvement.text), classes="critique--text")
        if improvement.worth:
            said = worth_line(improvement.worth, hide_numbers=self._hide_numbers)
            yield Static(Content(f"↗ {said}"), classes="critique--worth")
        yield Static(Content(f"Ask yourself: {improvement.ask}"), classes="critique--ask")
        if advice := improvement.advice:
            yield Collapsible(
                Static(Content(advice.excerpt), classes="advice--excerpt"),
                Static(Content(advice.source), classes="advice--source"),
                title=_unmarked(f"Advice: {advice.title}"),
                collapsed_symbol="▸",
                expanded_symbol="▾",
            )


def _unmarked(text: str) -> str:
    """Text for a place that reads Textual's markup, to be shown as it stands."""
    return Content(text).markup
