"""Reads a shipped guide: a folder of Markdown files with front matter, checked line by line.

The format, one file a chapter:

    ---
    title: Telling your story
    order: 1
    sections:
      - {topic: narrative, title: A list informs, source: A, heading: "Where it comes from", asked_as: [...]}
    ---
    # Telling your story
    ## A list informs {#narrative}
    the advice ... ### Why an interviewer cares ... ### Weaker ... ### Stronger ... ### Before the interview

Beside them may stand `asked_as.yaml` (topic: more ways of asking) and `see_also.yaml` (topic: the topics
that help who needs this one, the most helpful first).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import yaml

from knowledge.documents import Chapter, Guide, Section
from knowledge.errors import GuideError

PARTS = ("Why an interviewer cares", "Weaker", "Stronger", "Before the interview")
TOPIC_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SECTION_LINE = re.compile(r"^## (?P<title>.+?)(?:\s+\{#(?P<topic>[^}]*)\})?\s*$")
PART_LINE = re.compile(r"^### (?P<part>.+?)\s*$")
MORE_PHRASINGS, SEE_ALSO = "asked_as.yaml", "see_also.yaml"
# libyaml is ten times faster where the wheel has it, and reads the same language.
YAML_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def guide_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if path.name.lower() != "readme.md")


def guide_hash(folder: Path) -> str:
    """A hash of everything that the guide is made of, cheap enough to take at every start."""
    digest = hashlib.sha256()
    for path in [folder / "pack.toml", folder / MORE_PHRASINGS, folder / SEE_ALSO, *guide_files(folder)]:
        if path.exists():
            content = path.read_bytes()
            digest.update(f"{path.name}:{len(content)}:".encode())
            digest.update(content)
    return digest.hexdigest()


def read_guide(folder: Path) -> Guide:
    """Read and check a whole guide. Raises GuideError with file and line for the first fault."""
    files = guide_files(folder) if folder.is_dir() else []
    if not files:
        raise GuideError(f"No guide in {folder}: it has no Markdown file.", hint="A guide is a folder of *.md files.")
    title = _guide_title(folder)
    chapters = sorted((_read_chapter(path, folder.name, title) for path in files), key=lambda c: (c.order, c.file))
    seen: dict[str, Section] = {}
    for chapter in chapters:
        for section in chapter.sections:
            if section.topic in seen:
                other = seen[section.topic]
                _fail(
                    folder / section.file,
                    section.line_start,
                    f"topic {section.topic!r} already stands in {other.file}:{other.line_start}",
                )
            seen[section.topic] = section
    phrasings = _by_topic(folder / MORE_PHRASINGS, seen, "sentences")
    see_also = _by_topic(folder / SEE_ALSO, seen, "topics")
    for topic, others in see_also.items():
        for unknown in set(others) - set(seen):
            _fail(folder / SEE_ALSO, 1, f"{topic!r} names {unknown!r}, which no section has")
    chapters = [
        replace(
            chapter,
            sections=tuple(
                replace(
                    section,
                    asked_as=tuple(dict.fromkeys([*section.asked_as, *phrasings.get(section.topic, ())])),
                    see_also=tuple(see_also.get(section.topic, ())),
                )
                for section in chapter.sections
            ),
        )
        for chapter in chapters
    ]
    return Guide(folder.name, title, folder, guide_hash(folder), tuple(chapters))


def _by_topic(path: Path, topics: Collection[str], what: str) -> dict[str, list[str]]:
    """A list for each topic that the file names; nothing where there is no file."""
    if not path.exists():
        return {}
    text = path.read_text("utf-8")
    try:
        found = yaml.load(text, Loader=YAML_LOADER)
    except yaml.MarkedYAMLError as error:
        _fail(path, (error.problem_mark.line + 1) if error.problem_mark else 1, f"not valid YAML: {error.problem}")
    if not isinstance(found, dict):
        _fail(path, 1, f"must be a list of {what} for each topic")
    for topic, items in found.items():
        line = next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"{topic}:")), 1)
        if topic not in topics:
            _fail(path, line, f"no section has the topic {topic!r}")
        if not isinstance(items, list) or not all(isinstance(a, str) and a.strip() for a in items):
            _fail(path, line, f"{topic!r} must be a list of {what} (quote what holds a colon)")
    return found


def _fail(path: Path, line: int, what: str) -> NoReturn:
    raise GuideError(f"{path}:{line}: {what}.", hint="docs/packs.md describes the format of a guide.")


def _guide_title(folder: Path) -> str:
    pack = folder / "pack.toml"
    if not pack.exists():
        return folder.name.replace("-", " ").capitalize()
    try:
        title = tomllib.loads(pack.read_text("utf-8")).get("title")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        _fail(pack, 1, f"not valid TOML: {error}")
    if not isinstance(title, str) or not title:
        _fail(pack, 1, "no title")
    return title


@dataclass(frozen=True)
class _Entry:
    """One section as the front matter announces it."""

    topic: str
    title: str
    source: str
    heading: str
    asked_as: tuple[str, ...]
    line: int


def _read_chapter(path: Path, guide: str, guide_title: str) -> Chapter:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        _fail(path, 1, f"not UTF-8 text (byte {error.start})")
    if not lines or lines[0].strip() != "---":
        _fail(path, 1, "front matter must begin with ---")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        _fail(path, 1, "front matter is not closed with ---")
    title, order, entries = _front_matter(path, lines[1:end])
    heads = [number for number, line in enumerate(lines) if number > end and line.startswith("## ")]
    found: list[str] = []
    sections = []
    for start, stop in zip(heads, [*heads[1:], len(lines)], strict=True):
        match = SECTION_LINE.match(lines[start])
        topic = match["topic"] if match else None
        if not match or not topic:
            _fail(path, start + 1, "the heading of a section must end in {#topic}")
        entry = next((entry for entry in entries if entry.topic == topic), None)
        if entry is None:
            _fail(path, start + 1, f"section {{#{topic}}} is not in the front matter")
        if topic in found:
            _fail(path, start + 1, f"section {{#{topic}}} stands twice")
        if match["title"] != entry.title:
            _fail(path, start + 1, f"the heading says {match['title']!r}, the front matter (line {entry.line}) "
                                   f"{entry.title!r}")
        found.append(topic)
        parts = _parts(path, lines, start, stop)
        last = max(number for number in range(start, stop) if lines[number].strip())
        sections.append(
            Section(
                guide=guide, guide_title=guide_title, chapter=title, topic=topic, title=entry.title,
                source=entry.source, source_heading=entry.heading, asked_as=entry.asked_as,
                advice=parts[0], why=parts[1], weaker=parts[2], stronger=parts[3], before=parts[4],
                markdown=f"## {entry.title}\n\n" + "\n".join(lines[start + 1 : last + 1]).strip("\n") + "\n",
                file=path.name, line_start=start + 1, line_end=last + 1,
            )
        )
    for entry in entries:
        if entry.topic not in found:
            _fail(path, entry.line, f"topic {entry.topic!r} has no section below")
    intro_lines = lines[end + 1 : heads[0] if heads else len(lines)]
    intro = "\n".join(line for line in intro_lines if not line.startswith("# ")).strip()
    return Chapter(title, order, intro, path.name, tuple(sections))


def _front_matter(path: Path, lines: list[str]) -> tuple[str, int, list[_Entry]]:
    try:
        front = yaml.load("\n".join(lines), Loader=YAML_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        _fail(path, (mark.line + 2) if mark else 1, f"not valid YAML: {error.problem}")
    if not isinstance(front, dict):
        _fail(path, 2, "front matter must hold title, order and sections")
    title, order, items = front.get("title"), front.get("order"), front.get("sections")
    if not isinstance(title, str) or not title:
        _fail(path, 2, "front matter has no title")
    if not isinstance(order, int):
        _fail(path, 2, "order must be a whole number")
    if not isinstance(items, list) or not items:
        _fail(path, 2, "front matter lists no sections")
    return title, order, [_entry(path, lines, item) for item in items]


def _entry(path: Path, lines: list[str], item: Any) -> _Entry:
    topic = item.get("topic") if isinstance(item, dict) else None
    needle = re.compile(rf"topic:\s*[\"']?{re.escape(str(topic))}[\"']?\s*$")
    line = next((number + 2 for number, text in enumerate(lines) if needle.search(text)), 2)
    if not isinstance(topic, str) or not TOPIC_ID.fullmatch(topic):
        _fail(path, line, f"topic {topic!r} must be small letters, digits and hyphens")
    unknown = set(item) - {"topic", "title", "source", "heading", "asked_as"}
    if unknown:
        _fail(path, line, f"unknown key {sorted(unknown)[0]!r} in section {topic!r}")
    for key in ("title", "source", "heading"):
        # What was written for the pack itself ("own") stands under no heading of a source.
        empty = key == "heading" and item["source"] == "own" and item.get(key) == ""
        if not empty and (not isinstance(item.get(key), str) or not item[key].strip()):
            _fail(path, line, f"section {topic!r} has no {key}")
    asked_as = item.get("asked_as")
    if not isinstance(asked_as, list) or not asked_as or not all(isinstance(a, str) and a.strip() for a in asked_as):
        _fail(path, line, f"asked_as of section {topic!r} must be a list of sentences (quote what holds a colon)")
    return _Entry(str(topic), item["title"], item["source"], item["heading"], tuple(asked_as), line)


def _parts(path: Path, lines: list[str], start: int, stop: int) -> list[str]:
    """Advice and the four parts of the section in lines[start:stop], in order, none empty."""
    cuts = [number for number in range(start + 1, stop) if PART_LINE.match(lines[number])]
    names = [lines[number][4:].strip() for number in cuts]
    if names != list(PARTS):
        wrong = next((n for n, (a, b) in enumerate(zip(names, PARTS, strict=False)) if a != b), len(names))
        line = cuts[wrong] if wrong < len(cuts) else start
        wanted = f"### {PARTS[wrong]}" if wrong < len(PARTS) else "nothing more"
        _fail(path, line + 1, f"the parts of a section are {', '.join(PARTS)}; here {wanted} is expected")
    parts = []
    for begin, end in zip([start, *cuts], [*cuts, stop], strict=True):
        text = "\n".join(lines[begin + 1 : end]).strip()
        if not text:
            _fail(path, begin + 1, "an empty part")
        parts.append(text)
    return parts
