"""The coach's words: composed from files, or the model's where they pass every check."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from interviewer.coach.segments import words
from interviewer.templates import PROMPTS

LEAST_WORDS, MOST_WORDS = 8, 60
RUN = 3  # words: a run of so many that stands twice in two sentences is a model that has lost the thread
_COMMON = {"i", "you", "your", "the", "a", "an", "this", "that", "it", "when", "what", "how", "who", "why", "where", "if", "in", "on", "at", "to", "for", "and", "but", "so", "by", "with", "one", "say", "tell", "give", "add", "name", "try", "use", "show", "instead", "think", "be", "make", "keep", "start", "end", "put", "as", "there", "here", "they", "we", "he", "she", "then", "now", "star"}  # fmt: skip
_NUMBERS = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "million", "twice", "half", "double", "dozen"])
_INSULTS = re.compile(
    r"\b(?:stupid|bad answer|terrible|awful|poor(?:ly)?|useless|lazy|pathetic|embarrass\w*|worst|fail(?:ed|ure)?|disappoint\w*|boring|ridiculous|incompetent)\b"
)
_FILLER = re.compile(
    r"\b(?:as an ai|language model|here (?:is|are)|sure[,!]|certainly|i hope this helps|two sentences|(?:first|second) sentence|the tone|the candidate|the answer:|improvement:|candidate's)(?!\w)"
)


@dataclass(frozen=True)
class Wordings:
    """Several ways to say the same."""

    texts: tuple[str, ...]
    elsewhere: tuple[str, ...]  # in place of `texts` where no story was asked for

    def for_story(self, story: bool) -> tuple[str, ...]:
        return self.texts if story or not self.elsewhere else self.elsewhere


@dataclass(frozen=True)
class About(Wordings):
    """Ways to say it with words of the answer in them (`{anchor}`): those that tell one of `labels`, see `quotes.anchor`."""

    labels: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class GapWords(Wordings):
    """What can be said about one gap without a model; `about` comes first where the answer has the words for it."""

    quotable: bool
    strengthened: str
    in_doubt: tuple[str, ...]  # in place of all others where it is only a doubt: not the first point
    about: tuple[About, ...]


@cache
def gap_words() -> dict[str, GapWords]:
    """By gap code."""
    read = tomllib.loads((PROMPTS / "feedback" / "gaps.toml").read_text(encoding="utf-8"))
    return {
        code: GapWords(
            tuple(e["texts"]), tuple(e.get("elsewhere", ())), e["quotable"], e["strengthened"],
            tuple(e.get("in_doubt", ())),
            tuple(
                About(tuple(a["texts"]), tuple(a.get("elsewhere", ())), tuple(a.get("labels", ())), a.get("where", "surest"))
                for a in e.get("about", ())
            ),
        )
        for code, e in read.items()
    }  # fmt: skip


@cache
def strength_words() -> dict[str, tuple[str, ...]]:
    """By what is praised."""
    read = tomllib.loads((PROMPTS / "feedback" / "strengths.toml").read_text(encoding="utf-8"))
    return {name: tuple(entry["texts"]) for name, entry in read.items()}


def pick(choices: Sequence[str], *, by: str) -> str:
    """Always the same choice for the same `by`; different answers get different wordings."""
    return choices[sum(position * code for position, code in enumerate(by.encode(), start=7)) % len(choices)]


def fault(text: str, *, sources: Iterable[str], said_before: Iterable[str]) -> str | None:
    """Why the coach must not say this, or None.

    `sources` are question, answer and advice: every name, number and quotation must stand in one of them.
    """
    spoken, known = words(text), "\n".join(sources)
    if found := lost(text):
        return found
    if len(spoken) < LEAST_WORDS:
        return "not two sentences"
    if not text.rstrip().endswith((".", "?", "!", "”")):
        return "cut off"
    if not re.search(r"\byou(?:r|rs)?\b", text.lower()):
        return "not addressed to the candidate"
    plain_known = _plain(known)
    for quotation in re.findall(r"[“\"]([^”\"]+)[”\"]", text):
        if _plain(quotation) not in plain_known:
            return "a quotation that nobody said"
    known_words = {word.lower() for word in words(known)}
    for word in spoken:
        if any(character.isdigit() for character in word) and word.lower() not in known_words:
            return f"{word} was never mentioned"
        if word.lower() in _NUMBERS and word.lower() not in known_words:
            return f"{word} was never mentioned"
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        for place, word in enumerate(words(sentence)):
            # A capital at the beginning tells nothing: there only words that we use ourselves are surely no names.
            plain = known_words | _COMMON | (_own_words() if place == 0 else frozenset())
            if word[0].isupper() and word.lower() not in plain:
                return f"{word} was never mentioned"
    if any(similarity(text, other) > 0.6 for other in said_before):
        return "said before"
    if any(_copied(text, source) for source in sources):
        return "repeats the answer or the advice instead of saying what to do"
    return None


def lost(text: str) -> str | None:
    """A fault that nothing said after it can mend, or None: known while the text is still being written."""
    lowered, spoken = text.lower(), [word.lower() for word in words(text)]
    if len(spoken) > MOST_WORDS:
        return "not two sentences"
    if re.search(r"[*#\[\]{}<>_|]|https?:|\n", text.strip()):
        return "markup"
    if found := _INSULTS.search(lowered) or _FILLER.search(lowered):
        return f"the coach does not say “{found.group()}”"
    # Inside quotation marks the candidate speaks; the last one may still be open.
    if re.search(r"\b(?:i|my|we|our)\b", re.sub(r"[“\"][^”\"]*(?:[”\"]|$)", "", lowered)):
        return "speaks as if it were the candidate"
    runs = [tuple(spoken[start : start + RUN]) for start in range(len(spoken) - RUN + 1)]
    if len(set(runs)) < len(runs):
        return "goes round in circles"
    return None


@cache
def _own_words() -> frozenset[str]:
    """Words that the coach's own texts use; there is no name among them."""
    ways = [way for entry in gap_words().values() for way in (entry, *entry.about)]
    texts = [text for way in ways for text in (*way.texts, *way.elsewhere)] + [text for e in gap_words().values() for text in e.in_doubt]
    texts += [text for choices in strength_words().values() for text in choices]
    return frozenset(word.lower() for text in texts for word in words(text))


def similarity(one: str, other: str) -> float:
    """Jaccard overlap of the words of two texts, 0..1."""
    a, b = ({word.lower() for word in words(text)} for text in (one, other))
    return len(a & b) / max(1, len(a | b))


def _copied(text: str, source: str, run: int = 10) -> bool:
    said, original = [w.lower() for w in words(text)], " ".join(w.lower() for w in words(source))
    return any(" ".join(said[start : start + run]) in original for start in range(len(said) - run + 1))


def _plain(text: str) -> str:
    return re.sub(r"[\s’‘'“”\"]+", " ", text.lower()).strip()
