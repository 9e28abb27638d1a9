"""One private data folder with a built index, copied for each test that writes; and the program as a process."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import run

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    done = run(home, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def interviewer(home: Path) -> Run:
    return lambda *arguments, **options: run(home, *arguments, **options)
