"""What happens in an interview, shown: its events go to the widgets, what was not saved is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button

from interviewer.events import (
    AnswerSaved,
    CritiqueReady,
    CritiqueStarted,
    Event,
    InterviewFinished,
    QuestionAsked,
    SpeechDelta,
    SpeechFinished,
    SpeechRestarted,
    SpeechStarted,
)
from interviewer.interview import Interview
from tui import words
from tui.notes import notes_of
from tui.pump import Pump
from tui.readiness import Readiness, Trouble
from tui.screens.page import Page
from tui.widgets.answer_editor import AnswerEditor, AnswerGauge
from tui.widgets.coach_panel import CoachPanel
from tui.widgets.interview_bar import InterviewBar
from tui.widgets.loading_line import LoadingLine
from tui.widgets.transcript import Transcript
from tui.widgets.wrap_up import WrapUp


class Conversation(Page):
    """Starts workers that only carry events here, and shows each event. `Interview` decides everything.

    `begin` says the first words; an answer that was being written when a retry came lies in `_aside`.
    `_speech` and `_coaching` are the pumps at work, None when there is nothing under way. `_sent` is an
    answer on its way to the disk, `_next` what is to be said once the present speech has stopped.
    """

    class Opened(Message):
        """The interview is there, as it stood when it was opened; its first words follow."""

        def __init__(self, interview: Interview) -> None:
            super().__init__()
            self.interview = interview
            # The worker goes on at once: what it says arrives as events, and must not be shown from here too.
            self.session = interview.session

    def __init__(
        self,
        open_interview: Callable[[], Interview],
        *,
        hide_numbers: bool,
        begin: Callable[[Interview], Iterator[Event]] = Interview.proceed,
    ) -> None:
        super().__init__()
        self._open_interview = open_interview
        self._begin = begin
        self._aside = ""
        self._hide_numbers = hide_numbers
        self._interview: Interview | None = None
        self._speech: Pump | None = None
        self._coaching: Pump | None = None
        self._sent: str | None = None
        self._next: Callable[[], Iterator[Event]] | None = None
        self._coach_failed = False

    def compose_page(self) -> ComposeResult:
        yield InterviewBar()
        with Horizontal(id="room"):
            with Vertical(id="conversation"):
                yield LoadingLine(id="loading")
                yield Transcript()
                yield WrapUp()
                yield AnswerEditor()
                yield AnswerGauge()
            yield CoachPanel(hide_numbers=self._hide_numbers)

    def on_mount(self) -> None:
        self.query_one(WrapUp).display = False
        self.query_one(LoadingLine).retry_words = "ctrl+r tries again, Esc goes home."
        self._editor.focus()
        self.watch(self.app, "readiness", self._readiness_changed)

    def on_unmount(self) -> None:
        for pump in (self._speech, self._coaching):
            if pump:
                pump.cancel()

    # -- beginning ------------------------------------------------------------------------------------

    def _readiness_changed(self, readiness: Readiness) -> None:
        self.query_one(LoadingLine).readiness = readiness
        if readiness.phase == "ready" and self._interview is None and not self._speech:
            self._speak(self._open)
        self.refresh_bindings()

    def _open(self) -> Iterator[Event]:
        """In the worker's thread: opening makes the model's contexts, which takes a moment."""
        interview = self._open_interview()
        self.post_message(self.Opened(interview))
        yield from self._begin(interview)

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        self._interview = message.interview
        session = message.session
        self._coach.mode = session.setup.mode
        self._hide_numbers = self._coach.hide_numbers = self.interviewer_app.hides_numbers_of(session)
        self._transcript.show_session(session, interviewer=self._speaker)
        self._editor.give_back(self.interviewer_app.drafts.pop(session.id, ""))
        self._show_notes()
        self.query_one(InterviewBar).note = False  # what was there before is not new
        self._show_place()
        self._judge()
        if session.phase == "finished":
            self._show_finished()

    # -- what happened --------------------------------------------------------------------------------

    def _speak(self, source: Callable[[], Iterator[Event]]) -> None:
        self._speech = Pump(source, self.post_message)
        self.run_worker(self._speech.run, thread=True, group="speaking")
        self.query_one(InterviewBar).speaking = True

    def _judge(self) -> None:
        """Begin to judge; a pump at work sees new answers by itself, or the next one does when it ended."""
        if self._interview and not self._coaching and self._interview.session.unjudged:
            self._coach_failed = False
            self._coach.trouble = None
            self._coaching = Pump(self._interview.judge_pending, self.post_message)
            self.run_worker(self._coaching.run, thread=True, group="coaching")

    @on(Pump.Happened)
    def _happened(self, message: Pump.Happened) -> None:
        match message.event:
            case AnswerSaved():
                self._transcript.add_answer(self._sent or "")
                self._sent = None
                self._judge()
            case SpeechStarted(kind=kind):
                self._introduce(kind)
                self._transcript.begin_speech(self._speaker)
            case SpeechDelta(text=text):
                self._transcript.say(text)
            case SpeechRestarted():
                self._transcript.restart_speech()
            case SpeechFinished(text=text):
                self._transcript.end_speech(text)
            case QuestionAsked():
                self._show_open()
                self._show_place()
            case CritiqueStarted():
                self._coach.reading = self._coach.mode == "practice"
            case CritiqueReady():
                self._coach.reading = False
                self._show_notes()
            case InterviewFinished():
                self._show_finished()
        self.refresh_bindings()

    def _introduce(self, kind: str) -> None:
        """A line of the program's own where the interview leaves its order, or comes back to it."""
        session = self._interview.session if self._interview else None
        if session is None or session.waiting is None:
            return
        if kind == "retry":
            self._transcript.add_remark(f"{words.place(session, session.waiting).capitalize()}:")
        elif kind == "reminder":
            self._transcript.add_remark(f"Back to {words.place(session, session.waiting)}:")
            self._editor.give_back(self._aside)
            self._aside = ""

    @on(Pump.Failed)
    def _failed(self, message: Pump.Failed) -> None:
        trouble = message.trouble
        if message.pump is self._coaching:
            self._coach_failed = True
            self._coach.reading = False
            self._coach.trouble = Trouble(
                trouble.message, f"{trouble.hint} ctrl+r has the coach try again.".strip()
            )
        else:
            self._transcript.add_remark(f"✗ {trouble.message}\n{trouble.hint}".rstrip(), trouble=True)
        self.notify(trouble.hint, title=trouble.message, severity="error", timeout=12, markup=False)

    @on(Pump.Ended)
    def _ended(self, message: Pump.Ended) -> None:
        if message.pump is self._coaching:
            self._coaching = None
            if not self._coach_failed and not message.pump.cancelled:
                self._judge()
            self._wrap_up()
        elif message.pump is self._speech:
            self._speech = None
            self.query_one(InterviewBar).speaking = False
            self._transcript.drop_speech()
            self._after_speech()
            if following := self._next:
                self._next = None
                self._speak(following)
        self.refresh_bindings()

    def _after_speech(self) -> None:
        """Say how to go on when the interviewer stopped half way, and give back what was not saved."""
        if self._sent is not None:
            self._editor.give_back(self._sent)
            self._sent = None
            self._transcript.add_remark("This answer was not saved: it is back in the editor.")
        elif (
            self._next is None and self._interview and self._interview.session.phase in ("asking", "deciding")
        ):
            self._transcript.add_remark(f"Stopped. ctrl+s lets {self._speaker} go on.")

    # -- showing --------------------------------------------------------------------------------------

    def _show_place(self) -> None:
        interview = self._interview
        if interview is None:
            return
        session = interview.session
        persona = interview.pack.persona(session.setup.persona)
        bar = self.query_one(InterviewBar)
        bar.interviewer = f"{persona.name}, {persona.title}"
        bar.mode = session.setup.mode
        bar.total = len(session.plan)
        bar.number = len(session.turns)
        if (waiting := session.waiting) is not None:
            bar.number = waiting.turn + 1
            bar.kind = words.said_as(session, waiting)
            self.query_one(AnswerGauge).question_type = session.turns[waiting.turn].question.type

    def _show_notes(self) -> None:
        if self._interview:
            self._coach.show_notes(notes_of(self._interview.session))
            fresh = self._coach.note is not None and not self.has_class("-coach-front")
            self.query_one(InterviewBar).note = fresh

    def _show_open(self) -> None:
        """There is something to answer: also after the end, when a question is asked again."""
        if not self._editor.display:
            self._editor.display = self.query_one(AnswerGauge).display = True
            self.query_one(WrapUp).display = False
            self._editor.focus()

    def _show_finished(self) -> None:
        self._editor.display = False
        self.query_one(AnswerGauge).display = False
        self.query_one(WrapUp).display = True
        self._wrap_up()

    def _wrap_up(self) -> None:
        """Once all is said and judged, the report is next."""
        if self._interview and self._interview.session.phase == "finished":
            wrap_up = self.query_one(WrapUp)
            wrap_up.waiting_for = 0 if self._coach_failed else len(self._interview.session.unjudged)
            wrap_up.refresh_state()

    @on(Button.Pressed, "#to-report")
    def _to_report(self) -> None:
        if self._interview:
            self.interviewer_app.show_report(self._interview.session.id)

    @on(AnswerEditor.Changed)
    def _typed(self) -> None:
        self.query_one(AnswerGauge).text = self._editor.text
        if self._interview:
            self.interviewer_app.drafts[self._interview.session.id] = self._editor.text

    def _focus_what_shows(self) -> None:
        front = self.has_class("-coach-front")
        self.query_one(InterviewBar).note = False
        (self._coach if front else self._editor).focus()

    @property
    def _speaker(self) -> str:
        assert self._interview is not None
        return self._interview.pack.persona(self._interview.session.setup.persona).name

    @property
    def _editor(self) -> AnswerEditor:
        return self.query_one(AnswerEditor)

    @property
    def _transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def _coach(self) -> CoachPanel:
        return self.query_one(CoachPanel)
