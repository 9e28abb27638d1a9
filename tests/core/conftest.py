"""A data folder of the test's own, and a real database in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.paths import default_paths
from interviewer.storage import SQLiteSessionStore


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERVIEWER_HOME", str(tmp_path / "home"))
    return default_paths().ensure().home


@pytest.fixture
def store(home: Path) -> SQLiteSessionStore:
    return SQLiteSessionStore(default_paths().sessions)
