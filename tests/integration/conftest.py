"""A copy of the built data folder for each test that writes, and the program as a process."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import run

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def interviewer(home: Path) -> Run:
    return lambda *arguments, **options: run(home, *arguments, **options)
