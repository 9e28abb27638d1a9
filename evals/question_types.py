"""Trains the head that tells the type of a question which comes without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.model_selection import GroupKFold

from evals.data import AnswerSample
from evals.embedded import embedded_texts
from evals.fitting import FOLDS, fit_choice, fit_terms
from interviewer.coach.features import Array
from interviewer.coach.heads import Head, TermWeights
from interviewer.coach.question_type import question_rows
from interviewer.critique import QUESTION_TYPES
from interviewer.pack import find_packs, load_pack


@dataclass(frozen=True)
class Questions:
    """Questions whose type is known, each once: those of the answers and of the shipped packs."""

    texts: list[str]
    types: list[str]
    vectors: Array

    def rows(self, places: Sequence[int], terms: TermWeights) -> tuple[Array, NDArray[np.bool_]]:
        wanted = np.array([[self.types[i] == kind for kind in QUESTION_TYPES] for i in places])
        return question_rows([self.texts[i] for i in places], self.vectors[places], terms), wanted


def known_questions(samples: Sequence[AnswerSample]) -> Questions:
    packs = [load_pack(folder) for folder in find_packs().values()]
    types = {q.text: q.type for pack in packs for q in pack.questions} | {s.question: s.question_type for s in samples}
    return Questions(list(types), list(types.values()), embedded_texts(list(types)).astype(np.float64))


def fit_question_types(questions: Questions, places: Sequence[int]) -> tuple[TermWeights, Head]:
    terms = fit_terms([questions.texts[i] for i in places], least=2)
    return terms, fit_choice("question_type", QUESTION_TYPES, *questions.rows(places, terms))


def look_at_question_types(questions: Questions, say: Callable[[str], None]) -> None:
    """Cross-validated over groups of like questions, so that none is told by its own twin."""
    likeness = AgglomerativeClustering(n_clusters=None, distance_threshold=0.35, metric="cosine", linkage="average")
    groups = likeness.fit_predict(questions.vectors)
    right: list[bool] = []
    for train, held in GroupKFold(FOLDS).split(groups, groups=groups):
        terms, head = fit_question_types(questions, list(train))
        rows, wanted = questions.rows(list(held), terms)
        right += list(head.logits(rows).argmax(axis=1) == wanted.argmax(axis=1))
    say(f"question type right {np.mean(right):.3f} of {len(right)}")
