"""The interview as plain lines on stdin and stdout: for screen readers, pipes and scripts. No box, no cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from interviewer.critique import Critique
from interviewer.events import CritiqueReady, Event, InterviewFinished, SpeechFinished
from interviewer.interview import Interview
from interviewer.rubric import load_rubric
from interviewer.verdict_words import (
    STRONGER_HINT,
    STRONGER_TITLE,
    UNSCORED_WORDS,
    element_line,
    score_line,
    worth_line,
)

ANSWER_HINT = "Type your answer. An empty line ends it. /skip leaves a question out, /end ends the interview."


class PlainInterview:
    """Holds one interview on two streams. An empty line ends an answer; the end of input ends the interview."""

    def __init__(self, interview: Interview, *, lines: TextIO, out: TextIO, hide_numbers: bool) -> None:
        self._interview = interview
        self._lines = lines
        self._out = out
        self._hide_numbers = hide_numbers
        self._ended = False

    def run(self) -> None:
        """Until the last question, or until the input ends; everything said is saved either way."""
        session = self._interview.session
        # No id, here or at the end: the same seed and answers print the same. `report` takes the last one.
        self._print(f"Interview, questions: {len(session.plan)}. {ANSWER_HINT}")
        if session.phase == "answering":
            self._say(session.turns[-1].exchanges[-1].prompt)
        self._show(self._interview.proceed())
        while self._interview.session.phase == "answering":
            answer = self._read_answer()
            if answer is None or answer.strip() == "/end":
                self._show(self._interview.finish())
            elif answer.strip() == "/skip":
                self._show(self._interview.skip())
            else:
                self._show(self._interview.submit(answer))
        self._judge()
        self._print("")
        self._print("Saved. The report: interviewer report")

    def _show(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case SpeechFinished(kind=kind, text=text) if text:
                    if kind == "question":
                        self._judge_practice()
                        self._print("")
                        number = len(self._interview.session.turns) + 1
                        self._print(f"Question {number} of {len(self._interview.session.plan)}.")
                    self._say(text)
                case InterviewFinished():
                    self._print("")
                    self._print("The interview is over.")

    def _say(self, text: str) -> None:
        name = self._interview.pack.persona(self._interview.session.setup.persona).name
        self._print(f"{name}: {text}")

    def _read_answer(self) -> str | None:
        """The lines up to an empty one; None at the end of input. What was typed before the end still counts."""
        if self._ended:
            return None
        typed: list[str] = []
        for line in self._input():
            if not typed and line.strip() in ("/skip", "/end"):
                return line
            if line.strip():
                typed.append(line.rstrip("\n"))
            elif typed:
                # An empty line before anything was typed is a slip of the finger, no answer.
                return "\n".join(typed)
        self._ended = True
        return "\n".join(typed) if typed else None

    def _input(self) -> Iterator[str]:
        while line := self._lines.readline():
            yield line

    def _judge_practice(self) -> None:
        if self._interview.session.setup.mode == "practice":
            self._judge()

    def _judge(self) -> None:
        ready = [event for event in self._interview.judge_pending() if isinstance(event, CritiqueReady)]
        # A follow-up's critique takes in what was said before it: the last one of a turn says it all.
        last_of_turn = {event.turn: event for event in ready}
        if self._interview.session.setup.mode == "practice":
            for event in last_of_turn.values():
                for line in critique_lines(event.critique, hide_numbers=self._hide_numbers):
                    self._print(line)

    def _print(self, line: str) -> None:
        print(line, file=self._out, flush=True)


def critique_lines(critique: Critique, *, hide_numbers: bool) -> Iterator[str]:
    """A critique as lines that make sense when they are read aloud."""
    rubric = load_rubric()
    yield ""
    if critique.score is None:
        assert critique.reason is not None
        yield f"Coach: not scored, {UNSCORED_WORDS[critique.reason]}"
        return
    yield f"Coach: {score_line(critique, hide_numbers=hide_numbers)}."
    yield f"In the answer: {element_line(critique).replace('✓', 'yes').replace('–', 'no')}."
    for strength in critique.strengths:
        yield f"Good: “{' '.join((strength.quote or '').split())}” {strength.text}"
    for number, improvement in enumerate(critique.improvements, start=1):
        quote = f" You wrote: “{' '.join(improvement.quote.split())}”" if improvement.quote else ""
        yield f"Improve {number}: {rubric.gap(improvement.gap).title}.{quote} {improvement.text}"
        if improvement.worth:
            yield f"  {worth_line(improvement.worth, hide_numbers=hide_numbers).replace(' → ', ' to ').rstrip('.')}."
        yield f"  Ask yourself: {improvement.ask}"
        if improvement.advice:
            yield f"  Advice: {improvement.advice.title} ({improvement.advice.source})."
    if critique.stronger:
        yield f"{STRONGER_TITLE}. {STRONGER_HINT}"
        yield f"  {' '.join(critique.stronger.split())}"
