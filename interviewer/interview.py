"""Interview: conducts one session from key to disk. Start, resume, submit, skip, retry, judge, finish -> events."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from interviewer import plan
from interviewer.coach.reading import Reading
from interviewer.critique import Critique
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
from interviewer.manager import Manager, Restart
from interviewer.pack import Pack
from interviewer.session import ExchangeKind, Level, Place, Session, Setup, Turn
from interviewer.storage import SessionStore


class Judge(Protocol):
    """What the interview needs of the coach."""

    def read(self, turn: Turn, *, level: Level) -> tuple[Reading, tuple[str, ...]]:
        """The reading of the turn's last answer, and its open gaps by weight. Quick: no language model."""
        ...

    def judge(self, turn: Turn, *, exchange: int, setup: Setup) -> Critique:
        """The critique of one answer of the turn, in the light of what was said before it."""
        ...


class Interview:
    """One interview. `session` is always what is on disk.

    Every method that speaks returns an iterator of events; closing it cancels what a model is doing and leaves
    a session that `proceed` can take up. `judge_pending` may run in another thread than the rest.
    """

    def __init__(
        self, *, session: Session, pack: Pack, store: SessionStore, manager: Manager, coach: Judge
    ) -> None:
        self._session = session
        self._pack = pack
        self._store = store
        self._manager = manager
        self._coach = coach
        self._lock = threading.Lock()

    @classmethod
    def start(
        cls, *, setup: Setup, pack: Pack, store: SessionStore, manager: Manager, coach: Judge
    ) -> Interview:
        """A new, saved session with its questions planned."""
        session = Session.new(setup, plan.choose_questions(pack, setup))
        store.save(session)
        return cls(session=session, pack=pack, store=store, manager=manager, coach=coach)

    @property
    def session(self) -> Session:
        return self._session

    @property
    def pack(self) -> Pack:
        return self._pack

    def proceed(self) -> Iterator[Event]:
        """Go on from wherever the session stands: greet, decide what comes next, or say nothing."""
        match self._session.phase:
            case "asking":
                yield from self._say("greeting", self._manager.greeting())
                yield from self._ask_next()
            case "deciding":
                yield from self._continue()
            case "answering" | "finished":
                return

    def submit(self, text: str) -> Iterator[Event]:
        """Save the answer, then say what the interviewer says next. The answer is saved before anything else."""
        again = self._session.retrying is not None
        self._update(lambda session: session.answering(text))
        yield AnswerSaved()
        yield from self._return() if again else self._continue()

    def skip(self) -> Iterator[Event]:
        """Leave this question unanswered and go on; an open retry is taken back."""
        again = self._session.retrying is not None
        self._update(lambda session: session.skipping())
        yield from self._return() if again else self._ask_next()

    def retry(self, turn: int) -> Iterator[Event]:
        """Ask the question of this turn again, also after the end. Every earlier attempt stays.

        The next answer belongs to the retry, has no follow-up, and leads back to where the interview stood.
        Raises ValueError for a turn that is not `Session.retriable`.
        """
        self._update(lambda session: session.asking_again(turn))
        yield from self._say("retry", iter([self._session.turns[turn].question.text]))
        assert self._session.waiting is not None
        yield QuestionAsked(self._session.waiting)

    def finish(self) -> Iterator[Event]:
        """End the interview here. Answers stay, unjudged ones can still be judged."""
        if self._session.phase != "finished":
            self._update(lambda session: session.finishing())
        yield InterviewFinished()

    def judge_pending(self) -> Iterator[Event]:
        """Judge every answer that has no critique yet, oldest first."""
        while pending := self._session.unjudged:
            place = pending[0]
            yield CritiqueStarted(place)
            critique = self._critique(place)
            self._update(functools.partial(Session.judged, place=place, critique=critique))
            yield CritiqueReady(place, critique)

    def _critique(self, place: Place) -> Critique:
        turn = self._session.turns[place.turn]
        if not place.retry:
            return self._coach.judge(turn, exchange=place.exchange, setup=self._session.setup)
        # A retry is a new attempt: it is judged by what it says itself, not together with what was told before.
        alone = Turn(question=turn.question, exchanges=(turn.retries[place.exchange],))
        critique = self._coach.judge(alone, exchange=0, setup=self._session.setup)
        return critique.model_copy(update={"id": f"{turn.question.id}-again-{place.exchange + 1}"})

    def _return(self) -> Iterator[Event]:
        """From a retry back to where the interview stood; a question that waited is said once more."""
        match self._session.phase:
            case "finished":
                yield InterviewFinished()
            case "deciding":
                yield from self._continue()
            case _ if (place := self._session.waiting) is not None:
                yield from self._say("reminder", iter([self._session.at(place).prompt]))
                yield QuestionAsked(place)

    def _continue(self) -> Iterator[Event]:
        turn = self._session.turns[-1]
        if turn.skipped:
            yield from self._ask_next()
            return
        reading, gaps = self._coach.read(turn, level=self._session.setup.level)
        match plan.decide(turn, reading, gaps):
            case plan.Probe(gap=gap):
                ready = self._pack.follow_up(turn.question, gap, seed=self._session.setup.seed)
                yield from self._follow_up(
                    "follow_up", self._manager.follow_up(turn=turn, gap=gap, ready=ready)
                )
            case plan.Clarify():
                yield from self._follow_up("clarification", self._manager.clarification(turn=turn))
            case plan.Redirect():
                yield from self._follow_up("redirect", self._manager.redirect(turn=turn))
            case plan.AskForEnglish():
                yield from self._follow_up("redirect", self._manager.ask_for_english(turn=turn))
            case plan.AcceptNoStory():
                yield from self._say("remark", self._manager.accept_no_story(turn=turn))
                yield from self._ask_next()
            case plan.MoveOn():
                yield from self._ask_next()

    def _ask_next(self) -> Iterator[Event]:
        remaining = self._session.remaining
        if not remaining:
            yield from self._say("closing", self._manager.closing())
            yield from self.finish()
            return
        yield from self._say("question", iter([remaining[0].text]))
        self._update(lambda session: session.asking(remaining[0]))
        yield QuestionAsked(Place(len(self._session.turns) - 1, 0))

    def _follow_up(self, kind: ExchangeKind, speech: Iterator[str | Restart]) -> Iterator[Event]:
        text = yield from self._say(kind, speech)
        if not text:
            yield from self._ask_next()
            return
        self._update(lambda session: session.following_up(kind, text))
        yield QuestionAsked(Place(len(self._session.turns) - 1, len(self._session.turns[-1].exchanges) - 1))

    def _say(self, kind: str, speech: Iterator[str | Restart]) -> Generator[Event, None, str]:
        """Pass the speech on piece by piece; returns the whole of it."""
        yield SpeechStarted(kind)
        said = ""
        for piece in speech:
            if isinstance(piece, Restart):
                said = ""
                yield SpeechRestarted()
            else:
                said += piece
                yield SpeechDelta(piece)
        yield SpeechFinished(kind, said)
        return said

    def _update(self, transition: Callable[[Session], Session]) -> None:
        # The coach's thread and the speaking one both come here: read, change and save are one step.
        with self._lock:
            self._session = transition(self._session)
            self._store.save(self._session)
