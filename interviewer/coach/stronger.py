"""A stronger version of an answer: its own sentences in their own order, with [slots] where something is missing.

Nothing is invented: every word outside the slots is the candidate's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from interviewer.coach.gaps import OFF_TOPIC
from interviewer.coach.quotes import faulted
from interviewer.coach.reading import LabelledSegment, Reading
from interviewer.coach.words import gap_words
from interviewer.critique import QuestionType
from interviewer.templates import PROMPTS

# What a segment serves in a story.
BEATS = (("situation",), ("task",), ("action", "practice", "group_action"), ("result", "measure", "business", "audience"), ("reflection",))
TOLD = ("situation", "task", "action", "practice", "group_action", "result", "measure", "business", "audience", "reflection",
        "plan", "trade_off", "tailored", "question")  # fmt: skip
WORTH_KEEPING = 0.4  # a segment that is likelier than this to tell something stays
PITCH_WORDS, MOST_WORDS = 150, 220
ACTION, RESULT = 2, 3
_ENDS = re.compile(r"(?<!\b[ap]\.m)[.!?…][\"'”’)\]]*\s*$")
_LOOSE = re.compile(r"[\s,;]+(?:and|but|so|or|because|which|then|the|a)$", re.IGNORECASE)


def stronger_version(reading: Reading, *, gaps: Sequence[str], question_type: QuestionType) -> str | None:
    """The answer rebuilt from its own facts; None where nothing is to be gained or there is nothing to build on."""
    if not gaps or gaps[0] == OFF_TOPIC:  # then another story is needed: this one has nothing to build on
        return None
    told = [s for s in reading.segments if gaps[0] != "buzzwords" or not _only_claims(s)]
    kept = _kept(told, PITCH_WORDS if question_type == "pitch" else MOST_WORDS)
    if not kept:
        return None
    places = {"start": 0, "before_action": 0, "before_result": len(kept), "end": len(kept)}
    if question_type == "behavioural":
        beats = [_beat(segment) for segment in kept]
        places |= {where: beats.index(beat) for where, beat in (("before_action", ACTION), ("before_result", RESULT)) if beat in beats}
    words = "text" if question_type == "behavioural" else "elsewhere"
    wanted = [(gap, slot) for gap in gaps if (slot := _slots().get(gap))]

    def place(gap: str, where: str) -> int:
        """Behind the sentence that shows the gap, where there is such; else where the file says."""
        shown = faulted(reading, gap, ()) if gap_words()[gap].quotable else None
        if shown not in kept:
            return places[where]
        return next((i for i in range(kept.index(shown) + 1, len(kept)) if _ENDS.search(kept[i - 1].text)), len(kept))

    slots = sorted(((place(gap, slot["where"]), slot.get(words, slot["text"])) for gap, slot in wanted), key=lambda slot: slot[0])
    cuts = sorted({0, *(place for place, _ in slots), len(kept)})
    parts: list[str] = []
    for start, end in pairwise([*cuts, len(kept)]):
        parts += [text for place, text in slots if place == start]
        parts += _sentences(kept[start:end], reading.answer)
    return " ".join(parts)


def _kept(segments: Sequence[LabelledSegment], most: int) -> list[LabelledSegment]:
    """All that is told; of a long answer the telling segments, the most telling kept first, in the candidate's order."""
    if sum(len(s.text.split()) for s in segments) <= most:
        return list(segments)
    telling = [s for s in segments if max(s.labels.get(label, 0.0) for label in TOLD) >= WORTH_KEEPING]
    by_weight = sorted(telling, key=lambda s: -max(s.labels.get(label, 0.0) for label in TOLD))
    chosen, spent = set(), 0
    for segment in by_weight:
        length = len(segment.text.split())
        if spent + length <= most:
            chosen.add(segment.segment.start)
            spent += length
    return [s for s in telling if s.segment.start in chosen]


def _only_claims(segment: LabelledSegment) -> bool:
    """A slogan, which no version is the stronger for."""
    telling = max(segment.labels.get(label, 0.0) for label in TOLD)
    return segment.labels.get("claim", 0.0) > max(telling, WORTH_KEEPING)


def _beat(segment: LabelledSegment) -> int:
    weights = [max(segment.labels.get(label, 0.0) for label in beat) for beat in BEATS]
    return weights.index(max(weights))


def _sentences(segments: Sequence[LabelledSegment], answer: str) -> list[str]:
    """Segments as sentences; clauses of one sentence that still stand side by side stay in one."""
    joined: list[tuple[int, int]] = []
    for one in segments:
        start, end = one.segment.start, one.segment.end
        if joined and not answer[joined[-1][1] : start].strip(" ,;:–—-") and not _ENDS.search(answer[joined[-1][0] : joined[-1][1]]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [_sentence(answer[start:end]) for start, end in joined]


def _sentence(text: str) -> str:
    """A sentence of its own: a capital at its beginning, no loose joint at its end but a stop."""
    text = _LOOSE.sub("", " ".join(text.split()).rstrip(",;:–—- ")).rstrip(",;:–—- ")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", "”", '"', ")")) else f"{text}."


@cache
def _slots() -> dict[str, dict[str, str]]:
    return tomllib.loads((PROMPTS / "feedback" / "slots.toml").read_text(encoding="utf-8"))
