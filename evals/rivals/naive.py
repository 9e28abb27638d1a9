"""Baseline: the prompt that anybody would write first, on the same model: "grade this from 1 to 5, give feedback"."""

from __future__ import annotations

import re

from evals.data import AnswerSample
from interviewer.critique import Frozen
from interviewer.errors import ModelError
from interviewer.llm.base import ChatModel, Message
from interviewer.templates import render

MOST_TOKENS = 100
GRADES = ("1", "2", "3", "4", "5")


class Naive(Frozen):
    """What the model wrote, and its grade: the one in the text (`told`), else the likeliest first figure of a reply.

    None where the text has none and the model cannot say what is likely.
    """

    text: str
    grade: int | None
    told: bool


def grade_naively(
    model: ChatModel,
    sample: AnswerSample,
    *,
    most_tokens: int = MOST_TOKENS,
    temperature: float = 0.0,
    seed: int = 0,
) -> Naive:
    """One plain request, and a second look at the same one where the text names no grade."""
    stream = model.stream(
        messages(sample), max_tokens=most_tokens, temperature=temperature, seed=seed
    )
    text = "".join(stream).strip()
    told = grade_in(text)
    return Naive(text=text, grade=_likeliest(model, sample) if told is None else told, told=told is not None)


def messages(sample: AnswerSample) -> list[Message]:
    user = render("eval_naive/user", question=sample.question, answer=sample.answer)
    return [Message("system", render("eval_naive/system")), Message("user", user)]


def _likeliest(model: ChatModel, sample: AnswerSample) -> int | None:
    try:
        chances = model.choose(messages(sample), GRADES)
    except ModelError:
        return None
    return int(max(zip(chances, GRADES, strict=True))[1])


def grade_in(text: str) -> int | None:
    """The grade that a text gives: "4/5", "4 out of 5", "Grade: 4", else the first lone figure from 1 to 5."""
    text = re.sub(r"\b1\s*(?:to|-|–)\s*5\b", "", text)  # the scale is no grade
    patterns = (
        r"\b([1-5])(?:\.\d)?\s*(?:/|out of)\s*5\b",
        r"\b(?:grade|score|rating|rate|give)\w*\b[^\d\n]{0,30}\b([1-5])\b",
        r"(?<![\d.,$€£])\b([1-5])\b(?![\d.,]*\d)",
    )
    for pattern in patterns:
        if found := re.search(pattern, text, re.IGNORECASE):
            return int(found.group(1))
    return None
