"""Scores rankings of topics against graded relevance: metrics by ir-measures, intervals by scipy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from scipy.stats import bootstrap

Half = Literal["tune", "test"]
Ranking = Mapping[str, float]  # topic to score

MEASURES = {
    "nDCG@5": nDCG @ 5,
    "recall@5": R @ 5,  # of all relevant topics, grade 1 and 2
    "recall@5 of the best": R(rel=2) @ 5,  # of the topics that answer best, grade 2
    "first hit relevant": Success @ 1,
    "first hit best": Success(rel=2) @ 1,
    "relevant in 5": Success @ 5,
    "MRR of the best": RR(rel=2),
}


@dataclass(frozen=True)
class Query:
    """A search as a person would type it, with the topics that answer it (2 best, 1 helpful, none if none)."""

    id: str
    query: str
    relevant: Mapping[str, int]

    @property
    def half(self) -> Half:
        """Fixed by the id alone, so that a new query never moves another."""
        return "tune" if int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0 else "test"


@dataclass(frozen=True)
class Estimate:
    """A mean over queries with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


def ranking(hits: Sequence[Any]) -> dict[str, float]:
    """The topics of a search's hits, with scores that fall from hit to hit."""
    return {hit.topic: hit.score - place * 1e-6 for place, hit in enumerate(hits)}


def read_queries(path: Path, half: Half | None = None) -> list[Query]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    queries = [Query(row["id"], row["query"], row["relevant"]) for row in rows]
    return [query for query in queries if half in (None, query.half)]


def score(queries: Sequence[Query], rankings: Mapping[str, Ranking]) -> dict[str, list[float]]:
    """Every measure's value for each query that has an answer, in the order of `queries`."""
    answered = [query for query in queries if query.relevant]
    judged = {query.id: dict(query.relevant) for query in answered}
    # A query without any hit must be in the run, or it would be left out of the mean instead of counting 0.
    run = {query.id: dict(rankings.get(query.id) or {"(none)": 0.0}) for query in answered}
    values: dict[str, dict[str, float]] = {name: {} for name in MEASURES}
    names = {str(measure): name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, run):
        values[names[str(metric.measure)]][metric.query_id] = metric.value
    return {name: [found.get(query.id, 0.0) for query in answered] for name, found in values.items()}


def estimate(values: Sequence[float]) -> Estimate:
    if len(set(values)) < 2:
        only = float(values[0]) if values else float("nan")
        return Estimate(only, only, only)
    found = bootstrap(
        (np.asarray(values),), np.mean, n_resamples=2000, method="percentile", rng=np.random.default_rng(7)
    ).confidence_interval
    return Estimate(float(np.mean(values)), float(found.low), float(found.high))
