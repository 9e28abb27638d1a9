"""Suite: what people type that is no answer."""

from __future__ import annotations

from evals.asking import asked
from evals.loading import DATASETS, read_rows
from evals.run import Findings, Run
from evals.scorers.junk import Given, JunkSample
from evals.scorers.junk import junk as junk_measures


def junk(run: Run) -> Findings:
    """Measures named junk.*, and what got credit."""
    samples = run.limited(read_rows(DATASETS / "junk.jsonl", JunkSample, key=lambda row: row.id))
    coach, pack = run.subject.coach, run.subject.pack

    def act(sample: JunkSample) -> Given:
        critique = coach.critique(
            sample.answer,
            question=asked(sample.question, sample.question_type, pack),
            level="mid",
            pack=pack,
            critique_id=sample.id,
            wording=False,
        )
        return Given(score=critique.score)

    found = run.outcomes("junk", samples, act, Given)
    credited = [
        {**sample.model_dump(mode="json"), "score": given.score}
        for sample, given in zip(samples, found, strict=True)
        if given.score is not None and given.score > 1
    ]
    return Findings(junk_measures(samples, found), exhibits={"credited_junk": credited})
