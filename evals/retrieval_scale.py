"""Measures speed: ingest of 10,000 passages against encoding alone, and queries at 1,000 and 100,000."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from knowledge import Embedder, Progress, open_knowledge
from knowledge.embedding import Vectors

WORDS = Path(__file__).parents[1] / "knowledge" / "guides" / "media-producer"
QUERIES = 200


class StandInVectors:
    """Real vectors for queries, random ones for passages: the size of a store is measured, not its sense.

    Encoding 100,000 passages takes half an hour on two cores and has nothing to do with query time.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = f"stand-in:{embedder.name}"
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self._random = np.random.default_rng(7)

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        if len(texts) == 1:
            return self._embedder.encode(texts)
        # Clusters, as real texts have them: pure noise is the worst case for any graph index.
        centres = np.random.default_rng(1).normal(size=(200, self.dimension))
        rows = centres[self._random.integers(0, 200, len(texts))] + 0.7 * self._random.normal(
            size=(len(texts), self.dimension)
        )
        return np.asarray((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), dtype=np.float32)


def generate(folder: Path, *, passages: int, words: int, per_file: int, seed: int = 7) -> None:
    """Files of random words from the guide's vocabulary, frequent ones as frequent as there."""
    text = " ".join(path.read_text("utf-8") for path in sorted(WORDS.glob("*.md"))).split()
    vocabulary = np.array([word for word in text if word.isalpha()])
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    for start in range(0, passages, per_file):
        paragraphs = [
            f"## Section {number}\n\n{' '.join(random.choice(vocabulary, words))}.\n"
            for number in range(start, min(passages, start + per_file))
        ]
        (folder / f"file-{start:07d}.md").write_text("\n".join(paragraphs), "utf-8")


def measure_scale(folder: Path, embedder: Embedder, *, say: Callable[[str], None]) -> None:
    _ingest_speed(folder / "speed", embedder, say=say)
    _query_times(folder / "queries", embedder, say=say)
    _memory(folder / "memory", embedder, say=say)


def _ingest_speed(folder: Path, embedder: Embedder, *, say: Callable[[str], None], passages: int = 10_000) -> None:
    generate(folder / "files", passages=passages, words=100, per_file=10)
    embedder.encode(["warm"] * 64)
    knowledge = open_knowledge(folder=folder / "knowledge", guides=[], embedder=embedder)
    # Encoding alone, before and after: the machine's speed drifts over minutes.
    stored: list[str] = []
    alone = []

    def encode_alone() -> None:
        start = time.perf_counter()
        embedder.encode(stored)
        alone.append(len(stored) / (time.perf_counter() - start))

    start = time.perf_counter()
    report = knowledge.ingest([folder / "files"])
    ingest = report.passages / (time.perf_counter() - start)
    stored += knowledge.texts("own")
    encode_alone()
    start = time.perf_counter()
    again = knowledge.ingest([folder / "files"])
    second = time.perf_counter() - start
    say(f"{report.passages} passages: ingest {ingest:.1f}/s, encoding alone {alone[0]:.1f}/s: {ingest / alone[0]:.2f}")
    say(f"second ingest: {again.unchanged} files unchanged in {second:.2f} s, {report.passages / ingest / second:.0f} times faster")
    say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    knowledge.close()


def _query_times(folder: Path, embedder: Embedder, *, say: Callable[[str], None]) -> None:
    stand_in = StandInVectors(embedder)
    queries = (folder.parent / "speed" / "files").glob("*.md")
    asked = [" ".join(path.read_text("utf-8").split()[3:15]) for path in sorted(queries)[:QUERIES]]
    p95 = {}
    for size in (1_000, 100_000):
        generate(folder / f"files-{size}", passages=size, words=60, per_file=200)
        knowledge = open_knowledge(folder=folder / f"knowledge-{size}", guides=[], embedder=stand_in)
        start = time.perf_counter()
        report = knowledge.ingest([folder / f"files-{size}"])
        took = time.perf_counter() - start
        knowledge.close()
        start = time.perf_counter()
        knowledge = open_knowledge(folder=folder / f"knowledge-{size}", guides=[], embedder=stand_in)
        opened = time.perf_counter() - start
        for query in asked[:20]:
            knowledge.search(query)
        times = []
        for query in asked:
            start = time.perf_counter()
            knowledge.search(query)
            times.append(time.perf_counter() - start)
        p95[size] = float(np.quantile(times, 0.95))
        say(
            f"{report.passages} passages stored in {took:.0f} s without encoding, opened in {opened:.2f} s; "
            f"query p50 {np.median(times) * 1000:.1f} ms, p95 {p95[size] * 1000:.1f} ms"
        )
        knowledge.close()
    say(f"p95 at 100,000 over p95 at 1,000: {p95[100_000] / p95[1_000]:.2f}")


def _memory(folder: Path, embedder: Embedder, *, say: Callable[[str], None], passages: int = 20_000) -> None:
    """As many passages from few files and from many. Each in a process of its own, since a peak never falls."""
    peaks = {}
    for files in (100, passages):
        generate(folder / f"files-{files}", passages=passages, words=60, per_file=passages // files)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
            peaks[files] = apart.submit(_peak_of_ingest, folder / f"knowledge-{files}", folder / f"files-{files}", embedder.dimension).result()
    say(f"{passages} passages: " + ", ".join(f"peak {peak} MB from {files} files" for files, peak in peaks.items()))


def _peak_of_ingest(folder: Path, files: Path, dimension: int) -> int:
    knowledge = open_knowledge(folder=folder, guides=[], embedder=StandInVectors(_NoModel(dimension)))
    knowledge.ingest([files])
    knowledge.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class _NoModel:
    """An embedder's dimension without its weights, which would hide what an ingest needs."""

    name, max_tokens = "none", 256

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        return np.ones((len(texts), self.dimension), np.float32)
