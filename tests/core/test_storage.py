"""Sessions on disk, in a real database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from core_parts import QUESTION, SETUP

from interviewer.errors import DataFolderError, SessionNotFound
from interviewer.paths import default_paths
from interviewer.session import Session
from interviewer.storage import SQLiteSessionStore


def new(session_id: str) -> Session:
    return Session.new(SETUP, (QUESTION,)).model_copy(update={"id": session_id})


def execute(sql: str, *values: str) -> None:
    with closing(sqlite3.connect(default_paths().sessions)) as connection, connection:
        connection.execute(sql, values)


def test_a_saved_session_comes_back_as_it_was_in_another_process(store: SQLiteSessionStore) -> None:
    session = new("abc").asking(QUESTION).answering("“Ünïcode” 🎬\n\nשלום")
    store.save(session)
    assert SQLiteSessionStore(default_paths().sessions).load("abc") == session


def test_the_session_touched_last_comes_first(store: SQLiteSessionStore) -> None:
    for session in (one := new("one"), new("two"), one.asking(QUESTION)):
        store.save(session)
    assert [session.id for session in store.all()] == ["one", "two"]


def test_the_beginning_of_an_id_is_enough_when_it_is_unambiguous(store: SQLiteSessionStore) -> None:
    store.save(new("abc1"))
    store.save(new("abd2"))
    assert store.load("abc").id == "abc1"
    with pytest.raises(SessionNotFound, match="More than one"):
        store.load("ab")
    for unknown in ("zzz", "", "%"):
        with pytest.raises(SessionNotFound):
            store.load(unknown)


def test_a_session_that_cannot_be_read_stays_on_disk_and_is_told(store: SQLiteSessionStore) -> None:
    store.save(new("good"))
    execute("INSERT INTO sessions VALUES ('bad', 'x', 'x', 0, ?)", '{"from": "another version"}')
    assert [session.id for session in store.all()] == ["good"]
    assert [found.id for found in store.unreadable()] == ["bad"]
    with pytest.raises(DataFolderError, match="cannot be read by this version"):
        store.load("bad")


def test_a_database_of_a_newer_version_is_refused(store: SQLiteSessionStore) -> None:
    execute("PRAGMA user_version = 999")
    with pytest.raises(DataFolderError, match="newer version"):
        SQLiteSessionStore(default_paths().sessions)


def test_a_file_that_is_no_database_is_told_with_a_way_out(home: Path) -> None:
    default_paths().sessions.write_text("nothing of the kind " * 100)
    with pytest.raises(DataFolderError) as caught:
        SQLiteSessionStore(default_paths().sessions)
    assert caught.value.hint


def test_the_database_and_its_folder_are_the_users_alone(store: SQLiteSessionStore, home: Path) -> None:
    assert default_paths().sessions.stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
