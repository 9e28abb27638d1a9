"""Reads the labelled data: every line is checked, and what does not fit is refused with file, line and reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evals.data import AnswerSample, PairSample, SecondLabel, SegmentedAnswer
from interviewer.errors import InputError

DATASETS = Path(__file__).with_name("datasets")
Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True)
class Dataset:
    """All labelled data, and the hash that names this version of it."""

    answers: tuple[AnswerSample, ...]
    second: tuple[SecondLabel, ...]
    pairs: tuple[PairSample, ...]
    segments: tuple[SegmentedAnswer, ...]
    sha256: str


def load_dataset(folder: Path = DATASETS) -> Dataset:
    """Everything below `folder`. Raises InputError for the first line that breaks a rule."""
    answers = read_rows(folder / "answers.jsonl", AnswerSample, key=lambda row: row.id)
    second = read_rows(folder / "second-labels.jsonl", SecondLabel, key=lambda row: row.id)
    pairs = read_rows(folder / "pairs.jsonl", PairSample, key=lambda row: row.id)
    segments = read_rows(folder / "segments.jsonl", SegmentedAnswer, key=lambda row: row.answer)
    known = {answer.id for answer in answers}
    _require_known(folder / "second-labels.jsonl", [row.id for row in second], known)
    _require_known(folder / "segments.jsonl", [row.answer for row in segments], known)
    _require_apart(folder / "pairs.jsonl", pairs, {answer.story for answer in answers})
    return Dataset(tuple(answers), tuple(second), tuple(pairs), tuple(segments), data_hash(folder))


def read_rows(path: Path, noun: type[Row], *, key: Callable[[Row], str]) -> list[Row]:
    """One validated row a line; `key` must differ from row to row. Raises InputError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", hint="It must be JSON Lines in UTF-8.") from error
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line, noun, path, number)
        if (first := seen.setdefault(key(row), number)) != number:
            raise _refused(path, number, f"the id {key(row)} stands in line {first} already")
        rows.append(row)
    return rows


def data_hash(folder: Path = DATASETS) -> str:
    """SHA-256 over names and bytes of all data files."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.toml")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _row(line: str, noun: type[Row], path: Path, number: int) -> Row:
    try:
        fields: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise _refused(path, number, f"no JSON: {error.msg}") from error
    try:
        return noun.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise _refused(path, number, f"{place}: {reason}" if place else reason) from error


def _require_known(path: Path, ids: list[str], known: set[str]) -> None:
    for number, wanted in enumerate(ids, start=1):
        if wanted not in known:
            raise _refused(path, number, f"there is no answer {wanted}")


def _require_apart(path: Path, pairs: list[PairSample], stories: set[str]) -> None:
    for number, pair in enumerate(pairs, start=1):
        if pair.story in stories:
            raise _refused(path, number, f"the story {pair.story} is one of the answers' as well: pairs are test data")


def _refused(path: Path, number: int, reason: str) -> InputError:
    return InputError(
        f"{path.name}, line {number}: {reason}.",
        hint="evals/data.py says what a row must hold.",
    )
