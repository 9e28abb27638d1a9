"""How every head is fitted: regularised logistic regressions (scikit-learn), their scales and their terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from interviewer.coach.features import Array
from interviewer.coach.heads import TOKEN, Head, Scale, TermWeights

FOLDS = 5
LEAST_TEXTS = 3  # a term must stand in so many segments
STRENGTH = {"labels": 0.4, "star": 0.02, "ownership": 0.02, "specificity": 0.02, "relevance": 0.02, "gaps": 0.03, "score": 0.05,
            "status": 0.05, "final": 0.3, "question_type": 1.0}  # fmt: skip


def fit_head(name: str, names: Sequence[str], rows: Array | csr_matrix, wanted: NDArray[np.bool_]) -> Head:
    """One regularised logistic regression a column of `wanted`; a column that never varies keeps its rate."""
    coefficients, intercepts = np.zeros((len(names), rows.shape[1])), np.full(len(names), -6.0)
    for column in range(len(names)):
        if 0 < wanted[:, column].sum() < len(wanted):
            model = LogisticRegression(C=STRENGTH[name], solver="liblinear", max_iter=500)
            model.fit(rows, wanted[:, column])
            coefficients[column], intercepts[column] = model.coef_[0], model.intercept_[0]
    return Head(tuple(names), coefficients, intercepts)


def fit_choice(name: str, names: Sequence[str], rows: Array, wanted: NDArray[np.bool_]) -> Head:
    """One regularised multinomial logistic regression over `names`, of which each row of `wanted` has one."""
    model = LogisticRegression(C=STRENGTH[name], max_iter=1000)
    model.fit(rows, wanted.argmax(axis=1))
    coefficients, intercepts = np.zeros((len(names), rows.shape[1])), np.full(len(names), -20.0)
    coefficients[model.classes_], intercepts[model.classes_] = model.coef_, model.intercept_
    return Head(tuple(names), coefficients, intercepts)


def fit_terms(texts: Sequence[str], *, least: int = LEAST_TEXTS) -> TermWeights:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=least, sublinear_tf=True, token_pattern=TOKEN)
    vectorizer.fit(texts)
    return TermWeights(tuple(vectorizer.get_feature_names_out()), np.asarray(vectorizer.idf_))


def scale_of(rows: Array) -> Scale:
    spread = rows.std(axis=0)
    return Scale(rows.mean(axis=0), np.where(spread < 1e-3, 1.0, spread))
