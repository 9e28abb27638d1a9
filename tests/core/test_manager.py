"""What the interviewer says: checked before it is shown, and without a word of the rubric."""

from __future__ import annotations

import re

import pytest
from core_parts import GOOD_FOLLOW_UP, OPEN_ANSWER, PACK, answered, manager

from interviewer.llm.scripted import ScriptedModel
from interviewer.manager import Restart, fault
from interviewer.rubric import load_rubric

READY = "How did it end?"
TURN = answered(OPEN_ANSWER + " It cost 25 thousand.")


def asked(model: ScriptedModel | None, gap: str = "missing_result") -> str:
    said = ""
    for piece in manager(model).follow_up(turn=TURN, gap=gap, ready=READY):
        said = "" if isinstance(piece, Restart) else said + piece
    return said


def test_the_models_question_is_asked_when_it_passes_and_ends_at_its_question_mark() -> None:
    assert asked(ScriptedModel([f" {GOOD_FOLLOW_UP} That is because I am curious."])) == GOOD_FOLLOW_UP


@pytest.mark.parametrize(
    "reply",
    [
        "**What** happened with the schedule after that, in your view?",
        "Great answer, and what happened with the schedule after that?",
        "And how did you find the 5 people whom you needed for it?",
        "And what did the famous director Quintero say to you about it?",
        "Ruth: what happened with the schedule after that day, to you?",
        "You should quantify your result with a metric, shouldn't you?",
        "Tell me about a shoot that went wrong?",
        "Why?",
        "I see. Then that is what happened.",
        "So " + "and then you went on with it " * 12 + "?",
        "",
    ],
)
def test_a_reply_that_an_interviewer_would_not_say_is_replaced_by_the_ready_question(reply: str) -> None:
    assert asked(ScriptedModel([reply])) == READY


def test_without_a_model_the_ready_question_is_asked() -> None:
    assert asked(None) == READY


def test_half_a_word_at_the_edge_of_a_stream_is_not_taken_for_a_forbidden_one() -> None:
    class InPieces(ScriptedModel):
        def stream(self, *_: object, **__: object):  # type: ignore[override]
            return iter(
                ["What", " had", " you", " star", "ted", " in", " Kie", "l", " for", " the", " museum", "?"]
            )

    assert asked(InPieces()) == "What had you started in Kiel for the museum?"


def test_a_figure_was_not_said_because_a_longer_one_was() -> None:
    assert (
        fault("Where did the 5 come from, in your plan?", turn=TURN, finished=True) == "5 was never mentioned"
    )
    assert fault("Where did the 25 come from, in your plan?", turn=TURN, finished=True) is None


def test_no_word_of_the_rubric_reaches_the_interviewers_prompts() -> None:
    rubric = load_rubric()
    forbidden = [gap.code for gap in rubric.gaps if "_" in gap.code] + [
        gap.title.lower() for gap in rubric.gaps
    ]
    forbidden += [
        "rubric",
        "score",
        "star method",
        "quantif",
        "specificity",
        "ownership",
        "buzzword",
        "measurable",
    ]
    for gap in rubric.gaps:
        model = ScriptedModel([GOOD_FOLLOW_UP])
        ready = PACK.follow_up(TURN.question, gap.code, seed=1)
        list(manager(model).follow_up(turn=TURN, gap=gap.code, ready=ready))
        prompt = "\n".join(message.content for message in model.calls[0].messages).lower()
        assert [word for word in forbidden if re.search(rf"\b{re.escape(word)}", prompt)] == []


def test_cancelling_stops_the_model_between_two_tokens() -> None:
    pulled: list[str] = []

    class Watched(ScriptedModel):
        def _pieces(self, pieces, cancelled):  # type: ignore[no-untyped-def]
            try:
                for piece in super()._pieces(pieces, cancelled):
                    pulled.append(piece)
                    yield piece
            finally:
                pulled.append("closed")

    speech = manager(Watched([GOOD_FOLLOW_UP])).follow_up(turn=TURN, gap="missing_result", ready=READY)
    next(speech)
    speech.close()  # type: ignore[attr-defined]
    assert pulled[-1] == "closed" and len(pulled) < len(GOOD_FOLLOW_UP.split())
