"""How long is the feedback, and how easy to read? Words, and Flesch's reading ease with syllables by pyphen.

Reading ease (Flesch 1948): 206.835 - 1.015 * words / sentences - 84.6 * syllables / words; 60 and above is plain
English, 30 and below is for specialists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pyphen

from evals.scorers.word_lists import spoken_text
from evals.task import Judged, Measure


def reading(judged: Sequence[Judged], *, prefix: str) -> list[Measure]:
    """Mean words, and mean reading ease, of the coach's own words, over critiques that say something."""
    texts = [(one.sample.story, spoken_text(one.critique)) for one in judged]
    said = [(story, text) for story, text in texts if text.strip()]
    stories = tuple(story for story, _ in said)
    lengths = np.array([len(_words(text)) for _, text in said], dtype=float)
    ease = np.array([reading_ease(text) for _, text in said], dtype=float)
    return [
        Measure(f"{prefix}.words", stories, lambda drawn: float(lengths[drawn].mean()), "neither"),
        Measure(f"{prefix}.reading_ease", stories, lambda drawn: float(ease[drawn].mean())),
    ]


def reading_ease(text: str) -> float:
    words = _words(text)
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    return len(_dictionary().positions(word)) + 1


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
