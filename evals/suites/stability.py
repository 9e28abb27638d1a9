"""Suite: the same answers twice, the second time in another order; and three seeds of the plain prompt. Never cached."""

from __future__ import annotations

from evals.asking import judge_answer
from evals.data import AnswerSample
from evals.rivals.naive import grade_naively
from evals.run import Findings, Run
from evals.scorers.stability import same, seed_spread
from evals.task import Measure
from interviewer.critique import Critique

SAMPLE = 6
SEEDS = (1, 2, 3)
TEMPERATURE = 0.8
GRADE_TOKENS = 40


def stability(run: Run) -> Findings:
    """Measures named stability.*. The second pass runs backwards, so that the model's memory holds something else."""
    samples = [sample for sample in run.test_answers() if sample.status == "scored"][:SAMPLE]
    first = _critiques(run, samples)
    second = list(reversed(_critiques(run, list(reversed(samples)))))
    measures: list[Measure] = [same(samples, first, second)]
    model = run.subject.model
    if model is not None:
        grades = []
        with run.progress.task("seeds", len(samples)) as advance:
            for sample in samples:
                grades.append(
                    [
                        grade_naively(
                            model, sample, most_tokens=GRADE_TOKENS, temperature=TEMPERATURE, seed=seed
                        ).grade
                        for seed in SEEDS
                    ]
                )
                advance()
        measures.append(seed_spread(samples, grades))
    return Findings(measures)


def _critiques(run: Run, samples: list[AnswerSample]) -> list[Critique]:
    found = []
    with run.progress.task("stability", len(samples)) as advance:
        for sample in samples:
            found.append(judge_answer(run.subject.coach, sample, pack=run.subject.pack, wording=True))
            advance()
    return found
