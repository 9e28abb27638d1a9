"""The app on the real engine: real index, real embedder, real database, a scripted language model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tui_sessions import FOLLOW_UP

from interviewer.config import load_settings
from interviewer.llm.base import ModelHost
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import Paths
from interviewer.wiring import Engine

MakeEngine = Callable[..., Engine]


@pytest.fixture
def make_engine(tmp_path: Path, built_home: Path) -> MakeEngine:
    """Engines on a home folder of the test's own; the language model says what it is told."""

    def make(host: ModelHost | None = None, **options: Any) -> Engine:
        paths = Paths(tmp_path / "home").ensure()
        if not paths.knowledge.exists():
            paths.knowledge.symlink_to(Paths(built_home).knowledge)
        return Engine(
            settings=load_settings(paths, **options),
            paths=paths,
            host=host or ScriptedModel(lambda messages: FOLLOW_UP),
        )

    return make
