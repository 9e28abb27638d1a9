"""A real OpenAI-compatible server with the starter model on loopback."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def server_url(starter_path: Path) -> Iterator[str]:
    """Base URL of `llama_cpp.server`, started once; it chose its port itself and has said that it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "llama_cpp.server", "--model", str(starter_path), "--host", "127.0.0.1",
         "--port", "0", "--n_ctx", "2048", "--n_threads", "1", "--n_threads_batch", "1",
         "--interrupt_requests", "false"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )  # fmt: skip
    assert process.stderr is not None
    last: deque[str] = deque(maxlen=20)
    try:
        for line in process.stderr:
            last.append(line)
            if listening := re.search(r"running on (http://\S+)", line):
                break
        else:
            pytest.fail("the server did not start:\n" + "".join(last))
        # A full pipe would stop the server.
        threading.Thread(target=deque, args=(process.stderr, 0), daemon=True).start()
        yield f"{listening[1]}/v1"
    finally:
        process.terminate()
        process.wait(timeout=20)
