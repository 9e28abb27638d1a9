"""Probabilities of given options from the likeliest first tokens, which is all that a server tells."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from interviewer.errors import ModelError


def option_probabilities(likeliest: Sequence[tuple[str, float]], options: Sequence[str]) -> tuple[float, ...]:
    """One probability for each option, summing to 1.

    `likeliest` are the first token's texts with their natural log-probabilities. An option that is not among
    them gets the smallest of them, which is the most that it can have. Raises ModelError when the options
    begin alike, so that their first token cannot tell them apart.
    """
    alone = [0.0] * len(options)
    shared = 0.0
    for text, log_probability in likeliest:
        begins = [index for index, option in enumerate(options) if _begins(option, text)]
        if len(begins) == 1:
            alone[begins[0]] += exp(log_probability)
        elif begins:
            shared += exp(log_probability)
    if shared > sum(alone):
        raise ModelError(
            f"A server cannot tell these options apart by their first token: {', '.join(options)[:80]}.",
            hint="Use a GGUF file in this program.",
        )
    floor = min(exp(log_probability) for _, log_probability in likeliest)
    masses = [mass or floor for mass in alone]
    return tuple(mass / sum(masses) for mass in masses)


def _begins(option: str, token: str) -> bool:
    """Whether a reply that begins with `token` can be `option`."""
    start = token.lstrip()
    return bool(start) and (option.startswith(start) or start.startswith(option))
