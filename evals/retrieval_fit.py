"""Fits the weights of `knowledge/ranking.py` on the tuning half: logistic regressions, shipped as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from evals.scorers.retrieval import Query, score
from knowledge import Knowledge
from knowledge.ranking import chance

WEIGHTS = Path(__file__).parents[1] / "knowledge" / "weights.json"
SECTION = ("phrasings", "nearest", "advice", "words")
PASSAGE = ("passage", "words")
# A topic that helps counts half of one that answers.
WORTH = {2: 1.0, 1: 0.5, 0: 0.0}
Features = Mapping[str, Mapping[str, float]]  # by topic


def fit(knowledge: Knowledge, queries: Sequence[Query], *, say: Callable[[str], None]) -> None:
    """Write `weights.json`. Prints what cross-validation within the tuning half says of it."""
    features = {query.id: knowledge.evidence(query.query) for query in queries}
    fitted = {}
    for kind, names in (("section", SECTION), ("passage", PASSAGE)):
        answered = [query for query in queries if query.relevant]
        values = []
        for train, held in KFold(5, shuffle=True, random_state=7).split(answered):
            part = _fit([answered[i] for i in train], features, names)
            some = [answered[i] for i in held]
            values += score(some, _rank(some, features, part))["nDCG@5"]
        say(f"{kind}: nDCG@5 {np.mean(values):.3f} in five-fold cross-validation of the tuning half")
        weights = _fit(queries, features, names)
        fitted[kind] = weights | _thresholds(queries, _rank(queries, features, weights), say)
    WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    say(json.dumps(fitted, indent=2))


def _fit(queries: Sequence[Query], features: Mapping[str, Features], names: Sequence[str]) -> dict[str, float]:
    rows, labels, counts = [], [], []
    for query in queries:
        for topic, values in features[query.id].items():
            worth = WORTH[query.relevant.get(topic, 0)]
            for label, weight in ((1, worth), (0, 1 - worth)):
                if weight:
                    rows.append([values[name] for name in names])
                    labels.append(label)
                    counts.append(weight)
    x: NDArray[np.float64] = np.array(rows)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(x, labels, sample_weight=counts)
    return {
        "bias": round(float(model.intercept_[0]), 4),
        **{name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
    }


def _rank(
    queries: Sequence[Query], features: Mapping[str, Features], weights: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    return {
        q.id: {topic: chance(_only(values, weights), weights) for topic, values in features[q.id].items()}
        for q in queries
    }


def _only(values: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if name in weights}


def _thresholds(
    queries: Sequence[Query], rankings: Mapping[str, Mapping[str, float]], say: Callable[[str], None]
) -> dict[str, float]:
    """`least_best` best parts queries that have an answer from those that have none; a hit of an answered
    query with a chance below `least` was relevant for fewer than 1 in 100 relevant topics."""
    best = {q.id: max(rankings[q.id].values()) for q in queries}
    yes = np.array(sorted(best[q.id] for q in queries if q.relevant))
    no = np.array(sorted(best[q.id] for q in queries if not q.relevant))
    cuts = np.unique(np.concatenate([yes, no]))
    # An answer withheld from a worried person is worse than one that does not fit: it weighs twice.
    gains = [float(np.mean(no < cut) - 2 * np.mean(yes < cut)) for cut in cuts]
    at = int(np.argmax(gains))
    cut = float((cuts[at] + cuts[max(0, at - 1)]) / 2)
    say(f"nothing fits below {cut:.3f}: right for {np.mean(no < cut):.0%}, wrong for {np.mean(yes < cut):.0%}")
    relevant = np.array([rankings[q.id][t] for q in queries for t in q.relevant if t in rankings[q.id]])
    return {"least_best": round(cut, 4), "least": round(min(cut, float(np.quantile(relevant, 0.01))), 5)}
