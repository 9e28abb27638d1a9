"""What the evals found a language model fit for: one small file a model, kept by its hash in the data folder."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from interviewer.critique import Frozen

Fitness = Literal["yes", "with care", "no"]
MARKS: dict[Fitness, str] = {"yes": "✓", "with care": "~", "no": "✗"}


class Verdict(Frozen):
    """One use of the model: is it fit for it, in a sentence, with the figures behind it."""

    use: str
    fit: Fitness
    says: str
    figures: tuple[str, ...]


class ReportCard(Frozen):
    """One model on one machine, measured on one version of the data."""

    model: str
    sha256: str
    product: str
    data: str
    made_at: datetime
    verdicts: tuple[Verdict, ...]
    speed: tuple[str, ...]


def card_lines(card: ReportCard) -> list[str]:
    """The card as lines of text, for `models info`."""
    lines: list[str] = []
    for verdict in card.verdicts:
        lines.append(f"{MARKS[verdict.fit]} {verdict.use}: {verdict.fit}. {verdict.says}")
        lines.append(f"    {'; '.join(verdict.figures)}")
    lines.append(f"  {'; '.join(card.speed)}")
    return lines


def card_summary(card: ReportCard) -> str:
    """The card in one short line, for the setup screen."""
    return "  ".join(f"{MARKS[verdict.fit]} {verdict.use.lower()}" for verdict in card.verdicts)


def read_card(folder: Path, sha256: str | None) -> ReportCard | None:
    """The card of this model, None when it was never measured (or by a version that wrote another form)."""
    if sha256 is None:
        return None
    try:
        return ReportCard.model_validate_json(_path(folder, sha256).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def write_card(folder: Path, card: ReportCard) -> Path:
    """Keep the card; it appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, card.sha256)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(card.model_dump_json(indent=1))
    Path(name).replace(path)
    return path


def _path(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.json"
