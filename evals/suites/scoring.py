"""Suite: the judgement of every test answer, without generated words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evals.asking import asked, judge_answer
from evals.data import AnswerSample
from evals.run import Findings, Run
from evals.scorers import advice, ask, grounding, tone
from evals.scorers.calibration import calibration, reliability
from evals.scorers.elements import elements
from evals.scorers.gaps import gaps
from evals.scorers.scoring import SCORES
from evals.scorers.scoring import scoring as score_measures
from evals.scorers.status import status
from evals.task import Judged, Measure, Score, mean_of
from interviewer.critique import Critique


def scoring(run: Run) -> Findings:
    """Measures named scoring.*, elements.*, status.*, gaps.*, calibration.* and plain.* (the words of the files)."""
    judged = judge_test_answers(run)
    found = [
        measure
        for scorer in (score_measures, elements, status, gaps, calibration)
        for measure in scorer(judged)
    ]
    return Findings(
        measures=[*found, _types(run), *_plain(run, judged)],
        exhibits={
            "confusion": _confusion(judged),
            "reliability": [vars(one) for one in reliability(judged)],
            "missed": _missed(judged),
        },
    )


def judge_test_answers(run: Run) -> list[Judged]:
    """Every answer of the test split with its critique, in the run's order."""
    samples = run.test_answers()
    subject = run.subject

    def act(sample: AnswerSample) -> Critique:
        return judge_answer(subject.coach, sample, pack=subject.pack, wording=False)

    critiques = run.outcomes("judgement", samples, act, Critique)
    return [Judged(sample, critique) for sample, critique in zip(samples, critiques, strict=True)]


def _types(run: Run) -> Measure:
    """The type guessed from the question alone, over questions that do not give it."""
    questions = {sample.question: sample for sample in run.test_answers()}.values()
    right = [
        Score(one.id, one.story, float(run.subject.coach.question_type(one.question) == one.question_type)) for one in questions
    ]
    return mean_of("scoring.question_type", right)


def _plain(run: Run, judged: Sequence[Judged]) -> list[Measure]:
    """The checks of the feedback suite on all test answers, for the words that come from files."""
    pack, library = run.subject.pack, run.subject.library
    scored = [one for one in judged if one.critique.status == "scored"]
    improved = [
        (one, asked(one.sample.question, one.sample.question_type, pack))
        for one in scored
        if one.critique.improvements
    ]
    supports = [advice.check(one, question=question, library=library) for one, question in improved]
    asks = [ask.check(one, question=question, pack=pack) for one, question in improved]
    return [
        mean_of("plain.advice_supports", supports),
        mean_of("plain.quotes_verbatim", [grounding.verbatim(one) for one in scored]),
        mean_of("plain.nothing_invented", [grounding.invented(one, role=pack.role) for one in scored]),
        mean_of("plain.ask_fits", asks),
        mean_of("plain.tone", [tone.check(one) for one in scored]),
    ]


def _confusion(judged: Sequence[Judged]) -> dict[str, list[int]]:
    """For each labelled score how often 1..5, and last unscored, was given."""
    counts = Counter((one.sample.score, one.critique.score) for one in judged if one.sample.score is not None)
    return {str(true): [counts[true, given] for given in (*SCORES, None)] for true in SCORES}


def _missed(judged: Sequence[Judged]) -> list[dict[str, object]]:
    """Answers whose score is furthest off, the worst first: two steps or more."""
    off = [
        (abs(one.critique.score - one.sample.score), one)
        for one in judged
        if one.sample.score is not None and one.critique.score is not None
    ]
    far = sorted((pair for pair in off if pair[0] >= 2), key=lambda pair: (-pair[0], pair[1].sample.id))
    return [
        {
            "id": one.sample.id,
            "question": one.sample.question,
            "answer": one.sample.answer,
            "label": one.sample.score,
            "given": one.critique.score,
            "label_gaps": list(one.sample.gaps),
            "given_gaps": [improvement.gap for improvement in one.critique.improvements],
            "why": one.sample.why,
        }
        for _, one in far[:15]
    ]
