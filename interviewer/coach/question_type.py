"""Which kind of question is this? For questions that come without a type, told by how they ask."""

from __future__ import annotations

import re

from interviewer.critique import QuestionType

# Order matters: the first that matches wins.
_PATTERNS: tuple[tuple[QuestionType, str], ...] = (
        ("candidate_question", r"\b(?:questions? (?:for|to|do you have|have you)|(?:ask|know|hear|find out) (?:me|us|from me|from us|about us)\b|your turn|what would you like to (?:ask|know))"),
        ("pitch", r"\b(?:tell (?:me|us) about yourself|introduce yourself|who are you\b|elevator|(?:thirty|30|sixty|60|ninety|90)[- ]?seconds?|in (?:one|a) minute|sum yourself up|walk (?:me|us) through your (?:cv|r[ée]sum[ée]|background|career))"),
        ("behavioural", r"\b(?:(?:tell|give|describe|share|talk|think|walk)\b.{0,30}\b(?:a|an|the|one|any|your last) (?:\w+ ){0,2}(?:time|occasion|example|instance|moment|situation|mistake|conflict)\b|(?:a|the|one|any|last|first|worst|best|hardest|toughest) (?:\w+ ){0,3}(?:time|occasion|moment|day|situation|project|job|shoot|production|decision|mistake|conflict|story|example|instance)\b.{0,80}\b(?:you|your)|(?:have|did) you ever|when (?:did|have|was) you|what did you\b|how did you\b|tell (?:me|us) (?:about|how) .{0,60}\byou (?:\w+ed|had|were|did|made|got|took|led|ran|lost|won|fell|chose|found|gave|kept|put|cut))"),
        ("situational", r"\b(?:what would you|how would you|would you\b|what do you do (?:if|when|first)|imagine|suppose|let's say|say (?:that )?(?:a|the|your)|what if|picture this|you(?:'ve| have) (?:just|got|been)|it's (?:\w+ )?(?:minutes|hours|days)|your first (?:move|step|call))"),
        ("motivation", r"\b(?:why (?:do|did|would|are|this|us|here|media|you|our|now|leave|should)|what (?:draws|drew|attracts|attracted|brings|brought|makes you want|interests|keeps|excites)|where do you see yourself|reason)"),
)  # fmt: skip
_RULES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


def guess_question_type(question: str) -> QuestionType:
    """The type that the wording shows; `craft` (how do you do your work) when none of the others fits."""
    return next((kind for kind, pattern in _RULES if pattern.search(question)), "craft")
