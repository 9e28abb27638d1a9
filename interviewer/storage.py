"""Sessions in SQLite: one row a session, the whole document as JSON, saved in one transaction a step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from interviewer.errors import DataFolderError, SessionNotFound
from interviewer.session import Session

# Append-only: a released migration is never edited, a new one is added below it.
MIGRATIONS = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        started_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        finished INTEGER NOT NULL,
        document TEXT NOT NULL
    )
    """,
)


@dataclass(frozen=True)
class Unreadable:
    """A saved session that this version cannot read. It stays on disk untouched."""

    id: str
    reason: str


class SessionStore(Protocol):
    """Where sessions are kept."""

    def save(self, session: Session) -> None:
        """Durable when it returns."""
        ...

    def load(self, session_id: str) -> Session:
        """By id or an unambiguous beginning of one. Raises SessionNotFound, DataFolderError for an unreadable one."""
        ...

    def all(self) -> list[Session]:
        """Every readable session, the one touched last first."""
        ...


class SQLiteSessionStore:
    """`SessionStore` in one private file. Safe for several processes; a connection is opened for each call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._connect() as connection:
            # One transaction: two first starts at once, or one cut short, must not leave half a database.
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise DataFolderError(
                    f"{path} was written by a newer version of this program.",
                    hint="Update interviewer, or set INTERVIEWER_HOME to another folder.",
                )
            for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
                connection.execute(migration)
                connection.execute(f"PRAGMA user_version = {number}")
        path.chmod(0o600)

    def save(self, session: Session) -> None:
        row = (
            session.id,
            session.started_at.isoformat(),
            datetime.now(UTC).isoformat(),
            session.phase == "finished",
            session.model_dump_json(),
        )
        with self._connect() as connection:
            connection.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?)", row)

    def load(self, session_id: str) -> Session:
        with self._connect() as connection:
            found = connection.execute(
                "SELECT document FROM sessions WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2", (session_id,)
            ).fetchall()
        if not session_id or len(found) != 1:
            what = "More than one saved session begins" if len(found) == 2 else "No saved session begins"
            raise SessionNotFound(
                f"{what} with “{session_id}”.", hint="interviewer sessions shows those that are there."
            )
        try:
            return Session.model_validate_json(found[0][0])
        except ValueError as error:
            raise DataFolderError(
                f"The saved session “{session_id}” cannot be read by this version.",
                hint="It stays where it is. interviewer doctor says more.",
            ) from error

    def all(self) -> list[Session]:
        return [session for session in self._read_all() if isinstance(session, Session)]

    def unreadable(self) -> list[Unreadable]:
        """Sessions that this version cannot read, for `interviewer doctor`."""
        return [found for found in self._read_all() if isinstance(found, Unreadable)]

    def _read_all(self) -> Iterator[Session | Unreadable]:
        with self._connect() as connection:
            rows = connection.execute("SELECT id, document FROM sessions ORDER BY updated_at DESC").fetchall()
        for session_id, document in rows:
            try:
                yield Session.model_validate_json(document)
            except ValueError as error:
                yield Unreadable(session_id, str(error).splitlines()[0])

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
                # FULL: an answer is on disk when save() returns, even if the power goes next.
                connection.execute("PRAGMA synchronous = FULL")
                yield connection
        except sqlite3.Error as error:
            raise DataFolderError(
                f"The sessions in {self._path} cannot be read or written: {error}.",
                hint="Make sure that the disk has room and the file is yours; a copy of it loses nothing.",
            ) from error
