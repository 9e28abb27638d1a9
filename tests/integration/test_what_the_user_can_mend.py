"""Bad input: a message of at most three lines with what to do, exit code 2, no traceback, nothing lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pexpect
import pytest
from running import PATIENCE, environment, program

pytestmark = pytest.mark.integration


def _said_well(done) -> None:
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert 1 <= len(lines) <= 3 and lines[0].startswith("interviewer: ")
    assert "Traceback" not in done.stderr


def test_a_model_path_that_does_not_exist(interviewer):
    _said_well(interviewer("start", "--plain", "--model", "/nowhere/model.gguf", input="hello\n"))


def test_a_text_file_named_gguf(interviewer, tmp_path: Path):
    fake = tmp_path / "fake.gguf"
    fake.write_text("This is a shopping list.\n" * 100)
    _said_well(interviewer("start", "--plain", "--model", str(fake), input="hello\n"))


def test_the_starter_model_cut_in_half(interviewer, tmp_path: Path, starter_path: Path):
    half = tmp_path / "half.gguf"
    with starter_path.open("rb") as whole, half.open("wb") as cut:
        cut.write(whole.read(starter_path.stat().st_size // 2))
    _said_well(interviewer("start", "--plain", "--model", str(half), input="hello\n"))


def test_a_data_folder_that_cannot_be_written(interviewer, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    _said_well(interviewer("sessions", env=environment(blocked / "home")))


def test_no_terminal_at_all(interviewer):
    _said_well(interviewer())


def test_a_terminal_that_is_too_small(home: Path):
    child = pexpect.spawn(program()[0], program()[1:], env=environment(home), dimensions=(15, 60), timeout=PATIENCE, encoding="utf-8")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "60x15" in child.before and "Traceback" not in child.before


def test_a_half_deleted_index_is_made_again(interviewer, home: Path):
    index = next(path for path in (home / "knowledge").rglob("chroma.sqlite3"))
    for path in index.parent.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    os.truncate(index, 1000)
    done = interviewer("search", "they asked what I did and I kept saying we", "--json")
    assert done.returncode == 0, done.stderr
    assert '"topic"' in done.stdout


def test_a_faulty_line_of_a_batch_is_named_before_anything_is_judged(interviewer):
    done = interviewer("critique", "--json", input='{"id": "a", "question": "q", "answer": "x"}\n{"id": "b"}\n')
    _said_well(done)
    assert "ine 2" in done.stderr and not done.stdout
