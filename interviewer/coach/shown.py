"""What else is read off an answer, and how it goes together with the gaps: the two may not contradict each other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interviewer.critique import ELEMENTS, Ownership, Specificity, Star

Array = NDArray[np.float64]
OWNERSHIPS: tuple[Ownership, ...] = ("clear", "mixed", "unclear", "not_applicable")
SPECIFICITIES: tuple[Specificity, ...] = ("low", "medium", "high")
_ABSENT = {f"missing_{element}": element for element in ELEMENTS[:4]}


@dataclass(frozen=True)
class Shown:
    """Story elements, ownership and specificity, as likely as the heads find them."""

    elements: dict[str, float]  # chance (0..1) of each story element
    ownerships: dict[Ownership, float]
    above: tuple[float, float]  # chance of a specificity above low, and above medium

    @staticmethod
    def of(star: Array, ownership: Array, specificity: Array) -> Shown:
        """From what the three heads say."""
        elements = dict(zip(ELEMENTS, map(float, star), strict=True))
        shares = dict(zip(OWNERSHIPS, map(float, ownership / max(1e-6, ownership.sum())), strict=True))
        return Shown(elements, shares, (float(specificity[0]), float(specificity[1])))

    @property
    def star(self) -> Star:
        there = {element: chance > 0.5 for element, chance in self.elements.items()}
        # A measure is a measure of the outcome (rubric 1, section 2).
        return Star(**{**there, "quantified_result": there["quantified_result"] and there["result"]})

    @property
    def ownership(self) -> Ownership:
        return max(self.ownerships, key=lambda name: self.ownerships[name])

    @property
    def specificity(self) -> Specificity:
        return SPECIFICITIES[sum(chance > 0.5 for chance in self.above)]

    def room_for(self, gap: str) -> float:
        """The chance (0..1) that nothing here contradicts this gap."""
        there, own = self.elements, self.ownerships
        match gap:
            case "missing_situation" | "missing_task" | "missing_action" | "missing_result":
                return 1 - there[_ABSENT[gap]]
            case "unclear_ownership":
                return own["mixed"] + own["unclear"]
            case "low_specificity":
                return 1 - self.above[1]
            case "unquantified_result":
                return there["result"] * (1 - there["quantified_result"])
            case "soft_measure":
                return there["quantified_result"]
            case "no_example" | "buzzwords":
                return 1 - min(there["action"], there["result"])
        return 1.0

    def contradicts(self, gap: str) -> bool:
        """Would a reader of both find them at odds?"""
        star = self.star
        match gap:
            case "missing_situation" | "missing_task" | "missing_action" | "missing_result":
                return bool(getattr(star, _ABSENT[gap]))
            case "unclear_ownership":
                return self.ownership in ("clear", "not_applicable")
            case "low_specificity":
                return self.specificity == "high"
            case "unquantified_result":
                return star.quantified_result or not star.result
            case "soft_measure":
                return not star.quantified_result
            case "no_example" | "buzzwords":
                return star.action and star.result
        return False

    def agreeing_with(self, gap: str) -> Shown:
        """The same where the likeliest gap has the last word on what it is about."""
        match gap:
            case "missing_situation" | "missing_task" | "missing_action" | "missing_result":
                return replace(self, elements=self.elements | {_ABSENT[gap]: 0.0})
            case "unquantified_result":
                return replace(self, elements=self.elements | {"result": 1.0, "quantified_result": 0.0})
            case "soft_measure":
                return replace(self, elements=self.elements | {"result": 1.0, "quantified_result": 1.0})
            case "unclear_ownership":
                return replace(self, ownerships={name: self.ownerships[name] for name in ("mixed", "unclear")})
            case "low_specificity":
                return replace(self, above=(self.above[0], 0.0))
        return self
