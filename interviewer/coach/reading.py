"""Nouns of what is read off an answer without a language model: status, elements, spans, chances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interviewer.coach.segments import Segment
from interviewer.coach.shown import Shown
from interviewer.critique import Relevance, Status, UnscoredReason


@dataclass(frozen=True)
class LabelledSegment:
    """A segment with the probability (0..1) of each label of prompts/rubrics/segment-labels.toml."""

    segment: Segment
    labels: Mapping[str, float]

    @property
    def text(self) -> str:
        return self.segment.text


@dataclass(frozen=True)
class Reading:
    """What one answer shows. An unscored one has a reason, and nothing of section 2 is read off it.

    `off_topic` is the chance that it answers another question, `gaps` holds that of each other gap that the question can
    have to be the one that matters most (coach/gaps.py), `above` the logits of a score above 1, 2, 3 and 4.
    """

    answer: str
    status: Status
    reason: UnscoredReason | None
    word_count: int
    spoken_seconds: int
    segments: tuple[LabelledSegment, ...] = ()
    shown: Shown | None = None
    relevance: Relevance | None = None
    off_topic: float = 0.0
    gaps: Mapping[str, float] = field(default_factory=dict)
    above: tuple[float, ...] = ()

    @property
    def told(self) -> str:
        """All that is told, without what speaks to the software."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def told_by_label(self) -> dict[str, float]:
        """By label, the chance (0..1) of the segment that shows it most clearly."""
        labels = {label for found in self.segments for label in found.labels}
        return {label: max(found.labels.get(label, 0.0) for found in self.segments) for label in labels}

    def strongest(self, label: str) -> LabelledSegment | None:
        """The segment that shows this label most clearly, None when there are no segments."""
        return max(self.segments, key=lambda found: found.labels.get(label, 0.0), default=None)
