"""The library's nouns: what a guide, a section of it and a passage are, and how each is cited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

# (done, total, what): how far a long piece of work is. `what` is short and may be shown as it is.
Progress = Callable[[int, int, str], None]

# advice    a piece of a section's advice, or a passage of the user's own document: may be shown as a hit
# detail    another part of a section (why, examples, what to do): points to the section, is not shown as a hit
# phrasing  one way in which a person says that they need the section: points to it, is never shown
PassageKind = Literal["advice", "detail", "phrasing"]


@dataclass(frozen=True)
class Section:
    """One topic of a shipped guide, with its four parts as Markdown."""

    guide: str
    guide_title: str
    chapter: str
    topic: str
    title: str
    source: str
    source_heading: str
    asked_as: tuple[str, ...]
    advice: str
    why: str
    weaker: str
    stronger: str
    before: str
    markdown: str
    file: str
    line_start: int
    line_end: int
    # Topics of the sections that help who needs this one, the most helpful first.
    see_also: tuple[str, ...] = ()

    @property
    def section_id(self) -> str:
        return f"{self.guide}/{self.topic}"

    @property
    def citation(self) -> str:
        return f"{self.guide_title} guide › {self.chapter} › {self.title}"


@dataclass(frozen=True)
class Chapter:
    """One file of a shipped guide: its sections in reading order."""

    title: str
    order: int
    intro: str
    file: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Guide:
    """A shipped guide, read from a pack's folder."""

    guide: str
    title: str
    folder: Path
    content_hash: str
    chapters: tuple[Chapter, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(section for chapter in self.chapters for section in chapter.sections)


@dataclass(frozen=True)
class Passage:
    """A stretch of text as it is stored, embedded and cited. Lines count from 1, both ends included."""

    guide: str
    section_id: str
    kind: PassageKind
    text: str
    topic: str = ""
    title: str = ""
    source: str = ""
    heading: str = ""
    file: str = ""
    line_start: int = 0
    line_end: int = 0
    # What is embedded and searched by words, where that is more than the text that is shown.
    search_text: str = ""

    @property
    def embedded(self) -> str:
        return self.search_text or self.text


@dataclass(frozen=True)
class Dropped:
    """Text that did not reach the store, and why."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Document:
    """One of the user's files, converted to Markdown, cleaned and cut into passages."""

    path: str  # absolute: the document's identity within its guide
    title: str
    content_hash: str
    passages: tuple[Passage, ...]
    dropped: tuple[Dropped, ...] = field(default=())
    merged: tuple[Dropped, ...] = field(default=())
    repaired: int = 0
