"""Is this an answer at all? Told by plain rules, because a wrong number on a non-answer is the worst mistake."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from interviewer.coach.segments import words
from interviewer.critique import UnscoredReason

_ACKNOWLEDGEMENTS = {
    "ok", "okay", "k", "yes", "yeah", "yep", "yup", "sure", "fine", "good", "great", "thanks", "thank", "you", "no", "nope",
    "hi", "hello", "hey", "cool", "alright", "right", "got", "it", "understood", "next", "continue", "skip", "pass", "hmm",
    "hm", "um", "uh", "er", "ah", "oh", "well", "so", "i", "see", "test", "testing", "done", "ready", "please", "and", "very",
    "much", "sounds", "that's", "thats", "all", "idk", "dunno", "lol", "ha", "haha", "maybe", "cheers", "ta", "noted", "sorry", "perfect", "nice",
}  # fmt: skip
_NO_STORY = re.compile(
    r"(?:\bi(?:'ve| have|ve)? (?:can(?:'|no|’)?t|cannot|can not|don'?t|dont|do not|couldn'?t) (?:really |honestly |actually |quite )?(?:think of|remember|recall|come up with|have|name|say i have|offer)\b"
    r"|\b(?:i'?ve|i have|ive) (?:honestly |really |actually |just |simply )?never (?:had|done|been|led|managed|worked|run|dealt|made|faced|experienced|happened)\b"
    r"|\b(?:that|this|it|nothing like that) (?:has|have|hasn'?t|has not|never)(?: (?:never|really|yet|ever))* happen(?:ed)?\b"
    r"|\bno (?:such )?(?:story|example|experience)\b|\bnothing (?:comes to mind|springs to mind|like that)\b|\b(?:drawing|draw) a blank\b|\bmy mind (?:is|went|has gone) blank\b"
    r"|\bi(?:'d| would) (?:have to|be) (?:make|making|invent|inventing|lying|lie)\b|\bnot (?:something|a situation) i(?:'ve| have)\b|\bhaven'?t (?:had|got|been|done|really|ever|yet)\b)",
    re.IGNORECASE,
)
_CLARIFYING = re.compile(
    r"\b(?:do you mean|did you mean|what do you mean|can you (?:repeat|clarify|explain|rephrase|say)|could you (?:repeat|clarify|explain|rephrase|say|please)|are you asking|is this about|does it (?:have to|need to|count|matter)|"
    r"can i (?:use|talk|take|answer|pick|choose|give|tell)|may i|should i|would you (?:like|prefer|rather)|sorry[, ]+(?:what|which|do|could|can|is|i didn)|not sure (?:what|i understand|which)|which (?:one|kind|sort|type)|what (?:exactly|counts|kind|sort)|"
    r"don'?t (?:quite )?(?:understand|follow|get)|you want (?:me )?to|how (?:long|much) (?:should|do|shall))\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|rule|rubric|above|previous|prior|prompt|guideline)|"
    r"\b(?:give|award|assign|grant|set|output|return|print|rate|score|grade|mark|respond|reply)\b.{0,40}(?:\b(?:score|mark|rating|grade|point|stars?)\b|\b[45]\s*(?:/|out of)\s*5\b|\b(?:a|me|with)\s+(?:5|five)\b)|"
    r"\byou are (?:now|no longer|a)\b|\bas (?:an ai|the (?:system|administrator|developer|grader|evaluator))\b|\b(?:system|developer)\s*(?:prompt|message|:)|<\|?(?:im_start|system|/?s)\b|"
    r"\bsystem override\b|\bjailbreak\b|\b(?:score|rating)\"?\s*[:=]\s*5\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|our|us|im|ive)\b", re.IGNORECASE)


@dataclass(frozen=True)
class NoAnswer:
    """Why this is no answer."""

    reason: UnscoredReason


def no_answer(answer: str, *, question: str, similarity: float | None = None) -> NoAnswer | None:
    """The reason why this is no answer at all, or None. `similarity` (cosine, to the question) helps with pasted text."""
    text = unicodedata.normalize("NFKC", answer).strip()
    spoken = words(text)
    lowered = [word.lower().replace("’", "'") for word in spoken]
    flat = " ".join(text.split())  # a phrase may be broken over two lines
    if not text:
        return NoAnswer("empty")
    if not any(character.isalpha() for character in text) and not any(
        character.isdigit() for character in text
    ):
        return NoAnswer("noise")
    if len(spoken) <= 8 and all(word in _ACKNOWLEDGEMENTS for word in lowered):
        return NoAnswer("acknowledgement")
    if _is_noise(text, lowered):
        return NoAnswer("noise")
    if _is_instruction(text):
        return NoAnswer("instruction")
    if _repeats(text, question):
        return NoAnswer("noise")
    if len(spoken) <= 70 and _NO_STORY.search(flat) and not _tells_something(flat):
        return NoAnswer("no_story")
    if len(spoken) <= 60 and text.endswith("?") and _CLARIFYING.search(flat) and text.count("?") >= 1:
        return NoAnswer("clarifying_question")
    if _is_pasted(text, spoken, similarity):
        return NoAnswer("unrelated")
    return None


def _is_noise(text: str, lowered: list[str]) -> bool:
    letters = [character for character in text.lower() if character.isalpha()]
    if not letters:
        # Figures alone answer nothing, however many there are.
        return True
    latin = [character for character in letters if character.isascii()]
    if len(latin) < len(letters) / 2:
        return len(set(letters)) <= 2
    if len(lowered) == 1 and len(lowered[0]) <= 2:
        return True
    counts = Counter(lowered)
    if len(lowered) >= 6 and counts.most_common(1)[0][1] / len(lowered) > 0.5:
        return True
    if {"lorem", "ipsum"} <= set(lowered) or {"dolor", "amet"} <= set(lowered):
        return True
    wordlike = [word for word in lowered if _looks_like_a_word(word)]
    return len(wordlike) < 0.5 * len(lowered)


def _looks_like_a_word(word: str) -> bool:
    if not word.isascii() or any(character.isdigit() for character in word):
        return True
    core = re.sub(r"[^a-z]", "", word)
    if len(core) <= 2:
        return core in {"i", "a", "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "im", "in", "is", "it", "me", "my", "no", "of", "oh", "ok", "on", "or", "pm", "so", "to", "tv", "uk", "up", "us", "we", "vs", "hr", "id", "pr", "ai", "dp", "qc"}  # fmt: skip
    vowels = sum(core.count(vowel) for vowel in "aeiouy")
    runs = max((len(run) for run in re.findall(r"[^aeiouy]+", core)), default=0)
    rows = re.search(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|zxcv|xcvb|cvbn|jkjk|q[^u]|(.)\1\1", core)
    return vowels >= (2 if len(core) >= 6 and runs >= 4 else 1) and vowels / len(core) < 0.81 and runs <= 5 and not rows


def _is_instruction(text: str) -> bool:
    """Nothing but an instruction to the software: without the sentences that instruct, hardly a word is left."""
    if not _INSTRUCTION.search(text):
        return False
    left = [part for part in re.split(r"(?<=[.!?\n])\s+", text) if not _INSTRUCTION.search(part)]
    rest = " ".join(left)
    return len(words(rest)) < 12 or not _FIRST_PERSON.search(rest)


def _repeats(text: str, question: str) -> bool:
    asked, said = {w.lower() for w in words(question)}, [w.lower() for w in words(text)]
    return len(said) >= 4 and sum(word in asked for word in said) / len(said) > 0.9


def _tells_something(text: str) -> bool:
    """Past the "I have none", does a story come after all?"""
    after = re.split(
        r"\b(?:but|however|though|although|closest|nearest)\b", text, maxsplit=1, flags=re.IGNORECASE
    )
    return len(after) > 1 and len(words(after[1])) > 12 and bool(_FIRST_PERSON.search(after[1]))


def _is_pasted(text: str, spoken: list[str], similarity: float | None) -> bool:
    """Text that nobody says of themselves: hardly a first person in many words, and far from the question."""
    if len(spoken) < 25 or similarity is None:
        return False
    rate = len(_FIRST_PERSON.findall(text)) / len(spoken)
    return rate < 0.01 and similarity < 0.15
