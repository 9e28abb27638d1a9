"""The report as Markdown, and the interview as plain lines."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from core_parts import FOLLOW_UP_ANSWER, OPEN_ANSWER, PACK, SETUP, gap, interview, judged

from interviewer.critique import Worth
from interviewer.pack import Pack
from interviewer.plain import PlainInterview, critique_lines
from interviewer.report import build_report, render
from interviewer.session import Place, Session
from interviewer.storage import SQLiteSessionStore

SCORE = re.compile(r"[1-5] of 5|●")
TODAY = date(2026, 5, 4)


def to_markdown(session: Session, pack: Pack, *, hide_numbers: bool = False) -> str:
    return render(build_report(session, pack, today=TODAY, hide_numbers=hide_numbers), "md")


def held(
    store: SQLiteSessionStore, lines: str, *, mode: str = "practice", hide_numbers: bool = False
) -> tuple[str, Session]:
    out = io.StringIO()
    held = interview(store, setup=SETUP.model_copy(update={"mode": mode}))
    PlainInterview(held, lines=io.StringIO(lines), out=out, hide_numbers=hide_numbers).run()
    return out.getvalue(), store.load(held.session.id)


ANSWERS = f"{OPEN_ANSWER}\n\n{FOLLOW_UP_ANSWER}\n\nI can't think of a time like that.\n\n"


def test_a_report_holds_questions_answers_scores_and_advice(store: SQLiteSessionStore) -> None:
    _, session = held(store, f"{OPEN_ANSWER}\n\nI fixed it.\n\nI can't think of a time like that.\n\n")
    text = to_markdown(session, PACK)
    for expected in (PACK.role, OPEN_ANSWER, session.plan[1].text, "A title", "no such story", "Not scored"):
        assert expected in text
    for heading in re.finditer(r"^#+ ", text[1:], re.MULTILINE):
        assert text[: heading.start() + 1].endswith("\n\n")
    assert "\n\nThis is coaching" in text
    assert SCORE.search(text) and "not a hiring verdict" in text
    assert "None" not in text and "\n\n\n\n" not in text


def test_a_report_without_numbers_shows_no_score(store: SQLiteSessionStore) -> None:
    text, session = held(store, ANSWERS, hide_numbers=True)
    assert not SCORE.search(to_markdown(session, PACK, hide_numbers=True)) and not SCORE.search(text)


def test_an_unfinished_interview_has_a_report_too(store: SQLiteSessionStore) -> None:
    session = interview(store).session
    assert "not finished" in to_markdown(session, PACK)
    skipped = session.asking(session.plan[0]).skipping()
    assert "*Skipped.*" in to_markdown(skipped, PACK)
    assert "*Not judged yet.*" in to_markdown(session.asking(session.plan[0]).answering("Rain"), PACK)


def test_the_same_seed_and_answers_print_the_same_twice(store: SQLiteSessionStore) -> None:
    first, _ = held(store, ANSWERS)
    assert first == held(store, ANSWERS)[0]
    assert "Question 2 of 2." in first and "Coach: " in first and "The interview is over." in first


def test_an_empty_line_ends_an_answer_and_empty_lines_before_it_are_no_answer(
    store: SQLiteSessionStore,
) -> None:
    _, session = held(store, "\n\n  \nI can't think\nof a time like that.\n\n\n\nRain\n\n")
    assert session.turns[0].answers == ("I can't think\nof a time like that.",)
    assert session.turns[1].answers[0] == "Rain"


@pytest.mark.parametrize("typed", ["/skip\n\n/skip\n\n", "/skip\n/skip\n"])
def test_skip_leaves_a_question_out_at_once(store: SQLiteSessionStore, typed: str) -> None:
    _, session = held(store, typed)
    assert [turn.skipped for turn in session.turns] == [True, True] and session.phase == "finished"


def test_end_ends_and_saves_the_interview(store: SQLiteSessionStore) -> None:
    _, session = held(store, f"{OPEN_ANSWER}\n\n/end\nnever read\n\n")
    assert (session.phase, session.turns[0].answers, session.unjudged) == ("finished", (OPEN_ANSWER,), ())


def test_the_end_of_input_ends_the_interview_and_keeps_what_was_typed(store: SQLiteSessionStore) -> None:
    text, session = held(store, OPEN_ANSWER)
    assert (session.phase, session.turns[0].answers, session.unjudged) == ("finished", (OPEN_ANSWER,), ())
    assert text.endswith("interviewer report\n")
    assert held(store, "")[1].phase == "finished"


BETTER = f"{OPEN_ANSWER} {FOLLOW_UP_ANSWER}"


def test_again_asks_the_last_answered_question_once_more_and_says_what_changed(store: SQLiteSessionStore) -> None:
    typed = f"{OPEN_ANSWER}\n\nI fixed it.\n\n/again\n{BETTER}\n\nI can't think of a time like that.\n\n"
    text, session = held(store, typed)
    assert "Question 1 again. Second attempt." in text and "Back to question 2 of 2." in text
    assert "Came in: how it ended, a measure." in text and "Beside the attempt before:" in text
    assert [attempt.answers[0] for attempt in session.turns[0].attempts] == [OPEN_ANSWER, BETTER]
    assert session.phase == "finished" and "no such story" in text


def test_again_after_the_end_answers_any_question_and_an_empty_line_leaves(store: SQLiteSessionStore) -> None:
    typed = f"{OPEN_ANSWER}\n\nI fixed it.\n\n/skip\n/again 9\n/again 1\n{BETTER}\n\n\nnever read\n"
    text, session = held(store, typed, mode="realistic")
    assert "Questions that can be answered again: 1, 2." in text
    assert len(session.turns[0].attempts) == 2 and session.turns[1].attempts == ()
    assert session.phase == "finished" and session.unjudged == () and text.count("Coach:") == 1


def test_again_waits_for_the_end_in_a_realistic_interview(store: SQLiteSessionStore) -> None:
    text, session = held(store, f"{OPEN_ANSWER}\n\n/again\n/end\n", mode="realistic")
    assert "no second go before the end" in text and len(session.turns[0].attempts) == 1


def test_a_realistic_interview_prints_no_word_of_the_coach_but_saves_it(store: SQLiteSessionStore) -> None:
    text, session = held(store, ANSWERS, mode="realistic")
    assert "Coach:" not in text and session.unjudged == ()


def test_plain_lines_hold_no_box_and_no_control_characters(store: SQLiteSessionStore) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2500-\u259f]", held(store, ANSWERS)[0])


WORTH = Worth(filled="a measured result", before=3, after=4)
STRONGER = judged(3, gap("missing_result", worth=WORTH), stronger="I moved the shoot. It saved [how many days].")


@pytest.mark.parametrize(
    ("hide_numbers", "said"),
    [(False, "With a measured result: 3 → 4"), (True, "With a measured result this would move up.")],
)
def test_what_an_improvement_is_worth_stands_in_the_report(
    store: SQLiteSessionStore, hide_numbers: bool, said: str
) -> None:
    session = interview(store).session
    session = session.asking(session.plan[0]).answering("I moved the shoot.").judged(Place(0, 0), STRONGER)
    text = to_markdown(session, PACK, hide_numbers=hide_numbers)
    assert f"**{said}**" in text and ("→" in text) is not hide_numbers
    assert "A stronger version" in text and "> I moved the shoot. It saved **[how many days]**." in text


def test_plain_lines_say_what_an_improvement_is_worth_and_hold_the_slots() -> None:
    text = "\n".join(critique_lines(STRONGER, hide_numbers=False))
    assert "With a measured result: 3 to 4." in text and "It saved [how many days]." in text
    assert not SCORE.search(hidden := "\n".join(critique_lines(STRONGER, hide_numbers=True)))
    assert "this would move up." in hidden
