"""The SQLite file: its schema, its transactions and its few settings."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.errors import StoreError, StoreVersionError

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE guides (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guide TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('pack', 'own')), content_hash TEXT NOT NULL);
CREATE TABLE sections (
  guide_id INTEGER NOT NULL REFERENCES guides(id), topic TEXT NOT NULL, position INTEGER NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (guide_id, topic)) WITHOUT ROWID;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guide_id INTEGER NOT NULL REFERENCES guides(id), path TEXT NOT NULL,
  title TEXT NOT NULL, content_hash TEXT NOT NULL, report TEXT NOT NULL,
  UNIQUE (guide_id, path));
CREATE TABLE passages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guide_id INTEGER NOT NULL REFERENCES guides(id),
  document_id INTEGER REFERENCES documents(id), uid TEXT NOT NULL, section_id TEXT NOT NULL, kind TEXT NOT NULL,
  topic TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, heading TEXT NOT NULL, file TEXT NOT NULL,
  line_start INTEGER NOT NULL, line_end INTEGER NOT NULL, text TEXT NOT NULL, search_text TEXT NOT NULL,
  fingerprint TEXT NOT NULL, same_as INTEGER, UNIQUE (guide_id, uid));
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_fingerprint ON passages (guide_id, fingerprint);
CREATE INDEX passages_by_section ON passages (guide_id, section_id);
CREATE INDEX passages_same_as ON passages (same_as) WHERE same_as IS NOT NULL;
CREATE TABLE bands (guide_id INTEGER NOT NULL, band INTEGER NOT NULL, passage_id INTEGER NOT NULL,
  PRIMARY KEY (guide_id, band, passage_id)) WITHOUT ROWID;
CREATE INDEX bands_by_passage ON bands (passage_id);
"""


class Database:
    """The SQLite file below `folder`. Safe for several threads and, with the writer's lock, processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "library.sqlite3"
        self._lock = threading.RLock()
        self.fresh = not self.path.exists() or self.path.stat().st_size == 0
        if self.fresh:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(self.path, check_same_thread=False, timeout=60, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._set_up()
        except BaseException:
            self._db.close()
            raise

    def _set_up(self) -> None:
        with self.writing():
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if version == 0 and not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in SCHEMA.split(";\n"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
                self._set("library", uuid.uuid4().hex)
                self._set("version", "0")
            elif version != SCHEMA_VERSION:
                raise StoreVersionError(
                    f"{self.path} was written by another version (format {version}, this one reads {SCHEMA_VERSION}).",
                    hint="Use the version that wrote it, or move the file away and ingest your documents again.",
                )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing. Raises StoreError when the disk refuses."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise StoreError(
                        f"Cannot write {self.path}: {error}.",
                        hint="Free some space on that disk, or mend its permissions, and run it again.",
                    ) from error
                raise

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement inside `writing()`; the row it inserted, if it did."""
        return int(self._db.execute(sql, values).lastrowid or 0)

    def execute_many(self, sql: str, values: Iterable[Sequence[object]]) -> None:
        self._db.executemany(sql, values)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    # --- meta

    def get(self, key: str) -> str | None:
        rows = self.rows("SELECT value FROM meta WHERE key = ?", [key])
        return str(rows[0][0]) if rows else None

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                         [key, value])

    def set(self, key: str, value: str) -> None:
        with self.writing():
            self._set(key, value)

    def touch(self) -> None:
        """Tell the other processes that something has changed."""
        self.set("version", f"{time.time_ns()}")
