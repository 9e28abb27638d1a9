"""Picks tokens from logits, and turns logits into log-probabilities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Logits = npt.NDArray[np.float32]
Picker = Callable[[Logits], int]

TOP_P = 0.95
_CANDIDATES = 1000
"""Only the likeliest are sorted: a vocabulary of a quarter of a million takes 20 ms to sort, these 0.1 ms."""


def log_softmax(logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Natural logarithms of the probabilities, same shape."""
    values = np.asarray(logits, dtype=np.float64)
    shifted = values - values.max()
    normalised: npt.NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum())
    return normalised


def picker(*, temperature: float, seed: int) -> Picker:
    """Greedy at temperature 0; otherwise softmax at that temperature, cut to the likeliest 95 %."""
    if temperature <= 0:
        return lambda logits: int(np.argmax(logits))
    generator = np.random.default_rng(seed)

    def pick(logits: Logits) -> int:
        count = min(_CANDIDATES, logits.shape[0])
        likeliest = np.argpartition(logits, -count)[-count:]
        likeliest = likeliest[np.argsort(-logits[likeliest], kind="stable")]
        probabilities = np.exp(log_softmax(logits[likeliest] / temperature))
        # The first token over the line belongs to the nucleus.
        size = int(np.searchsorted(np.cumsum(probabilities), TOP_P)) + 1
        nucleus = probabilities[:size] / probabilities[:size].sum()
        return int(generator.choice(likeliest[:size], p=nucleus))

    return pick
