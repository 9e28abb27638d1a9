"""Quotes: which words of an answer a remark is about. Always an exact substring of what was said."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from interviewer.coach.reading import LabelledSegment, Reading

QUOTE_WORDS, LEAST_QUOTE = 24, 8  # a part of fewer words is no reason to stop where one could
ANCHOR_WORDS, LEAST_ANCHOR, FEWEST_WORDS = 14, 4, 3
LONGEST_WORD = 24  # letters: what is longer is an address or a code, and nothing that somebody said
SURELY_SHOWN = 0.4  # chance that a segment shows the gap: less, and nothing is quoted
# Where the gap is one of words that must stand somewhere, the likeliest segment is quoted sooner.
SOONER = {"soft_measure": 0.15, "unclear_ownership": 0.2}
SURELY_TOLD = 0.6  # chance that a segment is what a remark says of it
LATE = 60  # words: what comes after so many comes late
# Which label of a segment shows a quotable gap.
SHOWN_BY = {
    "no_example": ("claim", "plan"),
    "buzzwords": ("claim",),
    "unclear_ownership": ("group_action",),
    "unquantified_result": ("result",),
    "low_specificity": ("claim", "group_action"),
    "blames_others": ("blame",),
    "not_tailored": ("enthusiasm", "claim"),
    "generic_passion": ("enthusiasm", "claim"),
    "shallow_question": ("question",),
    "soft_measure": ("soft_measure", "measure"),
}
_LOOSE_END = re.compile(
    r"(?:[\s,;:]+(?:i|we|he|she|it|they|you|and|but|so|or|because|which|that|who|where|when|then|the|a|an|my|our|to|of|in|on|at|for|with|by|as|from"
    r"|about|into|than|his|her|their|your|was|were|had|is|are))+$",
    re.IGNORECASE,
)
_LOOSE_START = re.compile(r"^(?:(?:and|but|so|then|anyway|well|yes|yeah|ok|okay|um|uh|ehm|er)\b[\s,]*)+", re.IGNORECASE)
_PAUSE = re.compile(
    r"[,;:]\s|\s[–—]\s|\s(?=(?:and|but|so|or|because|which|who|where|when|while|if|until|since|although|as)\s)", re.IGNORECASE
)
_BREATH = re.compile(r"\s(?=(?:with|for|at|by|from|to|after|before|in|on|of|that)\s)", re.IGNORECASE)
_FIGURE, _I = re.compile(r"\d"), re.compile(r"\bi\b", re.IGNORECASE)
# What a part of a segment must hold to stand for the whole of it.
_SIGNS = {"measure": _FIGURE, "result": _FIGURE, "action": _I, "practice": _I, "plan": _I}
_QUOTATION = re.compile(r"[“”\"]")

Spans = Collection[int]  # where in the answer the segments begin that are spoken for


@dataclass(frozen=True)
class Anchor:
    """Words of the answer that a remark hangs on, and where their segment begins."""

    words: str
    start: int


def faulted(reading: Reading, gap: str, besides: Spans) -> LabelledSegment | None:
    """The segment that shows a quotable gap most clearly, None where none surely does."""

    def weight(found: LabelledSegment) -> float:
        return max(found.labels.get(label, 0.0) for label in SHOWN_BY[gap])

    # What holds a figure is not what is vague in an answer.
    free = [
        s for s in reading.segments
        if s.segment.start not in besides and (gap != "low_specificity" or not re.search(r"\d", s.text))
    ]  # fmt: skip
    best = max(free, key=weight, default=None)
    return best if best is not None and weight(best) >= SOONER.get(gap, SURELY_SHOWN) else None


def anchor(reading: Reading, labels: Sequence[str], where: str, besides: Spans) -> Anchor | None:
    """A few words of the answer that surely tell one of `labels` (any, when there are none): the "surest", the "first" or
    the "last" that do, or the first where it comes "late"."""

    def shows(found: LabelledSegment) -> tuple[float, str]:
        return max(((found.labels.get(label, 0.0), label) for label in labels), default=(1.0, ""))

    told = [
        (weight, found.segment.start, words) for found in reading.segments for weight, label in (shows(found),)
        if found.segment.start not in besides and weight >= SURELY_TOLD and (words := _in_a_sentence(found.text, label))
    ]  # fmt: skip
    if not told or (where == "late" and len(reading.answer[: told[0][1]].split()) < LATE):
        return None
    _, start, words = max(told, key=lambda one: one[0]) if where == "surest" else told[-1] if where == "last" else told[0]
    return Anchor(words, start)


def shorten(text: str, label: str = "", most: int = QUOTE_WORDS, least: int = LEAST_QUOTE) -> str:
    """A part of a segment that can stand alone: its beginning, or where that does not hold what the label is about, the part
    that does; cut where one can stop, and still an exact substring of the answer."""
    sign = _SIGNS.get(label)
    cut = _cut(text, most, least)
    if sign and not sign.search(cut):
        cut = _cut(_from_the_clause_of(sign, text), most, least)
    return cut.rstrip(",;:–—- ")


def _cut(text: str, most: int, least: int) -> str:
    end = 0
    for word in text.split()[:most]:
        end = text.index(word, end) + len(word)
    cut = text[:end]
    whole = end == len(text) or cut.endswith((",", ";", ":")) or _PAUSE.match(text, end)
    for pause in () if whole else (_PAUSE, _BREATH):
        if ends := [found.start() for found in pause.finditer(cut) if len(cut[: found.start()].split()) >= least]:
            cut = cut[: ends[-1]]
            break
    return _LOOSE_END.sub("", cut)


def _from_the_clause_of(sign: re.Pattern[str], text: str) -> str:
    """From the last pause before the first sign; the text itself where there is none."""
    found = sign.search(text)
    pauses = list(_PAUSE.finditer(text, 0, found.start())) if found else []
    return _LOOSE_START.sub("", text[pauses[-1].end() :]) if pauses else text


def _in_a_sentence(text: str, label: str) -> str | None:
    """A segment as it can stand in quotation marks within a sentence; None where it cannot."""
    cut = shorten(_LOOSE_START.sub("", text), label, ANCHOR_WORDS, LEAST_ANCHOR).strip().rstrip(".!?…,;: ")
    spoken = cut.split()
    fits = len(spoken) >= FEWEST_WORDS and max(map(len, spoken)) <= LONGEST_WORD and not _QUOTATION.search(cut)
    return cut if fits else None
