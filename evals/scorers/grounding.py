"""Is everything that the coach says true to the answer? Quotations verbatim; no name or number out of nowhere."""

from __future__ import annotations

import re

from evals.scorers.word_lists import plain, word_lists
from evals.task import Judged, Score
from interviewer.critique import Critique

# A capital in the middle of a sentence that is no name.
NO_NAMES = {"i", "i'm", "i've", "i'd", "i'll", "cv", "tv", "star", "ok"}


def verbatim(judged: Judged) -> Score:
    """1 when every quotation stands in the answer, white space aside: the `quote` fields, and quotes in the text."""
    critique, answer = judged.critique, " ".join(judged.sample.answer.split())
    quotes = [*(one.quote for one in critique.strengths), *(one.quote for one in critique.improvements)]
    faults = [quote for quote in quotes if quote is not None and " ".join(quote.split()) not in answer]
    known = plain(f"{answer} {judged.sample.question} {_cited(critique)}")
    for text in _texts(critique):
        faults += [said for said in re.findall(r"[“\"]([^”\"]+)[”\"]", text) if not _said(said, known)]
    return _score(judged, faults)


def invented(judged: Judged, *, role: str) -> Score:
    """1 when no name and no number is in the coach's words that is not in question, answer or cited advice."""
    critique = judged.critique
    known = f"{judged.sample.question} {judged.sample.answer} {_cited(critique)} {role}"
    return _score(judged, [fact for text in _texts(critique) for fact in invented_in(text, known=known)])


def invented_in(text: str, *, known: str) -> list[str]:
    """The names and numbers of a text that are not in what is known. A `[slot]` claims nothing."""
    text = re.sub(r"\[[^\]]*\]", "", text)
    heard = set(re.findall(r"\w+", known.lower()))
    lists = word_lists()
    facts = [number for number in re.findall(r"\d[\d.,]*\d|\d", text) if number not in known]
    for sentence in re.split(r"(?<=[.!?:])\s+|\n+|(?<=[“\"(])", text):
        spoken = re.findall(r"[\w'’]+", sentence)
        for place, word in enumerate(spoken):
            lowered = word.lower().replace("’", "'")
            parts = set(re.findall(r"\w+", lowered))
            if place and word[:1].isupper() and not parts <= heard and lowered not in NO_NAMES:
                facts.append(word)
            if lowered in lists["number_words"] and lowered not in heard:
                following = spoken[place + 1].lower() if place + 1 < len(spoken) else ""
                if following and following not in lists["speech_units"]:
                    facts.append(f"{word} {following}")
    return facts


def _texts(critique: Critique) -> list[str]:
    improvements = [text for one in critique.improvements for text in (one.text, one.ask)]
    return [*(strength.text for strength in critique.strengths), *improvements]


def _cited(critique: Critique) -> str:
    cited = [one.advice for one in critique.improvements if one.advice is not None]
    return " ".join(f"{advice.title} {advice.excerpt} {advice.source}" for advice in cited)


def _said(quotation: str, known: str) -> bool:
    """Whether a quotation within the coach's words was said; the last comma or full stop belongs to the coach."""
    return plain(quotation).rstrip(".,!?…") in known


def _score(judged: Judged, faults: list[str]) -> Score:
    return Score(judged.sample.id, judged.sample.story, float(not faults), "; ".join(faults))
