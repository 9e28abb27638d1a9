"""Suite: seconds for a critique with feedback against the plain prompt writing as many tokens. Never cached."""

from __future__ import annotations

import time

import numpy as np
import psutil

from evals.asking import judge_answer
from evals.data import AnswerSample
from evals.rivals.naive import messages
from evals.run import Findings, Run
from evals.scorers.speed import Timed, ratio
from evals.scorers.word_lists import spoken_text
from evals.task import Measure
from interviewer.llm.base import ChatModel

SAMPLE = 12
WORDS = 150


def speed(run: Run) -> Findings:
    """Measures named speed.* and memory.*; the answers are those of the test split nearest to 150 words."""
    measures = [_memory()]
    model = run.subject.model
    if model is None:
        return Findings(measures)
    scored = [sample for sample in run.test_answers() if sample.status == "scored"]
    samples = sorted(scored, key=lambda sample: abs(len(sample.answer.split()) - WORDS))[:SAMPLE]
    timed = []
    with run.progress.task("speed", len(samples)) as advance:
        for sample in samples:
            timed.append(_time(run, model, sample))
            advance()
    return Findings([*measures, ratio(samples, timed), _rate(samples, timed)])


def _time(run: Run, model: ChatModel, sample: AnswerSample) -> Timed:
    started = time.perf_counter()
    critique = judge_answer(run.subject.shipped or run.subject.coach, sample, pack=run.subject.pack, wording=True)
    ours = time.perf_counter() - started
    tokens = max(1, model.count_tokens(spoken_text(critique)))
    started = time.perf_counter()
    first, pieces = started, 0
    for _ in model.stream(messages(sample), max_tokens=tokens):
        pieces += 1
        if pieces == 1:
            first = time.perf_counter()
    ended = time.perf_counter()
    # Where it stopped early it would have gone on at the same pace: the comparison is for as many tokens.
    pace = (ended - first) / max(1, pieces - 1)
    return Timed(ours=ours, naive=(first - started) + pace * (tokens - 1), tokens=tokens)


def _rate(samples: list[AnswerSample], timed: list[Timed]) -> Measure:
    rates = np.array([one.tokens / one.naive for one in timed], dtype=float)
    stories = tuple(sample.story for sample in samples)
    return Measure("speed.naive_tokens_per_second", stories, lambda drawn: float(rates[drawn].mean()), "neither")


def _memory() -> Measure:
    """Megabytes of this process: weights, contexts, embedder, index and the evals themselves."""
    megabytes = psutil.Process().memory_info().rss / 1e6
    return Measure("memory.process_mb", ("process",), lambda drawn: megabytes, "neither")
