"""Suite: what the hiring manager says back, through a real interview of one question."""

from __future__ import annotations

from evals.interviewing import Spoken, speak
from evals.run import Findings, Run
from evals.scorers.follow_up import check
from evals.scorers.follow_up import follow_up as follow_up_measures

SAMPLE, NO_STORIES = 24, 12


def follow_up(run: Run) -> Findings:
    """Measures named follow_up.*, and every follow-up to read; none without an interviewer."""
    if run.subject.interview is None:
        return Findings()
    answers = run.test_answers()
    scored = [answer for answer in answers if answer.status == "scored"][:SAMPLE]
    # "I have no such story" is rare: all splits, because nothing is fitted to what the interviewer says to it.
    no_story = run.limited([answer for answer in run.dataset.answers if answer.reason == "no_story"][:NO_STORIES])
    samples = [*scored, *no_story]
    spoken = run.outcomes("follow-up", samples, lambda sample: speak(run.subject, sample), Spoken)
    role = run.subject.pack.role
    texts = [
        {
            "id": sample.id,
            "question": sample.question,
            "answer": sample.answer,
            "said": said.said,
            "by_model": said.said != said.ready,
            "faults": check(sample, said, role=role).why,
        }
        for sample, said in zip(samples, spoken, strict=True)
        if said.kind == "follow_up"
    ]
    texts.sort(key=lambda text: not text["faults"])
    return Findings(follow_up_measures(samples, spoken, role=role), exhibits={"follow_ups": texts})
