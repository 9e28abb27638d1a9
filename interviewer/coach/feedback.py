"""Strengths and improvements: each gap paired with the exact words, retrieved advice, and checked words about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from interviewer.coach import words as coach_words
from interviewer.coach.quotes import Spans, anchor, faulted, shorten
from interviewer.coach.reading import Reading
from interviewer.critique import Advice, Improvement, QuestionType, Star, Strength, Worth
from interviewer.llm.base import ChatModel, Message
from interviewer.pack import Pack
from interviewer.rubric import Rubric
from interviewer.session import Question
from interviewer.templates import render

ANSWER_WORDS = 260
ADVICE_WORDS = 110
STRENGTHS = 2
SURELY_PRAISED = 0.65  # chance that a segment shows what is praised
PRAISED = ("measure", "tailored", "trade_off", "reflection", "action", "result", "practice", "audience", "business", "situation", "task",
           "question", "plan")  # fmt: skip
SHOWS = {"situation": "situation", "task": "task", "action": "action", "result": "result", "quantified_result": "measure"}
# What is found wanting is not praised in the same breath.
NOT_PRAISED_WITH = {
    "missing_situation": ("situation",), "missing_task": ("task",), "missing_action": ("action",), "missing_result": ("result", "measure"),
    "unquantified_result": ("result", "measure"), "soft_measure": ("measure",), "unclear_ownership": ("action",),
    "no_reflection": ("reflection",), "no_trade_off": ("trade_off",), "not_tailored": ("tailored", "question"),
    "shallow_question": ("question",), "no_audience_data": ("audience",), "no_business_link": ("business",),
    "no_example": ("plan", "practice", "action"), "low_specificity": ("plan", "practice", "action", "situation"),
    "buzzwords": ("plan", "practice", "action"), "too_brief": ("plan", "practice", "situation"), "off_topic": ("tailored", "plan", "question"),
}  # fmt: skip


class AdviceSource(Protocol):
    """Finds advice for a gap and a subject, None where the guide has nothing that fits."""

    def __call__(
        self, *, gap: str, question: Question, answer: str, besides: Sequence[str]
    ) -> Advice | None: ...


@dataclass(frozen=True)
class Feedback:
    """What the coach says about one answer. `first_token_seconds` is None when no model spoke."""

    strengths: tuple[Strength, ...]
    improvements: tuple[Improvement, ...]


def compose(
    reading: Reading,
    *,
    gaps: Sequence[str],
    star: Star,
    question: Question,
    pack: Pack,
    rubric: Rubric,
    advice_for: AdviceSource,
    worth: Callable[[str], Worth | None],
    model: ChatModel | None,
    on_token: Callable[[], None] = lambda: None,
) -> Feedback:
    """Feedback for a scored reading, gaps in order of weight. Without a model the words come from files alone.

    Only what `star` has is praised as an element of the story.
    """
    improvements: list[Improvement] = []
    quoted: set[int] = set()  # where the quotes begin: no two remarks are about the same words
    hung: set[int] = set()  # nor hang on the same words
    for gap in gaps:
        besides = [improvement.advice.topic for improvement in improvements if improvement.advice]
        advice = advice_for(gap=gap, question=question, answer=reading.told, besides=besides)
        said = [improvement.text for improvement in improvements]
        shown = faulted(reading, gap, quoted) if coach_words.gap_words()[gap].quotable else None
        if shown is not None:
            quoted.add(shown.segment.start)
        plain, hung_on = _plain(reading, gap, question.type, quoted | hung, first=not improvements)
        hung |= hung_on
        text = plain
        # The model words the point that matters most; the rest would only make the candidate wait.
        if model is not None and advice is not None and not improvements:
            wording = _Wording(reading.told, question, pack.role, rubric.gap(gap).title, plain, advice)
            text = _in_the_models_words(wording, model=model, said=said, on_token=on_token) or plain
        improvements.append(
            Improvement(
                gap=gap,
                quote=shorten(shown.text) if shown is not None else None,
                text=text,
                ask=pack.follow_up(question, gap, seed=len(reading.answer)) or f"{rubric.gap(gap).title}?",
                advice=advice,
                # What it is worth is found out for the first point only: it costs another reading.
                worth=None if improvements else worth(gap),
            )
        )
    return Feedback(strengths=_strengths(reading, gaps, star, question.type, quoted), improvements=tuple(improvements))


def _plain(
    reading: Reading, gap: str, question_type: QuestionType, besides: Spans, *, first: bool
) -> tuple[str, set[int]]:
    """What the files say about a gap, with words of the answer in it where there are words for that, and where those begin."""
    said, story = coach_words.gap_words()[gap], question_type == "behavioural"
    if said.in_doubt and not first:
        return coach_words.pick(said.in_doubt, by=reading.told + gap), set()
    for about in said.about:
        if found := anchor(reading, about.labels, about.where, besides):
            return coach_words.pick(about.for_story(story), by=reading.told + gap).format(anchor=found.words), {found.start}
    return coach_words.pick(said.for_story(story), by=reading.told + gap), set()


def _strengths(
    reading: Reading, gaps: Sequence[str], star: Star, question_type: QuestionType, quoted: Spans
) -> tuple[Strength, ...]:
    found: list[Strength] = []
    used = set(quoted)
    doubtful = {gap for gap in gaps[1:] if coach_words.gap_words()[gap].in_doubt}
    wanting = {label for gap in gaps if gap not in doubtful for label in NOT_PRAISED_WITH.get(gap, ())}
    wanting |= {label for element, label in SHOWS.items() if not getattr(star, element)}
    if question_type != "candidate_question":
        wanting.add("question")  # asked back, it is no merit
    for label in PRAISED:
        if label in wanting:
            continue
        best = reading.strongest(label)
        if best is None or best.labels.get(label, 0.0) < SURELY_PRAISED or best.segment.start in used:
            continue
        used.add(best.segment.start)
        text = coach_words.pick(coach_words.strength_words()[label], by=reading.told + label)
        found.append(Strength(quote=shorten(best.text, label), text=text))
        if len(found) == STRENGTHS:
            break
    return tuple(found)


@dataclass(frozen=True)
class _Wording:
    """What the model is told for one improvement."""

    answer: str
    question: Question
    role: str
    title: str
    plain: str
    advice: Advice

    def messages(self) -> list[Message]:
        return [
            Message("system", render("feedback/system", role=self.role)),
            Message(
                "user",
                render(
                    "feedback/improvement",
                    question=self.question.text,
                    answer=_first_words(self.answer, ANSWER_WORDS),
                    gap=self.title,
                    advice=_first_words(self.advice.excerpt, ADVICE_WORDS),
                    example=self.plain,
                ),
            ),
        ]


def _in_the_models_words(
    wording: _Wording, *, model: ChatModel, said: Iterable[str], on_token: Callable[[], None]
) -> str | None:
    """The model's two sentences, if they pass the checks at the first or at the second try."""
    said = list(said)
    sources = [wording.question.text, wording.answer, wording.advice.excerpt, wording.plain]
    for attempt in range(2):
        text = ""
        stream = model.stream(
            wording.messages(),
            max_tokens=90,
            temperature=0.0 if attempt == 0 else 0.7,
            seed=attempt,
            stop=("\n",),
        )
        with closing(stream):
            for piece in stream:
                on_token()
                text += piece
                if coach_words.lost(text.rpartition(" ")[0]):  # the last word may not be whole yet
                    break
        text = text.strip()
        if coach_words.fault(text, sources=sources, said_before=said) is None:
            return text
    return None


def _first_words(text: str, most: int) -> str:
    return " ".join(text.split()[:most])
