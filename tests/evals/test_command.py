"""`interviewer eval` as a user runs it: the table, two models, what is refused, the card in `models info`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path


def program(home: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "INTERVIEWER_HOME": str(home), "INTERVIEWER_THREADS": "1"}
    return [sys.executable, "-m", "interviewer.cli", *arguments], environment


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command, environment = program(home, *arguments)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_two_models_stand_in_one_table_with_differences(home: Path, starter_path: Path, gemma_path: Path) -> None:
    (home / "thresholds.toml").write_text("[floors]\n'junk.never_above_1' = 0.0\n", encoding="utf-8")
    arguments = ["eval", "--suite", "junk", "--limit", "4", "--out", str(home / "out"), "--gate"]
    arguments += ["--thresholds", str(home / "thresholds.toml")]
    done = run(home, *arguments, "--model", str(starter_path), "--model", str(gemma_path))
    assert done.returncode == 0, done.stderr
    table = done.stdout.splitlines()
    assert "difference" in table[0]
    row = next(line for line in table if line.startswith("junk.never_above_1"))
    assert "+0.000 [+0.000, +0.000]" in row
    assert [one["limit"] for one in json.loads((home / "out/results.json").read_text(encoding="utf-8"))] == [4, 4]


def test_ctrl_c_stops_at_once_and_what_is_done_is_kept(home: Path, starter_path: Path, tmp_path: Path) -> None:
    command, environment = program(
        home, "eval", "--suite", "pairs", "--suite", "feedback", "--limit", "30", "--model", str(starter_path), "--out", str(tmp_path)
    )
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        # The first task is done: the second one is under way now.
        assert process.stderr is not None
        assert process.stderr.readline().startswith("pair: ")
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=120)[1]
        assert process.returncode == 130, rest
    kept = {path: path.stat().st_mtime_ns for path in (home / "cache/evals").rglob("pair-*.json")}
    assert len(kept) == 30
    again = run(home, "eval", "--suite", "pairs", "--limit", "30", "--model", str(starter_path), "--out", str(tmp_path))
    assert again.returncode == 0, again.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_an_unknown_suite_is_refused_with_those_that_there_are(home: Path) -> None:
    done = run(home, "eval", "--suite", "vibes")
    assert done.returncode == 2
    assert "There is no suite “vibes”." in done.stderr and "follow_up" in done.stderr


def test_models_info_says_when_a_model_was_not_measured(home: Path, starter_path: Path) -> None:
    done = run(home, "models", "info", str(starter_path))
    assert "is not measured here yet: interviewer eval --model" in done.stdout
