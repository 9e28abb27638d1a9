"""Puts the parts together: settings in, a working engine out. The only place that knows every part."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from interviewer.config import Settings
from interviewer.errors import PackError
from interviewer.llm.base import ChatModel, ModelHost, ModelInfo
from interviewer.pack import Pack, find_packs, load_pack
from interviewer.paths import Paths
from interviewer.session import Setup
from interviewer.storage import SQLiteSessionStore

if TYPE_CHECKING:
    from interviewer.coach.coach import Coach
    from interviewer.interview import Interview
    from knowledge import Knowledge
    from knowledge.embedding import SentenceTransformerEmbedder


@dataclass(frozen=True)
class LoadStep:
    """One step of loading: `done` of `total` (0: not known)."""

    what: str
    done: int
    total: int


Progress = Callable[[LoadStep], None]


def no_progress(step: LoadStep) -> None:
    """For callers that show none."""


class Engine:
    """One installation at work. Cheap to make; heavy parts are loaded by `load` or on first use.

    A model host may be given (tests, evals); else the settings' model is opened. With `ask_any_model` a model words the
    feedback whatever its calibration says: so it is measured what that is worth.
    """

    def __init__(
        self, *, settings: Settings, paths: Paths, host: ModelHost | None = None, ask_any_model: bool = False
    ) -> None:
        self.settings = settings
        self.paths = paths.ensure()
        self._host = host
        self._ask_any_model = ask_any_model
        self._knowledge: Knowledge | None = None
        self._embedder: SentenceTransformerEmbedder | None = None
        self._chats: dict[str, ChatModel] = {}
        self._loading = threading.Lock()

    # -- cheap: available at once ------------------------------------------------------------------

    @cached_property
    def store(self) -> SQLiteSessionStore:
        return SQLiteSessionStore(self.paths.sessions)

    @cached_property
    def packs(self) -> dict[str, Pack]:
        """Every pack by its id. Raises PackError for one that is invalid."""
        loaded = (load_pack(folder) for folder in find_packs(*self.settings.packs).values())
        return {pack.id: pack for pack in loaded}

    def pack(self, pack_id: str) -> Pack:
        try:
            return self.packs[pack_id]
        except KeyError:
            known = ", ".join(self.packs)
            raise PackError(f"There is no pack “{pack_id}”.", hint=f"Choose one of: {known}.") from None

    @property
    def model_info(self) -> ModelInfo | None:
        """The loaded model; None before `load`, or when there is none."""
        return self._host.info if self._host else None

    @property
    def loaded(self) -> bool:
        return self._knowledge is not None and self._host is not None

    # -- heavy: behind the first screen ------------------------------------------------------------

    def load(self, progress: Progress = no_progress) -> None:
        """Load the embedder, the guide's index and the model. Quick when all is there; safe to call twice."""
        with self._loading:
            # The model first: that it is missing or broken shows within a second, before the slow imports.
            self._load_model(progress)
            self._load_knowledge(progress)
            assert self._embedder is not None
            progress(LoadStep("Waking the embedder", 0, 0))
            self._embedder.encode([""])  # reads the weights now

    def knowledge(self, progress: Progress = no_progress) -> Knowledge:
        """The guides alone, for commands that need no language model."""
        with self._loading:
            return self._load_knowledge(progress)

    def _load_knowledge(self, progress: Progress) -> Knowledge:
        if self._knowledge is None:
            progress(LoadStep("Waking the guide", 0, 0))
            from knowledge import load_embedder, open_knowledge

            self._embedder = load_embedder(self.settings.embedder)
            self._knowledge = open_knowledge(
                folder=self.paths.knowledge,
                guides=list(find_packs(*self.settings.packs).values()),
                embedder=self._embedder,
                chroma_url=self.settings.chroma_url,
                progress=lambda done, total, what: progress(LoadStep(what, done, total)),
            )
        return self._knowledge

    def _load_model(self, progress: Progress) -> ModelHost:
        if self._host is None:
            progress(LoadStep("Loading the model", 0, 0))
            self._host = open_host(self.settings, self.paths)
        return self._host

    def _chat(self, role: str) -> ChatModel:
        """Interviewer and coach each have a context of their own, so that neither evicts the other's prefix."""
        if role not in self._chats:
            host = self._load_model(no_progress)
            self._chats[role] = host.chat("foreground" if role == "manager" else "background")
        return self._chats[role]

    # -- work ---------------------------------------------------------------------------------------

    @cached_property
    def coach(self) -> Coach:
        from interviewer.coach.calibration import find_calibration
        from interviewer.coach.coach import Coach
        from interviewer.coach.judge import Judge

        self.load()
        model = self._chat("coach")
        calibration = find_calibration(model.info.sha256, folder=self.paths.calibrations)
        return Coach(
            embedder=self._reading_embedder(),
            retriever=self.knowledge(),
            packs=self.packs,
            model=model,
            words=self._ask_any_model or calibration is None or calibration.words_count,
            judge=Judge(model, calibration) if calibration else None,
        )

    def _reading_embedder(self) -> SentenceTransformerEmbedder:
        """The embedder that the coach reads with: the shipped one, whatever the guide is searched with."""
        from interviewer.coach.reader import SHIPPED_EMBEDDER
        from knowledge import load_embedder

        if self.settings.embedder == SHIPPED_EMBEDDER and self._embedder is not None:
            return self._embedder
        return load_embedder(SHIPPED_EMBEDDER)

    def start(self, setup: Setup) -> Interview:
        """A new interview, saved, not yet begun: `proceed` says the first words."""
        from interviewer.interview import Interview

        parts = self._parts(setup)
        return Interview.start(setup=setup, **parts)

    def resume(self, session_id: str) -> Interview:
        """A saved interview. Raises SessionNotFound."""
        from interviewer.interview import Interview

        session = self.store.load(session_id)
        return Interview(session=session, **self._parts(session.setup))

    def _parts(self, setup: Setup) -> dict[str, Any]:
        from interviewer.manager import Manager

        pack = self.pack(setup.pack)
        manager = Manager(persona=pack.persona(setup.persona), role=pack.role, model=self._chat("manager"))
        return {"pack": pack, "store": self.store, "manager": manager, "coach": self.coach}

    def close(self) -> None:
        """Free models and index."""
        for chat in self._chats.values():
            chat.close()
        if self._knowledge:
            self._knowledge.close()
        if self._host:
            self._host.close()


def open_host(settings: Settings, paths: Paths) -> ModelHost:
    """The model that the settings name: a server's URL or a file. Raises ModelError with a way out."""
    from interviewer.llm.catalog import model_folders, resolve_model

    found = resolve_model(settings.model, folders=model_folders(paths.models))
    if isinstance(found, str):
        from interviewer.llm.openai_compat import connect_openai_compatible

        key = settings.server_key.get_secret_value() if settings.server_key else None
        return connect_openai_compatible(found, model=settings.server_model, api_key=key)
    from interviewer.llm.llamacpp import load_llamacpp

    return load_llamacpp(found, context_length=settings.context_length, threads=settings.threads)
