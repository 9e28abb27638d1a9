"""The editor for the answer, and the gauge below it that counts words and speaking time."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static, TextArea

from interviewer.critique import QuestionType
from interviewer.rubric import load_rubric
from tui import words


class AnswerEditor(TextArea, inherit_bindings=False):
    """Many lines; Enter starts a new one. Sending belongs to the screen, and so do ctrl+d and F6."""

    BINDINGS: ClassVar[list[BindingType]] = [
        replace(binding, key="delete")
        if isinstance(binding, Binding) and "ctrl+d" in binding.key
        else binding
        for binding in TextArea.BINDINGS
        if not (isinstance(binding, Binding) and binding.key == "f6")
    ]

    def __init__(self) -> None:
        super().__init__(
            id="editor",
            highlight_cursor_line=False,
            placeholder="Write as you would speak.\nEnter starts a new line, ctrl+s sends.",
        )
        self.border_title = "Your answer"
        self.border_subtitle = "enter new line · ctrl+s send"

    def on_mount(self) -> None:
        # Whoever switched animations off (TEXTUAL_ANIMATIONS=none) wants nothing to blink either.
        self.cursor_blink = self.app.animation_level != "none"

    def take(self) -> str:
        """The text, which leaves the editor."""
        text = self.text
        self.text = ""
        return text

    def give_back(self, text: str) -> None:
        """Put text back in front of what was typed since."""
        self.text = f"{text}\n{self.text}" if self.text else text
        self.move_cursor(self.document.end)


class AnswerGauge(Static):
    """Words, estimated speaking time, and the usual range for this type of question."""

    text: reactive[str] = reactive("")
    question_type: reactive[QuestionType | None] = reactive(None)

    def render(self) -> Content:
        rubric = load_rubric()
        count = len(self.text.split())
        seconds = rubric.spoken_seconds(count)
        said = f"{count} {'word' if count == 1 else 'words'}"
        if seconds:
            said += f" · about {words.duration(seconds)} spoken"
        usual = words.usual_range(rubric, self.question_type) if self.question_type else None
        if usual is None:
            return Content(said)
        shortest, longest = usual
        said += f" · usually {words.duration(shortest)} to {words.duration(longest)}"
        if seconds > longest:
            said += " · ▲ getting long"
        return Content(said)
