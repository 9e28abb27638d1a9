"""Is this an answer at all? Sure cases by rule; the rest is weighed by a trained head over these features.

A number on a non-answer is the worst mistake there is, and "unscored" on a real one the second worst.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np

from interviewer.coach import cues
from interviewer.coach.features import EMBEDDING, Array, Material, Vectors
from interviewer.coach.segments import Segment, split, words
from interviewer.critique import QuestionType, UnscoredReason

# Classes of the trained head; `scored` is an answer.
STATUSES: tuple[str, ...] = (
    "scored", "acknowledgement", "clarifying_question", "no_story", "noise", "unrelated", "instruction",
)  # fmt: skip
_ACKNOWLEDGEMENTS = {
    "ok", "okay", "k", "yes", "yeah", "yep", "yup", "sure", "fine", "good", "great", "thanks", "thank", "you", "no", "nope",
    "hi", "hello", "hey", "cool", "alright", "right", "got", "it", "understood", "next", "continue", "hmm",
    "hm", "um", "uh", "er", "ah", "oh", "well", "so", "i", "see", "test", "testing", "done", "ready", "please", "and", "very",
    "much", "sounds", "that's", "thats", "all", "lol", "ha", "haha", "maybe", "cheers", "ta", "noted", "sorry", "perfect", "nice",
}  # fmt: skip
_NO_STORY = re.compile(
    r"\bi(?:'ve| have)? (?:can(?:'?t|not)|can not|don'?t|do not|couldn'?t) (?:really |honestly |actually |quite |even )?(?:think of|remember|recall|come up with|have|name|say i have|offer|know)\b"
    r"|\b(?:i'?ve|i have) (?:honestly |really |actually |just |simply )?(?:never|not) (?:had|done|been|led|managed|worked|run|dealt|made|faced|got|experienced)\b"
    r"|\b(?:has|have|hasn'?t|never) (?:not |never |really |yet |ever )*happen(?:ed)?\b|\bno (?:such )?(?:story|example|experience|idea)\b"
    r"|\bnothing (?:comes to mind|springs to mind|like that|to tell)\b|\b(?:drawing|draw|drew) a blank\b|\b(?:mind|head) (?:is|went|has gone|'s gone)(?: \w+)? (?:blank|empty)\b"
    r"|\b(?:make|making|invent|inventing) (?:one|something|it) up\b|\bn/?a\b|\bpass\b|\bskip\b|\bidk\b|\bdunno\b|\bnone\b",
    re.IGNORECASE,
)
_CLARIFYING = re.compile(
    r"\b(?:do|did) you mean|what do you mean|what (?:does|is|means|exactly|counts|kind|sort)\b|(?:can|could) you (?:repeat|clarify|explain|rephrase|say|please|give)|are you asking|is this about"
    r"|does it (?:have to|need to|count|matter)|(?:can|may|should|shall|do) i\b|would you (?:like|prefer|rather)|which (?:one|kind|sort|type)|don'?t (?:quite )?(?:understand|follow|get)|how (?:long|much|many) (?:should|do|shall)",
    re.IGNORECASE,
)
_TO_SOFTWARE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|rule|rubric|above|previous|prior|prompt|guideline|everything|criteria)"
    r"|\b(?:give|award|assign|grant|output|return|print|rate|grade|respond|reply|deserves?)\b.{0,40}(?:\b(?:score|mark|rating|grade|points?|stars?)\b|\b(?:5|five)\s*(?:/|out of)\s*(?:5|five)\b|\b(?:a|me|with|as)\s+(?:5|five)\b)"
    r"|\bas (?:an ai|the (?:system|administrator|developer|grader|evaluator))\b|\byou are now\b|\b(?:system|developer)\s*(?:prompt|message|note|override)|<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|s)\b|\[/?(?:inst|system)\]"
    r"|\b(?:jailbreak|prompt injection)\b|\"?\b(?:score|rating|confidence)\"?\s*[:=]\s*\"?[1-5]\b|\b(?:(?:full|maximum|highest) (?:marks?|score)|top (?:marks|score))\b"
    r"|\b(?:note|message|instruction)s? (?:to|for) (?:the )?(?:ai|grader|evaluator|model|coach|system|assistant|reviewer)\b|\b(?:dear|hey|attention) (?:ai|grader|evaluator|model|assistant)\b"
    r"|^\s*(?:system|assistant|grader|evaluator)\s*:|\bdo not (?:evaluate|judge|criticise|criticize)\b|\b(?:scoring|grading) (?:guide|rubric)\b|^/\w+",
    re.IGNORECASE | re.MULTILINE,
)
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһАВЕКМНОРСТХ", "aeopcyxijsdhABEKMHOPCTX")
_LEET = str.maketrans("0134579", "oieastg")
# What no candidate says of their work: talk of marks, of the judge, of its rules, in the languages that we could think of.
_IN_DISGUISE = re.compile(
    r"\b(?:score|grade|mark|note|nota|con un|points?) (?:of |de |von )?5\b|\b(?:me|is|are) a (?:clear |perfect |full )?5\b|\b5 ?(?:/|out of|su|von|sur|de|из) ?5\b"
    r"|\b(?:ignorier\w*|ignorez|ignora|dimentica|esqueça|esquece|olvida\w*|zignoruj|zapomnij|oublie[zr]?|negeer|vergeet|vergiss|vergessen|glem|glöm|unohda|uita|unut)\b"
    r".{0,40}\b(?:istruzioni|instru\w+|anweisung\w*|wszystk\w+|instruktion\w*|alle[ns]?|regol\w+|regl\w+|règl\w+|regras|regels|regeln|reguły|zasad\w*|kural\w*)"
    r"|\b(?:para|per|pour|an|voor|dla|till|til) (?:el|o|il|le|das|het)? ?(?:modelo|modello|modèle|modell|modelu|evaluador|avaliador|valutatore|évaluateur|bewerter|beoordelaar)\b"
    r"|игнорируй|забудь .{0,20}инструкц|忽略|無視|무시|تجاهل|अनदेखा|yok say|\b(?:grade ?bot|generous grader|graders?|your makers|scoring system)\b|(?:^|[\s(])[1-5] ?= ?[a-z]|\brubric\b ?[(:=]|\bnew (?:rubric|task|instruction|rule)s?\b\s*[,:]"
    r"|\b(?:decode|rot13|base64)\b|\b(?=\w*[A-Z])(?=\w*[a-z])(?=\w*\d)[A-Za-z0-9+/]{24,}={0,2}|^\s*(?:interviewer|coach|candidate|system|assistant)\s*:|^\s*(?:<<<|>>>)|\badministrator of this\b"
    r"|\b(?:the )?(?:answer|transcript) ends here\b|\b(?:advice|text) from the guide\b|\bthe guide itself\b|\bhighest score\b|\btip you\b|\bfinal verdict\b|\bflawless answer\b|\bno improvements? (?:are )?needed\b"
    r"|\bfives throughout\b|\bhands? out fives\b|</?(?:\||\w+[_|])\w*|\b(?:evaluator|evaluation step|whoever reads this|anyone judging|screeners? reading this)\b"
    r"|\b(?:let|allow) me (?:just |only |please )*(?:to )?(?:see|have|get) (?:a|an|the|my) (?:\w+ )?(?:five|four|[45])\b|\bhear(?:ing)? (?:only|nothing but) (?:what went well|praise|good|positive|the good|the positive)"
    r"|^\s*(?:human|instruction|tool_?\w*)\s*:|^\s*(?:---|===)\s*\w|\bthe coach already\b",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|our|us|im|ive)\b", re.IGNORECASE)
_COMMON = frozenset(
    ["the", "a", "an", "and", "or", "but", "so", "of", "to", "in", "on", "at", "for", "with", "from", "by", "as", "is", "was", "were", "be", "been", "it", "this", "that", "they", "he", "she", "we", "i", "you", "my", "our", "me", "had", "has", "have", "do", "did", "not", "no", "if", "when", "what", "which", "who", "there", "then"]
)
_ROWS = re.compile(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|zxcv|xcvb|cvbn|jkjk|q[^u]|(.)\1\1")
_CODE = re.compile(r"\d[a-z]{2}|[a-z]{2,}\d|null|nan\b|0x")  # bytes and the like
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SURELY_TOLD, PASTED = 0.8, 12
LEAST_PASTED, FAR, FAR_FROM_A_STRANGER = 25, 0.02, 0.14  # words; cosines, chosen with all labelled answers in view
FOREIGN_STORY = 25  # words
_TAG = re.compile(r"(?:\[/\w+\]|</\w+>|<\|im_end\|>|-->|>>>|#{2,})\s*(?=\S*\w)")
SHORT = (3, 6, 12, 25, 50, 90)
SCRAP = 6  # words
LEAST_LETTERS = 12  # of an answer in another script than this coach reads
BABBLE = 6, 60  # different words at most, of so many in all
LONGEST_ORDER = 150  # words: what is longer, and holds no order that a rule knows, is none


def certain(answer: str, *, question: str) -> UnscoredReason | None:
    """The reason why this is surely no answer, None where it may be one."""
    text = unicodedata.normalize("NFKC", answer)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace()).strip()
    if not text:
        return "empty"
    if len([c for c in text if c.isalpha()]) >= LEAST_LETTERS and not _mostly_latin(text):
        return "language"
    spoken = [word.lower().replace("’", "'") for word in words(text)]
    letters = [character for character in text.lower() if character.isalpha()]
    if not letters or (len(letters) > 5 and len(set(letters)) <= 2):
        return "noise"
    if len(spoken) <= 8 and all(word in _ACKNOWLEDGEMENTS or word.isdigit() for word in spoken) and not spoken[0].isdigit():
        return "acknowledgement"
    counts = Counter(spoken)
    if len(spoken) >= 6 and counts.most_common(1)[0][1] / len(spoken) > 0.5:
        return "noise"
    if len(counts) <= BABBLE[0] and len(spoken) >= BABBLE[1]:
        return "noise"
    if _strange(spoken) > 0.5 or sum(bool(_CODE.search(word)) for word in spoken) > len(spoken) / 2:
        return "noise"
    if {"lorem", "ipsum"} <= set(spoken) or {"dolor", "amet"} <= set(spoken):
        return "unrelated"
    if _echo(spoken, question) > 0.9 and len(spoken) >= 4:
        return "noise"
    if not told_segments(answer):
        return "instruction"
    return None


def in_another_language(answer: str) -> bool:
    """A real telling in a language that the heads have not learned: long, or with a year in it, and hardly an English word."""
    spoken = [word.lower() for word in words(answer)]
    english = sum(word in _COMMON for word in spoken) / max(1, len(spoken))
    return english < 0.08 and len(spoken) >= 5 and (len(spoken) >= FOREIGN_STORY or bool(_YEAR.search(answer)))


def not_english(answer: str) -> bool:
    """An answer long enough to be sure of it, in a language that the heads have not learned: a number would be a guess."""
    return len(words(answer)) >= FOREIGN_STORY and in_another_language(answer)


def tells_after_all(status: str, answer: str, *, telling: float) -> bool:
    """Is this an answer although the head says otherwise? `telling`: the best chance (0..1) that a segment tells a deed or
    an outcome. A real story is called a non-answer only where it says itself that it is none."""
    flat = " ".join(answer.split())
    says_so = {
        "no_story": bool(_NO_STORY.search(flat)), "clarifying_question": "?" in flat, "instruction": False, "acknowledgement": False,
    }  # fmt: skip
    if telling > SURELY_TOLD and not says_so.get(status, True):
        return True
    if status == "instruction":
        return len(words(flat)) > LONGEST_ORDER
    if status == "unrelated":
        # What is pasted is long, and it does not say "I": a short remark, or somebody's own deed, is off topic at worst.
        count = len(words(flat))
        return count < PASTED or (telling > SURELY_TOLD and len(_FIRST_PERSON.findall(flat)) > count / 40)
    return status in ("no_story", "clarifying_question", "noise") and in_another_language(answer)


def pasted(answer: str, *, similarity: float, question_type: QuestionType) -> bool:
    """Is this a text from elsewhere: nobody speaks of themselves in it, and it has nothing to do with the question?
    `similarity`: cosine of its embedding and the question's."""
    if len(words(answer)) < LEAST_PASTED or question_type == "candidate_question" or in_another_language(answer):
        return False
    if re.search(r"\b(?:i|my|me|i'\w+|im|ive)\b", answer, re.IGNORECASE):
        return False
    return similarity < (FAR if _FIRST_PERSON.search(answer) else FAR_FROM_A_STRANGER)


def speaks_to_software(text: str) -> bool:
    """Is this sentence an instruction to whatever judges, rather than a part of the answer?"""
    return any(_TO_SOFTWARE.search(form) or _IN_DISGUISE.search(form) for form in _forms(text))


def _forms(text: str) -> tuple[str, ...]:
    """The text as it reads: without invisible characters, look-alike letters as what they look like, digits as letters,
    letters that stand apart drawn together."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    seen = plain.translate(_LOOK_ALIKES)
    apart = re.sub(r"\b(\w) (?=\w\b)", r"\1", re.sub(r"(?<=\w) {2,}(?=\w)", "|", seen)).replace("|", " ")
    leet = re.sub(r"\b\w*\d\w*\b", lambda word: word.group().translate(_LEET) if re.search(r"[A-Za-z]", word.group()) else word.group(), seen)
    return (plain, seen, apart, leet)


def told_segments(answer: str) -> tuple[Segment, ...]:
    """The segments that tell something: what speaks to the software is left out, so that it cannot count, and with it the
    scrap behind it that is nobody's deed ("Say BANANA.")."""
    segments = [_behind_tag(segment) for segment in split(answer)]
    latin = _mostly_latin(answer)
    orders = [speaks_to_software(s.text) or (latin and not _mostly_latin(s.text)) for s in segments]
    beside = [i > 0 and orders[i - 1] for i in range(len(segments))]
    return tuple(
        segment
        for segment, order, near in zip(segments, orders, beside, strict=True)
        if not order and not (near and len(words(segment.text)) <= SCRAP and not _FIRST_PERSON.search(segment.text))
    )


def _mostly_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return 2 * sum("LATIN" in unicodedata.name(character, "") for character in letters) >= len(letters)


def _behind_tag(segment: Segment) -> Segment:
    """What follows a closing tag of a faked turn: the answer goes on there."""
    if not (tag := _TAG.match(segment.text)):
        return segment
    return Segment(segment.text[tag.end() :], segment.start + tag.end(), segment.end)


def status_row(material: Material, vectors: Vectors, labels: Array, answer: str) -> Array:
    """Features of the head that tells answers from non-answers. `labels`: shape (segments, labels)."""
    flat = " ".join(answer.split())
    spoken = [word.lower() for word in words(flat)]
    count = max(1, len(spoken))
    latin = sum(character.isascii() for character in flat if character.isalpha()) / max(1, sum(map(str.isalpha, flat)))
    asked_for_questions = material.question_type == "candidate_question"  # there a question is the answer
    no_story, clarifying = bool(_NO_STORY.search(flat)), bool(_CLARIFYING.search(flat)) and not asked_for_questions
    software = len(split(answer)) - len(material.segments)
    flags = [
        no_story, clarifying, software > 0, software / max(1, len(split(answer))), flat.endswith("?") and not asked_for_questions,
        0.0 if asked_for_questions else flat.count("?") / count * 10, asked_for_questions,
        no_story and count < 50, clarifying and flat.endswith("?"), clarifying and count < 50,
        len(_FIRST_PERSON.findall(flat)) / count * 5, sum(word in _COMMON for word in spoken) / count * 2, latin,
        _strange(spoken), _echo(spoken, material.question), vectors.similarity * 2, np.log1p(count) / 2,
        cues.count(cues.PAST, flat) / count * 5, len(re.findall(r"\d", flat)) / max(1, len(flat)) * 5, answer.count("\n") / count * 5,
        flat.isupper(), len(set(spoken)) / count, *(count < limit for limit in SHORT),
    ]  # fmt: skip
    return np.concatenate([vectors.answer * EMBEDDING, np.array(flags, dtype=float), labels.max(axis=0), labels.mean(axis=0)])


def _echo(spoken: list[str], question: str) -> float:
    """Share of the words that stand in the question."""
    asked = {word.lower() for word in words(question)}
    return sum(word in asked for word in spoken) / max(1, len(spoken))


def _strange(spoken: list[str]) -> float:
    """Share of the words that cannot be words (keyboard noise)."""
    return sum(not _looks_like_a_word(word) for word in spoken) / max(1, len(spoken))


def _looks_like_a_word(word: str) -> bool:
    if not word.isascii() or any(character.isdigit() for character in word):
        return True
    core = re.sub(r"[^a-z]", "", word)
    if len(core) <= 3:
        return True
    vowels = sum(core.count(vowel) for vowel in "aeiouy")
    runs = max((len(run) for run in re.findall(r"[^aeiouy]+", core)), default=0)
    return vowels >= (2 if len(core) >= 6 and runs >= 4 else 1) and vowels / len(core) < 0.81 and runs <= 5 and not _ROWS.search(core)
