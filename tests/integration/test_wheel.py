"""The built wheel holds everything: installed elsewhere, it runs from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from running import PATIENCE, environment

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_runs_without_the_checkout(home: Path, tmp_path: Path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    elsewhere = tmp_path / "elsewhere"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(elsewhere), str(wheel)],
        check=True,
    )
    script = (
        "import sys, interviewer, prompts, knowledge; assert interviewer.__file__.startswith(sys.argv[1]), interviewer.__file__;"
        "sys.argv = ['interviewer', 'critique', '--json', '--question', 'Why us?', '--answer', 'Ok'];"
        "from interviewer.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(elsewhere)],
        env=environment(home, PYTHONPATH=str(elsewhere)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"reason":"acknowledgement"' in done.stdout
