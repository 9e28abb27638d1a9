"""The words and tables that are no code: templates, packs, rubric."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interviewer.coach.words import gap_words
from interviewer.errors import PackError
from interviewer.pack import SHIPPED, find_packs, load_pack
from interviewer.rubric import load_rubric
from interviewer.templates import TemplateError, render

GAPS = [
    "off_topic",
    "no_example",
    "buzzwords",
    "too_brief",
    "missing_situation",
    "missing_task",
    "unclear_ownership",
    "missing_action",
    "missing_result",
    "unquantified_result",
    "low_specificity",
    "blames_others",
    "not_tailored",
    "generic_passion",
    "shallow_question",
    "rambling",
    "no_reflection",
    "no_business_link",
    "no_audience_data",
    "no_trade_off",
    "soft_measure",
    "small_scope",
]
USER = {"question": "q", "answer": "costs $5 and $name", "curiosity": "c", "example": "e"}


def test_a_template_keeps_the_dollars_of_an_answer_and_drops_the_notes_to_editors() -> None:
    text = render("follow_up/user", **USER)
    assert "costs $5 and $name" in text and "<!--" not in text


def test_a_template_names_all_variables_that_are_missing_or_unknown() -> None:
    with pytest.raises(TemplateError, match="wants curiosity, example"):
        render("follow_up/user", question="q", answer="a")
    with pytest.raises(TemplateError, match="no place for other"):
        render("follow_up/user", **USER, other="x")


def test_the_rubric_has_its_twenty_two_gaps_in_order_of_weight() -> None:
    rubric = load_rubric()
    assert [gap.code for gap in rubric.gaps] == GAPS
    assert [gap.code for gap in rubric.gaps if gap.kind == "refinement"] == GAPS[16:]
    assert set(gap_words()) == set(GAPS)


def test_a_missing_measure_is_a_miss_only_in_a_story() -> None:
    gap = load_rubric().gap("unquantified_result")
    assert (gap.kind_for("behavioural"), gap.kind_for("craft")) == ("miss", "refinement")


@pytest.mark.parametrize("pack_id", ["media-producer", "team-lead"])
def test_a_shipped_pack_loads_and_has_a_follow_up_for_every_gap(pack_id: str) -> None:
    pack = load_pack(find_packs()[pack_id])
    assert pack.id == pack_id
    assert set(pack.follow_ups) == set(GAPS)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("questions.toml", 'type = "behavioural"', 'type = "behavioral"', "questions › ID › type"),
        (
            "questions.toml",
            'type = "behavioural"',
            'type = "behavioural"\ncolour = "red"',
            "questions › ID › colour",
        ),
        ("questions.toml", "competency = ", 'competency = "flying" # ', "ID: unknown competency flying"),
        ("questions.toml", "personas = [", 'personas = ["nobody", ', "ID: unknown persona nobody"),
        (
            "questions.toml",
            "[questions.follow_ups]",
            '[questions.follow_ups]\nnonsense = "?"',
            "ID: unknown gap nonsense",
        ),
        ("questions.toml", "[[questions]]", "questions = ['x']\n#", "questions › 0"),
        ("questions.toml", "[[questions]]", "[[questions", "questions.toml cannot be read"),
        ("pack.toml", "[follow_ups]", "[follow_ups]\nnonsense = []", "follow_ups: unknown gap nonsense"),
        ("pack.toml", 'name = "', 'nickname = "', "personas › 0 › name"),
    ],
)
def test_a_faulty_pack_is_refused_by_the_name_of_the_entry(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = Path(shutil.copytree(SHIPPED / "team-lead", tmp_path / "faulty"))
    text = (folder / file).read_text()
    if "questions = " in new:
        text = new
    first = load_pack(SHIPPED / "team-lead").questions[0].id
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert told.replace("ID", first) in caught.value.message
    assert caught.value.hint


def test_a_question_may_stand_only_once_in_a_pack(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED / "team-lead", tmp_path / "faulty"))
    bank = (folder / "questions.toml").read_text()
    (folder / "questions.toml").write_text(bank + bank)
    with pytest.raises(PackError, match="stands twice"):
        load_pack(folder)


def test_an_unknown_persona_is_told_with_those_there_are() -> None:
    with pytest.raises(PackError) as caught:
        load_pack(SHIPPED / "team-lead").persona("nobody")
    assert "operations-manager" in caught.value.hint
