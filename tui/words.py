"""What the screens say about levels, modes, confidence and time."""

from __future__ import annotations

from typing import Final

from interviewer.critique import QuestionType, UnscoredReason
from interviewer.rubric import Rubric
from interviewer.session import ExchangeKind, Level, Mode, Place, Session, Setup
from interviewer.verdict_words import UNSCORED_WORDS, attempt_name

LEVELS: Final[dict[Level, str]] = {
    "junior": "A complete story from one crew or one class counts in full.",
    "mid": "Stories of work that was yours to deliver.",
    "senior": "Stories in which other people's work hung on your decisions.",
    "lead": "Stories of whole teams, budgets and directions that you set.",
}
MODES: Final[dict[Mode, str]] = {
    "practice": "The coach answers after every answer, while it is still fresh.",
    "realistic": "As on the day: no notes until the report at the end.",
}
NUMBERS: Final = {
    "shown": "Each answer gets a mark from 1 to 5 beside its notes.",
    "hidden": "No marks anywhere, words only: for when numbers make you nervous.",
}
NUMBERS_SET: Final = {"hidden": "No marks anywhere, words only. Set so in config.toml or by --hide-numbers."}
KINDS: Final[dict[ExchangeKind, str]] = {
    "question": "",
    "follow_up": "follow-up",
    "clarification": "said again",
    "redirect": "asked again",
    "retry": "again",
}
MINUTES_PER_QUESTION = 4


def confidence(value: float) -> str:
    """How sure the coach is, in words."""
    if value >= 0.75:
        return "The coach is sure of this."
    if value >= 0.5:
        return "The coach is fairly sure of this."
    return "The coach is unsure here: trust the notes more than the mark."


def reason(code: UnscoredReason) -> str:
    """Why an answer has no mark, as a sentence."""
    said = UNSCORED_WORDS[code]
    return said[:1].upper() + said[1:]


def questions(count: int) -> str:
    """What that many questions mean for the evening."""
    return f"About {count * MINUTES_PER_QUESTION} minutes of writing. You can stop and resume at any time."


def duration(seconds: int) -> str:
    """Seconds as a person says them: 40 s, 2 min, 1 min 30 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def usual_range(rubric: Rubric, question_type: QuestionType) -> tuple[int, int] | None:
    """Shortest and longest usual speaking time in seconds; None where length says nothing."""
    if question_type == "candidate_question":
        return None
    longest = rubric.pitch_seconds if question_type == "pitch" else rubric.rambling_seconds
    return longest // 3, longest


def place(session: Session, where: Place) -> str:
    """Where in the interview something was said: “question 2 of 5, follow-up”."""
    kind = said_as(session, where)
    return f"question {where.turn + 1} of {len(session.plan)}{', ' if kind else ''}{kind}"


def said_as(session: Session, where: Place) -> str:
    """“follow-up” or “second attempt”; nothing for a question asked for the first time."""
    if where.retry:
        earlier = 1 if session.turns[where.turn].answers else 0
        return attempt_name(where.exchange + earlier).lower()
    return KINDS[session.at(where).kind]


def day(session: Session) -> str:
    """When it began, in the user's own time zone."""
    return session.started_at.astimezone().strftime("%d %b %Y, %H:%M")


def setup_line(setup: Setup) -> str:
    """Level and mode in one phrase."""
    return f"{setup.level} · {setup.mode}"
