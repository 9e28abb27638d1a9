"""SHA-256 of large files, remembered in a small JSON file by path, size and time of change."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path


def sha256_of(path: Path, *, cache: Path | None = None) -> str:
    """Hex digest of the file at `path`. With `cache` (a JSON file, made if missing) it is read once only."""
    real = path.resolve()
    stat = real.stat()
    key = f"{real}|{stat.st_size}|{stat.st_mtime_ns}"
    known = _read(cache) if cache else {}
    if key in known:
        return known[key]
    with real.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if cache:
        # Read again: another process may have added its own in the meantime.
        kept = {old: value for old, value in _read(cache).items() if not old.startswith(f"{real}|")}
        _write(cache, kept | {key: digest})
    return digest


def _read(cache: Path) -> dict[str, str]:
    try:
        content = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {key: value for key, value in content.items() if isinstance(value, str)}


def _write(cache: Path, content: dict[str, str]) -> None:
    # A cache that cannot be written costs time, never a run.
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=cache.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
        Path(name).replace(cache)
    except OSError:
        return
