"""Splits a typed answer into segments (sentences, or clauses of a run-on), each with its span."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG = 28  # words: above this a "sentence" is taken for a run-on and cut at its joints
SHORT = 6  # words: a clause is not cut off when less than this would stand alone

_ABBREVIATIONS = (
    r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bapprox)(?<!\bNo)"
)
_END = re.compile(
    rf"(?:{_ABBREVIATIONS}[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+|\n\s*\n|\n(?=\s*[^\sa-zà-ÿ]))\s*"
)
_JOINT = re.compile(
    r"(?:[;:–—]|,)?\s+(?=(?:so|but|and then|then|and so|and i|and we|because|which|anyway|in the end|after that|"
    r"when|until|eventually|next|later|finally|meanwhile)\b)|(?<=[,;])\s+(?=(?:i|we|he|she|they|it)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:['’.,:/-]\w+)*", re.UNICODE)


@dataclass(frozen=True)
class Segment:
    """A piece of the answer: `answer[start:end] == text`."""

    text: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The words of a text; figures such as 1,200 and clock times count as one."""
    return _WORD.findall(text)


def split(answer: str) -> tuple[Segment, ...]:
    """Segments in order, without surrounding white space; none for an answer without any word."""
    pieces: list[Segment] = []
    start = 0
    for end, following in [
        *((m.start() + len(m.group().rstrip()), m.end()) for m in _END.finditer(answer)),
        (len(answer), len(answer)),
    ]:
        pieces += _clauses(answer, start, end)
        start = following
    return tuple(piece for piece in pieces if words(piece.text))


def _clauses(answer: str, start: int, end: int) -> list[Segment]:
    """One segment, or several when the stretch is a run-on."""
    text = answer[start:end]
    if len(words(text)) <= LONG:
        return [_trimmed(answer, start, end)]
    cuts, last = [start], start
    for joint in _JOINT.finditer(answer, start, end):
        ahead = len(words(answer[joint.end() : end]))
        if len(words(answer[last : joint.start()])) >= SHORT and ahead >= SHORT:
            last = joint.end()
            cuts.append(last)
    return [_trimmed(answer, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]


def _trimmed(answer: str, start: int, end: int) -> Segment:
    text = answer[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return Segment(text=text, start=start, end=start + len(text))
