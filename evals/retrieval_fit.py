"""Fits what `knowledge/ranking.py` needs on the tuning half, and only there; ships it as data.

`knowledge/weights.json`: what each feature weighs. `knowledge/guides/media-producer/related.json`: which
topics help who needs another one, from the tuning half's grades, drawn towards the likeness of the
sections' vectors where there are few.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from evals.scorers.retrieval import Query, score
from knowledge import Knowledge, Section
from knowledge.ranking import HELPS, chance, logit, worth

PACKAGE = Path(__file__).parents[1] / "knowledge"
WEIGHTS = PACKAGE / "weights.json"
RELATED = PACKAGE / "guides" / "media-producer" / "related.json"
SECTION = ("phrasings", "nearest", "advice", "asked_words", "told_words")
PASSAGE = ("advice", "told_words")
LIKENESS_COUNTS = 1.0  # as many queries as the likeness of two sections is taken for
HELPFUL = 1.7  # topics that help, a query, on the tuning half's average
KEPT = 12  # related topics a topic
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
    for name, counts in (("by itself", None), ("with related by likeness", 1e9), ("with related", LIKENESS_COUNTS)):
        values: list[float] = []
        for train, held in KFold(5, shuffle=True, random_state=7).split(answered):
            part, some = [answered[i] for i in train], [answered[i] for i in held]
            direct = _direct(some, features, _which_is_best(part, features))
            related = _learn_related(part, likeness, counts) if counts else {}
            values += score(some, {i: worth(found, related) for i, found in direct.items()})["nDCG@5"]
        say(f"{name}: nDCG@5 {np.mean(values):.3f} in five-fold cross-validation of the tuning half")
    section = _which_is_best(queries, features)
    direct = _direct(queries, features, section)
    fits = _whether_any_fits(queries, direct)
    related = _learn_related(queries, likeness, LIKENESS_COUNTS)
    best = {q.id: chance({"best": max(direct[q.id].values())}, fits) for q in queries}
    judged = {i: {t: best[i] * w for t, w in worth(found, related).items()} for i, found in direct.items()}
    own = _as_documents(knowledge, sections, queries, folder)
    passage = _whether_a_passage_fits(queries, own)
    found = {q.id: _best_of(own[q.id], passage) for q in queries}
    own_best = {i: max(values.values()) for i, values in found.items()}
    fitted = {
        "section": section | {"least": _least(queries, judged)},
        "fits": fits | {"least_best": _least_best(queries, best, say)},
        "passage": passage | {"least_best": _least_best(queries, own_best, say), "least": _least(queries, found)},
    }
    WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    RELATED.write_text(json.dumps(related, indent=1) + "\n", "utf-8")
    say(json.dumps(fitted, indent=2))


def _which_is_best(queries: Sequence[Query], features: Features) -> dict[str, float]:
    """Conditional logit: weights under which the best topic (grade 2) stands out from the others."""
    answered = [query for query in queries if query.relevant]
    x = np.array([[[values[name] for name in SECTION] for _, values in features[q.id]] for q in answered])
    y = np.array([[float(q.relevant.get(topic, 0) == 2) for topic, _ in features[q.id]] for q in answered])
    y /= y.sum(axis=1, keepdims=True)

    def loss(w: NDArray[np.float64]) -> float:
        values = x @ w
        return float(-(y * (values - logsumexp(values, axis=1, keepdims=True))).sum(1).mean() + 0.01 * (w @ w))

    # No feature may count against a section: what looks so on few queries would not elsewhere.
    found = minimize(loss, np.full(len(SECTION), 0.1), method="L-BFGS-B", bounds=[(0.0, None)] * len(SECTION))
    return {name: round(float(weight), 4) for name, weight in zip(SECTION, found.x, strict=True)}


def _direct(queries: Sequence[Query], features: Features, weights: Named) -> dict[str, dict[str, float]]:
    return {q.id: {topic: logit(values, weights) for topic, values in features[q.id]} for q in queries}


def _whether_any_fits(queries: Sequence[Query], direct: Mapping[str, Named]) -> dict[str, float]:
    x = [[max(direct[q.id].values())] for q in queries]
    model = LogisticRegression(C=1.0).fit(x, [bool(q.relevant) for q in queries])
    return {"bias": round(float(model.intercept_[0]), 4), "best": round(float(model.coef_[0][0]), 4)}


def _whether_a_passage_fits(queries: Sequence[Query], features: Features) -> dict[str, float]:
    """Logistic regression over passages; one that helps counts half."""
    rows, labels, counts = [], [], []
    for query in queries:
        for topic, values in features[query.id]:
            part = {2: 1.0, 1: HELPS}.get(query.relevant.get(topic, 0), 0.0)
            for label, weight in ((1, part), (0, 1 - part)):
                if weight:
                    rows.append([values[name] for name in PASSAGE])
                    labels.append(label)
                    counts.append(weight)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(np.array(rows), labels, sample_weight=counts)
    return {
        "bias": round(float(model.intercept_[0]), 4),
        **{name: round(float(weight), 4) for name, weight in zip(PASSAGE, model.coef_[0], strict=True)},
    }


def _learn_related(queries: Sequence[Query], likeness: Related, counts: float) -> Related:
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
        helps = {
            other: (helped[topic][other] + counts * like) / (seen[topic] + counts) for other, like in others.items()
        }
        strongest = sorted(helps, key=lambda other: -helps[other])[:KEPT]
        related[topic] = {other: round(helps[other], 3) for other in strongest}
    return related


def _likeness(knowledge: Knowledge, sections: Sequence[Section]) -> Related:
    """For every section the others by the likeness of their texts, as shares of HELPFUL."""
    topics = [section.topic for section in sections]
    centres = []
    for texts in ([s.asked_as for s in sections], [tuple(s.advice.split("\n\n")) for s in sections]):
        means = np.stack([knowledge.embedder.encode(list(some)).mean(axis=0) for some in texts])
        means -= means.mean(axis=0)
        centres.append(means / np.linalg.norm(means, axis=1, keepdims=True))
    power = np.exp(sum(centre @ centre.T for centre in centres) / 0.25)
    np.fill_diagonal(power, 0.0)
    share = np.minimum(1.0, HELPFUL * power / power.sum(axis=1, keepdims=True))
    return {
        topic: {other: float(share[i, j]) for j, other in enumerate(topics) if j != i}
        for i, topic in enumerate(topics)
    }


def _as_documents(
    knowledge: Knowledge, sections: Sequence[Section], queries: Sequence[Query], folder: Path
) -> Features:
    """The same queries over the sections' advice, ingested as if it were the user's own."""
    folder.mkdir()
    for section in sections:
        text = f"# {section.title}\n\n{section.advice}\n\n{section.why}\n"
        (folder / f"{section.topic}.md").write_text(text, "utf-8")
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
        best[topic] = max(best.get(topic, 0.0), chance(values, weights))
    return best


def _least_best(queries: Sequence[Query], best: Named, say: Callable[[str], None]) -> float:
    """The best chance that parts queries with an answer from those with none."""
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
