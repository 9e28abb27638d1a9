"""Who may import whom, and what the shipped guide must hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from core_parts import ROOT

from knowledge import read_guide

GUIDES = ROOT / "knowledge" / "guides"
SEEDS = ROOT.parent / "shared" / "seeds"
TOPICS = Path(__file__).with_name("guide-map-topics.txt").read_text().split()
HEAVY = {"llama_cpp", "chromadb", "sentence_transformers"}
FORBIDDEN = {
    "tui": HEAVY | {"knowledge"},
    "knowledge": {"interviewer", "tui", "evals"},
    "interviewer": {"tui", "evals"},
}


def imported(path: Path) -> set[str]:
    """The top-level names of all imports, also those inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_point_in_one_direction(package: str) -> None:
    files = [path for path in (ROOT / package).rglob("*.py") if path != ROOT / "interviewer" / "cli.py"]
    assert files
    wrong = {
        str(path.relative_to(ROOT)): found for path in files if (found := imported(path) & FORBIDDEN[package])
    }
    assert wrong == {}


def test_the_prompts_hold_no_python() -> None:
    assert list((ROOT / "prompts").rglob("*.py")) == []


def test_every_topic_of_the_map_has_a_section_with_all_its_parts() -> None:
    sections = {section.topic: section for section in read_guide(GUIDES / "media-producer").sections}
    assert len(TOPICS) == 64 and set(TOPICS) - set(sections) == set()
    for topic in TOPICS:
        section = sections[topic]
        assert all([section.advice, section.why, section.weaker, section.stronger, section.before]), topic


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source articles are not beside this checkout")
def test_no_nine_words_in_a_row_of_a_source_stand_in_a_guide() -> None:
    def runs(path: Path) -> set[str]:
        spoken = re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace").lower())
        return {" ".join(spoken[start : start + 9]) for start in range(len(spoken) - 8)}

    sources = set().union(*(runs(path) for path in SEEDS.glob("*.txt")))
    assert sources
    assert {path.name: found for path in GUIDES.rglob("*.md") if (found := runs(path) & sources)} == {}
