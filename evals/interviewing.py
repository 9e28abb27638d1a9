"""Puts labelled answers to the hiring manager, through a real interview, and notes what was said back."""

from __future__ import annotations

from evals.asking import asked
from evals.data import AnswerSample
from evals.subject import Subject
from interviewer.critique import Frozen
from interviewer.events import SpeechFinished

# What the candidate says to a follow-up: true of nearly any story, so that nothing more than it is left to ask.
SECOND_ANSWER = "It came out fine in the end and we handed it over on the day."


class Spoken(Frozen):
    """What the interviewer said after an answer: its kind, the words, the ready words, and what came after those."""

    kind: str
    said: str
    ready: str
    afterwards_kind: str
    afterwards: str


def speak(subject: Subject, sample: AnswerSample) -> Spoken:
    """One answer, what is said to it by the model and by the pack alone, and one more answer."""
    kind, said, then_kind, then = _hold(subject, sample, spoken=True)
    _, ready, _, _ = _hold(subject, sample, spoken=False)
    return Spoken(kind=kind, said=said, ready=ready, afterwards_kind=then_kind, afterwards=then)


def _hold(subject: Subject, sample: AnswerSample, *, spoken: bool) -> tuple[str, str, str, str]:
    assert subject.interview is not None
    interview = subject.interview(asked(sample.question, sample.question_type, subject.pack), spoken)
    for _ in interview.proceed():
        pass
    first = [event for event in interview.submit(sample.answer) if isinstance(event, SpeechFinished)]
    then: list[SpeechFinished] = []
    if interview.session.phase == "answering":
        then = [event for event in interview.submit(SECOND_ANSWER) if isinstance(event, SpeechFinished)]
    said = first[0] if first else SpeechFinished("nothing", "")
    afterwards = then[0] if then else SpeechFinished("nothing", "")
    return said.kind, said.text.strip(), afterwards.kind, afterwards.text.strip()
