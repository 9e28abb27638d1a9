"""The judge: a language model's view of an answer as probabilities over fixed options, weighed by its calibration.

Nothing is parsed from free text. A model without a calibration, or one whose calibration found that it adds nothing,
is not asked at all: a weak model cannot spoil a score, and costs no time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interviewer.coach.calibration import Calibration
from interviewer.coach.reading import Reading
from interviewer.llm.base import ChatModel, Message
from interviewer.session import Level, Question
from interviewer.templates import PROMPTS, render

ANSWER_WORDS = 350
SCORES = ("1", "2", "3", "4", "5")
MOST_LOGIT = 6.0  # a probability nearer to 0 or 1 than this says no more


class Judge:
    """One model's say in the score."""

    def __init__(self, model: ChatModel, calibration: Calibration) -> None:
        self._model = model
        self._calibration = calibration

    def additions(self, reading: Reading, *, question: Question, level: Level) -> tuple[float, ...]:
        """What is added to the four logits of the score; zeros, without asking, for a model that adds nothing."""
        if not self._calibration.counts:
            return (0.0,) * 4
        return self._calibration.additions(views(self._model, reading, question=question, level=level))


def views(model: ChatModel, reading: Reading, *, question: Question, level: Level) -> NDArray[np.float64]:
    """The model's views: a logit for each criterion of prompts/judge/criteria.toml, then the expected score less 3."""
    return np.array(list(_views(model, reading, question, level)))


def view_names() -> tuple[str, ...]:
    """What `views` holds, in order."""
    return (*_file()["criteria"], "overall")


def _views(model: ChatModel, reading: Reading, question: Question, level: Level) -> Iterator[float]:
    words = _file()
    yes, no = words["yes"], words["no"]
    told = " ".join(segment.text for segment in reading.segments)
    for criterion in words["criteria"].values():
        chances = []
        for first, second in ((yes, no), (no, yes)):
            choices = words["choices"].replace("$first", first).replace("$second", second)
            messages = _messages(told, question, level, criterion, choices)
            chances.append(model.choose(messages, (yes, no))[0])
        yield _logit(float(np.mean(chances)))
    messages = _messages(told, question, level, words["overall"], "")
    yield float(np.dot(model.choose(messages, SCORES), range(1, 6))) - 3


def _messages(told: str, question: Question, level: Level, criterion: str, choices: str) -> list[Message]:
    answer = " ".join(told.split()[:ANSWER_WORDS])
    user = render(
        "judge/user", kind=question.type.replace("_", " "), level=level, question=question.text, answer=answer,
        criterion=criterion, choices=choices,
    )  # fmt: skip
    return [Message("system", render("judge/system")), Message("user", user.strip())]


def _logit(chance: float) -> float:
    inside = min(max(chance, 1e-6), 1 - 1e-6)
    return float(np.clip(np.log(inside / (1 - inside)), -MOST_LOGIT, MOST_LOGIT))


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((PROMPTS / "judge" / "criteria.toml").read_text(encoding="utf-8"))


