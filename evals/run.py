"""One run over one subject: what every suite gets, and the loop that judges samples, resumed from the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

from evals.cache import Cache
from evals.data import AnswerSample, of_split
from evals.loading import Dataset
from evals.subject import Subject
from evals.task import Measure

Sample = TypeVar("Sample", bound=BaseModel)
Outcome = TypeVar("Outcome", bound=BaseModel)
Advance = Callable[[], None]


class Progress(Protocol):
    """Shows how far one task is."""

    def task(self, what: str, total: int) -> AbstractContextManager[Advance]: ...


class Silence:
    """Shows nothing."""

    @contextmanager
    def task(self, what: str, total: int) -> Iterator[Advance]:
        yield lambda: None


@dataclass(frozen=True)
class Findings:
    """What a suite found: measures of the subject, measures of its rivals by name, and things to look at."""

    measures: Sequence[Measure] = ()
    rivals: Mapping[str, Sequence[Measure]] = field(default_factory=dict)
    exhibits: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """The subject, the data and the means. `limit` is the most samples of one task, None for all."""

    subject: Subject
    dataset: Dataset
    cache: Cache | None = None
    limit: int | None = None
    progress: Progress = field(default_factory=Silence)

    def test_answers(self, most: int | None = None) -> list[AnswerSample]:
        """The test split in an order that has nothing to do with the file's, so that a limit takes a fair part."""
        answers = sorted(of_split(self.dataset.answers, "test"), key=lambda answer: _shuffled(answer.id))
        return self.limited(answers)[:most]

    def limited(self, samples: Sequence[Sample]) -> list[Sample]:
        return list(samples[: self.limit])

    def outcomes(
        self, task: str, samples: Sequence[Sample], act: Callable[[Sample], Outcome], noun: type[Outcome]
    ) -> list[Outcome]:
        """`act` on every sample that the cache does not hold; each outcome is kept as soon as it is there."""
        found: list[Outcome] = []
        with self.progress.task(task, len(samples)) as advance:
            for sample in samples:
                content = sample.model_dump_json()
                outcome = self.cache.read(task, content, noun) if self.cache else None
                if outcome is None:
                    outcome = act(sample)
                    if self.cache:
                        self.cache.write(task, content, outcome)
                found.append(outcome)
                advance()
        return found


Suite = Callable[[Run], Findings]


def _shuffled(name: str) -> str:
    return hashlib.sha256(f"order:{name}".encode()).hexdigest()
