"""Baseline: which words and word pairs stand in the answer, and nothing else (tf-idf and a linear classifier).

What it reaches can be told without reading: tense, "we", figures. A coach that reads must be clearly above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from evals.data import AnswerSample
from interviewer.critique import ELEMENTS


def by_keywords(train: Sequence[AnswerSample], test: Sequence[AnswerSample]) -> list[int]:
    """The score whose training answers share the most telling words and word pairs."""
    scored = [sample for sample in train if sample.score is not None]
    fitted = _fit([sample.answer for sample in scored], [sample.score or 0 for sample in scored])
    return [int(score) for score in fitted.predict([sample.answer for sample in test])]


def elements_by_keywords(train: Sequence[AnswerSample], test: Sequence[AnswerSample]) -> np.ndarray:
    """The same for each story element: answers (rows) by elements (columns), 0 or 1."""
    labelled = [sample for sample in train if sample.star is not None]
    columns = []
    for element in ELEMENTS:
        fitted = _fit(
            [sample.answer for sample in labelled], [int(getattr(sample.star, element)) for sample in labelled]
        )
        columns.append(fitted.predict([sample.answer for sample in test]))
    return np.array(columns, dtype=int).T.reshape(len(test), len(ELEMENTS))


def _fit(texts: list[str], labels: list[int]) -> Any:
    if len(set(labels)) < 2:
        return make_pipeline(TfidfVectorizer(), DummyClassifier()).fit(texts, labels)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return make_pipeline(words, LinearSVC(C=0.5, random_state=0)).fit(texts, labels)
