"""What one model's view is worth: weights fitted on the labelled answers for one GGUF, kept by its hash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from interviewer.critique import Frozen

SHIPPED = Path(__file__).parent / "calibrations"
WORTH_ASKING = 0.25  # of its remarks pass the checks
VERSION = 3  # of the prompts and the fit: an older file says nothing about today's judge


class Calibration(Frozen):
    """Fitted by `interviewer models calibrate`. Figures are cross-validated on answers that the fit has not seen.

    The judge's views are scaled by `centre` and `spread`, weighed, and added to each of the four logits of the score.
    `counts` is false where the model did not make the score better beyond doubt: then it is not asked.
    """

    version: int = VERSION
    model: str
    sha256: str
    answers: int = Field(ge=1)
    names: tuple[str, ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    kappa_without: float
    kappa_with: float
    gain: float  # of log likelihood an answer, in nats
    gain_low: float  # lower end of its 95 % interval
    counts: bool
    words: float = Field(ge=0, le=1)  # share of its remarks that passed the coach's checks

    @property
    def words_count(self) -> bool:
        """Is it asked to word the feedback? Where hardly a remark passes, the candidate would wait for nothing."""
        return self.words >= WORTH_ASKING

    def additions(self, views: NDArray[np.float64]) -> tuple[float, ...]:
        """What is added to the logits of "above 1" to "above 4"."""
        scaled = (views - np.array(self.centre)) / np.array(self.spread)
        return (float(scaled @ np.array(self.weights)),) * 4


def find_calibration(sha256: str | None, *, folder: Path) -> Calibration | None:
    """The calibration of the model with this hash, the user's own before the shipped one; None where there is none
    of today's version."""
    for path in (folder / f"{sha256}.json", SHIPPED / f"{sha256}.json"):
        if sha256 and path.is_file():
            try:
                found = Calibration.model_validate_json(path.read_text(encoding="utf-8"))
            except (ValidationError, OSError):
                continue
            if found.version == VERSION:
                return found
    return None
