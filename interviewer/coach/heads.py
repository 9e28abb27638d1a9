"""Trained linear models as data: what evals/train.py writes, read without pickle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
WEIGHTS = Path(__file__).parent / "weights"
TOKEN = r"\w+(?:'\w+)?|[%£$€?]"  # what counts as a term: words, and the signs of money, share and question


def sigmoid(logits: Array) -> Array:
    """The probability of each name for itself."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def softmax(logits: Array) -> Array:
    """The probability of each name where exactly one holds: each row sums to 1."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Head:
    """Logistic regressions over the same features, one for each name (or one over all names: see `softmax`)."""

    names: tuple[str, ...]
    coefficients: Array  # shape (names, features)
    intercepts: Array  # shape (names,)

    def probabilities(self, rows: Array) -> Array:
        """Shape (rows, names)."""
        return sigmoid(self.logits(rows))

    def logits(self, rows: Array) -> Array:
        """Shape (rows, names)."""
        return rows @ self.coefficients.T + self.intercepts


@dataclass(frozen=True)
class Scale:
    """Makes answer features comparable: mean 0 and spread 1 on the training split."""

    mean: Array
    spread: Array

    def __call__(self, rows: Array) -> Array:
        return (rows - self.mean) / self.spread


@dataclass(frozen=True)
class TermWeights:
    """TF-IDF rows over a fixed list of words and word pairs."""

    terms: tuple[str, ...]
    rarity: Array

    @cached_property
    def _vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(
            vocabulary=list(self.terms), ngram_range=(1, 2), sublinear_tf=True, token_pattern=TOKEN
        )
        vectorizer.idf_ = self.rarity
        return vectorizer

    def rows(self, texts: Sequence[str]) -> Array:
        """Shape (texts, terms), rows of length 1 (or 0)."""
        return np.asarray(self._vectorizer.transform(texts).toarray())


@dataclass(frozen=True)
class Weights:
    """Everything that was trained."""

    terms: dict[str, TermWeights]  # of the texts called "segment" and "question"
    scales: dict[str, Scale]  # of the rows called "answer", "status" and "final"
    heads: dict[str, Head]


def save_weights(weights: Weights, folder: Path = WEIGHTS) -> None:
    """Write the weights as one .npz (half precision) and one JSON of names."""
    arrays: dict[str, NDArray[Any]] = {f"{name}.rarity": terms.rarity for name, terms in weights.terms.items()}
    for name, scale in weights.scales.items():
        arrays[f"{name}.mean"], arrays[f"{name}.spread"] = scale.mean, scale.spread
    for name, head in weights.heads.items():
        arrays[f"{name}.coefficients"], arrays[f"{name}.intercepts"] = head.coefficients, head.intercepts
    folder.mkdir(exist_ok=True)
    stored: dict[str, Any] = {
        name: array.astype(np.float16 if "coefficients" in name else np.float32) for name, array in arrays.items()
    }
    np.savez_compressed(folder / "heads.npz", **stored)
    names = {
        "terms": {name: terms.terms for name, terms in weights.terms.items()},
        "heads": {name: head.names for name, head in weights.heads.items()},
    }
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False, indent=0) + "\n", "utf-8")


@cache
def load_weights(folder: Path = WEIGHTS) -> Weights:
    """The shipped weights, read once."""
    names = json.loads((folder / "names.json").read_text("utf-8"))
    with np.load(folder / "heads.npz", allow_pickle=False) as stored:
        arrays = {name: stored[name].astype(np.float64) for name in stored.files}
    heads = {
        name: Head(tuple(labels), arrays[f"{name}.coefficients"], arrays[f"{name}.intercepts"])
        for name, labels in names["heads"].items()
    }
    terms = {name: TermWeights(tuple(found), arrays[f"{name}.rarity"]) for name, found in names["terms"].items()}
    scales = {name: Scale(arrays[f"{name}.mean"], arrays[f"{name}.spread"]) for name in ("answer", "status", "final")}
    return Weights(terms, scales, heads)
