"""The rubric as data: gaps in order of weight, words for scores and elements, limits (from prompts/rubrics)."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

from pydantic import Field

from interviewer.critique import Frozen, QuestionType
from interviewer.templates import PROMPTS

Kind = Literal["miss", "refinement"]


class Gap(Frozen):
    """One gap of section 4. `only_for` names the types of question that can have it (none named: all),
    `miss_only_for` those in which it is a miss; elsewhere it is a refinement."""

    code: str
    kind: Kind
    title: str
    topics: tuple[str, ...]
    only_for: tuple[QuestionType, ...] = ()
    miss_only_for: tuple[QuestionType, ...] = ()

    def kind_for(self, question_type: QuestionType) -> Kind:
        if self.kind == "miss" and self.miss_only_for and question_type not in self.miss_only_for:
            return "refinement"
        return self.kind


class Rubric(Frozen):
    """Rubric 1. Gaps stand in the order of their weight."""

    version: int
    words_per_minute: int
    brief_words: int
    rambling_seconds: int
    pitch_seconds: int
    score_words: dict[str, str]
    element_words: dict[str, str]
    gaps: tuple[Gap, ...] = Field(min_length=1)

    def gap(self, code: str) -> Gap:
        """The gap with this code. Raises KeyError for an unknown one."""
        return self._by_code()[code]

    def ordered(self, codes: set[str], question_type: QuestionType) -> tuple[str, ...]:
        """The codes by weight: misses before refinements, then the order of the table."""
        order = {gap.code: place for place, gap in enumerate(self.gaps)}
        return tuple(
            sorted(codes, key=lambda code: (self.gap(code).kind_for(question_type) != "miss", order[code]))
        )

    def spoken_seconds(self, words: int) -> int:
        """Estimated speaking time of that many typed words."""
        return round(words * 60 / self.words_per_minute)

    def _by_code(self) -> dict[str, Gap]:
        return {gap.code: gap for gap in self.gaps}


@cache
def load_rubric() -> Rubric:
    """Rubric 1, read once from the shipped file."""
    path = PROMPTS / "rubrics" / "rubric-1.toml"
    return Rubric.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
