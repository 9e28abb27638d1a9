"""Fits what one model's view adds to the score: `interviewer models calibrate GGUF`.

Ordinal logistic regression with the reading's own logits as an offset. Those are out of fold (evals/train.py writes
them): logits of answers that the reading was trained on would look surer than they are, and leave the judge no room.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import GroupKFold

from evals.asking import Judging, judge_answer
from evals.data import AnswerSample
from evals.loading import Dataset
from interviewer.coach.calibration import Calibration
from interviewer.coach.judge import view_names, views
from interviewer.coach.reader import Reader
from interviewer.coach.scoring import most_likely, score_chances
from interviewer.llm.base import ChatModel
from interviewer.pack import Pack
from interviewer.session import Question

OUT_OF_FOLD = Path(__file__).with_name("out-of-fold.json")
ANSWERS = 150  # enough for eight weights, and minutes with a small model
REMARKS = 24  # that it words, to see how many pass the checks
PENALTY = 0.02  # of squared weights, an answer
RESAMPLES = 2000
Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Judged:
    """One labelled answer: its score, what the reading says without the model, and the model's views."""

    sample: AnswerSample
    logits: Array
    views: Array


def chosen_answers(dataset: Dataset, *, count: int = ANSWERS) -> list[AnswerSample]:
    """Scored answers with out-of-fold logits, spread evenly over the scores; always the same ones."""
    known = out_of_fold_logits()
    by_score = {score: [a for a in dataset.answers if a.score == score and a.id in known] for score in range(1, 6)}
    return [answer for group in by_score.values() for answer in group[:: max(1, len(group) * 5 // count)][: count // 5]]


def out_of_fold_logits() -> dict[str, list[float]]:
    """By answer id: the four logits of the score, by a reading that has not seen the answer's story."""
    found: dict[str, list[float]] = json.loads(OUT_OF_FOLD.read_text(encoding="utf-8"))
    return found


def words_share(coach: Judging, samples: Sequence[AnswerSample], *, pack: Pack, progress: Callable[[int], None]) -> float:
    """The share of its remarks on these answers that pass the coach's checks. `coach` asks the model for every one."""
    worded = []
    for sample in samples:
        plain, own = (judge_answer(coach, sample, pack=pack, wording=wording) for wording in (False, True))
        if plain.improvements:
            worded.append(own.improvements[0].text != plain.improvements[0].text)
        progress(1)
    return round(float(np.mean(worded)), 3) if worded else 0.0


def calibrate(
    model: ChatModel, samples: Sequence[AnswerSample], *, reader: Reader, words: float, progress: Callable[[int], None]
) -> Calibration:
    """Ask `model` about every sample, and fit. Raises ModelError when it cannot say probabilities."""
    logits = out_of_fold_logits()
    judged: list[_Judged] = []
    for sample in samples:
        reading = reader.read(
            sample.answer, question=sample.question, question_type=sample.question_type, level=sample.level
        )
        if reading.status == "scored":
            question = Question(id=sample.id, text=sample.question, type=sample.question_type, competency="")
            seen = views(model, reading, question=question, level=sample.level)
            judged.append(_Judged(sample, np.array(logits[sample.id]), seen))
        progress(1)
    return fit(judged, model=model.info.name, sha256=model.info.sha256 or "", words=words)


def fit(judged: Sequence[_Judged], *, model: str, sha256: str, words: float) -> Calibration:
    """Weights from all answers; the figures from folds by story that the weights have not seen."""
    seen = np.array([one.views for one in judged])
    centre, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 0.05)
    rows, offset = (seen - centre) / spread, np.array([one.logits for one in judged])
    scores = np.array([one.sample.score or 0 for one in judged])
    stories = [one.sample.story for one in judged]
    with_it = np.zeros_like(offset)
    for train, held in GroupKFold(5).split(rows, groups=stories):
        with_it[held] = offset[held] + (rows[held] @ _weights(rows[train], offset[train], scores[train]))[:, None]
    gains = _log_likelihood(with_it, scores) - _log_likelihood(offset, scores)
    means = np.random.default_rng(0).choice(gains, (RESAMPLES, len(gains))).mean(axis=1)
    return Calibration(
        model=model, sha256=sha256, answers=len(judged), names=view_names(),
        centre=_rounded(centre), spread=_rounded(spread), weights=_rounded(_weights(rows, offset, scores)),
        kappa_without=_kappa(offset, scores), kappa_with=_kappa(with_it, scores),
        gain=round(float(gains.mean()), 4), gain_low=round(float(np.quantile(means, 0.025)), 4),
        counts=bool(np.quantile(means, 0.025) > 0), words=words,
    )  # fmt: skip


def _weights(rows: Array, offset: Array, scores: NDArray[np.int_]) -> Array:
    above = scores[:, None] > np.arange(1, 5)

    def loss(weights: Array) -> float:
        logits = offset + (rows @ weights)[:, None]
        return float(np.logaddexp(0, np.where(above, -logits, logits)).sum(axis=1).mean() + PENALTY * weights @ weights)

    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x)


def _log_likelihood(logits: Array, scores: NDArray[np.int_]) -> Array:
    chances = np.array([score_chances(row) for row in logits])
    return np.asarray(np.log(np.maximum(chances[np.arange(len(scores)), scores - 1], 1e-4)))


def _kappa(logits: Array, scores: NDArray[np.int_]) -> float:
    given = [most_likely(score_chances(row)) for row in logits]
    return round(float(cohen_kappa_score(scores, given, weights="quadratic", labels=[1, 2, 3, 4, 5])), 3)


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)
