"""Hashes that name what was measured: the model, the prompts, the engine (code and its data) and the labelled data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from interviewer.critique import Frozen

ROOT = Path(__file__).parents[1]
# Whatever of these changes can change what the product answers; the scorers below evals/ cannot.
ENGINE = ("interviewer", "knowledge")
ASKING = ("evals/asking.py", "evals/interviewing.py", "evals/rivals/naive.py")
# What only shows, stores or starts: a change there would make everything be judged again for nothing.
SHOWING = {"cli.py", "guides_cli.py", "doctor.py", "plain.py", "printing.py", "report.py", "report_card.py", "storage.py"}
KINDS = {".py", ".toml", ".json", ".jsonl", ".md", ".npz", ".txt"}


class Fingerprint(Frozen):
    """Outcomes under one fingerprint are the same outcomes."""

    model: str
    prompts: str
    engine: str

    @property
    def key(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def fingerprint(model: str, *, root: Path = ROOT) -> Fingerprint:
    """`model` is the sha256 of a file, or a server's name and URL, with the settings that change its replies."""
    asking = [root / name for name in ASKING if (root / name).is_file()]
    engine = [path for name in ENGINE for path in _files(root / name)]
    return Fingerprint(
        model=hashlib.sha256(model.encode()).hexdigest(),
        prompts=_hash(root, _files(root / "prompts")),
        engine=_hash(root, [*engine, *asking]),
    )


def _files(folder: Path) -> Iterable[Path]:
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in KINDS and path.name not in SHOWING and "__pycache__" not in path.parts
    )


def _hash(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
