"""The report's own words, from prompts/report/words.toml."""

from __future__ import annotations

import tomllib
from functools import cache

from interviewer.critique import Frozen
from interviewer.templates import PROMPTS


class ReportWords(Frozen):
    """`open` has one line a gap, `remarks` one a reason for which nothing was heard, `steps` a list for each day."""

    titles: dict[str, str]
    best: dict[str, str]
    open: dict[str, str]
    remarks: dict[str, str]
    when: dict[str, str]
    steps: dict[str, tuple[str, ...]]


@cache
def report_words() -> ReportWords:
    """Read once from the shipped file."""
    text = (PROMPTS / "report" / "words.toml").read_text(encoding="utf-8")
    return ReportWords.model_validate(tomllib.loads(text))
