"""Does the cited advice support the gap, and does it stand in the guide under the topic that it names?

The topics are the rubric's for the gap, and those of the question where the pack names its subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from evals.task import Judged, Score
from interviewer.critique import Advice
from interviewer.rubric import load_rubric
from interviewer.session import Question

CHECKED_WORDS = 12


def check(judged: Judged, *, question: Question, library: Mapping[str, str]) -> Score:
    """The share of improvements whose advice supports them; without a library the topic alone is checked."""
    faults: list[str] = []
    for improvement in judged.critique.improvements:
        wanted = {*load_rubric().gap(improvement.gap).topics, *question.topics}
        if improvement.advice is None:
            faults.append(f"{improvement.gap}: no advice")
        elif improvement.advice.topic not in wanted:
            faults.append(f"{improvement.gap}: advice on {improvement.advice.topic}")
        elif library and not stands_in(improvement.advice, library):
            faults.append(f"{improvement.gap}: not what the guide says on {improvement.advice.topic}")
    count = len(judged.critique.improvements)
    value = 1 - len(faults) / count if count else 1.0
    return Score(judged.sample.id, judged.sample.story, value, "; ".join(faults))


def stands_in(advice: Advice, library: Mapping[str, str]) -> bool:
    """Whether the excerpt's first words stand in the section of its topic, without regard to its formatting."""
    return bool(advice.excerpt.strip()) and _letters(_opening(advice.excerpt)) in _letters(
        library.get(advice.topic, "")
    )


def _opening(excerpt: str) -> str:
    return " ".join(excerpt.split()[:CHECKED_WORDS]).rstrip("…. ")


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
