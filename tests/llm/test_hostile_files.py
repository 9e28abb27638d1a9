"""Files that are no usable model are refused quickly, with a sentence and a hint, never with a crash."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path

import pytest

from interviewer.errors import ModelBroken, ModelError, ModelNotFound, ModelTooLarge
from interviewer.llm.catalog import inspect
from interviewer.llm.llamacpp import load_llamacpp


@pytest.fixture
def truncated(starter_path: Path, tmp_path: Path) -> Path:
    path = tmp_path / "truncated.gguf"
    with starter_path.open("rb") as file:
        path.write_bytes(file.read(starter_path.stat().st_size // 2))
    return path


def test_a_truncated_model_is_broken_and_says_how_much_is_there(truncated: Path) -> None:
    with pytest.raises(ModelBroken, match="incomplete: 49 of 98 MB") as caught:
        load_llamacpp(truncated)
    assert caught.value.hint


def test_a_model_cut_off_in_its_header_is_broken(truncated: Path) -> None:
    os.truncate(truncated, 200_000)
    with pytest.raises(ModelBroken, match="damaged or incomplete"):
        inspect(truncated)


@pytest.mark.parametrize("content", [b"", b"G", b"Dear diary, this is no model.\n" * 20])
def test_a_file_of_something_else_is_broken_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelBroken) as caught:
        load_llamacpp(path)
    assert "diary.gguf" in caught.value.message
    assert "\n" not in caught.value.message + caught.value.hint


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no model at"):
        load_llamacpp(tmp_path / "nothing.gguf")


def test_a_folder_is_not_found_and_the_hint_names_the_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "inside.gguf").touch()
    with pytest.raises(ModelNotFound, match="is a folder") as caught:
        load_llamacpp(tmp_path)
    assert "inside.gguf" in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(ModelNotFound, match="no regular file"):
        inspect(tmp_path / "pipe.gguf")


def test_a_model_in_a_folder_with_a_name_in_unicode_loads(starter_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Modèles – 模型"
    folder.mkdir()
    (folder / "é 模.gguf").symlink_to(starter_path)
    host = load_llamacpp(folder / "é 模.gguf", context_length=64)
    assert host.info.name == "é 模"
    host.close()


@pytest.mark.parametrize(
    ("tensors", "entries", "dimensions"), [(1, 0, 1 << 20), (2**40, 0, 1), (0, 2**40, 1)]
)
def test_absurd_counts_in_a_header_are_refused_at_once(
    tmp_path: Path, tensors: int, entries: int, dimensions: int
) -> None:
    path = tmp_path / "absurd.gguf"
    head = b"GGUF" + struct.pack("<IQQQcI", 3, tensors, entries, 1, b"t", dimensions)
    path.write_bytes(head + b"\xff" * 8 * (1 << 20))
    with pytest.raises(ModelBroken, match="damaged"):
        inspect(path)


def test_random_damage_to_the_header_gives_a_description_or_a_model_error(
    starter_path: Path, tmp_path: Path
) -> None:
    with starter_path.open("rb") as file:
        whole = file.read(2_500_000)
    chance = random.Random(7)
    path = tmp_path / "damaged.gguf"
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 5])):
            damaged[chance.randrange(chance.choice([64, 2000, len(whole)]))] = chance.randrange(256)
        path.write_bytes(damaged)
        os.truncate(path, starter_path.stat().st_size)
        try:
            assert inspect(path).memory_bytes() > 0
        except ModelError as error:
            assert error.hint


def test_a_model_that_does_not_fit_into_memory_is_refused_before_it_is_loaded(
    starter_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interviewer.llm.catalog.available_memory", lambda: 50_000_000)
    with pytest.raises(ModelTooLarge, match=r"0\.1 GB are free"):
        load_llamacpp(starter_path)
    assert not inspect(starter_path).fits
