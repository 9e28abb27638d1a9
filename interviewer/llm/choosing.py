"""Probabilities of given options as the beginning of a reply, by their token paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from interviewer.llm.sampling import Logits, log_softmax


def option_probabilities(
    paths: Sequence[Sequence[int]], logits_after: Callable[[Sequence[int]], Logits]
) -> tuple[float, ...]:
    """One probability for each path of tokens, summing to 1.

    A path counts up to where it has parted from all others: what an option says after that is no evidence
    for or against it, and long options would suffer. Options that part at their first token cost one
    evaluation. An option that is the beginning of another is at least as likely as that one.
    """
    scores = np.zeros(len(paths))

    def descend(length: int, members: Sequence[int]) -> None:
        """Add what the members of one branch, alike in their first `length` tokens, get from here on."""
        branches: dict[int, list[int]] = defaultdict(list)
        for member in members:
            if len(paths[member]) > length:
                branches[paths[member][length]].append(member)
        if not branches:
            return
        log_probabilities = log_softmax(logits_after(paths[members[0]][:length]))
        for token, branch in branches.items():
            scores[branch] += log_probabilities[token]
            if len(branch) > 1:
                descend(length + 1, branch)

    if len(paths) > 1:
        descend(_common_length(paths), range(len(paths)))
    return normalised(scores)


def normalised(
    log_probabilities: Sequence[float] | np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> tuple[float, ...]:
    """Softmax, as plain floats."""
    return tuple(float(value) for value in np.exp(log_softmax(np.asarray(log_probabilities))))


def _common_length(paths: Sequence[Sequence[int]]) -> int:
    """Tokens that all paths begin with."""
    length = 0
    for column in zip(*paths, strict=False):
        if len(set(column)) > 1:
            break
        length += 1
    return length
