"""The scorers' word lists, and plain ways to look for words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from interviewer.critique import Critique


@cache
def word_lists() -> dict[str, Any]:
    """words.toml, read once."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def found_in(text: str, terms: Iterable[str]) -> list[str]:
    """The terms that stand in the text as whole words, whatever their case."""
    return [term for term in terms if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE)]


def plain(text: str) -> str:
    """Lower case, straight quotation marks, single spaces: how quotations are compared."""
    straight = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return " ".join(straight.lower().split())


def spoken_text(critique: Critique) -> str:
    """Everything that the coach says in its own voice, without quotations and cited advice."""
    texts = [strength.text for strength in critique.strengths]
    for improvement in critique.improvements:
        texts += [improvement.text, improvement.ask]
    return "\n".join(texts)
