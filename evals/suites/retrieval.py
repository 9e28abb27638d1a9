"""Suite: does the search find the advice? On the test half of the queries, with the measures of its own scorer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from evals.loading import DATASETS
from evals.run import Findings, Run
from evals.scorers.retrieval import Query, ranking, read_queries, score
from evals.task import Measure
from interviewer.critique import Frozen

NAMES = {
    "nDCG@5": "retrieval.ndcg_at_5",
    "recall@5": "retrieval.recall_at_5",
    "first hit relevant": "retrieval.first_hit_relevant",
    "relevant in 5": "retrieval.relevant_in_5",
}


class QuerySample(Frozen):
    """One query of the test half."""

    id: str
    query: str


class Ranked(Frozen):
    """The topics that the search gave, see `ranking`."""

    topics: dict[str, float]


def retrieval(run: Run) -> Findings:
    """Measures named retrieval.*; none without a guide."""
    if run.subject.knowledge is None:
        return Findings()
    knowledge, pack = run.subject.knowledge, run.subject.pack.id
    queries = sorted(read_queries(DATASETS / "retrieval.jsonl", "test"), key=lambda query: _shuffled(query.id))
    queries = queries[: run.limit]

    def act(sample: QuerySample) -> Ranked:
        # The pack's guide, as `interviewer search` does; the user's own documents are no part of the labels.
        return Ranked(topics=ranking(knowledge.search(sample.query, k=5, guides=[pack])))

    samples = [QuerySample(id=query.id, query=query.query) for query in queries]
    found = run.outcomes("query", samples, act, Ranked)
    rankings = {sample.id: ranked.topics for sample, ranked in zip(samples, found, strict=True)}
    return Findings(_measures(queries, rankings))


def _measures(queries: Sequence[Query], rankings: dict[str, dict[str, float]]) -> list[Measure]:
    scores = score(queries, rankings)
    stories = tuple(query.id for query in queries if query.relevant)
    return [_mean(name, np.array(scores[measure], dtype=float), stories) for measure, name in NAMES.items()]


def _mean(name: str, values: np.ndarray, stories: tuple[str, ...]) -> Measure:
    return Measure(name, stories, lambda drawn: float(values[drawn].mean()))


def _shuffled(name: str) -> str:
    return hashlib.sha256(f"order:{name}".encode()).hexdigest()
