"""Trains the coach's reading of answers from the labelled data, and ships it as data (interviewer/coach/weights).

    python -m evals.train           cross-validate, fit on everything but the test split, write the weights
    python -m evals.train --look    cross-validate only

Logistic regressions throughout (scikit-learn): labels of segments from embeddings, terms and cues; then the rubric's
fields from the segments' labels. The second stage learns from out-of-fold labels, as it will meet them in use.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold

from evals.calibrate import OUT_OF_FOLD
from evals.cross_encoded import crossed_logits
from evals.data import AnswerSample, SegmentedAnswer, segment_labels, split_of
from evals.embedded import embedded
from evals.fitting import FOLDS, fit_choice, fit_head, fit_terms, scale_of
from evals.loading import load_dataset
from evals.question_types import fit_question_types, known_questions, look_at_question_types
from interviewer.coach.cross_encoder import together
from interviewer.coach.features import Array, Material, Vectors, answer_row, segment_rows
from interviewer.coach.gaps import (
    NONE,
    OFF_TOPIC,
    SURELY_OFF_TOPIC,
    final_row,
    named,
    possible,
    unless_off_topic,
)
from interviewer.coach.heads import Head, Scale, TermWeights, Weights, save_weights, sigmoid, softmax
from interviewer.coach.scoring import most_likely, score_chances
from interviewer.coach.segments import words
from interviewer.coach.shown import OWNERSHIPS, Shown
from interviewer.coach.status import STATUSES, certain, status_row, told_segments
from interviewer.critique import ELEMENTS, QUESTION_TYPES
from interviewer.rubric import load_rubric

NAMES: Mapping[str, tuple[str, ...]] = {
    "star": ELEMENTS,
    "ownership": OWNERSHIPS,
    "specificity": ("above_low", "above_medium"),
    "relevance": ("on_topic", "partial"),
    "gaps": (*(gap.code for gap in load_rubric().gaps), NONE),
    "score": ("above_1", "above_2", "above_3", "above_4"),
}


@dataclass(frozen=True)
class Example:
    """A labelled answer with its vectors; `labels` has a row a segment."""

    sample: AnswerSample
    material: Material
    vectors: Vectors
    labels: NDArray[np.bool_]  # no row for an unscored answer


def targets(samples: Sequence[AnswerSample]) -> dict[str, NDArray[np.bool_]]:
    """What each head of an answer should say, one row a sample."""

    def table(say: Callable[[AnswerSample], Sequence[bool]]) -> NDArray[np.bool_]:
        return np.array([list(say(sample)) for sample in samples], dtype=bool)

    return {
        "star": table(lambda s: [getattr(s.star, element) for element in ELEMENTS]),
        "ownership": table(lambda s: [s.ownership == name for name in NAMES["ownership"]]),
        "specificity": table(lambda s: [s.specificity != "low", s.specificity == "high"]),
        "relevance": table(lambda s: [s.relevance == name for name in NAMES["relevance"]]),
        "gaps": table(lambda s: [gap == (*s.gaps, NONE)[0] for gap in NAMES["gaps"]]),
        "score": table(lambda s: [(s.score or 0) > bound for bound in (1, 2, 3, 4)]),
    }


def fit_labels(examples: Sequence[Example], terms: TermWeights, labels: Sequence[str]) -> Head:
    some = [one for one in examples if one.sample.status == "scored"]
    # Sparse: most terms stand in few segments, and the solver is many times quicker on what is there.
    rows = vstack([csr_matrix(segment_rows(one.material, one.vectors, terms)) for one in some]).tocsr()
    return fit_head("labels", labels, rows, np.vstack([one.labels for one in some]))


@dataclass(frozen=True)
class Rows:
    """What the second stage sees: a row a sample for the rubric's fields, and one for the status."""

    answers: Array
    status: Array


def read_rows(examples: Sequence[Example], terms: TermWeights, labels: Head) -> Rows:
    found = [labels.probabilities(segment_rows(one.material, one.vectors, terms)) for one in examples]
    both = list(zip(examples, found, strict=True))
    return Rows(
        np.array([answer_row(one.material, one.vectors, some) for one, some in both]),
        np.array([status_row(one.material, one.vectors, some, one.sample.answer) for one, some in both]),
    )


def out_of_fold(examples: Sequence[Example], labels: Sequence[str]) -> Rows:
    """The rows, each with segment labels by a model that has not seen its story."""
    answers: dict[int, Array] = {}
    status: dict[int, Array] = {}
    for train, held in folds(examples):
        some = [examples[i] for i in train]
        terms = fit_terms(texts_of(some))
        found = read_rows([examples[i] for i in held], terms, fit_labels(some, terms, labels))
        answers |= dict(zip(held, found.answers, strict=True))
        status |= dict(zip(held, found.status, strict=True))
    places = range(len(examples))
    return Rows(np.array([answers[i] for i in places]), np.array([status[i] for i in places]))


def texts_of(examples: Sequence[Example]) -> list[str]:
    """The segments of the scored ones, as they are weighed."""
    return [text for one in examples if one.sample.status == "scored" for text in one.material.neutral]


def folds(examples: Sequence[Example]) -> list[tuple[list[int], list[int]]]:
    stories = [one.sample.story for one in examples]
    return [(list(a), list(b)) for a, b in GroupKFold(FOLDS).split(stories, groups=stories)]


def fit_answers(rows: Array, wanted: Mapping[str, NDArray[np.bool_]]) -> tuple[Scale, dict[str, Head]]:
    """The heads of the rubric's fields; that of the score from what is on topic: `unless_off_topic` brings in the rest."""
    scale = scale_of(rows)
    on_topic = ~wanted["gaps"][:, NAMES["gaps"].index(OFF_TOPIC)]
    kept = {name: on_topic if name == "score" else np.ones(len(rows), dtype=bool) for name in NAMES}
    fits = {name: fit_choice if name == "gaps" else fit_head for name in NAMES}
    return scale, {name: fits[name](name, NAMES[name], scale(rows[kept[name]]), wanted[name][kept[name]]) for name in NAMES}


def fit_status(rows: Array, samples: Sequence[AnswerSample]) -> tuple[Scale, Head]:
    scale = scale_of(rows)
    wanted = np.array([[status_of(sample) == name for name in STATUSES] for sample in samples])
    return scale, fit_head("status", STATUSES, scale(rows), wanted)


def status_of(sample: AnswerSample) -> str:
    return sample.reason or "scored"


def look_at_status(examples: Sequence[Example], rows: Array, say: Callable[[str], None]) -> None:
    samples = [one.sample for one in examples]
    given = [""] * len(samples)
    for train, held in folds(examples):
        scale, head = fit_status(rows[train], [samples[i] for i in train])
        for place, row in zip(held, head.logits(scale(rows[held])), strict=True):
            given[place] = STATUSES[int(row.argmax())]
    wrong = [(s, g) for s, g in zip(samples, given, strict=True) if (s.status == "scored") != (g == "scored")]
    reasons = [status_of(s) == g for s, g in zip(samples, given, strict=True) if s.status == "unscored"]
    say(f"status right {1 - len(wrong) / len(samples):.3f} of {len(samples)} that no rule decides; "
        f"reason right {np.mean(reasons):.3f}")
    for sample, found in wrong:
        say(f"  {sample.id} is {status_of(sample)}, read as {found}: {' '.join(sample.answer.split())[:110]}")


@dataclass(frozen=True)
class Final:
    """The last stage: the score from the first score's logits and the gaps' chances."""

    scale: Scale
    head: Head
    out_of_fold: Array  # its logits, shape (samples, 4), each by a model that has not seen the story
    gaps: list[dict[str, float]]  # that it saw
    off_topic: Array  # chances that it saw


def fit_final(examples: Sequence[Example], said: Mapping[str, Array], logits: Mapping[str, Array]) -> Final:
    """`said` and `logits`: out-of-fold probabilities and logits by head."""
    rubric = load_rubric()
    off_topic = said["gaps"][:, NAMES["gaps"].index(OFF_TOPIC)]
    rows, seen = [], []
    for place, one in enumerate(examples):
        kind = one.sample.question_type
        gaps = possible(
            dict(zip(NAMES["gaps"], map(float, said["gaps"][place]), strict=True)),
            question=one.sample.question, question_type=kind, words=len(words(one.sample.answer)),
            shown=_shown(said, place), rubric=rubric,
        )  # fmt: skip
        seen.append(gaps)
        own = {name: table[place] for name, table in logits.items()}
        rows.append(final_row(own, gaps, question_type=kind, rubric=rubric))
    table, wanted = np.array(rows), targets([one.sample for one in examples])["score"]
    on_topic = np.array([OFF_TOPIC not in one.sample.gaps for one in examples])

    def fit(places: NDArray[np.int_]) -> tuple[Scale, Head]:
        some = places[on_topic[places]]
        scale = scale_of(table[some])
        return scale, fit_head("final", NAMES["score"], scale(table[some]), wanted[some])

    logits_out = np.zeros((len(rows), 4))
    for train, held in folds(examples):
        scale, head = fit(np.array(train))
        found = head.logits(scale(table[held]))
        logits_out[held] = [unless_off_topic(row, float(off_topic[place])) for place, row in zip(held, found, strict=True)]
    scale, head = fit(np.arange(len(rows)))
    return Final(scale, head, logits_out, seen, off_topic)


def _shown(said: Mapping[str, Array], place: int) -> Shown:
    return Shown.of(*(said[name][place] for name in ("star", "ownership", "specificity")))


def look_at_gaps(
    samples: Sequence[AnswerSample], final: Final, said: Mapping[str, Array], given: NDArray[np.int_], say: Callable[[str], None]
) -> None:
    first, in_three, real = [], [], []
    for place, (sample, gaps, points) in enumerate(zip(samples, final.gaps, given, strict=True)):
        found = (OFF_TOPIC,) if final.off_topic[place] > SURELY_OFF_TOPIC else named(
            int(points), gaps, float(final.off_topic[place]), shown=_shown(said, place), told={}, question_type=sample.question_type,
            rubric=load_rubric(),
        )  # fmt: skip
        if sample.gaps:
            first.append(found[:1] == tuple(sample.gaps[:1]))
            in_three.append(sample.gaps[0] in found)
        if found:
            real.append(len(set(found) & set(sample.gaps)) / len(found))
    off = [(s.gaps[:1] == (OFF_TOPIC,), p > SURELY_OFF_TOPIC) for s, p in zip(samples, final.off_topic, strict=True)]
    say(f"gap first {np.mean(first):.3f}  in three {np.mean(in_three):.3f}  of the named ones real {np.mean(real):.3f}  "
        f"off topic {sum(a for a, _ in off)}, said of {sum(b for _, b in off)}, rightly {sum(a and b for a, b in off)}")


def look(examples: Sequence[Example], rows: Array, say: Callable[[str], None]) -> Final:
    """Cross-validated figures of the second and third stage; returns the third, fitted on all of them."""
    samples = [one.sample for one in examples]
    wanted = targets(samples)
    linear = {name: np.zeros(found.shape) for name, found in wanted.items()}
    for train, held in folds(examples):
        scale, heads = fit_answers(rows[train], {name: found[train] for name, found in wanted.items()})
        for name, head in heads.items():
            linear[name][held] = head.logits(scale(rows[held]))
    logits = together(linear, crossed_logits([one.material for one in examples], [sample.id for sample in samples]))
    said = {name: softmax(found) if name == "gaps" else sigmoid(found) for name, found in logits.items()}
    final = fit_final(examples, said, logits)
    score = np.array([sample.score for sample in samples])
    given = np.array([most_likely(score_chances(row)) for row in final.out_of_fold])
    given[final.off_topic > SURELY_OFF_TOPIC] = 1
    by_element = [f1_score(wanted["star"][:, i], said["star"][:, i] > 0.5) for i in range(len(ELEMENTS))]
    say(f"kappa {cohen_kappa_score(score, given, weights='quadratic'):.3f}  exact {np.mean(score == given):.3f}  "
        f"bias {np.mean(given - score):+.3f}")
    for kind in QUESTION_TYPES:
        of = np.array([sample.question_type == kind for sample in samples])
        say(f"  {kind:20s} {of.sum():4d}  kappa {cohen_kappa_score(score[of], given[of], weights='quadratic'):.3f}  "
            f"exact {np.mean(score[of] == given[of]):.3f}")
    say("star F1 " + " ".join(f"{e} {f:.3f}" for e, f in zip(ELEMENTS, by_element, strict=True)) + f"  mean {np.mean(by_element):.3f}")
    for name in ("ownership", "relevance"):
        say(f"{name} right {np.mean(said[name].argmax(axis=1) == wanted[name].argmax(axis=1)):.3f}")
    level = (said["specificity"] > 0.5).sum(axis=1)
    say(f"specificity right {np.mean(level == wanted['specificity'].sum(axis=1)):.3f}")
    look_at_gaps(samples, final, said, given, say)
    return final


def load_examples(labels: Sequence[str], most: int | None = None) -> list[Example]:
    """All labelled answers that no rule decides (or so many of them), the test split left out."""
    dataset = load_dataset()
    by_answer = {row.answer: row for row in dataset.segments}
    chosen = [
        answer for answer in dataset.answers
        if split_of(answer.story) != "test" and certain(answer.answer, question=answer.question) is None
    ][:most]  # fmt: skip
    materials = [Material(a.question, a.question_type, a.level, told_segments(a.answer)) for a in chosen]
    return [
        Example(sample, material, found, _labels(sample, material, by_answer.get(sample.id), labels))
        for sample, material, found in zip(chosen, materials, embedded(materials), strict=True)
    ]


def main() -> None:
    labels = tuple(sorted(segment_labels()))
    examples = load_examples(labels)
    chosen = [one.sample for one in examples]
    scored = [i for i, one in enumerate(examples) if one.sample.status == "scored"]
    np.random.seed(0)  # liblinear shuffles
    print(f"{len(scored)} answers and {len(examples) - len(scored)} non-answers, the test split left out")
    rows = out_of_fold(examples, labels)
    final = look([examples[i] for i in scored], rows.answers[scored], print)
    look_at_status(examples, rows.status, print)
    questions = known_questions(chosen)
    look_at_question_types(questions, print)
    if "--look" in sys.argv:
        return
    terms = fit_terms(texts_of(examples))
    scale, heads = fit_answers(rows.answers[scored], targets([chosen[i] for i in scored]))
    status_scale, status = fit_status(rows.status, chosen)
    question_terms, question_type = fit_question_types(questions, range(len(questions.texts)))
    all_heads = {
        "labels": fit_labels(examples, terms, labels), **heads, "status": status, "final": final.head,
        "question_type": question_type,
    }  # fmt: skip
    save_weights(Weights({"segment": terms, "question": question_terms}, {"answer": scale, "status": status_scale, "final": final.scale}, all_heads))
    kept = {chosen[i].id: [round(float(v), 3) for v in row] for i, row in zip(scored, final.out_of_fold, strict=True)}
    OUT_OF_FOLD.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")


def _labels(
    sample: AnswerSample, material: Material, row: SegmentedAnswer | None, labels: Sequence[str]
) -> NDArray[np.bool_]:
    """The labels of the segments that are left; none for an unscored answer."""
    if sample.status == "unscored" or row is None:
        return np.zeros((0, len(labels)), dtype=bool)
    by_text = {segment.text: segment.labels for segment in row.segments}
    return np.array([[label in by_text[segment.text] for label in labels] for segment in material.segments])


if __name__ == "__main__":
    main()
