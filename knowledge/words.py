"""Cuts text into the stems that the lexical ranking counts."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that every question contains. They are left out of the index; negations and question words that
# carry sense in a worry ("no", "why", "before") stay in.
STOPWORDS = frozenset(WORD.findall(
    "a an and are as at be been being but by can did do does for from had has have he her hers him his i if in into "
    "is it its me my of on or our ours she so that the their theirs them then there these they this those to was "
    "we were will with would you your yours am im ive id ill dont cant"
))
# A PyStemmer object is not safe to share between threads.
_local = threading.local()


def _stem(word: str) -> str:
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    return _stem(word)


def stems(text: str) -> list[str]:
    """Stems of the words of `text` in order, without stopwords; accents and case folded."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("’", "'")
    words = (word.removesuffix("'s").replace("'", "") for word in WORD.findall(folded))
    return [stem(word) for word in words if word and word not in STOPWORDS]
