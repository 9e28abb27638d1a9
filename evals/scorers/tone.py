"""Would a kind and exact colleague say this? No insult, no shouting, no exclamation after exclamation."""

from __future__ import annotations

import re

from evals.scorers.word_lists import found_in, spoken_text, word_lists
from evals.task import Judged, Score


def check(judged: Judged) -> Score:
    """1 when nothing in the coach's own words hurts."""
    faults = harsh(spoken_text(judged.critique))
    return Score(judged.sample.id, judged.sample.story, float(not faults), "; ".join(faults))


def harsh(text: str) -> list[str]:
    """What of it insults or shouts. Words in quotation marks are the candidate's."""
    own = re.sub(r"[“\"][^”\"]*[”\"]", "", text)
    shouted = re.findall(r"\b[A-Z]{4,}\b(?:\s+[A-Z]{2,}\b)+|!!+", own)
    return found_in(own, word_lists()["insults"]) + shouted
