"""Reads question and answer together: a cross-encoder, the embedder bent a little towards this task, with linear heads.

Trained by `python -m evals.train_cross_encoder` (low-rank adaptation, arXiv 2106.09685); kept as data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.features import Array, Material, facts_row
from interviewer.coach.heads import WEIGHTS, Head

FILE = "cross-encoder.npz"
# How much it counts beside the linear heads over the segments (1: it alone): found by cross-validation.
SHARES = {"star": 0.4, "ownership": 0.5, "specificity": 0.6, "relevance": 0.2, "gaps": 0.4, "score": 0.4}
Layers = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


class PairTokens(Protocol):
    """Which tokens are the answer's, and those of each of its segments (an empty span where there was no room)."""

    @property
    def kinds(self) -> list[int]: ...
    @property
    def spans(self) -> tuple[tuple[int, int], ...]: ...


class PairStates(Protocol):
    """A row a token."""

    @property
    def states(self) -> NDArray[np.float32]: ...
    @property
    def read(self) -> PairTokens: ...


class PairEncoder(Protocol):
    """Reads a text together with what it answers, through adapted layers."""

    def encode_pair(self, asked: str, parts: Sequence[str], layers: Layers) -> PairStates: ...


@dataclass(frozen=True)
class CrossEncoder:
    """`labels` reads a segment's mean state; `attention` (heads x dimension) says which tokens matter; `heads` read it all."""

    layers: Layers
    labels: Head
    attention: Array
    heads: Mapping[str, Head]

    def read(self, material: Material, encoder: PairEncoder) -> dict[str, Array]:
        """The logits of each head."""
        found = encoder.encode_pair(material.question, material.neutral, self.layers)
        row = self.row(found.states.astype(np.float64), found.read, facts_row(material))
        return {name: head.logits(row[None])[0] for name, head in self.heads.items()}

    def row(self, states: Array, read: PairTokens, facts: Array) -> Array:
        """What the heads see: states of the whole, of the answer, of the tokens that matter, and the segments' labels."""
        told = states[np.array(read.kinds) == 1]
        segments = [states[start:end].mean(axis=0) for start, end in read.spans if end > start] or [states.mean(axis=0)]
        labels = self.labels.probabilities(np.stack(segments))
        scores = told @ self.attention.T
        weights = np.exp(scores - scores.max(axis=0))
        pooled = (weights / weights.sum(axis=0)).T @ told
        return np.concatenate([states[0], told.mean(axis=0), pooled.ravel(), labels.max(axis=0), labels.mean(axis=0), facts])


def together(linear: Mapping[str, Array], crossed: Mapping[str, Array]) -> dict[str, Array]:
    """The logits of both, weighed."""
    return {name: (1 - share) * linear[name] + share * crossed[name] for name, share in SHARES.items()}


def save_cross_encoder(encoder: CrossEncoder, folder: Path = WEIGHTS) -> None:
    """Keep it at half precision, without pickle."""
    arrays: dict[str, Array | NDArray[np.float32]] = {"attention": encoder.attention}
    for name, (down, up) in encoder.layers.items():
        arrays |= {f"down:{name}": down, f"up:{name}": up}
    for name, head in {"labels": encoder.labels, **encoder.heads}.items():
        arrays |= {f"coefficients:{name}": head.coefficients, f"intercepts:{name}": head.intercepts}
    names = {f"names:{name}": np.array(head.names) for name, head in {"labels": encoder.labels, **encoder.heads}.items()}
    np.savez_compressed(folder / FILE, **{key: array.astype(np.float16) for key, array in arrays.items()}, **names)  # type: ignore[arg-type]


@cache
def load_cross_encoder(folder: Path = WEIGHTS) -> CrossEncoder:
    """The shipped one, read once."""
    with np.load(folder / FILE, allow_pickle=False) as stored:
        found = {name: stored[name] for name in stored.files}
    layers = {
        name.removeprefix("down:"): (found[name].astype(np.float32), found[name.replace("down:", "up:", 1)].astype(np.float32))
        for name in found
        if name.startswith("down:")
    }
    heads = {
        name.removeprefix("names:"): Head(
            tuple(found[name].tolist()),
            found[name.replace("names:", "coefficients:")].astype(np.float64),
            found[name.replace("names:", "intercepts:")].astype(np.float64),
        )
        for name in found
        if name.startswith("names:")
    }
    return CrossEncoder(layers, heads.pop("labels"), found["attention"].astype(np.float64), heads)
