"""What was said: the interviewer's words as they come, the candidate's as they were saved."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.session import Session
from tui import words

FLUSHES_PER_SECOND = 20
DOTS = ("·  ", "·· ", "···")


class Said(Vertical):
    """Who said it, and what."""

    def __init__(self, who: str, text: str, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._who = who
        self._text = text
        self._words = Static(Content(text), classes="said--words")

    def compose(self) -> ComposeResult:
        yield Static(Content(self._who), classes="said--who")
        yield self._words

    @property
    def text(self) -> str:
        return self._text


class Speech(Said):
    """Words that are still coming. Drawn on a timer: a redraw for every token would starve the keyboard."""

    def __init__(self, who: str) -> None:
        super().__init__(who, "", classes="said -interviewer -speaking")
        self._changed = True
        self._beat = 0

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / FLUSHES_PER_SECOND, self._draw)
        self._draw()

    def say(self, piece: str) -> None:
        self._text += piece
        self._changed = True

    def restart(self) -> None:
        self._text = ""
        self._changed = True

    def finish(self, text: str) -> None:
        self._text = text
        self._changed = True
        self.remove_class("-speaking")
        if self.is_mounted:
            self._timer.stop()
            self._draw()

    def _draw(self) -> None:
        if self._text:
            if self._changed:
                self._words.update(Content(self._text))
        elif self.has_class("-speaking"):
            self._beat += 1
            still = self.app.animation_level == "none"
            self._words.update(DOTS[-1] if still else DOTS[self._beat // 6 % len(DOTS)])
        self._changed = False


class Transcript(VerticalScroll):
    """The conversation. Follows the newest words only while the view is at the bottom."""

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._speech: Speech | None = None

    def on_mount(self) -> None:
        self.anchor()

    def show_session(self, session: Session, *, interviewer: str) -> None:
        """Everything that a saved session holds."""
        for at in session.said:
            exchange = session.at(at)
            if at.retry:
                self.add_remark(f"{words.place(session, at).capitalize()}:")
            self.mount(Said(interviewer, exchange.prompt, classes="said -interviewer"))
            if exchange.answer is not None:
                self.add_answer(exchange.answer)
            elif session.turns[at.turn].skipped and not at.retry:
                self.add_remark("You skipped this question.")

    def begin_speech(self, who: str) -> None:
        self._speech = Speech(who)
        self.mount(self._speech)

    def say(self, piece: str) -> None:
        if self._speech:
            self._speech.say(piece)

    def restart_speech(self) -> None:
        if self._speech:
            self._speech.restart()

    def end_speech(self, text: str) -> None:
        if self._speech:
            if text:
                self._speech.finish(text)
            else:
                self._speech.remove()
            self._speech = None

    def drop_speech(self) -> None:
        """Take back what was not said to the end: it is not part of the saved interview."""
        self.end_speech("")

    def add_answer(self, text: str) -> None:
        self.mount(Said("You", text, classes="said -candidate"))

    def add_remark(self, text: str, *, trouble: bool = False) -> None:
        """A word of the program itself."""
        self.mount(Static(Content(text), classes="remark -trouble" if trouble else "remark"))
