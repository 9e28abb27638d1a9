"""Fits what `knowledge/ranking.py` needs on the tuning half, and only there; ships it as `knowledge/weights.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from evals.scorers.retrieval import Query, score
from knowledge import Knowledge, Section
from knowledge.ranking import chance, logit, worth
from knowledge.sections import best_of

WEIGHTS = Path(__file__).parents[1] / "knowledge" / "weights.json"
UNREAD = ("phrasings", "linear", "advice", "words", "nearest_words")
SECTION = ("read", *UNREAD)
FITS = ("phrasings", "nearest_words")
PASSAGE = ("advice", "words")
HELPFUL = 0.5  # a topic that helps counts half of the one that answers
# What a section is worth to who needs a related one (see `worth`). Chosen by the cross-validation that is
# printed below; anything near it does as well, so it is not fitted to the last digit.
RELATED = {"first": 0.5, "falls": 0.8, "back": 0.3, "helps": 0.4, "own": 0.3}
# An answer withheld from a worried person is worse than one that does not fit: it counts four times.
WITHHELD = 4.0
PACK, OWN = "media-producer", "sections-as-documents"
Named = Mapping[str, float]
Features = Mapping[str, Sequence[tuple[str, Named]]]  # by query: (topic, features)


def fit(knowledge: Knowledge, queries: Sequence[Query], folder: Path, *, say: Callable[[str], None]) -> None:
    """Write the weights. Prints what cross-validation within the tuning half says of them."""
    sections = knowledge.sections(PACK)
    features = {q.id: knowledge.features(q.query, guide=PACK) for q in queries}
    _cross_validate([query for query in queries if query.relevant], features, sections, say)
    fits = _whether_any_fits(queries, features)
    best = {q.id: chance(best_of([v for _, v in features[q.id]]), fits) for q in queries}

    def best_section(names: Sequence[str]) -> dict[str, float]:
        weights = _which_is_best(queries, features, names)
        found = _worth(_direct(queries, features, weights), sections, RELATED)
        judged = {i: {topic: best[i] * worth for topic, worth in values.items()} for i, values in found.items()}
        return weights | {"least": _least(queries, judged)}

    own = _as_documents(knowledge, sections, queries, folder)
    passage = _whether_a_passage_fits(queries, own)
    found = {q.id: _best_of(own[q.id], passage) for q in queries}
    own_best = {i: max(values.values()) for i, values in found.items()}
    fitted = {
        "section": best_section(SECTION),
        "section_unread": best_section(UNREAD),
        "related": RELATED,
        # With chances that mean what they say, this is where withholding begins to cost less.
        "fits": fits | {"least_best": 1 / (1 + WITHHELD)},
        "passage": passage | {"least_best": _least_best(queries, own_best, say), "least": _least(queries, found)},
    }
    WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    say(json.dumps(fitted, indent=2))


def _cross_validate(
    queries: Sequence[Query], features: Features, sections: Sequence[Section], say: Callable[[str], None]
) -> None:
    """Queries that one topic answers best are held out together: no weight has seen a topic that it is tried on."""
    groups = [max(query.relevant, key=lambda topic: query.relevant[topic]) for query in queries]
    alone = RELATED | {"helps": 0.0}
    for name, names, related in (
        ("by itself", SECTION, alone),
        ("with what it points to", SECTION, RELATED),
        ("without a topic reader", UNREAD, RELATED),
    ):
        values: dict[str, list[float]] = {}
        for train, held in GroupKFold(8).split(queries, groups=groups):
            some = [queries[i] for i in held]
            direct = _direct(some, features, _which_is_best([queries[i] for i in train], features, names))
            for measure, found in score(some, _worth(direct, sections, related)).items():
                values.setdefault(measure, []).extend(found)
        means = ", ".join(f"{measure} {np.mean(found):.3f}" for measure, found in values.items())
        say(f"{name}, cross-validated on the tuning half by topic: {means}")


def _which_is_best(queries: Sequence[Query], features: Features, names: Sequence[str]) -> dict[str, float]:
    """Conditional logit: weights under which the best topic (grade 2) stands out from the others."""
    answered = [query for query in queries if query.relevant]
    x = np.array([[[values[name] for name in names] for _, values in features[q.id]] for q in answered])
    y = np.array([[float(q.relevant.get(topic, 0) == 2) for topic, _ in features[q.id]] for q in answered])
    y /= y.sum(axis=1, keepdims=True)
    unit = x.std(axis=(0, 1))  # so that the penalty weighs all features alike
    x /= unit

    def loss(w: NDArray[np.float64]) -> float:
        values = x @ w
        return float(-(y * (values - logsumexp(values, axis=1, keepdims=True))).sum(1).mean() + 0.01 * (w @ w))

    # No feature may count against a section: what looks so on few queries would not elsewhere.
    found = minimize(loss, np.full(len(names), 0.1), method="L-BFGS-B", bounds=[(0.0, None)] * len(names))
    return {name: round(float(weight), 4) for name, weight in zip(names, found.x / unit, strict=True)}


def _direct(queries: Sequence[Query], features: Features, weights: Named) -> dict[str, dict[str, float]]:
    return {q.id: {topic: logit(values, weights) for topic, values in features[q.id]} for q in queries}


def _worth(direct: Mapping[str, Named], sections: Sequence[Section], related: Named) -> dict[str, dict[str, float]]:
    see_also = {section.topic: section.see_also for section in sections}
    return {i: worth(found, see_also, related) for i, found in direct.items()}


def _whether_any_fits(queries: Sequence[Query], features: Features) -> dict[str, float]:
    best = [best_of([values for _, values in features[query.id]]) for query in queries]
    x = np.array([[values[name] for name in FITS] for values in best])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(x, [bool(q.relevant) for q in queries])
    return _named(FITS, model)


def _named(names: Sequence[str], model: LogisticRegression) -> dict[str, float]:
    coefficients = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 4), **coefficients}


def _whether_a_passage_fits(queries: Sequence[Query], features: Features) -> dict[str, float]:
    """Logistic regression over passages; one that helps counts half."""
    rows, labels, counts = [], [], []
    for query in queries:
        for topic, values in features[query.id]:
            part = {2: 1.0, 1: HELPFUL}.get(query.relevant.get(topic, 0), 0.0)
            for label, weight in ((1, part), (0, 1 - part)):
                if weight:
                    rows.append([values[name] for name in PASSAGE])
                    labels.append(label)
                    counts.append(weight)
    return _named(PASSAGE, LogisticRegression(C=1.0, max_iter=1000).fit(np.array(rows), labels, sample_weight=counts))


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
        q.id: [(file.removesuffix(".md"), values) for file, values in knowledge.features(q.query, guide=OWN)]
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
    gains = [float(np.mean(no < cut) - WITHHELD * np.mean(yes < cut)) for cut in cuts]
    at = int(np.argmax(gains))
    cut = float((cuts[at] + cuts[max(0, at - 1)]) / 2)
    say(f"nothing fits below {cut:.3f}: right for {np.mean(no < cut):.0%}, wrong for {np.mean(yes < cut):.0%}")
    return round(cut, 4)


def _least(queries: Sequence[Query], rankings: Mapping[str, Named]) -> float:
    """What 99 of 100 relevant topics reach."""
    relevant = [rankings[q.id][t] for q in queries for t in q.relevant if t in rankings[q.id]]
    return round(float(np.quantile(relevant, 0.01)), 5)
