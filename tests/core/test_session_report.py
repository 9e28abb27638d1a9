"""The report of a session: what it says over the whole interview, in three forms, with and without numbers."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from core_parts import FOLLOW_UP_ANSWER, OPEN_ANSWER, PACK, QUESTION, SETUP, STAR, gap, judged

from interviewer.critique import Critique, Strength, Worth
from interviewer.report import FORMATS, Report, build_report, render
from interviewer.report.words import report_words
from interviewer.rubric import load_rubric
from interviewer.session import Place, Session

TODAY = date(2026, 5, 4)
STARTED = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)
BETTER = f"{OPEN_ANSWER} {FOLLOW_UP_ANSWER}"
NO_STORY = Critique(id="q3-1", status="unscored", reason="no_story", question_type="behavioural", spoken_seconds=2)
QUESTIONS = tuple(
    QUESTION.model_copy(update={"id": f"q{number}", "text": f"Question {word}?", "competency": competency})
    for number, (word, competency) in enumerate(
        [("alpha", "planning"), ("beta", "planning"), ("gamma", "budget"), ("delta", "conflict")], start=1
    )
)
WEAK = judged(2, gap("missing_result"), gap("low_specificity"), star=STAR.model_copy(update={"result": False, "quantified_result": False}))
STRONG = judged(
    4,
    gap("low_specificity", worth=Worth(filled="details", before=4, after=5)),
    strengths=(Strength(quote="wrote a new schedule", text="A step of your own."),),
    stronger="I wrote <b>a schedule</b>. It saved [how many days].",
)


def session(**fields: Any) -> Session:
    """Weak on alpha, strong on beta, no story for gamma, delta skipped."""
    held = Session.new(SETUP, QUESTIONS).model_copy(update={"id": "today", "started_at": STARTED, **fields})
    for place, (text, critique) in enumerate([(OPEN_ANSWER, WEAK), (BETTER, STRONG), ("I have none.", NO_STORY)]):
        held = held.asking(QUESTIONS[place]).answering(text).judged(Place(place, 0), critique)
    return held.asking(QUESTIONS[3]).skipping().finishing()


def report(held: Session | None = None, **options: Any) -> Report:
    return build_report(held or session(), PACK, today=TODAY, **options)


def test_competencies_and_gaps_are_counted_over_the_scored_answers() -> None:
    made = report()
    assert [(row.title, row.mean) for row in made.competencies] == [(PACK.competency_title("planning"), 3.0)]
    assert [(row.gap, row.count, row.of) for row in made.gaps] == [("low_specificity", 2, 2), ("missing_result", 1, 2)]


def test_what_to_practise_first_is_what_came_up_most_often_where_it_weighed_most() -> None:
    first, second = report().practise
    assert (first.row.gap, first.question) == ("low_specificity", "Question alpha?")
    assert first.point.advice and first.point.advice.title == "On low_specificity" and second.row.gap == "missing_result"


def test_the_best_answer_is_shown_whole_with_what_makes_it_so() -> None:
    best = report().best
    assert best and (best.question, best.answer, best.score) == ("Question beta?", BETTER, 4)
    assert "“wrote a new schedule” A step of your own." in best.why and report_words().best["all_elements"] in best.why


def test_the_interviewers_notes_hold_only_what_was_said_and_what_stayed_open() -> None:
    alpha, beta, gamma, delta = report().notes
    assert all(fact.removesuffix(" …") in OPEN_ANSWER for fact in alpha.heard) and alpha.heard
    assert all(fact.removesuffix(" …") in BETTER for fact in beta.heard) and any("40,000" in fact for fact in beta.heard)
    assert alpha.open == ("How did it end?", "Could not picture it.")
    assert gamma.heard == () and "no such story" in (gamma.remark or "") and delta.remark == "Passed on this one."


def test_the_words_of_the_report_know_every_gap_and_every_reason() -> None:
    assert report_words().open.keys() == {one.code for one in load_rubric().gaps}
    reasons = Critique.model_json_schema()["properties"]["reason"]["anyOf"][0]["enum"]
    assert {*reasons, "skipped", "nothing_open"} == report_words().remarks.keys()


@pytest.mark.parametrize(
    ("days", "dates"),
    [(0, [0]), (1, [0, 1]), (2, [0, 1, 2]), (3, [0, 1, 2, 3]), (10, [0, 1, 9, 10])],
)
def test_the_plan_is_dated_by_the_day_of_the_interview(days: int, dates: list[int]) -> None:
    plan = report(interview_on=TODAY + timedelta(days=days)).days
    assert [day.on for day in plan] == [TODAY + timedelta(days=offset) for offset in dates]
    assert all(day.steps and "$" not in " ".join(day.steps) for day in plan)


def test_without_a_date_the_plan_has_today_the_day_before_and_the_morning() -> None:
    plan = report().days
    assert [(day.when, day.on) for day in plan] == [("Today", None), ("The day before", None), ("The morning of", None)]
    assert "Question alpha?" in plan[0].steps[0] and any("Question beta?" in step for step in plan[1].steps)
    with pytest.raises(ValueError, match="before"):
        report(interview_on=TODAY - timedelta(days=1))


def test_progress_compares_with_the_finished_interviews_before_it_for_the_same_job() -> None:
    before = session(id="before", started_at=STARTED - timedelta(days=3))
    other = session(id="other", started_at=STARTED - timedelta(days=2), setup=SETUP.model_copy(update={"pack": "x"}))
    after = session(id="after", started_at=STARTED + timedelta(days=1))
    now = session().asking_again(0).answering(BETTER)
    now = now.judged(Place(0, 0, retry=True), judged(5))
    progress = report(now, earlier=[now, after, other, before]).progress
    assert progress and [milestone.mean for milestone in progress.milestones] == [3.0, 4.5]
    assert progress.sparkline == "▅▇" and progress.gone == ("Stops before the outcome",)
    assert report(now, earlier=[now, after]).progress is None


def test_a_retry_stands_beside_the_attempt_before_it_and_counts_for_the_whole() -> None:
    held = session().asking_again(0).answering(BETTER).judged(Place(0, 0, retry=True), judged(5))
    made = report(held)
    assert (made.questions[0].score, [view.name for view in made.questions[0].attempts]) == (
        5, ["First attempt", "Second attempt"],
    )  # fmt: skip
    text = render(made, "md")
    assert "### First attempt" in text and "Score: 2 → 5." in text and OPEN_ANSWER in text


@pytest.mark.parametrize("form", FORMATS)
def test_without_numbers_no_form_holds_a_score(form: Any) -> None:
    held = session().asking_again(0).answering(BETTER).judged(Place(0, 0, retry=True), judged(5))
    earlier = [session(id="before", started_at=STARTED - timedelta(days=3))]
    text = render(report(held, earlier=earlier, hide_numbers=True), form)
    assert not re.search(r"[1-5] of 5|[●▁▂▃▄▅▆▇█]|\d → \d|<svg|\d of \d answers", text)
    assert not re.search(r'"(score|mean|count)":\s*\d', text)
    assert "this would move up" in text and "stronger" in text


def test_the_html_is_one_file_without_script_and_says_it_is_no_verdict() -> None:
    earlier = [session(id="before", started_at=STARTED - timedelta(days=3))]
    html = render(report(earlier=earlier), "html")
    assert not re.search(r"<script|https?:|src=|<link[^>]+stylesheet", html)
    assert "prefers-color-scheme: dark" in html and "not a hiring verdict" in html and "<svg" in html
    assert "<mark>[how many days]</mark>" in html and "&lt;b&gt;a schedule&lt;/b&gt;" in html
    assert _unclosed(html) == []


def test_json_is_one_object_that_reads_back() -> None:
    text = render(report(), "json")
    assert Report.model_validate_json(text) == report() and text.count("\n") == 1
    assert json.loads(text)["practise"][0]["row"]["count"] == 2


def test_an_empty_interview_has_a_report_in_every_form() -> None:
    empty = Session.new(SETUP, QUESTIONS)
    for form in FORMATS:
        assert "None" not in render(report(empty), form).replace("None of", "")
    assert "not finished" in render(report(empty), "md")


def _unclosed(html: str) -> list[str]:
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "link", "br", "circle", "polyline"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("circle", "polyline"):
                assert open_tags and open_tags.pop() == tag

    Reader().feed(html)
    return open_tags
