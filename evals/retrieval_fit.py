"""Fits what `knowledge/ranking.py` needs on the tuning half, and only there; ships it as data.

`knowledge/weights.json`: logistic regressions. `knowledge/guides/media-producer/related.json`: which topics
help who needs another one, from the tuning half's grades where there are some and from the likeness of
the sections' vectors where there are few.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from evals.scorers.retrieval import Query, score
from knowledge import Knowledge, Section
from knowledge.ranking import chance, logit, with_related

PACKAGE = Path(__file__).parents[1] / "knowledge"
WEIGHTS = PACKAGE / "weights.json"
RELATED = PACKAGE / "guides" / "media-producer" / "related.json"
SECTION = ("phrasings", "nearest", "advice", "words")
PASSAGE = ("passage", "words")
BEST, WORTH = {2: 1.0}, {2: 1.0, 1: 0.5}  # how much of a hit a grade counts
LIKENESS_COUNTS = 2.0  # as many queries as the likeness of two sections is taken for
KEPT = 12  # neighbours a topic
OWN = "sections-as-documents"
Named = Mapping[str, float]
Features = Mapping[str, Sequence[tuple[str, Named]]]  # by query: (topic, features)
Related = dict[str, dict[str, float]]


def fit(knowledge: Knowledge, queries: Sequence[Query], folder: Path, *, say: Callable[[str], None]) -> None:
    """Write both files. Prints what cross-validation within the tuning half says of them."""
    sections = knowledge.sections("media-producer")
    features = {q.id: knowledge.evidence(q.query, guide="media-producer") for q in queries}
    likeness = _likeness(knowledge, sections)
    answered = [query for query in queries if query.relevant]
    for name, folds in (("one stage", False), ("with related", True)):
        values: list[float] = []
        for train, held in KFold(5, shuffle=True, random_state=7).split(answered):
            part, some = [answered[i] for i in train], [answered[i] for i in held]
            first = _fit(part, features, SECTION, BEST if folds else WORTH)
            ranked = _first(some, features, first)
            if folds:
                second, related = _second(part, features, first, likeness)
                ranked = {i: _judge(direct, related, second) for i, direct in ranked.items()}
            values += score(some, ranked)["nDCG@5"]
        say(f"{name}: nDCG@5 {np.mean(values):.3f} in five-fold cross-validation of the tuning half")
    first = _fit(queries, features, SECTION, BEST)
    second, related = _second(queries, features, first, likeness)
    direct = _first(queries, features, first)
    judged = {i: _judge(found, related, second) for i, found in direct.items()}
    own = _as_documents(knowledge, sections, queries, folder)
    passage = _fit(queries, own, PASSAGE, WORTH)
    found = {q.id: _best_of(own[q.id], passage) for q in queries}
    fitted = {
        "section": first | {"least_best": _least_best(queries, direct, say)},
        "related": second | {"least": _least(queries, judged)},
        "passage": passage | {"least_best": _least_best(queries, found, say), "least": _least(queries, found)},
    }
    WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    RELATED.write_text(json.dumps(related, indent=1) + "\n", "utf-8")
    say(json.dumps(fitted, indent=2))


def _fit(
    queries: Sequence[Query], features: Features, names: Sequence[str], worth: Mapping[int, float]
) -> dict[str, float]:
    """Logistic regression on (query, topic) pairs, a grade counting as `worth` of a hit."""
    rows, labels, counts = [], [], []
    for query in queries:
        for topic, values in features[query.id]:
            part = worth.get(query.relevant.get(topic, 0), 0.0)
            for label, weight in ((1, part), (0, 1 - part)):
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


def _first(queries: Sequence[Query], features: Features, weights: Named) -> dict[str, dict[str, float]]:
    return {q.id: {t: logit(_only(v, weights), weights) for t, v in features[q.id]} for q in queries}


def _second(
    queries: Sequence[Query], features: Features, first: Named, likeness: Related
) -> tuple[dict[str, float], Related]:
    """The second stage. Each query is judged with neighbours learned from the other queries: learned from
    itself too, they would look better than they are and get too much weight."""
    held_out: dict[str, list[tuple[str, Named]]] = {}
    for query in queries:
        related = _learn_related([other for other in queries if other is not query], likeness)
        held_out[query.id] = list(with_related(_first([query], features, first)[query.id], related).items())
    return _fit(queries, held_out, ("direct", "related"), WORTH), _learn_related(queries, likeness)


def _judge(direct: Named, related: Mapping[str, Named], weights: Named) -> dict[str, float]:
    return {topic: chance(values, weights) for topic, values in with_related(direct, related).items()}


def _learn_related(queries: Sequence[Query], likeness: Related) -> Related:
    """How often a topic helped where another was best, drawn towards the likeness of the two."""
    seen: dict[str, int] = defaultdict(int)
    helped: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for query in queries:
        for best in (topic for topic, grade in query.relevant.items() if grade == 2):
            seen[best] += 1
            for topic, grade in query.relevant.items():
                helped[best][topic] += grade == 1
    related: Related = {}
    for topic, others in likeness.items():
        worth = {
            other: (helped[topic][other] + LIKENESS_COUNTS * like) / (seen[topic] + LIKENESS_COUNTS)
            for other, like in others.items()
        }
        strongest = sorted(worth, key=lambda other: -worth[other])[:KEPT]
        related[topic] = {other: round(worth[other], 3) for other in strongest}
    return related


def _likeness(knowledge: Knowledge, sections: Sequence[Section]) -> Related:
    """For every section the others by the likeness of their texts, sharpened to a share of 1.7 helpful ones:
    as many as the grades of the tuning half have on average."""
    topics = [section.topic for section in sections]
    centres = []
    for texts in ([s.asked_as for s in sections], [tuple(s.advice.split("\n\n")) for s in sections]):
        means = np.stack([knowledge.embedder.encode(list(some)).mean(axis=0) for some in texts])
        means -= means.mean(axis=0)
        centres.append(means / np.linalg.norm(means, axis=1, keepdims=True))
    like = sum(centre @ centre.T for centre in centres)
    power = np.exp(like / 0.25)
    np.fill_diagonal(power, 0.0)
    share = np.minimum(1.0, 1.7 * power / power.sum(axis=1, keepdims=True))
    return {
        topic: {other: float(share[i, j]) for j, other in enumerate(topics) if j != i} for i, topic in enumerate(topics)
    }


def _as_documents(
    knowledge: Knowledge, sections: Sequence[Section], queries: Sequence[Query], folder: Path
) -> Features:
    """The same queries over the sections' advice ingested as if it were the user's own."""
    folder.mkdir()
    for section in sections:
        (folder / f"{section.topic}.md").write_text(f"# {section.title}\n\n{section.advice}\n\n{section.why}\n", "utf-8")
    knowledge.ingest([folder], guide=OWN)
    found: Features = {
        q.id: [(file.removesuffix(".md"), values) for file, values in knowledge.evidence(q.query, guide=OWN)]
        for q in queries
    }
    knowledge.remove(OWN)
    return found


def _best_of(features: Sequence[tuple[str, Named]], weights: Named) -> dict[str, float]:
    best: dict[str, float] = {}
    for topic, values in features:
        best[topic] = max(best.get(topic, 0.0), chance(_only(values, weights), weights))
    return best


def _only(values: Named, weights: Named) -> dict[str, float]:
    return {name: value for name, value in values.items() if name in weights}


def _least_best(
    queries: Sequence[Query], rankings: Mapping[str, Named], say: Callable[[str], None]
) -> float:
    """The value of the best that parts queries with an answer from those with none."""
    best = {q.id: max(rankings[q.id].values()) for q in queries}
    yes = np.array([best[q.id] for q in queries if q.relevant])
    no = np.array([best[q.id] for q in queries if not q.relevant])
    cuts = np.unique(np.concatenate([yes, no]))
    # An answer withheld from a worried person is worse than one that does not fit: it counts four times.
    gains = [float(np.mean(no < cut) - 4 * np.mean(yes < cut)) for cut in cuts]
    at = int(np.argmax(gains))
    cut = float((cuts[at] + cuts[max(0, at - 1)]) / 2)
    say(f"nothing fits below {cut:.3f}: right for {np.mean(no < cut):.0%}, wrong for {np.mean(yes < cut):.0%}")
    return round(cut, 4)


def _least(queries: Sequence[Query], rankings: Mapping[str, Named]) -> float:
    """What 99 of 100 relevant topics reach."""
    relevant = [rankings[q.id][t] for q in queries for t in q.relevant if t in rankings[q.id]]
    return round(float(np.quantile(relevant, 0.01)), 5)
