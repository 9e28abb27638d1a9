"""The interview as plain lines on stdin and stdout: for screen readers, pipes and scripts. No box, no cursor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from interviewer.comparison import last_two
from interviewer.critique import Critique
from interviewer.events import CritiqueReady, Event, SpeechFinished
from interviewer.interview import Interview
from interviewer.rubric import load_rubric
from interviewer.verdict_words import (
    LESS_SURE,
    STRONGER_HINT,
    STRONGER_TITLE,
    UNSCORED_WORDS,
    attempt_name,
    comparison_lines,
    element_line,
    score_line,
    worth_line,
)

ANSWER_HINT = (
    "Type your answer. An empty line ends it. /skip leaves a question out, /again answers the last one again "
    "(/again 1 the first), /end ends the interview."
)
AGAIN_HINT = "/again answers the last question again, /again 1 the first one. An empty line leaves."
COMMAND = re.compile(r"/(?P<name>skip|end|again)(?:\s+(?P<number>\d{1,2}))?\s*")


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
        if session.waiting is not None:
            self._say(session.at(session.waiting).prompt)
        self._show(self._interview.proceed())
        self._answer_all()
        self._print("")
        self._print("The interview is over.")
        self._judge()
        while self._wants_another_go():
            self._answer_all()
            self._judge()
        self._print("")
        self._print("Saved. The report: interviewer report")

    def _answer_all(self) -> None:
        """Whatever is asked, until nothing is."""
        while self._interview.session.phase == "answering":
            answer = self._read_answer()
            command = COMMAND.fullmatch(answer or "")
            if answer is None or (command and command["name"] == "end"):
                self._show(self._interview.finish())
            elif command is None:
                self._show(self._interview.submit(answer))
            elif command["name"] == "skip":
                self._show(self._interview.skip())
            elif self._interview.session.setup.mode == "realistic" and not self._over:
                self._print("As on the day: no second go before the end.")
            else:
                self._again(command["number"])

    def _wants_another_go(self) -> bool:
        """After the end: whether a question is asked again. Without more input nobody is asked."""
        while not self._ended and self._interview.session.retriable:
            self._print("")
            self._print(AGAIN_HINT)
            command = COMMAND.fullmatch(self._lines.readline())
            if command is None or command["name"] != "again":
                return False
            self._again(command["number"])
            if self._interview.session.phase == "answering":
                return True
        return False

    def _again(self, number: str | None) -> None:
        """Ask a question once more: the one with this number, or the last that was answered or skipped."""
        possible = self._interview.session.retriable
        turn = int(number) - 1 if number else next(reversed(possible), -1)
        if turn in possible:
            self._show(self._interview.retry(turn))
        else:
            numbers = ", ".join(str(one + 1) for one in possible) or "none yet"
            self._print(f"Questions that can be answered again: {numbers}.")

    @property
    def _over(self) -> bool:
        return self._interview.session.finished_at is not None

    def _show(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, SpeechFinished) and event.text:
                self._introduce(event.kind)
                self._say(event.text)

    def _introduce(self, kind: str) -> None:
        """What stands above a question: what the coach made of the answers before, and which question it is."""
        session = self._interview.session
        match kind:
            case "question":
                self._judge_practice()
                self._print("")
                self._print(f"Question {len(session.turns) + 1} of {len(session.plan)}.")
            case "reminder":
                self._judge_practice()
                self._print("")
                self._print(f"Back to question {len(session.turns)} of {len(session.plan)}.")
            case "retry" if (turn := session.retrying) is not None:
                self._print("")
                self._print(f"Question {turn + 1} again. {attempt_name(len(session.turns[turn].attempts))}.")

    def _say(self, text: str) -> None:
        name = self._interview.pack.persona(self._interview.session.setup.persona).name
        self._print(f"{name}: {text}")

    def _read_answer(self) -> str | None:
        """The lines up to an empty one; None at the end of input. What was typed before the end still counts."""
        if self._ended:
            return None
        typed: list[str] = []
        for line in self._input():
            if not typed and COMMAND.fullmatch(line):
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
        """Have everything judged; in practice mode, and for a second go after the end, the coach says what it makes of it."""
        ready = [event for event in self._interview.judge_pending() if isinstance(event, CritiqueReady)]
        # A follow-up's critique takes in what was said before it: the last one of a turn says it all.
        last_of_turn = {(event.place.turn, event.place.retry): event for event in ready}
        for event in last_of_turn.values():
            if self._interview.session.setup.mode == "practice" or event.place.retry:
                self._print_critique(event)

    def _print_critique(self, event: CritiqueReady) -> None:
        for line in critique_lines(event.critique, hide_numbers=self._hide_numbers):
            self._print(line)
        compared = last_two(self._interview.session.turns[event.place.turn]) if event.place.retry else None
        if compared and event.critique.status == "scored":
            self._print("Beside the attempt before:")
            for line in comparison_lines(compared, hide_numbers=self._hide_numbers):
                self._print(f"  {line.replace(' → ', ' to ')}")

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
        yield f"{'Improve' if number == 1 else LESS_SURE} {number}: {rubric.gap(improvement.gap).title}.{quote} {improvement.text}"
        if improvement.worth:
            yield f"  {worth_line(improvement.worth, hide_numbers=hide_numbers).replace(' → ', ' to ').rstrip('.')}."
        yield f"  Ask yourself: {improvement.ask}"
        if improvement.advice:
            yield f"  Advice: {improvement.advice.title} ({improvement.advice.source})."
    if critique.stronger:
        yield f"{STRONGER_TITLE}. {STRONGER_HINT}"
        yield f"  {' '.join(critique.stronger.split())}"
