"""GGUF files on this machine: where they lie, what they are, whether they fit into memory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NewType

import psutil

from interviewer.errors import ModelBroken, ModelNotFound, ModelTooLarge
from interviewer.llm.checksum import sha256_of
from interviewer.llm.gguf import DOWNLOAD_AGAIN, Header, read_header
from interviewer.llm.quantisation import quantisation_name

ServerURL = NewType("ServerURL", str)

_SPLIT = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_LIST_HINT = "`interviewer models list` shows the models that are there."
_COMPUTE_BYTES = 128 * 2**20
"""Scratch space of one context: 60 to 110 MB, measured on models of 0.1 to 0.3 billion parameters."""

NOT_CHAT_ARCHITECTURES = frozenset(
    {"clip", "bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3",
     "neo-bert", "eurobert", "gemma-embedding", "t5encoder", "wavtokenizer-dec"}
)  # fmt: skip


@dataclass(frozen=True)
class GGUFFile:
    """A model file, read from its header. `trained_context` is in tokens, 0 when the file does not say."""

    path: Path
    name: str
    architecture: str
    parameters: str
    size_bytes: int
    quantisation: str
    trained_context: int
    has_chat_template: bool
    cache_bytes_per_token: int
    """Memory of one token in one context's key-value cache (16-bit, all layers kept)."""

    def memory_bytes(self, context_length: int = 4096, *, contexts: int = 2) -> int:
        """Estimated memory with `contexts` chats of `context_length` tokens (manager and coach: two)."""
        tokens = min(context_length, self.trained_context or context_length)
        return self.size_bytes + contexts * (tokens * self.cache_bytes_per_token + _COMPUTE_BYTES)

    @property
    def fits(self) -> bool:
        """Whether an interview with this model fits into the memory that is free now."""
        return self.memory_bytes() <= available_memory()

    def sha256(self, *, cache: Path | None = None) -> str:
        """Hex digest of the file; see `checksum.sha256_of` for `cache`."""
        return sha256_of(self.path, cache=cache)


def available_memory() -> int:
    """Bytes that can be had without swapping."""
    return int(psutil.virtual_memory().available)


def require_memory(model: GGUFFile, *, context_length: int, contexts: int = 2) -> None:
    """Raise ModelTooLarge unless `model` fits into the memory that is free now."""
    needed, free = model.memory_bytes(context_length, contexts=contexts), available_memory()
    if needed > free:
        raise ModelTooLarge(
            f"{model.name} needs about {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free.",
            hint="Close other programs, or choose a smaller model or a smaller context.",
        )


def inspect(path: Path) -> GGUFFile:
    """Describe the model at `path`. Raises ModelNotFound, or ModelBroken when it is no chat model."""
    path = path.expanduser()
    if path.is_dir():
        inside = sorted(entry.name for entry in path.glob("*.gguf"))[:3]
        raise ModelNotFound(
            f"{path} is a folder, not a model file.",
            hint=f"Name one of the files in it: {', '.join(inside)}." if inside else _LIST_HINT,
        )
    if not path.exists():
        raise ModelNotFound(f"There is no model at {path}.", hint=_LIST_HINT)
    if not path.is_file():
        # Opening a pipe would wait for its writer.
        raise ModelNotFound(f"{path} is no regular file.", hint=_LIST_HINT)
    parts = _parts(path)
    headers = [read_header(part) for part in parts]
    first = headers[0]
    architecture = first.text("general.architecture") or "unknown"
    kind = first.text("general.type") or "model"
    if kind != "model" or architecture in NOT_CHAT_ARCHITECTURES:
        what = kind if kind != "model" else architecture
        raise ModelBroken(
            f"{path.name} is not a language model that can talk ({what}).", hint="Choose an instruct model."
        )
    return GGUFFile(
        path=path,
        name=_SPLIT.sub("", path.name).removesuffix(".gguf").removesuffix(".GGUF"),
        architecture=architecture,
        parameters=_in_words(sum(header.parameters for header in headers)),
        size_bytes=sum(part.stat().st_size for part in parts),
        quantisation=quantisation_name(first.number("general.file_type")),
        trained_context=first.number(f"{architecture}.context_length") or 0,
        has_chat_template=bool((first.text("tokenizer.chat_template") or "").strip()),
        cache_bytes_per_token=_cache_bytes_per_token(first, architecture),
    )


def _parts(path: Path) -> list[Path]:
    """The file itself, or all parts of a split one. Raises ModelBroken when one is missing."""
    match = _SPLIT.search(path.name)
    if match is None:
        return [path]
    number, total = int(match[1]), int(match[2])
    if number != 1:
        first = _SPLIT.sub(f"-00001-of-{total:05}.gguf", path.name)
        raise ModelBroken(f"{path.name} is part {number} of a split model.", hint=f"Name {first} instead.")
    parts = [
        path.with_name(_SPLIT.sub(f"-{index:05}-of-{total:05}.gguf", path.name))
        for index in range(1, total + 1)
    ]
    missing = [part.name for part in parts if not part.exists()]
    if missing:
        raise ModelBroken(f"{path.name} lacks {len(missing)} of its {total} parts.", hint=DOWNLOAD_AGAIN)
    return parts


def _in_words(parameters: int) -> str:
    if parameters >= 1e9:
        return f"{parameters / 1e9:.1f}B"
    return f"{parameters / 1e6:.0f}M"


def _cache_bytes_per_token(header: Header, architecture: str) -> int:
    """Two bytes for each key and value element of each layer's key-value heads."""
    layers = header.number(f"{architecture}.block_count") or 0
    heads = header.number(f"{architecture}.attention.head_count") or 1
    width = (header.number(f"{architecture}.embedding_length") or 0) // heads
    key = header.number(f"{architecture}.attention.key_length") or width
    value = header.number(f"{architecture}.attention.value_length") or width
    kv_heads = header.metadata.get(f"{architecture}.attention.head_count_kv", heads)
    total_heads = sum(kv_heads) if isinstance(kv_heads, tuple) else layers * int(kv_heads or heads)
    return int(total_heads * (key + value) * 2)


def model_folders(own: Path | None = None) -> tuple[Path, ...]:
    """Folders worth searching: the user's `own`, then the caches of Hugging Face and LM Studio."""
    home = Path.home()
    hub_home = Path(os.environ.get("HF_HOME") or _cache_home(home) / "huggingface")
    hub = Path(os.environ.get("HF_HUB_CACHE") or hub_home / "hub")
    known = (hub, home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models")
    return tuple(folder.expanduser() for folder in ((own, *known) if own else known))


def _cache_home(home: Path) -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")


def find_models(
    folders: Iterable[Path], *, on_broken: Callable[[Path, ModelBroken], None] | None = None
) -> list[GGUFFile]:
    """All language models below `folders`, each once, by name. `on_broken` hears of files that are unusable.

    Vision parts (mmproj) and later parts of split models are no models and are left out.
    """
    found: dict[Path, GGUFFile] = {}
    for path in _gguf_paths(folders):
        try:
            real = path.resolve(strict=True)
            if real not in found:
                found[real] = inspect(path)
        except ModelBroken as error:
            if on_broken is not None:
                on_broken(path, error)
        except (ModelNotFound, OSError, RuntimeError):
            # A dangling link in a cache, one that leads to itself (RuntimeError up to Python 3.12), or a file
            # that went away while we looked.
            continue
    return sorted(found.values(), key=lambda model: (model.name.lower(), str(model.path)))


def _gguf_paths(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        for root, directories, names in os.walk(folder):
            directories.sort()
            for name in sorted(names):
                split = _SPLIT.search(name)
                if not name.lower().endswith(".gguf") or "mmproj" in name.lower():
                    continue
                if split is None or int(split[1]) == 1:
                    yield Path(root) / name


def resolve_model(spec: str, *, folders: Sequence[Path] = ()) -> Path | ServerURL:
    """Turn what a user wrote into a file or a server: `package:NAME`, a path, a name in `folders`, a URL.

    Raises ModelNotFound when nothing, or more than one thing, answers to it.
    """
    spec = spec.strip()
    if re.match(r"https?://", spec, re.IGNORECASE):
        return ServerURL(spec)
    if spec.startswith("package:"):
        return _in_package(spec.removeprefix("package:"))
    try:
        path = Path(spec).expanduser()
        if spec and path.exists():
            return path
    except (OSError, RuntimeError) as error:
        # Too long for a path, or the home folder of somebody unknown.
        raise ModelNotFound(f"There is no model at {spec[:80]}.", hint=_LIST_HINT) from error
    if not spec or path.is_absolute() or spec.startswith((".", "~")) or spec.lower().endswith(".gguf"):
        raise ModelNotFound(f"There is no model at {spec or 'an empty path'}.", hint=_LIST_HINT)
    return _by_name(spec, folders)


def _in_package(name: str) -> Path:
    """The GGUF file inside an installed package, which is found but never imported."""
    module = name.strip().replace("-", "_")
    spec = find_spec(module) if module.isidentifier() else None
    if spec is None:
        raise ModelNotFound(
            f"The package {name} is not installed.", hint=f"pip install {name.replace('_', '-')}"
        )
    for location in spec.submodule_search_locations or ():
        for path in sorted(Path(location).rglob("*.gguf")):
            return path
    raise ModelNotFound(f"The package {name} holds no .gguf file.", hint="Name the file itself by its path.")


def _by_name(spec: str, folders: Sequence[Path]) -> Path:
    wanted = spec.lower()
    models = find_models(folders)
    matches = [model for model in models if model.name.lower() == wanted] or [
        model for model in models if wanted in model.name.lower()
    ]
    if len(matches) == 1:
        return matches[0].path
    if matches:
        names = ", ".join(model.name for model in matches[:3])
        raise ModelNotFound(f"{len(matches)} models are called like {spec}.", hint=f"Name one: {names}.")
    raise ModelNotFound(f"No model is called {spec}.", hint=_LIST_HINT)
