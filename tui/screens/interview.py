"""The interview: questions and answers on one side, the coach on the other. Here is what its keys do."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from interviewer.plain import COMMAND
from tui.notes import note_text, transcript_text
from tui.screens.confirm import ConfirmScreen
from tui.screens.conversation import Conversation


class InterviewScreen(Conversation):
    """A `Conversation` with its keys."""

    TITLE = "Interview"
    ABOUT = (
        "Read the question, write as you would speak, and send. Enter starts a new line and never sends. "
        "Each answer is on disk before anything else happens with it. The coach's notes stand beside the "
        "conversation, or behind F2 in a narrow window."
    )
    CSS_PATH = "interview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j,ctrl+enter", "send", "Send", id="interview.send",
                tooltip="Sends the answer. After a stop it lets the interviewer go on."),
        Binding("ctrl+n", "skip", "Skip", id="interview.skip",
                tooltip="Leaves this question out and goes on to the next; what you have typed stays."),
        Binding("f2", "coach", "Coach", id="interview.coach",
                tooltip="Shows or hides the coach's notes."),
        Binding("f3", "advice", "Advice", id="interview.advice",
                tooltip="Opens or closes the advice under each note."),
        Binding("f5", "retry", "Again", id="interview.retry",
                tooltip="Answers the question of the note on view again, or the last one. Every attempt stays."),
        Binding("f6", "compare", "Compare", id="interview.compare",
                tooltip="Shows two attempts at one question side by side."),
        Binding("ctrl+up", "turn(-1)", "Before", id="interview.earlier",
                tooltip="Shows the coach's note before this one."),
        Binding("ctrl+down", "turn(1)", "Next", id="interview.later",
                tooltip="Shows the coach's next note."),
        Binding("f4", "copy", "Copy", id="interview.copy",
                tooltip="Copies everything that was said, with the coach's notes on view."),
        Binding("ctrl+d", "end", "End", id="interview.end",
                tooltip="Ends the interview here, after asking, and goes to the report."),
        Binding("ctrl+r", "reload", "Reload", id="interview.reload",
                tooltip="Tries again what failed: loading, or the coach's reading."),
        Binding("escape", "stop", "Stop", id="interview.stop",
                tooltip="Stops the interviewer; an answer that was not saved comes back."),
        Binding("escape", "leave", "Leave", id="interview.leave",
                tooltip="Goes home, after asking. Nothing is lost, and you can resume."),
    ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        interview = self._interview
        phase = interview.session.phase if interview else "asking"
        coach = self._coach
        # In a narrow window either the conversation or the coach is on view, each with its own keys.
        front = self.has_class("-coach-front")
        coach_on_view = front if self.has_class("-narrow") else not self.has_class("-coach-away")
        match action:
            case "send" | "end":
                return interview is not None and phase != "finished" and not front
            case "skip":
                return phase == "answering" and not front
            case "advice":
                return coach_on_view and coach.has_advice
            case "turn":
                step = parameters[0] if isinstance(parameters[0], int) else 0
                return coach_on_view and coach.note is not None and 0 <= coach.shown + step < len(coach.notes)
            case "copy":
                return bool(interview and interview.session.turns)
            case "retry":
                return self._may_retry
            case "compare":
                return coach_on_view and coach.note is not None and coach.note.comparison is not None
            case "reload":
                return self.interviewer_app.readiness.phase == "failed" or self._coach_failed
            case "stop":
                return self._speech is not None
            case "leave":
                return self._speech is None
            case _:
                return True

    def action_send(self) -> None:
        interview = self._interview
        if interview is None or self._speech:
            self.notify("One moment, your answer stays here until it can be sent.")
        elif interview.session.phase != "answering":
            self._speak(interview.proceed)
        elif not self._editor.text.strip():
            self.notify("Nothing is written yet. ctrl+n skips the question.")
        elif command := COMMAND.fullmatch(self._editor.text.strip()):
            self._editor.take()  # what a plain interview obeys is no answer here either
            {"skip": self.action_skip, "again": self.action_retry, "end": self.action_end}[command["name"]]()
        else:
            text = self._editor.take()
            self._sent = text
            self._speak(lambda: interview.submit(text))

    def action_skip(self) -> None:
        if self._interview and not self._speech:
            again = self._interview.session.retrying is not None
            self._transcript.add_remark("You left it as it was." if again else "You skipped this question.")
            self._speak(self._interview.skip)

    def action_coach(self) -> None:
        self.toggle_class("-coach-away" if self.has_class("-wide") else "-coach-front")
        self._focus_what_shows()
        self.refresh_bindings()

    def action_advice(self) -> None:
        self._coach.toggle_advice()

    def action_turn(self, step: int) -> None:
        self._coach.turn(step)
        self.refresh_bindings()

    def action_copy(self) -> None:
        if self._interview:
            said = transcript_text(self._interview.session, interviewer=self._speaker)
            notes = self._coach.notes if self._coach.note else ()
            parts = [said, *(note_text(note, hide_numbers=self._hide_numbers) for note in notes)]
            self.app.copy_to_clipboard("\n———\n\n".join(parts))
            self.notify("What was said is in the clipboard.")

    def action_end(self) -> None:
        if self._interview and self._interview.session.finished_at is not None:
            self._end(True)  # only a second go ends here
            return
        self.app.push_screen(
            ConfirmScreen(
                "End the interview here?",
                "Your answers stay, and the report covers them.",
                yes="End it",
                no="Keep going",
            ),
            self._end,
        )

    def _end(self, confirmed: bool | None) -> None:
        if confirmed and self._interview and self._interview.session.phase != "finished":
            if self._speech:
                self._speech.cancel()
                self._next = self._interview.finish
            else:
                self._speak(self._interview.finish)

    @property
    def _may_retry(self) -> bool:
        """Not while somebody speaks, and on a day that is meant to be real not before the end."""
        session = self._interview.session if self._interview else None
        if session is None or self._speech or session.phase not in ("answering", "finished"):
            return False
        return bool(session.retriable) and (session.setup.mode == "practice" or session.finished_at is not None)

    def action_retry(self) -> None:
        interview = self._interview
        if interview is None or not self._may_retry:
            return
        possible = interview.session.retriable
        note = self._coach.note
        turn = note.at.turn if note is not None and note.at.turn in possible else possible[-1]
        if self.has_class("-coach-front"):
            self.action_coach()
        self._aside = self._editor.take()
        self._speak(lambda: interview.retry(turn))

    def action_compare(self) -> None:
        if self._interview and (note := self._coach.note):
            self.interviewer_app.show_comparison(self._interview.session, note.at.turn)

    def action_reload(self) -> None:
        if self.interviewer_app.readiness.phase == "failed":
            self.interviewer_app.action_load()
        elif self._coach_failed:
            self._judge()

    def action_stop(self) -> None:
        if self._speech:
            self._speech.cancel()

    def action_leave(self) -> None:
        if self.has_class("-coach-front"):
            self.action_coach()
        elif self._interview is None or self._interview.session.phase == "finished":
            self._leave(True)
        else:
            self.app.push_screen(
                ConfirmScreen(
                    "Leave for now?",
                    "Everything is saved. Resume it from the first screen when you like.",
                    yes="Leave",
                    no="Stay",
                ),
                self._leave,
            )

    def _leave(self, confirmed: bool | None) -> None:
        if confirmed:
            self.app.pop_screen()
