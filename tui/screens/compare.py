"""Two attempts at one question side by side, and what changed from one to the other."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from interviewer.comparison import pairs
from interviewer.session import Attempt, Session
from interviewer.verdict_words import attempt_name, comparison_lines
from tui.screens.page import Page
from tui.widgets.attempt_column import AttemptColumn


class CompareScreen(Page):
    """Opens at the newest pair of the given turn, which must have one; left and right go through all pairs of the session."""

    TITLE = "Compare"
    ABOUT = (
        "Two attempts at the same question, the earlier one on the left. Above them stands what changed: what "
        "came in, what was closed, and which advice you acted on."
    )
    CSS_PATH = "compare.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Earlier", tooltip="Shows the pair before this one.", id="compare.earlier"),
        Binding("right", "step(1)", "Later", tooltip="Shows the next pair.", id="compare.later"),
        Binding("c,f4", "copy", "Copy", tooltip="Copies both attempts and what changed.", id="compare.copy"),
        Binding("escape,f6", "app.pop_screen", "Back", tooltip="Goes back to where you came from.",
                id="compare.back"),
    ]  # fmt: skip

    shown: reactive[int] = reactive(0, recompose=True)

    def __init__(self, session: Session, turn: int, *, hide_numbers: bool) -> None:
        super().__init__()
        self._session = session
        self._hide_numbers = hide_numbers
        self._pairs = [(t, *pair) for t, turn in enumerate(session.turns) for pair in pairs(turn)]
        of_turn = [place for place, pair in enumerate(self._pairs) if pair[0] == turn]
        self.set_reactive(CompareScreen.shown, of_turn[-1] if of_turn else 0)

    def compose_page(self) -> ComposeResult:
        turn, earlier, later, comparison = self._pairs[self.shown]
        question = self._session.turns[turn].question
        before, after = self._attempts
        with VerticalScroll(id="compare"):
            yield Static(Content(question.text), id="compare-question")
            for line in comparison_lines(comparison, hide_numbers=self._hide_numbers):
                yield Static(Content(line), classes="compare--change")
            with Horizontal(id="columns"):
                for number, attempt in ((earlier, before), (later, after)):
                    with Vertical(classes="column"):
                        yield AttemptColumn(
                            attempt_name(number),
                            attempt,
                            came_in=comparison.came_in if attempt is after else (),
                            hide_numbers=self._hide_numbers,
                        )

    def on_mount(self) -> None:
        self.query_one("#compare").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "step" and isinstance(parameters[0], int):
            return 0 <= self.shown + parameters[0] < len(self._pairs)
        return True

    def action_step(self, step: int) -> None:
        self.shown += step
        self.refresh_bindings()

    def action_copy(self) -> None:
        turn, earlier, later, comparison = self._pairs[self.shown]
        parts = [self._session.turns[turn].question.text]
        parts.append("\n".join(comparison_lines(comparison, hide_numbers=self._hide_numbers)))
        for number, attempt in zip((earlier, later), self._attempts, strict=True):
            parts.append(f"{attempt_name(number)}:\n" + "\n\n".join(attempt.answers))
        self.app.copy_to_clipboard("\n\n".join(parts) + "\n")
        self.notify("Both attempts are in the clipboard.")

    @property
    def _attempts(self) -> tuple[Attempt, Attempt]:
        turn, earlier, later, _ = self._pairs[self.shown]
        attempts = self._session.turns[turn].attempts
        return attempts[earlier], attempts[later]
