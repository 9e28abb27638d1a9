"""Baseline: the stock phrases of a well-drilled answer ("my role was", "as a result", a per cent sign), counted.

It must do badly: where it does well, the labels can be told by stock phrases and the data is worth little.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from evals.data import AnswerSample
from interviewer.critique import ELEMENTS


def by_phrases(test: Sequence[AnswerSample]) -> list[int]:
    """As many points as elements whose phrases stand there, at least one."""
    return [max(1, int(row.sum())) for row in elements_by_phrases(test)]


def elements_by_phrases(test: Sequence[AnswerSample]) -> np.ndarray:
    """Answers (rows) by elements (columns), 0 or 1."""
    rows = [[bool(_patterns()[element].search(sample.answer)) for element in ELEMENTS] for sample in test]
    return np.array(rows, dtype=int).reshape(len(test), len(ELEMENTS))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
    return {
        element: re.compile("|".join(rf"(?<!\w)(?:{phrase})(?!\w)" for phrase in phrases), re.IGNORECASE)
        for element, phrases in lists.items()
    }
