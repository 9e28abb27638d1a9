"""Two attempts side by side: only what the later one shows counts as closed."""

from __future__ import annotations

import pytest
from core_parts import STAR, gap, judged

from interviewer.comparison import Comparison, compare
from interviewer.critique import Critique
from interviewer.verdict_words import comparison_lines

OPEN_END = STAR.model_copy(update={"result": False, "quantified_result": False})
UNMEASURED = STAR.model_copy(update={"quantified_result": False})


def both(before: Critique, after: Critique) -> Comparison:
    compared = compare(before, after)
    assert compared is not None
    return compared


def gaps(improvements: tuple) -> list[str]:
    return [improvement.gap for improvement in improvements]


def test_an_element_that_came_in_closes_its_gap_and_its_advice_counts_as_acted_on() -> None:
    compared = both(
        judged(2, gap("missing_result"), gap("low_specificity"), star=OPEN_END),
        judged(3, gap("unquantified_result"), star=UNMEASURED),
    )
    assert compared.came_in == ("result",) and compared.went_missing == ()
    assert gaps(compared.closed) == ["missing_result", "low_specificity"]
    assert gaps(compared.acted_on) == ["missing_result", "low_specificity"]
    assert gaps(compared.new) == ["unquantified_result"] and compared.steps == 1


def test_a_closed_gap_without_advice_is_closed_but_no_advice_was_acted_on() -> None:
    bare = gap("rambling").model_copy(update={"advice": None})
    compared = both(judged(3, bare), judged(5))
    assert gaps(compared.closed) == ["rambling"] and compared.acted_on == ()


def test_a_gap_named_again_is_still_open() -> None:
    compared = both(judged(3, gap("low_specificity")), judged(3, gap("low_specificity")))
    assert (compared.closed, gaps(compared.still_open), compared.new) == ((), ["low_specificity"], ())


def test_a_gap_that_a_graver_cause_may_hide_does_not_count_as_closed() -> None:
    compared = both(
        judged(2, gap("missing_result"), gap("low_specificity"), star=OPEN_END),
        judged(1, gap("no_example"), star=OPEN_END),
    )
    assert compared.closed == () and gaps(compared.new) == ["no_example"]


def test_a_light_gap_that_no_longer_fits_among_three_does_not_count_as_closed() -> None:
    heavier = (gap("missing_situation"), gap("missing_task"), gap("unclear_ownership"))
    compared = both(judged(4, gap("small_scope"), gap("off_topic")), judged(2, *heavier))
    assert gaps(compared.closed) == ["off_topic"]


def test_an_element_that_got_lost_is_told() -> None:
    assert both(judged(5), judged(2, gap("missing_result"), star=OPEN_END)).went_missing == (
        "result",
        "quantified_result",
    )


def test_nothing_is_said_about_an_attempt_that_could_not_be_scored() -> None:
    noise = Critique(id="x", status="unscored", reason="noise", question_type="behavioural", spoken_seconds=0)
    assert compare(judged(3), noise) is None and compare(noise, judged(3)) is None


@pytest.mark.parametrize("hide_numbers", [False, True])
def test_the_lines_name_what_came_in_and_hide_the_scores_when_asked(hide_numbers: bool) -> None:
    compared = both(judged(2, gap("missing_result"), star=OPEN_END), judged(3, star=UNMEASURED))
    text = "\n".join(comparison_lines(compared, hide_numbers=hide_numbers))
    assert "Came in: how it ended." in text and "Advice acted on: On missing_result." in text
    assert ("2 → 3" in text, "stronger" in text) == (not hide_numbers, hide_numbers)
    assert not (hide_numbers and any(letter.isdigit() for letter in text))
