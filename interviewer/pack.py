"""A guide pack: the personas, competencies and questions that stand beside a guide, validated at load."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from interviewer.critique import Frozen
from interviewer.errors import PackError
from interviewer.rubric import load_rubric
from interviewer.session import Question

SHIPPED = Path(__file__).resolve().parent.parent / "knowledge" / "guides"


class Competency(Frozen):
    """What an interviewer wants to find out."""

    id: str
    title: str
    description: str


class Persona(Frozen):
    """Who interviews. `style` is addressed to whoever plays the part."""

    id: str
    name: str
    title: str
    style: str
    greeting: str
    closing: str


class Pack(Frozen):
    """Everything of one job's interview that is no code."""

    id: str
    title: str
    role: str
    summary: str
    competencies: tuple[Competency, ...] = Field(min_length=1)
    personas: tuple[Persona, ...] = Field(min_length=1)
    follow_ups: dict[str, tuple[str, ...]]
    questions: tuple[Question, ...] = Field(min_length=1)

    def persona(self, persona_id: str) -> Persona:
        """The persona with this id. Raises PackError naming those there are."""
        for persona in self.personas:
            if persona.id == persona_id:
                return persona
        known = ", ".join(persona.id for persona in self.personas)
        raise PackError(
            f"The pack {self.id} has no interviewer “{persona_id}”.", hint=f"Choose one of: {known}."
        )

    def competency_title(self, competency_id: str) -> str:
        titles = {competency.id: competency.title for competency in self.competencies}
        return titles.get(competency_id, competency_id)

    def follow_up(self, question: Question, gap: str, *, seed: int) -> str | None:
        """A ready follow-up for this gap: the question's own, else one of the pack's, else None."""
        if own := question.follow_ups.get(gap):
            return own
        general = self.follow_ups.get(gap, ())
        return random.Random(f"{seed}:{question.id}:{gap}").choice(general) if general else None


def find_packs(*folders: Path) -> dict[str, Path]:
    """Every folder with a pack.toml below the given ones (the shipped ones first), by its name."""
    packs: dict[str, Path] = {}
    for root in (SHIPPED, *folders):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / "pack.toml").is_file():
                    packs.setdefault(folder.name, folder)
    return packs


def load_pack(folder: Path) -> Pack:
    """Read and check pack.toml and questions.toml. Raises PackError that names the file and the entry."""
    head = _read(folder / "pack.toml")
    bank = _read(folder / "questions.toml")
    try:
        pack = Pack.model_validate({**head, "questions": bank.get("questions", [])})
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(
            f"The pack in {folder} is invalid at {_place(first['loc'], bank)}: {first['msg']}.",
            hint="docs/packs.md describes the format.",
        ) from error
    _check_references(pack, folder)
    return pack


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackError(
            f"{path} cannot be read: {error}.", hint="docs/packs.md describes the format."
        ) from error


def _place(location: tuple[int | str, ...], bank: dict[str, Any]) -> str:
    """A pydantic location in words: an index into the questions becomes the question's id."""
    words = [str(part) for part in location]
    if len(location) > 1 and location[0] == "questions" and isinstance(location[1], int):
        entry = bank["questions"][location[1]]
        if isinstance(entry, dict):
            words[1] = str(entry.get("id", location[1]))
    return " › ".join(words)


def _check_references(pack: Pack, folder: Path) -> None:
    gaps = {gap.code for gap in load_rubric().gaps}
    personas = {persona.id for persona in pack.personas}
    competencies = {competency.id for competency in pack.competencies}
    seen: set[str] = set()
    faults = [f"follow_ups: unknown gap {code}" for code in pack.follow_ups.keys() - gaps]
    for question in pack.questions:
        if question.id in seen:
            faults.append(f"{question.id}: stands twice")
        seen.add(question.id)
        if question.competency not in competencies:
            faults.append(f"{question.id}: unknown competency {question.competency}")
        faults += [f"{question.id}: unknown persona {name}" for name in set(question.personas) - personas]
        faults += [f"{question.id}: unknown gap {code}" for code in question.follow_ups.keys() - gaps]
    if faults:
        raise PackError(
            f"The pack in {folder} has {len(faults)} faults, the first: {sorted(faults)[0]}.",
            hint="docs/packs.md describes the format.",
        )
