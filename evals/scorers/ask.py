"""Does `ask` ask for what is missing? One question to the candidate, about what its gap leaves open.

A question that a person wrote for this very gap (the pack's) does; any other must hold a word that belongs to the gap.
"""

from __future__ import annotations

import re

from evals.scorers.word_lists import word_lists
from evals.task import Judged, Score
from interviewer.pack import Pack
from interviewer.session import Question

FEWEST_WORDS, MOST_WORDS = 3, 40


def check(judged: Judged, *, question: Question, pack: Pack) -> Score:
    """The share of improvements whose `ask` is one question that fits the gap and was not the question itself."""
    improvements = judged.critique.improvements
    faults = [
        f"{one.gap}: {why}"
        for one in improvements
        if not _written_for(one.ask, one.gap, question, pack) and (why := fault(one.ask, one.gap, question.text))
    ]
    value = 1 - len(faults) / len(improvements) if improvements else 1.0
    return Score(judged.sample.id, judged.sample.story, value, "; ".join(faults))


def fault(ask: str, gap: str, question: str) -> str:
    """Why this does not ask for what the gap leaves open; empty when it does."""
    words = re.findall(r"[\w'’]+", ask)
    lowered = " ".join(ask.lower().split())
    if not ask.strip().endswith("?") or not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return "no question"
    if lowered == " ".join(question.lower().split()):
        return "the question again"
    if not any(re.search(rf"(?<!\w){re.escape(start)}", lowered) for start in word_lists()["asks"][gap]):
        return "asks for something else"
    return ""


def _written_for(ask: str, gap: str, question: Question, pack: Pack) -> bool:
    return ask in pack.follow_ups.get(gap, ()) or ask == question.follow_ups.get(gap)
