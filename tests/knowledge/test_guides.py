"""The shipped guide's format, read through `read_guide`."""

import re
from pathlib import Path

import pytest

from knowledge import KnowledgeError, read_guide
from tests.knowledge.conftest import GUIDE, SEEDS

CHAPTER = """---
title: Small
order: 1
sections:
  - topic: one
    title: First things
    source: A
    heading: "Somewhere"
    asked_as:
      - where do I begin
---
# Small

## First things {#one}

Advice.

### Why an interviewer cares

Because.

### Weaker

> "Meh."

### Stronger

> "Better."

### Before the interview

Do it.
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "01.md").write_text(text)
    return folder


def test_every_shipped_section_has_all_four_parts_and_ways_of_asking() -> None:
    guide = read_guide(GUIDE)
    assert len(guide.sections) == 64
    for section in guide.sections:
        assert all([section.advice, section.why, section.weaker, section.stronger, section.before])
        assert len(section.asked_as) >= 12
        lines = (GUIDE / section.file).read_text().splitlines()
        assert lines[section.line_start - 1].startswith("## ") and f"{{#{section.topic}}}" in lines[section.line_start - 1]


def test_a_section_knows_its_parts_and_its_lines(tmp_path: Path) -> None:
    (section,) = read_guide(write(tmp_path / "pack", CHAPTER)).sections
    assert (section.advice, section.why, section.before) == ("Advice.", "Because.", "Do it.")
    assert (section.line_start, section.line_end) == (14, 32)
    assert section.citation == "Pack guide › Small › First things"
    assert section.markdown.startswith("## First things\n\nAdvice.") and "{#" not in section.markdown


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("{#one}", "{#two}", 14, "not in the front matter"),
        ("## First things {#one}", "## First things", 14, "must end in {#topic}"),
        ("## First things {#one}", "## Other things {#one}", 14, "the front matter (line 5)"),
        ("### Weaker", "### Worse", 22, "here ### Weaker is expected"),
        ("### Before the interview\n\nDo it.\n", "", 26, "empty"),
        ("Because.\n", "", 18, "an empty part"),
        ("order: 1", "order: first", 2, "order must be a whole number"),
        ("      - where do I begin", "      - where: do I begin", 5, "list of sentences"),
        ("    source: A\n", "", 5, "has no source"),
        ("title: Small", "title: [Small", 3, "not valid YAML"),
        ("    source: A", "    sauce: A", 5, "unknown key 'sauce'"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    folder = write(tmp_path / "pack", CHAPTER.replace(old, new, 1))
    with pytest.raises(KnowledgeError) as caught:
        read_guide(folder)
    if what != "empty":
        assert caught.value.message.startswith(f"{folder / '01.md'}:{line}: ") and what in caught.value.message


def test_a_topic_may_stand_only_once_in_a_guide(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack", CHAPTER)
    (folder / "02.md").write_text(CHAPTER)
    with pytest.raises(KnowledgeError, match=r"02\.md:14: topic 'one' already stands in 01\.md:14"):
        read_guide(folder)


def test_more_phrasings_and_what_to_see_also_may_stand_beside_the_chapters(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack", CHAPTER)
    other = CHAPTER.replace("one", "two").replace("First things", "Second things").replace("# Small", "# Smaller")
    (folder / "02.md").write_text(other)
    (folder / "asked_as.yaml").write_text("one:\n  - how do I start\n  - where do I begin\n")
    (folder / "see_also.yaml").write_text("one: [two]\n")
    first, second = read_guide(folder).sections
    assert first.asked_as == ("where do I begin", "how do I start") and first.see_also == ("two",)
    assert second.asked_as == ("where do I begin",) and second.see_also == ()


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("asked_as.yaml", "one:\n  - fine\nthree:\n  - lost\n", "asked_as.yaml:3: no section has the topic 'three'"),
        ("asked_as.yaml", "one: [a: b]\n", "asked_as.yaml:1: 'one' must be a list of sentences"),
        ("asked_as.yaml", "one: [\n", "asked_as.yaml:2: not valid YAML"),
        ("see_also.yaml", "one: [four]\n", "see_also.yaml:1: 'one' names 'four', which no section has"),
        ("see_also.yaml", "one: two\n", "see_also.yaml:1: 'one' must be a list of topics"),
    ],
)
def test_a_fault_beside_the_chapters_is_told_with_its_line(tmp_path: Path, name: str, text: str, what: str) -> None:
    folder = write(tmp_path / "pack", CHAPTER)
    (folder / name).write_text(text)
    with pytest.raises(KnowledgeError) as caught:
        read_guide(folder)
    assert what in caught.value.message


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the repository")
def test_no_run_of_nine_words_of_a_source_stands_in_the_guide_or_its_phrasings() -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
        return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}

    source = {run for path in SEEDS.glob("*.txt") for run in runs(path.read_text())}
    for path in [*GUIDE.glob("*.md"), GUIDE / "asked_as.yaml"]:
        assert not source & runs(path.read_text()), path.name
