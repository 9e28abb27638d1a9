"""The labelled data: what is refused, how it is split, and that a label cannot be told by its words."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from eval_parts import SAMPLES, SCORED, UNSCORED

from evals.data import split_of
from evals.loading import DATASETS, data_hash, load_dataset
from interviewer.errors import InputError
from interviewer.rubric import load_rubric


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATASETS, tmp_path / "datasets"))


def change_row(path: Path, number: int, **changes: Any) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), **changes})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def row_with(score: int) -> int:
    return next(i for i, sample in enumerate(SAMPLES, start=1) if sample.score == score)


@pytest.mark.parametrize(
    ("row", "changes", "reason"),
    [
        (1, {"mood": "fine"}, "mood: Extra inputs are not permitted"),
        (1, {"level": "intern"}, "level: Input should be 'junior', 'mid', 'senior' or 'lead'"),
        (1, {"gaps": ["missing_sparkle"]}, "unknown gap missing_sparkle"),
        (2, {"id": SAMPLES[0].id}, f"the id {SAMPLES[0].id} stands in line 1 already"),
        (row_with(5), {"gaps": ["small_scope"]}, "a 5 has no gap"),
        (row_with(4), {"gaps": []}, "every score below 5 has one"),
        (row_with(4), {"gaps": ["too_brief"]}, "a 4 has refinements only"),
        (row_with(2), {"gaps": ["small_scope", "too_brief"]}, "gaps stand in order of weight"),
        (row_with(3), {"score": None}, "every field of the rubric"),
        (row_with(3), {"score": 6}, "score: Input should be less than or equal to 5"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_file_line_and_reason(
    folder: Path, row: int, changes: dict[str, Any], reason: str
) -> None:
    change_row(folder / "answers.jsonl", row, **changes)
    with pytest.raises(InputError) as refused:
        load_dataset(folder)
    assert f"answers.jsonl, line {row}: " in refused.value.message
    assert reason in refused.value.message


def test_a_line_that_is_no_json_is_refused(folder: Path) -> None:
    path = folder / "pairs.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "{oops\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs\.jsonl, line \d+: no JSON"):
        load_dataset(folder)


def test_a_pair_that_tells_a_story_of_the_answers_is_refused(folder: Path) -> None:
    change_row(folder / "pairs.jsonl", 3, story=SAMPLES[0].story)
    with pytest.raises(InputError, match=r"pairs\.jsonl, line 3: the story"):
        load_dataset(folder)


def test_an_unknown_label_of_a_segment_is_refused(folder: Path) -> None:
    change_row(folder / "segments.jsonl", 2, segments=[{"text": "hello", "labels": ["sparkle"]}])
    with pytest.raises(InputError, match=r"segments\.jsonl, line 2: segments\.0: unknown label sparkle"):
        load_dataset(folder)


def test_a_story_is_always_on_the_same_side_and_the_sides_have_their_size() -> None:
    sides = Counter(split_of(f"story-{number}") for number in range(4000))
    assert sides == Counter(split_of(f"story-{number}") for number in range(4000))
    assert abs(sides["train"] / 4000 - 0.60) < 0.03
    assert abs(sides["tune"] / 4000 - 0.15) < 0.03
    assert abs(sides["test"] / 4000 - 0.25) < 0.03


def test_there_is_enough_of_everything() -> None:
    dataset = load_dataset()
    assert len(dataset.answers) >= 300 and len(UNSCORED) >= 30
    assert len(dataset.pairs) >= 60 and len(dataset.second) >= 80
    assert sum(len(answer.segments) for answer in dataset.segments) >= 1500
    assert {sample.question_type for sample in SCORED} == {
        "behavioural", "situational", "craft", "motivation", "pitch", "candidate_question",
    }  # fmt: skip
    assert {sample.level for sample in SCORED} == {"junior", "mid", "senior", "lead"}
    assert min(Counter(sample.score for sample in SCORED).values()) >= 40
    named = Counter(gap for sample in SCORED for gap in sample.gaps)
    assert min(named[gap.code] for gap in load_rubric().gaps) >= 5


def test_the_hash_of_the_data_changes_with_one_letter(folder: Path) -> None:
    before = data_hash(folder)
    change_row(folder / "answers.jsonl", 1, trade="another trade")
    assert data_hash(folder) != before
