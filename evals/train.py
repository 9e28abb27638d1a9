"""Trains the coach's reading of answers from the labelled data, and ships it as data (interviewer/coach/weights).

    python -m evals.train           cross-validate, fit on everything but the test split, write the weights
    python -m evals.train --look    cross-validate only

Logistic regressions throughout (scikit-learn): labels of segments from embeddings, terms and cues; then the rubric's
fields from the segments' labels. The second stage learns from out-of-fold labels, as it will meet them in use.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold

from evals.data import AnswerSample, segment_labels, split_of
from evals.embedded import embedded
from evals.loading import load_dataset
from interviewer.coach.features import Array, Material, Vectors, answer_row, segment_rows
from interviewer.coach.heads import TOKEN, Head, Scale, TermWeights, Weights, save_weights
from interviewer.coach.segments import split
from interviewer.critique import ELEMENTS, QUESTION_TYPES
from interviewer.rubric import load_rubric

FOLDS = 5
LEAST_TEXTS = 3  # a term must stand in so many segments
STRENGTH = {"labels": 0.4, "star": 0.02, "ownership": 0.02, "specificity": 0.02, "relevance": 0.02, "gaps": 0.02, "score": 0.05}
NAMES: Mapping[str, tuple[str, ...]] = {
    "star": ELEMENTS,
    "ownership": ("clear", "mixed", "unclear", "not_applicable"),
    "specificity": ("above_low", "above_medium"),
    "relevance": ("on_topic", "partial", "off_topic"),
    "gaps": tuple(gap.code for gap in load_rubric().gaps),
    "score": ("above_1", "above_2", "above_3", "above_4"),
}


@dataclass(frozen=True)
class Example:
    """A labelled answer with its vectors; `labels` has a row a segment."""

    sample: AnswerSample
    material: Material
    vectors: Vectors
    labels: NDArray[np.bool_]


def fit_head(name: str, names: Sequence[str], rows: Array, wanted: NDArray[np.bool_]) -> Head:
    """One regularised logistic regression a column of `wanted`; a column that never varies keeps its rate."""
    coefficients, intercepts = np.zeros((len(names), rows.shape[1])), np.full(len(names), -6.0)
    for column in range(len(names)):
        if 0 < wanted[:, column].sum() < len(wanted):
            model = LogisticRegression(C=STRENGTH[name], solver="liblinear", max_iter=500)
            model.fit(rows, wanted[:, column])
            coefficients[column], intercepts[column] = model.coef_[0], model.intercept_[0]
    return Head(tuple(names), coefficients, intercepts)


def targets(samples: Sequence[AnswerSample]) -> dict[str, NDArray[np.bool_]]:
    """What each head of an answer should say, one row a sample."""

    def table(say: Callable[[AnswerSample], Sequence[bool]]) -> NDArray[np.bool_]:
        return np.array([list(say(sample)) for sample in samples], dtype=bool)

    return {
        "star": table(lambda s: [getattr(s.star, element) for element in ELEMENTS]),
        "ownership": table(lambda s: [s.ownership == name for name in NAMES["ownership"]]),
        "specificity": table(lambda s: [s.specificity != "low", s.specificity == "high"]),
        "relevance": table(lambda s: [s.relevance == name for name in NAMES["relevance"]]),
        "gaps": table(lambda s: [gap in s.gaps for gap in NAMES["gaps"]]),
        "score": table(lambda s: [(s.score or 0) > bound for bound in (1, 2, 3, 4)]),
    }


def fit_terms(texts: Sequence[str]) -> TermWeights:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=LEAST_TEXTS, sublinear_tf=True, token_pattern=TOKEN)
    vectorizer.fit(texts)
    return TermWeights(tuple(vectorizer.get_feature_names_out()), np.asarray(vectorizer.idf_))


def fit_labels(examples: Sequence[Example], terms: TermWeights, labels: Sequence[str]) -> Head:
    rows = np.vstack([segment_rows(one.material, one.vectors, terms) for one in examples])
    return fit_head("labels", labels, rows, np.vstack([one.labels for one in examples]))


def read_rows(examples: Sequence[Example], terms: TermWeights, labels: Head) -> Array:
    return np.array([
        answer_row(one.material, one.vectors, labels.probabilities(segment_rows(one.material, one.vectors, terms)))
        for one in examples
    ])  # fmt: skip


def out_of_fold(examples: Sequence[Example], labels: Sequence[str]) -> Array:
    """The answers' rows, each with segment labels by a model that has not seen its story."""
    rows: dict[int, Array] = {}
    for train, held in folds(examples):
        some = [examples[i] for i in train]
        terms = fit_terms([segment.text for one in some for segment in one.material.segments])
        found = read_rows([examples[i] for i in held], terms, fit_labels(some, terms, labels))
        rows |= dict(zip(held, found, strict=True))
    return np.array([rows[i] for i in range(len(examples))])


def folds(examples: Sequence[Example]) -> list[tuple[list[int], list[int]]]:
    stories = [one.sample.story for one in examples]
    return [(list(a), list(b)) for a, b in GroupKFold(FOLDS).split(stories, groups=stories)]


def fit_answers(rows: Array, wanted: Mapping[str, NDArray[np.bool_]]) -> tuple[Scale, dict[str, Head]]:
    spread = rows.std(axis=0)
    scale = Scale(rows.mean(axis=0), np.where(spread < 1e-3, 1.0, spread))
    return scale, {name: fit_head(name, NAMES[name], scale(rows), wanted[name]) for name in NAMES}


def look(examples: Sequence[Example], rows: Array, say: Callable[[str], None]) -> None:
    """Cross-validated figures of the second stage."""
    samples = [one.sample for one in examples]
    wanted = targets(samples)
    said = {name: np.zeros(found.shape) for name, found in wanted.items()}
    for train, held in folds(examples):
        scale, heads = fit_answers(rows[train], {name: found[train] for name, found in wanted.items()})
        for name, head in heads.items():
            said[name][held] = head.probabilities(scale(rows[held]))
    score = np.array([sample.score for sample in samples])
    given = np.clip(np.round(1 + said["score"].sum(axis=1)), 1, 5).astype(int)
    by_element = [f1_score(wanted["star"][:, i], said["star"][:, i] > 0.5) for i in range(len(ELEMENTS))]
    say(f"kappa {cohen_kappa_score(score, given, weights='quadratic'):.3f}  exact {np.mean(score == given):.3f}  "
        f"bias {np.mean(given - score):+.3f}")
    for kind in QUESTION_TYPES:
        of = np.array([sample.question_type == kind for sample in samples])
        say(f"  {kind:20s} {of.sum():4d}  kappa {cohen_kappa_score(score[of], given[of], weights='quadratic'):.3f}  "
            f"exact {np.mean(score[of] == given[of]):.3f}")
    say("star F1 " + " ".join(f"{e} {f:.3f}" for e, f in zip(ELEMENTS, by_element, strict=True)) + f"  mean {np.mean(by_element):.3f}")
    for name in ("ownership", "relevance"):
        say(f"{name} right {np.mean(said[name].argmax(axis=1) == wanted[name].argmax(axis=1)):.3f}")
    level = (said["specificity"] > 0.5).sum(axis=1)
    say(f"specificity right {np.mean(level == wanted['specificity'].sum(axis=1)):.3f}")
    below = score < 5
    order = np.argsort(-said["gaps"][below], axis=1)
    there = wanted["gaps"][below]
    say(f"gap first {np.mean([there[i, order[i, 0]] for i in range(len(order))]):.3f}  "
        f"in three {np.mean([there[i, order[i, :3]].any() for i in range(len(order))]):.3f}")


def main() -> None:
    dataset = load_dataset()
    labels = tuple(sorted(segment_labels()))
    by_answer = {row.answer: row for row in dataset.segments}
    chosen = [a for a in dataset.answers if a.status == "scored" and a.id in by_answer and split_of(a.story) != "test"]
    materials = [Material(a.answer, a.question, a.question_type, a.level, split(a.answer)) for a in chosen]
    vectors = embedded(materials)
    examples = [
        Example(sample, material, found, np.array([[label in row.labels for label in labels] for row in by_answer[sample.id].segments]))
        for sample, material, found in zip(chosen, materials, vectors, strict=True)
    ]
    print(f"{len(examples)} answers, {sum(len(one.labels) for one in examples)} segments, the test split left out")
    rows = out_of_fold(examples, labels)
    look(examples, rows, print)
    if "--look" in sys.argv:
        return
    terms = fit_terms([segment.text for one in examples for segment in one.material.segments])
    scale, heads = fit_answers(rows, targets(chosen))
    save_weights(Weights(terms, scale, {"labels": fit_labels(examples, terms, labels), **heads}))


if __name__ == "__main__":
    main()
