"""Scorers of the judgement: what a perfect coach gets, and that one which is known to be bad fails."""

from __future__ import annotations

import numpy as np
import pytest
from eval_parts import PACK, SAMPLES, SCORED, ConstantCoach, improvement, judged, perfect, value
from sklearn.metrics import cohen_kappa_score, f1_score

from evals.asking import judge_answer
from evals.estimating import difference, estimate
from evals.quick import measure, values
from evals.scorers.calibration import calibration, reliability
from evals.scorers.elements import elements, f1
from evals.scorers.gaps import gaps
from evals.scorers.scoring import scoring
from evals.scorers.status import status
from evals.task import Judged, Score, mean_of
from interviewer.critique import Star

NOTHING = Star(situation=False, task=False, action=False, result=False, quantified_result=False)


def test_the_label_itself_gets_full_marks() -> None:
    found = values(judged(SAMPLES))
    right = ["scoring.kappa", "scoring.exact", "elements.macro_f1", "status.accuracy", "gaps.first", "gaps.in_three"]
    assert {name: found[name] for name in right} == dict.fromkeys(right, 1.0)
    assert found["scoring.bias"] == 0.0 and found["calibration.error"] == 0.0


def test_a_constant_score_has_no_kappa_and_a_bias() -> None:
    found = scoring(judged(SCORED, score=4))
    assert value(found, "scoring.kappa") == 0.0
    assert value(found, "scoring.recall_4") == 1.0 and value(found, "scoring.recall_2") == 0.0
    assert value(found, "scoring.bias") > 0.8


def test_kappa_is_that_of_scikit_learn() -> None:
    shifted = [Judged(one, perfect(one, score=max(1, (one.score or 1) - len(one.answer) % 3))) for one in SCORED]
    expected = cohen_kappa_score(
        [one.sample.score for one in shifted], [one.critique.score for one in shifted], weights="quadratic"
    )
    assert value(scoring(shifted), "scoring.kappa") == pytest.approx(expected)


def test_f1_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    truth, found = (rng.integers(0, 2, (60, 5)) for _ in range(2))
    found[:, 4] = 0
    assert f1(truth, found) == pytest.approx(f1_score(truth, found, average=None, zero_division=0.0))
    assert f1(truth * 0, found * 0).sum() == 0.0


def test_an_answer_left_unscored_is_not_exact() -> None:
    left = perfect(
        SCORED[0], status="unscored", reason="noise", score=None, confidence=None, star=None, ownership=None,
        specificity=None, relevance=None, improvements=(),
    )  # fmt: skip
    found = scoring([Judged(SCORED[0], left), *judged(SCORED[1:10])])
    assert value(found, "scoring.exact") == value(found, "scoring.scored") == pytest.approx(0.9)


def test_elements_that_are_never_seen_have_no_f1() -> None:
    assert value(elements(judged(SCORED, star=NOTHING)), "elements.macro_f1") == 0.0


def test_noise_that_gets_a_score_fails_the_status() -> None:
    coach = ConstantCoach()
    found = status([Judged(one, judge_answer(coach, one, pack=PACK, wording=False)) for one in SAMPLES])
    assert value(found, "status.unscored_recall") == 0.0 and value(found, "status.scored_recall") == 1.0


def test_the_wrong_gap_is_not_the_planted_one() -> None:
    wrong = judged([one for one in SCORED if one.gaps[:1] == ("too_brief",)], improvements=(improvement("rambling"),))
    found = gaps(wrong)
    assert value(found, "gaps.first") == value(found, "gaps.in_three") == value(found, "gaps.precision") == 0.0


def test_a_planted_gap_in_third_place_is_in_three_but_not_first() -> None:
    named = tuple(improvement(gap) for gap in ("rambling", "small_scope", "too_brief"))
    found = gaps(judged([one for one in SCORED if one.gaps[:1] == ("too_brief",)], improvements=named))
    assert (value(found, "gaps.first"), value(found, "gaps.in_three")) == (0.0, 1.0)


def test_being_sure_and_wrong_is_a_calibration_error() -> None:
    wrong = [Judged(one, perfect(one, score=1, confidence=0.95)) for one in SCORED if one.score == 5]
    assert value(calibration(wrong), "calibration.error") == pytest.approx(0.95)
    assert [(one.exact, one.count) for one in reliability(wrong)] == [(0.0, len(wrong))]


def test_the_interval_holds_the_value_and_is_the_same_every_time() -> None:
    scores = [Score(str(i), f"story-{i % 30}", float(i % 3 == 0)) for i in range(90)]
    found = estimate(mean_of("mean", scores))
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < found.value < found.high
    assert found == estimate(mean_of("mean", scores))


def test_variants_of_one_story_widen_the_interval() -> None:
    def width(stories: int) -> float:
        found = estimate(mean_of("mean", [Score(str(i), f"s{i % stories}", float(i % 4 == 0)) for i in range(80)]))
        assert found.low is not None and found.high is not None
        return found.high - found.low

    assert width(8) > width(80)


def test_a_measure_of_nothing_has_no_value() -> None:
    found = estimate(mean_of("mean", []))
    assert (found.value, found.low, found.n) == (None, None, 0)


def test_the_difference_of_two_models_is_measured_on_the_same_draws() -> None:
    one = mean_of("m", [Score(str(i), f"s{i}", float(i % 2)) for i in range(40)])
    other = mean_of("m", [Score(str(i), f"s{i}", float(i % 2) - 0.1) for i in range(40)])
    found = difference(one, other)
    assert (found.value, found.low, found.high) == (0.1, 0.1, 0.1)
    with pytest.raises(ValueError, match="not measured on the same samples"):
        difference(one, mean_of("m", [Score("x", "elsewhere", 1.0)]))


def test_the_daily_look_has_every_figure() -> None:
    found = measure(ConstantCoach(), "tune")
    wanted = {
        "scoring.kappa", "scoring.exact", "scoring.bias", "status.accuracy", "elements.result_f1",
        "elements.macro_f1", "gaps.first", "gaps.in_three", "calibration.error",
    }  # fmt: skip
    assert wanted <= found.keys()
    assert not any(np.isnan(found[name]) for name in wanted)
