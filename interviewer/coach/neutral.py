"""What the reader sees of an answer: names, nationalities and genders are taken out before anything is weighed.

So a score cannot depend on them, by construction. Figures, acronyms, days and months stay: they are facts of the story.
"""

from __future__ import annotations

import re

SOMEBODY = "Sam"
SHOUTED = 0.5  # share of capitals beyond which they say nothing: titles, German, somebody who shouts
_CAPITAL = re.compile(r"(?<=[a-z0-9,;)] )(?!I\b)([A-Z][a-zà-ž]+(?:[-'’][A-Z]?[a-zà-ž]+)*)(['’]s)?\b")
# Who introduces themselves in small letters is seen by what stands before the name.
_INTRODUCED = re.compile(
    r"(\bmy name(?:'s| is)|\b(?:hi|hello|hey)\b[ ,]+(?:i'?m|i am|this is|its|it's|here is))"
    r" +(?!(?:an?|the|here|from|so|very|not|ready|happy|glad|really|just)\b)([\w'-]+(?: [\w'-]+){0,2})(?=[,.;:!]|$| and\b)",
    re.IGNORECASE,
)
_AGAIN = re.compile(rf"\b{SOMEBODY}(?:['’]s)?(?: (?:and |of |the |de |von |van )?{SOMEBODY})+\b")
_KEPT = frozenset(
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April",
     "June", "July", "August", "September", "October", "November", "December", "Christmas", "Easter", "Excel", "Instagram",
     "YouTube", "Facebook", "Google", "English"]
)  # fmt: skip
# One form for all: not a claim about anybody, only what the embeddings are never told apart by.
_ONE_GENDER = {
    "she": "he", "her": "his", "him": "his", "hers": "his", "herself": "himself", "she's": "he's", "she'd": "he'd",
    "she'll": "he'll", "mr": SOMEBODY, "mrs": SOMEBODY, "ms": SOMEBODY, "madam": "sir", "woman": "man", "women": "men",
    "girl": "boy", "girls": "boys", "lady": "man", "ladies": "men", "gentleman": "man", "gentlemen": "men", "mother": "father",
    "mum": "dad", "mom": "dad", "wife": "husband", "daughter": "son", "daughters": "sons", "sister": "brother",
    "sisters": "brothers", "grandmother": "grandfather", "grandma": "grandpa", "aunt": "uncle", "niece": "nephew",
    "female": "male", "actress": "actor", "waitress": "waiter",
}  # fmt: skip
_GENDER = re.compile(r"\b(?:" + "|".join(sorted(_ONE_GENDER, key=len, reverse=True)) + r")\b(?:(?<=\bmr)\.|(?<=\bms)\.|(?<=\bmrs)\.)?", re.IGNORECASE)


def neutral(text: str) -> str:
    """The text with a stand-in for every name that stands within a sentence or introduces somebody, and one gender for all."""
    found = _GENDER.sub(_without_gender, text.replace("’", "'"))
    capitals = _CAPITAL.findall(found)
    if len(capitals) > SHOUTED * max(1, len(found.split())):
        return found
    found = _INTRODUCED.sub(rf"\1 {SOMEBODY}", found)
    found = _CAPITAL.sub(lambda m: m.group() if m.group(1) in _KEPT else SOMEBODY + (m.group(2) or ""), found)
    return _AGAIN.sub(SOMEBODY, found)


def _without_gender(match: re.Match[str]) -> str:
    plain = _ONE_GENDER[match.group().rstrip(".").lower()]
    return plain.capitalize() if match.group()[0].isupper() else plain
