"""Is what the hiring manager says back a good follow-up? One question, on what was said or left out, no lesson in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.data import AnswerSample
from evals.interviewing import Spoken
from evals.scorers.grounding import invented_in
from evals.scorers.word_lists import found_in, word_lists
from evals.task import Measure, Score, mean_of

MOST_WORDS = 45
SAME = 0.7  # share of words in common from which two questions are one
OPEN_WORDS = {"what", "how", "when", "where", "which", "who", "why"}


def follow_up(samples: Sequence[AnswerSample], spoken: Sequence[Spoken], *, role: str) -> list[Measure]:
    """Over answers that were followed up; `never_badgers` over "I have no such story"; `model_words` of the model's own."""
    both = list(zip(samples, spoken, strict=True))
    asked = [(sample, said) for sample, said in both if said.kind == "follow_up"]
    no_story = [(sample, said) for sample, said in both if sample.reason == "no_story"]
    return [
        mean_of("follow_up.good", [check(sample, said, role=role) for sample, said in asked]),
        mean_of("follow_up.never_repeats", [_score(s, not _repeats(s, said)) for s, said in asked]),
        mean_of("follow_up.never_badgers", [_score(s, said.kind != "follow_up") for s, said in no_story]),
        mean_of("follow_up.model_words", [_score(s, said.said != said.ready) for s, said in asked]),
    ]


def check(sample: AnswerSample, spoken: Spoken, *, role: str) -> Score:
    """1 when the follow-up has no fault."""
    found = faults(sample, spoken.said, role=role)
    return Score(sample.id, sample.story, float(not found), "; ".join(found))


def faults(sample: AnswerSample, said: str, *, role: str) -> list[str]:
    """Everything that is wrong with these words as a follow-up to this answer."""
    found: list[str] = []
    words = re.findall(r"[\w'’]+", said.lower())
    if said.count("?") != 1 or not said.rstrip("”\"' ").endswith("?"):
        found.append("not one question")
    if not 3 <= len(words) <= MOST_WORDS:
        found.append(f"{len(words)} words")
    if overlap(said, sample.question) > SAME:
        found.append("repeats the question")
    if taught := found_in(said, word_lists()["rubric_words"]):
        found.append(f"says “{taught[0]}”")
    if invented := invented_in(said, known=f"{sample.question} {sample.answer} {role}"):
        found.append(f"{invented[0]} was never mentioned")
    if not _about(said, sample):
        found.append("about nothing that was said or left out")
    return found


def overlap(one: str, other: str) -> float:
    """The share of the words of `one` that stand in `other` too."""
    mine, theirs = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(mine & theirs) / max(1, len(mine))


def _about(said: str, sample: AnswerSample) -> bool:
    """A word of the answer with some content, or a question word put to the candidate about it."""
    words = set(re.findall(r"\w{5,}", said.lower()))
    if words & set(re.findall(r"\w{5,}", sample.answer.lower())):
        return True
    spoken = set(re.findall(r"[\w]+", said.lower()))
    return bool(spoken & OPEN_WORDS and spoken & {"you", "your", "it", "that", "they", "this", "there"})


def _repeats(sample: AnswerSample, spoken: Spoken) -> bool:
    """Whether the same is asked again: the question, or after the second answer the follow-up once more."""
    again = spoken.afterwards_kind == "follow_up" and overlap(spoken.afterwards, spoken.said) > SAME
    return again or overlap(spoken.said, sample.question) > SAME


def _score(sample: AnswerSample, right: bool) -> Score:
    return Score(sample.id, sample.story, float(right))
