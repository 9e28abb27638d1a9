"""Two attempts at one question side by side: what came in, what was closed, which advice was acted on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from interviewer.critique import ELEMENTS, Critique, Improvement
from interviewer.rubric import load_rubric
from interviewer.session import Turn

MOST_GAPS = 3  # a critique names no more (rubric 1, section 4): a lighter gap may be open and unnamed
ELEMENT_OF: Final = {
    "missing_situation": "situation",
    "missing_task": "task",
    "missing_action": "action",
    "missing_result": "result",
    "unquantified_result": "quantified_result",
}
# Causes: where one of them is named, what follows from it is not (rubric 1, section 4).
CAUSES: Final = frozenset({"off_topic", "no_example", "buzzwords", "too_brief"})


@dataclass(frozen=True)
class Comparison:
    """What changed from one scored attempt to a later one. Elements by their names in the rubric, in its order."""

    before: Critique
    after: Critique
    came_in: tuple[str, ...]
    went_missing: tuple[str, ...]
    closed: tuple[Improvement, ...]
    still_open: tuple[Improvement, ...]
    new: tuple[Improvement, ...]

    @property
    def acted_on(self) -> tuple[Improvement, ...]:
        """Gaps that had been named together with advice, and are closed now."""
        return tuple(improvement for improvement in self.closed if improvement.advice is not None)

    @property
    def steps(self) -> int:
        """By how much the score moved."""
        assert self.before.score is not None and self.after.score is not None
        return self.after.score - self.before.score


def compare(before: Critique, after: Critique) -> Comparison | None:
    """None unless both attempts could be scored: nothing is known about one that could not."""
    if before.star is None or after.star is None:
        return None
    had = {element for element in ELEMENTS if getattr(before.star, element)}
    has = {element for element in ELEMENTS if getattr(after.star, element)}
    named = {improvement.gap for improvement in after.improvements}
    earlier = {improvement.gap for improvement in before.improvements}
    return Comparison(
        before=before,
        after=after,
        came_in=tuple(element for element in ELEMENTS if element in has - had),
        went_missing=tuple(element for element in ELEMENTS if element in had - has),
        closed=tuple(improvement for improvement in before.improvements if _closed(improvement.gap, after)),
        still_open=tuple(improvement for improvement in after.improvements if improvement.gap in earlier),
        new=tuple(improvement for improvement in after.improvements if improvement.gap in named - earlier),
    )


def pairs(turn: Turn) -> list[tuple[int, int, Comparison]]:
    """Each scored attempt beside the scored one before it: (number of the earlier, of the later, what changed)."""
    scored = [(number, critique) for number, (_, critique) in enumerate(turn.attempts) if critique and critique.star]
    return [
        (earlier, later, compared)
        for (earlier, before), (later, after) in pairwise(scored)
        if (compared := compare(before, after))
    ]


def last_two(turn: Turn) -> Comparison | None:
    """What changed in the newest scored attempt; None when there are no two."""
    return next((compared for _, _, compared in reversed(pairs(turn))), None)


def _closed(gap: str, after: Critique) -> bool:
    """Whether the later critique shows that this gap is closed. That it is not named there is not enough."""
    named = [improvement.gap for improvement in after.improvements]
    if gap in named:
        return False
    if element := ELEMENT_OF.get(gap):
        return bool(getattr(after.star, element))
    if CAUSES.intersection(named):
        # The new cause may hide it. A cause itself is closed: it would have been named first.
        return gap in CAUSES
    if len(named) == MOST_GAPS:
        order = load_rubric().ordered({gap, *named}, after.question_type)
        return order.index(gap) < MOST_GAPS
    return True
