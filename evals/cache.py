"""What was judged already: one JSON file a sample, so that a run that was stopped goes on where it stood."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.fingerprint import Fingerprint

Outcome = TypeVar("Outcome", bound=BaseModel)
KEPT_RUNS = 6  # a change of prompts, engine or model begins a new folder; older ones would only fill the disk
Notice = Callable[[str], None]


class Cache:
    """Outcomes by task and sample content, below one folder for each fingerprint."""

    def __init__(self, folder: Path, fingerprint: Fingerprint, *, notice: Notice) -> None:
        self._folder = folder / fingerprint.key
        self._notice = notice
        self._folder.mkdir(parents=True, exist_ok=True)
        os.utime(self._folder)
        _forget_old_runs(folder)

    def read(self, task: str, content: str, noun: type[Outcome]) -> Outcome | None:
        """The outcome, None when there is none. A file that is damaged is dropped with a notice."""
        path = self._path(task, content)
        try:
            entry = json.loads(path.read_text(encoding="utf-8"))
            if entry["sha256"] != _digest(entry["outcome"]):
                raise ValueError("its checksum is wrong")
            return noun.model_validate_json(entry["outcome"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            path.unlink(missing_ok=True)
            why = "it has another form" if isinstance(error, ValidationError) else error
            self._notice(f"Dropped a damaged entry of the cache ({path.name}: {why}); it is made again.")
            return None

    def write(self, task: str, content: str, outcome: BaseModel) -> None:
        """Keep the outcome. The file appears whole or not at all."""
        text = outcome.model_dump_json()
        entry = json.dumps({"task": task, "sha256": _digest(text), "outcome": text})
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(entry)
        Path(name).replace(self._path(task, content))

    def _path(self, task: str, content: str) -> Path:
        return self._folder / f"{task}-{_digest(content)[:32]}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _forget_old_runs(folder: Path) -> None:
    runs = sorted((run for run in folder.iterdir() if run.is_dir()), key=lambda run: run.stat().st_mtime)
    for run in runs[:-KEPT_RUNS]:
        shutil.rmtree(run, ignore_errors=True)
