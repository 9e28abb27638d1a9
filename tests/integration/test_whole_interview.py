"""A whole interview on real parts: the starter model, Chroma, SQLite, the process itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import PATIENCE, environment, program

pytestmark = pytest.mark.integration

ANSWERS = """so breakfast show in hull, february, i was producing and the line to our guest just drops mid sentence.
i got the presenter to fill with listener texts and rang him on my own mobile, he finished his bit.

it was the council leader, and about 400 people texted in, double a normal day

I am a passionate team player who thinks outside the box.

No, I have never had that, sorry, I would have to make it up.
"""


def test_a_piped_interview_runs_to_its_end_and_twice_prints_the_same(interviewer):
    first, second = (
        interviewer("start", "--plain", "--questions", "2", "--seed", "7", input=ANSWERS) for _ in range(2)
    )
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "Question 2 of 2." in first.stdout
    assert "Coach:" in first.stdout
    assert not {"│", "─", "╭", "\x1b"} & set(first.stdout)


def test_the_doctor_finds_nothing_wrong_in_a_home_that_is_built(interviewer):
    done = interviewer("doctor")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_report_and_the_list_know_the_interview(interviewer):
    interviewer("start", "--plain", "--questions", "1", "--seed", "7", input=ANSWERS)
    listed = json.loads(interviewer("sessions", "--json").stdout)
    report = interviewer("report")
    assert listed["answered"] == 1 and listed["phase"] == "finished"
    assert report.returncode == 0
    assert "breakfast show in hull" in report.stdout and "not a hiring verdict" in report.stdout


def test_nothing_opens_a_socket_during_an_interview(home: Path, tmp_path: Path):
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(
        "import socket, sys\n"
        "def refuse(*arguments, **options):\n"
        "    sys.stderr.write('SOCKET\\n')\n"
        "    raise OSError('no network in this test')\n"
        "class Guarded(socket.socket):\n"
        "    connect = connect_ex = sendto = bind = refuse\n"
        "socket.socket = Guarded\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
    )
    done = subprocess.run(
        program("start", "--plain", "--questions", "1", "--seed", "7"),
        env=environment(home, PYTHONPATH=str(guard)),
        input=ANSWERS,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SOCKET" not in done.stderr
    assert "Coach:" in done.stdout


def test_a_killed_interview_resumes_with_all_its_answers(home: Path):
    running = subprocess.Popen(
        program("start", "--plain", "--questions", "2", "--seed", "7"),
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdin and running.stdout
    for line in running.stdout:
        if line.startswith("Question 1"):
            break
    running.stdin.write("Hull, 2019, i was producing and the line dropped. i rang him on my mobile.\n\n")
    running.stdin.flush()
    saved = ""
    while "dropped" not in saved:
        # The answer is on disk before the model that words the follow-up has begun.
        saved = subprocess.run(
            program("sessions", "--json"), env=environment(home), capture_output=True, text=True, check=True
        ).stdout
        saved += subprocess.run(
            [sys.executable, "-c", f"import sqlite3; print(sqlite3.connect({str(home / 'sessions.sqlite3')!r})"
             ".execute('SELECT document FROM sessions').fetchall())"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    resumed = subprocess.run(
        program("resume", "--plain"),
        env=environment(home),
        input="About 400 people wrote in that morning.\n\nThe second one, in short, was a late call sheet that I wrote.\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert resumed.returncode == 0, resumed.stderr
    report = subprocess.run(
        program("report"), env=environment(home), capture_output=True, text=True, timeout=PATIENCE, check=True
    ).stdout
    assert "the line dropped" in report and "400 people" in report
