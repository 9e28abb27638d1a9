"""The report: three files, a page that a real browser shows without a fault, and the card of a model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from eval_parts import PACK, ConstantCoach, improvement

from evals.fingerprint import Fingerprint
from evals.gate import Failure
from evals.loading import load_dataset
from evals.report import write_report
from evals.report_card import card_of, keep_card
from evals.run import Run
from evals.runner import Finished, run_suites
from evals.subject import Subject
from evals.suites import ALL
from evals.task import Metric
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import Paths
from interviewer.report_card import card_lines, card_summary, read_card

MARK = Fingerprint(model="m", prompts="p", engine="e")
# Put into a copy of the page, before everything else: it writes down what went wrong where the dumped page shows it.
PROBE = """<script>
window.faults = [];
window.addEventListener('error', event => faults.push(event.message || 'could not load ' + event.target.src), true);
window.addEventListener('load', () => {
  const pictures = [...document.images];
  const broken = pictures.filter(picture => !picture.complete || picture.naturalWidth === 0).length;
  document.documentElement.dataset.found = `pictures=${pictures.length} broken=${broken} faults=${faults.join('|')}`;
});
</script>"""


def finished(name: str, coach: ConstantCoach) -> Finished:
    subject = Subject(
        name=name, identity=name, coach=coach, pack=PACK, sha256=name, model=ScriptedModel(lambda _: "Grade: 3. Fine.")
    )
    run = Run(subject=subject, dataset=load_dataset(), limit=30)
    suites = {suite: ALL[suite] for suite in ("scoring", "rivals", "pairs", "junk", "injection", "ceiling", "feedback")}
    return run_suites(run, suites, fingerprint=MARK)


@pytest.fixture(scope="module")
def two() -> list[Finished]:
    return [finished("one <b>", ConstantCoach(3)), finished("other", ConstantCoach(4))]


@pytest.fixture(scope="module")
def folder(two: list[Finished], tmp_path_factory: pytest.TempPathFactory) -> Path:
    failures = {"other": [Failure(metric="scoring.kappa", why="scoring.kappa is 0.000, the floor is 0.500")]}
    return write_report(tmp_path_factory.mktemp("report"), two, failures).parent


def test_the_results_for_programs_name_everything_that_was_measured(folder: Path) -> None:
    rows = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert [row["model"] for row in rows] == ["one <b>", "other"]
    assert {"product", "data", "prompts", "engine", "machine", "model_sha256", "rubric"} <= rows[0].keys()
    assert rows[0]["metrics"]["scoring.exact"]["n"] > 0


def test_the_markdown_has_one_table_with_a_column_for_each_model_and_the_differences(folder: Path) -> None:
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "| measure | n | one <b> | other |" in text
    assert "### other minus one <b>" in text
    assert "scoring.kappa is 0.000, the floor is 0.500" in text
    assert text.count("The gate is passed.") == 1


def test_the_page_escapes_what_came_from_outside(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "one &lt;b&gt;" in page and "one <b>" not in page


def test_the_page_is_one_file(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") >= 6
    assert not re.search(r'(?:src|href)="(?!data:)', page)


def test_a_real_browser_shows_the_page_without_an_error_or_a_broken_picture(folder: Path, tmp_path: Path) -> None:
    browser = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if browser is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine; .ci/run installs it")
    assert browser, "CI needs Chromium"
    page = (folder / "report.html").read_text(encoding="utf-8")
    copy = tmp_path / "probed.html"
    copy.write_text(page.replace("<head>", f"<head>{PROBE}", 1), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr"]
    done = subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", copy.as_uri()],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = re.search(r'data-found="([^"]*)"', done.stdout)
    assert found, done.stderr[-2000:]
    assert re.fullmatch(r"pictures=[1-9]\d* broken=0 faults=", found.group(1))
    assert "CONSOLE" not in done.stderr


# -- the report card -------------------------------------------------------------------------------


def metric(name: str, value: float) -> Metric:
    return Metric(name=name, value=value, low=value - 0.01, high=value + 0.01, n=50)


def with_figures(one: Finished, *, feedback: float, follow_up: float, kappa: float) -> Finished:
    metrics = {
        **one.results.metrics,
        "feedback.model_words": metric("feedback.model_words", feedback),
        "follow_up.model_words": metric("follow_up.model_words", follow_up),
    }
    rivals = {"naive prompt": {"scoring.kappa": metric("scoring.kappa", kappa)}}
    changes = {"metrics": metrics, "rivals": rivals, "limit": None, "suites": tuple(ALL)}
    return Finished(one.results.model_copy(update=changes), one.measures)


def test_a_weak_models_card_says_plainly_what_it_cannot_do(two: list[Finished]) -> None:
    card = card_of(with_figures(two[0], feedback=0.2, follow_up=0.5, kappa=0.07).results)
    assert [(one.use, one.fit) for one in card.verdicts] == [
        ("Follow-ups", "with care"), ("Feedback text", "no"), ("Judging", "no"),
    ]  # fmt: skip
    told = "\n".join(card_lines(card))
    assert "it cannot grade" in told and "cannot word feedback" in told
    assert "kappa of its own grades: 0.070 [0.060, 0.080]" in told


def test_a_strong_models_card_says_yes(two: list[Finished]) -> None:
    card = card_of(with_figures(two[0], feedback=0.9, follow_up=0.8, kappa=0.7).results)
    assert card_summary(card) == "✓ follow-ups  ✓ feedback text  ✓ judging"


def test_a_card_is_kept_by_the_models_hash_and_a_part_of_a_run_has_none(two: list[Finished], tmp_path: Path) -> None:
    paths = Paths(tmp_path).ensure()
    assert keep_card(two[0].results, paths) is None
    whole = with_figures(two[1], feedback=0.9, follow_up=0.8, kappa=0.7).results
    assert keep_card(whole, paths) == paths.report_cards / "other.json"
    assert read_card(paths.report_cards, "other") == card_of(whole)
    assert read_card(paths.report_cards, "unknown") is None and read_card(paths.report_cards, None) is None
    (paths.report_cards / "other.json").write_text("{", encoding="utf-8")
    assert read_card(paths.report_cards, "other") is None


def test_a_measure_that_was_not_taken_is_no_reason_for_yes(two: list[Finished]) -> None:
    bare = two[0].results.model_copy(update={"metrics": {}, "rivals": {}})
    assert {one.fit for one in card_of(bare).verdicts} == {"no"}


def test_the_naive_rival_is_the_same_model_asked_plainly(two: list[Finished]) -> None:
    naive = two[0].results.rivals["naive prompt"]
    assert naive["scoring.kappa"].value == 0.0
    assert naive["naive.grade_in_the_text"].value == 1.0


def test_the_worst_texts_stand_in_the_report_in_full(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count('<article class="text">') == 20
    assert improvement().text in page
