"""One attempt of a pair: its mark, its elements one under the other, what was told, what stayed open."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from interviewer.critique import ELEMENTS
from interviewer.rubric import load_rubric
from interviewer.session import Attempt
from interviewer.verdict_words import meter


class AttemptColumn(Vertical):
    """`came_in` names the elements that the attempt before did not have."""

    def __init__(self, name: str, attempt: Attempt, *, came_in: Sequence[str], hide_numbers: bool) -> None:
        super().__init__(classes="attempt")
        self._title = name
        self._attempt = attempt
        self._came_in = came_in
        self._hide_numbers = hide_numbers

    def compose(self) -> ComposeResult:
        rubric = load_rubric()
        critique = self._attempt.critique
        yield Static(self._title, classes="attempt--name")
        if critique is not None and critique.score is not None:
            words = rubric.score_words[str(critique.score)]
            mark = words if self._hide_numbers else f"{meter(critique.score)}  {critique.score} of 5"
            yield Static(Content(mark), classes="attempt--score")
        if critique is not None and critique.star is not None:
            lines = []
            for element in ELEMENTS:
                sign = "+" if element in self._came_in else "✓" if getattr(critique.star, element) else "·"
                line = Content(f"{sign} {rubric.element_words[element]}")
                lines.append(line.stylize("bold $success" if sign == "+" else "dim" if sign == "·" else ""))
            yield Static(Content("\n").join(lines), classes="attempt--elements")
        yield Static(Content("\n\n".join(self._attempt.answers)), classes="attempt--answer")
        if critique is not None and critique.improvements:
            yield Static("To work on", classes="attempt--heading")
            for improvement in critique.improvements:
                yield Static(Content(rubric.gap(improvement.gap).title), classes="attempt--gap")
