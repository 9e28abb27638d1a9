"""Does the coach say something of its own? No label of a prompt, no run of words handed back from question or answer."""

from __future__ import annotations

import re

from evals.scorers.word_lists import word_lists
from evals.task import Judged, Score

RUN = 6  # words in a row that are no accident any more


def check(judged: Judged) -> Score:
    """1 when no improvement's words hand back what was asked or answered, quotations aside."""
    sources = (judged.sample.question, judged.sample.answer)
    faults = [why for one in judged.critique.improvements if (why := echoed(one.text, *sources))]
    return Score(judged.sample.id, judged.sample.story, float(not faults), "; ".join(faults))


def echoed(text: str, *sources: str) -> str:
    """The first label or run of words that is handed back; empty when there is none."""
    own = re.sub(r"[“\"][^”\"]*[”\"]", " | ", text)
    beginning, colon, _ = own.partition(":")
    if colon and beginning.strip(" *#-").lower() in word_lists()["labels"]:
        return f"{beginning}:"
    heard = [" ".join(_words(source)) for source in sources]
    for part in own.split("|"):
        said = _words(part)
        for start in range(len(said) - RUN + 1):
            run = " ".join(said[start : start + RUN])
            if any(f" {run} " in f" {source} " for source in heard):
                return run
    return ""


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))
