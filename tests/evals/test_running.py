"""A run over samples: finished work is not repeated, what is damaged is made again, and a stop loses nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from eval_parts import PACK, ConstantCoach, value

from evals.cache import KEPT_RUNS, Cache
from evals.fingerprint import Fingerprint, fingerprint
from evals.loading import load_dataset
from evals.rivals.commonest import commonest
from evals.run import Run
from evals.runner import run_suites
from evals.subject import Subject
from evals.suites.rivals import rivals
from evals.suites.scoring import scoring
from interviewer.critique import Critique

MARK = Fingerprint(model="m", prompts="p", engine="e")


@dataclass
class CountingCoach(ConstantCoach):
    """Remembers what it was asked, and can be stopped as by Ctrl+C."""

    stop_after: int | None = None
    asked: list[str] = field(default_factory=list)

    def critique(self, answer: str, *, question: Any, critique_id: str, **options: Any) -> Critique:
        if self.stop_after is not None and len(self.asked) >= self.stop_after:
            raise KeyboardInterrupt
        self.asked.append(critique_id)
        return super().critique(answer, question=question, critique_id=critique_id, **options)


def run(coach: ConstantCoach, cache: Cache | None = None, limit: int | None = 12) -> Run:
    subject = Subject(name="constant", identity="constant", coach=coach, pack=PACK)
    return Run(subject=subject, dataset=load_dataset(), cache=cache, limit=limit)


def cache(folder: Path, notices: list[str] | None = None, mark: Fingerprint = MARK) -> Cache:
    return Cache(folder, mark, notice=(notices if notices is not None else []).append)


def test_a_run_that_was_stopped_goes_on_where_it_stood(tmp_path: Path) -> None:
    stopped = CountingCoach(stop_after=5)
    with pytest.raises(KeyboardInterrupt):
        scoring(run(stopped, cache(tmp_path)))
    again = CountingCoach()
    found = scoring(run(again, cache(tmp_path)))
    assert len(stopped.asked) == 5 and len(again.asked) == 7
    assert not set(stopped.asked) & set(again.asked)
    whole = scoring(run(CountingCoach()))
    assert value(found.measures, "scoring.exact") == value(whole.measures, "scoring.exact")


@pytest.mark.parametrize("damage", ["", "{", '{"sha256": "0", "outcome": "{}"}', "[]", "truncated", "another form"])
def test_a_damaged_entry_is_dropped_with_a_notice_and_made_again(tmp_path: Path, damage: str) -> None:
    scoring(run(CountingCoach(), cache(tmp_path)))
    entry = sorted(tmp_path.rglob("judgement-*.json"))[3]
    if damage == "truncated":
        entry.write_text(entry.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    elif damage == "another form":
        fields = json.loads(entry.read_text(encoding="utf-8"))
        entry.write_text(json.dumps(fields | {"outcome": fields["outcome"].replace("constant", "x")[:-2]}), encoding="utf-8")
    else:
        entry.write_text(damage, encoding="utf-8")
    notices: list[str] = []
    again = CountingCoach()
    scoring(run(again, cache(tmp_path, notices)))
    assert len(again.asked) == 1
    assert len(notices) == 1 and entry.name in notices[0] and "made again" in notices[0]
    scoring(run(third := CountingCoach(), cache(tmp_path)))
    assert third.asked == []


def test_other_prompts_engine_or_model_are_judged_again(tmp_path: Path) -> None:
    scoring(run(CountingCoach(), cache(tmp_path)))
    for changed in ({"prompts": "x"}, {"engine": "x"}, {"model": "x"}):
        again = CountingCoach()
        scoring(run(again, cache(tmp_path, mark=MARK.model_copy(update=changed))))
        assert len(again.asked) == 12


def test_only_some_old_runs_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 3):
        cache(tmp_path, mark=MARK.model_copy(update={"engine": str(number)}))
    assert len(list(tmp_path.iterdir())) == KEPT_RUNS


def test_the_fingerprint_follows_the_prompts_and_the_engine_but_not_the_scorers(tmp_path: Path) -> None:
    for name in ("prompts/a.md", "interviewer/a.py", "knowledge/guides/a.md", "evals/scorers/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one", encoding="utf-8")
    before = fingerprint("m", root=tmp_path)
    (tmp_path / "evals/scorers/a.py").write_text("two", encoding="utf-8")
    assert fingerprint("m", root=tmp_path) == before
    (tmp_path / "prompts/a.md").write_text("two", encoding="utf-8")
    changed = fingerprint("m", root=tmp_path)
    assert changed.prompts != before.prompts and changed.engine == before.engine
    (tmp_path / "knowledge/guides/a.md").write_text("two", encoding="utf-8")
    assert fingerprint("m", root=tmp_path).engine != before.engine


def test_results_say_what_was_measured(tmp_path: Path) -> None:
    suites = {"scoring": scoring, "rivals": rivals}
    results = run_suites(run(ConstantCoach()), suites, fingerprint=MARK).results
    assert (results.model, results.data, results.prompts) == ("constant", load_dataset().sha256, "p")
    assert results.machine.cores >= 1 and results.limit == 12
    assert results.metrics["scoring.kappa"].value == 0.0
    assert set(results.rivals) == {"always the commonest", "length only", "stock phrases", "which words"}


def rival_kappa() -> dict[str, float]:
    found = rivals(run(ConstantCoach(), limit=None)).rivals
    return {name: value(measures, "scoring.kappa") for name, measures in found.items()}


def test_stock_phrases_and_length_give_no_label_away() -> None:
    """What gives a label away would be learnt from our own sentences and be worth nothing for others'."""
    kappa = rival_kappa()
    assert kappa["always the commonest"] == 0.0
    assert kappa["stock phrases"] < 0.4
    assert kappa["length only"] < 0.4


@pytest.mark.xfail(
    strict=True,
    reason="A classifier trained on single words reaches 0.69: weak answers of ours are told in other words than strong "
    "ones (present tense, `we`, no figures). The data has to mend that; this bar stays where it was set.",
)
def test_single_words_do_badly() -> None:
    assert rival_kappa()["which words"] < 0.5


def test_the_commonest_score_is_that_of_the_training_answers() -> None:
    answers = [answer for answer in load_dataset().answers if answer.score is not None]
    assert commonest([one for one in answers if one.score == 2], answers[:3]) == [2, 2, 2]
