"""Suite: the feedback as a candidate reads it, worded by the model, on a fixed sample; and the plain prompt's beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.asking import asked, judge_answer
from evals.data import AnswerSample
from evals.rivals.naive import Naive, grade_naively
from evals.run import Findings, Run
from evals.scorers import advice, ask, echo, grounding, tone
from evals.scorers.reading import reading
from evals.scorers.scoring import agreement
from evals.scorers.speed import speed
from evals.scorers.variety import variety
from evals.task import Judged, Measure, Score, mean_of
from interviewer.critique import Critique

SAMPLE = 48  # answers whose feedback the model words: one to two seconds each with the starter model on a quiet machine
NAIVE_SAMPLE = 30  # of them for the plain prompt, which takes as long and needs no close look
WORST = 10


def feedback(run: Run) -> Findings:
    """Measures named feedback.*, speed of the same critiques, the naive rival, and the ten worst texts in full."""
    samples = [sample for sample in run.test_answers() if sample.status == "scored"][:SAMPLE]
    worded = [Judged(one, critique) for one, critique in zip(samples, _critiques(run, samples, True), strict=True)]
    silent = _critiques(run, samples, False)
    scored = [one for one in worded if one.critique.status == "scored"]
    checks = _checks(run, scored)
    measures = [
        *(mean_of(f"feedback.{name}", scores) for name, scores in checks.items()),
        _invented_facts(checks["nothing_invented"]),
        _model_words(worded, silent),
        *variety(scored, prefix="feedback"),
        *reading(scored, prefix="feedback"),
        *speed(samples, [one.critique for one in worded]),
    ]
    return Findings(measures, rivals=_naive(run, samples[:NAIVE_SAMPLE]), exhibits={"worst_feedback": _worst(scored, checks)})


def _critiques(run: Run, samples: Sequence[AnswerSample], wording: bool) -> list[Critique]:
    coach, pack = run.subject.coach, run.subject.pack
    task = "feedback" if wording else "judgement"
    return run.outcomes(
        task, samples, lambda sample: judge_answer(coach, sample, pack=pack, wording=wording), Critique
    )


def _checks(run: Run, scored: Sequence[Judged]) -> dict[str, list[Score]]:
    """Every check of every text. Those about improvements are over critiques that have one."""
    pack, library = run.subject.pack, run.subject.library
    improved = [one for one in scored if one.critique.improvements]
    questions = {one.sample.id: asked(one.sample.question, one.sample.question_type, pack) for one in improved}
    return {
        "advice_supports": [
            advice.check(one, question=questions[one.sample.id], library=library) for one in improved
        ],
        "quotes_verbatim": [grounding.verbatim(one) for one in scored],
        "nothing_invented": [grounding.invented(one, role=pack.role) for one in scored],
        "ask_fits": [ask.check(one, question=questions[one.sample.id], pack=pack) for one in improved],
        "no_echo": [echo.check(one) for one in improved],
        "tone": [tone.check(one) for one in scored],
    }


def _invented_facts(scores: Sequence[Score]) -> Measure:
    """How many critiques hold a name or number out of nowhere: to be nought."""
    bad = np.array([1.0 - score.value for score in scores], dtype=float)
    stories = tuple(score.story for score in scores)
    return Measure("feedback.invented_facts", stories, lambda drawn: float(bad[drawn].sum()), "lower")


def _model_words(worded: Sequence[Judged], silent: Sequence[Critique]) -> Measure:
    """The share of critiques with improvements in which words of the model's own passed the coach's checks."""
    scores = [
        Score(one.sample.id, one.sample.story, float(_texts(one.critique) != _texts(plain)))
        for one, plain in zip(worded, silent, strict=True)
        if one.critique.improvements
    ]
    return mean_of("feedback.model_words", scores)


def _texts(critique: Critique) -> list[str]:
    return [text for one in critique.improvements for text in (one.text, one.ask)]


def _naive(run: Run, samples: Sequence[AnswerSample]) -> dict[str, Sequence[Measure]]:
    """The plain prompt on the same answers: its grades, and whether its text is true to them."""
    model = run.subject.model
    if model is None:
        return {}
    found = run.outcomes("naive", samples, lambda sample: grade_naively(model, sample), Naive)
    both = list(zip(samples, found, strict=True))
    graded = [(sample, naive.grade) for sample, naive in both if naive.grade is not None]
    truth, given = (np.array([pair[side] for pair in _pairs(graded)], dtype=int) for side in (0, 1))
    role = run.subject.pack.role
    grounded = [
        not grounding.invented_in(naive.text, known=f"{sample.question} {sample.answer} {role} grade feedback 1 2 3 4 5")
        for sample, naive in both
    ]
    scores = [Score(sample.id, sample.story, float(right)) for (sample, _), right in zip(both, grounded, strict=True)]
    exact = [Score(sample.id, sample.story, float(naive.grade == sample.score)) for sample, naive in both]
    told = [Score(sample.id, sample.story, float(naive.told)) for sample, naive in both]
    kappa = agreement("scoring.kappa", truth, given, tuple(sample.story for sample, _ in graded))
    return {
        "naive prompt": [
            kappa,
            mean_of("scoring.exact", exact),
            mean_of("naive.grade_in_the_text", told),
            mean_of("feedback.nothing_invented", scores),
        ]
    }


def _pairs(graded: Sequence[tuple[AnswerSample, int | None]]) -> list[tuple[int, int]]:
    return [(sample.score or 0, grade or 0) for sample, grade in graded]


def _worst(scored: Sequence[Judged], checks: dict[str, list[Score]]) -> list[dict[str, object]]:
    """The texts with the most faults, then those that miss the planted gap, in full and with the reasons."""
    faults: dict[str, list[str]] = {one.sample.id: [] for one in scored}
    for name, scores in checks.items():
        for score in scores:
            if score.value < 1:
                faults[score.sample].append(f"{name.replace('_', ' ')}: {score.why}")
    # What is said comes before what is left out: an untrue sentence is worse than another gap.
    ranked = sorted(scored, key=lambda one: (-len(faults[one.sample.id]), -len(_missed(one)), one.sample.id))
    return [
        {
            "id": one.sample.id,
            "question": one.sample.question,
            "answer": one.sample.answer,
            "label": one.sample.score,
            "label_gaps": list(one.sample.gaps),
            "critique": one.critique.model_dump(mode="json"),
            "faults": [*faults[one.sample.id], *_missed(one)],
        }
        for one in ranked[:WORST]
    ]


def _missed(one: Judged) -> list[str]:
    """How the judgement behind the text differs from the label."""
    found: list[str] = []
    named = [improvement.gap for improvement in one.critique.improvements]
    if one.sample.gaps and one.sample.gaps[0] not in named:
        found.append(f"misses the planted gap: {one.sample.gaps[0]}")
    if one.critique.score is not None and one.sample.score is not None and one.critique.score != one.sample.score:
        found.append(f"score {one.critique.score}, label {one.sample.score}")
    return found
