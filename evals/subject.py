"""The product with one model, as the evals see it: a coach, an interviewer, a model to ask plainly, the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evals.asking import Judging
from interviewer.config import Settings
from interviewer.pack import Pack
from interviewer.paths import Paths
from interviewer.session import Question, Session, Setup

if TYPE_CHECKING:
    from interviewer.interview import Interview
    from interviewer.llm.base import ChatModel, ModelHost
    from knowledge import Knowledge

# Holds an interview of this one question; `spoken` says whether the model words what the interviewer says.
Interviewing = Callable[[Question, bool], "Interview"]


@dataclass(frozen=True)
class Subject:
    """What is measured. Without `model`, `interview` or `knowledge` the suites that need them are left out.

    `library` maps each topic of the guides to all of its text, so that cited advice can be looked up.
    """

    name: str
    identity: str
    coach: Judging
    pack: Pack
    sha256: str | None = None
    model: ChatModel | None = None
    interview: Interviewing | None = None
    knowledge: Knowledge | None = None
    shipped: Judging | None = None  # the coach as a user has it: a model that its calibration found wanting is not asked for words
    library: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def open_subject(settings: Settings, paths: Paths, *, host: ModelHost | None = None) -> Iterator[Subject]:
    """The whole product with the model that the settings name (or `host`), closed afterwards."""
    from interviewer.coach.calibration import find_calibration
    from interviewer.interview import Interview
    from interviewer.manager import Manager
    from interviewer.wiring import Engine, open_host

    host = host or open_host(settings, paths)
    engine = Engine(settings=settings, paths=paths, host=host, ask_any_model=True)
    pack = engine.pack("media-producer")
    setup = Setup(questions=1)
    speaking = host.chat("foreground")

    def interview(question: Question, spoken: bool) -> Interview:
        manager = Manager(
            persona=pack.persona(setup.persona), role=pack.role, model=speaking if spoken else None
        )
        session = Session.new(setup, (question,))
        return Interview(session=session, pack=pack, store=_Memory(), manager=manager, coach=engine.coach)

    try:
        knowledge = engine.knowledge()
        info = host.info
        calibration = find_calibration(info.sha256, folder=paths.calibrations)
        yield Subject(
            name=info.name,
            identity=f"{info.sha256 or settings.model} {settings.embedder} {settings.context_length}",
            sha256=info.sha256,
            coach=engine.coach,
            shipped=engine.coach.with_words(calibration is None or calibration.words_count),
            pack=pack,
            model=host.chat("background"),
            interview=interview,
            knowledge=knowledge,
            library={section.topic: section.markdown for section in knowledge.sections()},
        )
    finally:
        engine.close()


class _Memory:
    """A store of sessions that nobody resumes."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def save(self, session: Session) -> None:
        self._sessions[session.id] = session

    def load(self, session_id: str) -> Session:
        return self._sessions[session_id]

    def all(self) -> list[Session]:
        return list(self._sessions.values())
