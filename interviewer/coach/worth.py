"""Verified advice: what closing a gap is worth, found by scoring the answer again with the gap closed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache

from interviewer.coach.reading import Reading
from interviewer.coach.scoring import Verdict
from interviewer.coach.words import gap_words
from interviewer.critique import Worth
from interviewer.templates import PROMPTS


def worth_of(gap: str, reading: Reading, verdict: Verdict, *, again: Callable[[str], int | None]) -> Worth | None:
    """What the answer's score becomes with this gap closed; None where it would not rise, or cannot be closed so."""
    fill = _fills().get(gap)
    if fill is None:
        return None
    parts = [fill["text"], reading.answer] if fill["where"] == "before" else [reading.answer, fill["text"]]
    after = again(" ".join(parts))
    if after is None or after <= verdict.score:
        return None
    return Worth(filled=gap_words()[gap].strengthened, before=verdict.score, after=after)


@cache
def _fills() -> dict[str, dict[str, str]]:
    return tomllib.loads((PROMPTS / "feedback" / "fills.toml").read_text(encoding="utf-8"))
