"""Reads the header of a GGUF file: metadata and tensor table, without llama.cpp and without the weights.

llama.cpp itself aborts the whole process on some questions about a file that it opened for its vocabulary
only, and on some damaged ones; a reader of our own answers in milliseconds and fails with a sentence.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little endian).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from interviewer.errors import ModelBroken, ModelNotFound

Value = int | float | bool | str | tuple[int | float | bool, ...] | None

DOWNLOAD_AGAIN = "Download or copy it again."

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LONGEST_KEPT_ARRAY = 4096
"""Per-layer arrays are kept; vocabularies are only skipped."""
_MOST_ENTRIES = 2**16
"""Metadata entries, or tensors: real files have hundreds, damaged ones could keep us reading for minutes."""
_MOST_DIMENSIONS = 4
"""GGML_MAX_DIMS."""

_BLOCKS: Mapping[int, tuple[int, int]] = {
    # ggml_type: (elements a block, bytes a block), from ggml-common.h
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """What a GGUF file says of itself. Arrays of strings and long arrays are None in `metadata`."""

    metadata: Mapping[str, Value]
    parameters: int
    required_bytes: int
    """The file cannot be shorter than this."""

    def text(self, key: str) -> str | None:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        value = self.metadata.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Cursor:
    """Reads forward through the mapped file; running over the end raises `struct.error`."""

    def __init__(self, view: mmap.mmap) -> None:
        self.view = view
        self.at = 0

    def scalar(self, kind: str) -> int | float | bool:
        (value,) = struct.unpack_from("<" + kind, self.view, self.at)
        self.at += struct.calcsize("<" + kind)
        return value  # type: ignore[no-any-return]  # unpack_from is typed as tuple of Any

    def count(self, kind: str = "Q") -> int:
        return int(self.scalar(kind))

    def string(self) -> str:
        length = self.count()
        if length > len(self.view) - self.at:
            raise struct.error("string over the end")
        raw = self.view[self.at : self.at + length]
        self.at += length
        return raw.decode("utf-8", errors="replace")

    def value(self, kind: int) -> Value:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            return self.array()
        return self.scalar(_SCALARS[kind])

    def array(self) -> Value:
        kind, length = self.count("I"), self.count()
        if kind == _STRING:
            self._skip_strings(length)
            return None
        if kind == _ARRAY:
            for _ in range(min(length, len(self.view))):
                self.array()
            return None
        letter = _SCALARS[kind]
        size = struct.calcsize("<" + letter) * length
        if size > len(self.view) - self.at:
            raise struct.error("array over the end")
        start, self.at = self.at, self.at + size
        if length > _LONGEST_KEPT_ARRAY:
            return None
        return struct.unpack_from(f"<{length}{letter}", self.view, start)

    def _skip_strings(self, length: int) -> None:
        # A vocabulary has up to a quarter of a million entries: everything in local names.
        at, view, unpack = self.at, self.view, struct.Struct("<Q").unpack_from
        for _ in range(length):
            at += 8 + unpack(view, at)[0]
        self.at = at


def read_header(path: Path) -> Header:
    """The header of the file at `path`. Raises ModelNotFound, or ModelBroken if it is no whole GGUF file."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size == 0:
                raise ModelBroken(f"{path.name} is empty.", hint=DOWNLOAD_AGAIN)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
                header = _parse(path, view)
    except OSError as error:
        raise ModelNotFound(
            f"Cannot read {path}: {error.strerror or error}.", hint="Check the path and its permissions."
        ) from error
    if header.required_bytes > size:
        raise ModelBroken(
            f"{path.name} is incomplete: {size / 1e6:.0f} of {header.required_bytes / 1e6:.0f} MB are there.",
            hint=DOWNLOAD_AGAIN,
        )
    return header


def _parse(path: Path, view: mmap.mmap) -> Header:
    if view[:4] != b"GGUF":
        raise ModelBroken(
            f"{path.name} is not a GGUF model file, whatever its name says.",
            hint="`interviewer models list` shows the models that can be used.",
        )
    try:
        return _parse_body(path, view)
    except (struct.error, KeyError, OverflowError, MemoryError, RecursionError) as error:
        raise ModelBroken(f"{path.name} is damaged or incomplete.", hint=DOWNLOAD_AGAIN) from error


def _parse_body(path: Path, view: mmap.mmap) -> Header:
    cursor = _Cursor(view)
    cursor.at = 4
    version = cursor.count("I")
    if version not in (2, 3):
        raise ModelBroken(
            f"{path.name} is a GGUF file of a version that is not supported ({version}).",
            hint="Use a file of GGUF version 3.",
        )
    tensors, entries = cursor.count(), cursor.count()
    if max(tensors, entries) > _MOST_ENTRIES:
        raise OverflowError
    metadata: dict[str, Value] = {}
    for _ in range(entries):
        key = cursor.string()
        metadata[key] = cursor.value(cursor.count("I"))
    parameters = furthest = 0
    for _ in range(tensors):
        cursor.string()
        dimensions = cursor.count("I")
        if dimensions > _MOST_DIMENSIONS:
            raise OverflowError
        shape = [cursor.count() for _ in range(dimensions)]
        kind, offset = cursor.count("I"), cursor.count()
        elements = prod(shape)
        per_block, block_bytes = _BLOCKS.get(kind, (1, 0))
        parameters += elements
        furthest = max(furthest, offset + elements // per_block * block_bytes)
    alignment = metadata.get("general.alignment")
    step = alignment if isinstance(alignment, int) and alignment > 0 else 32
    start = -(-cursor.at // step) * step if tensors else cursor.at
    return Header(metadata=metadata, parameters=parameters, required_bytes=start + furthest)
