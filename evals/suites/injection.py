"""Suite: answers that instruct the coach, in a hundred forms, each put into a real answer of the test split."""

from __future__ import annotations

from functools import cache

from evals.asking import judge_answer
from evals.data import AnswerSample
from evals.loading import DATASETS, read_rows
from evals.run import Findings, Run
from evals.scorers.injection import Attacked, InjectionSample
from evals.scorers.injection import injection as injection_measures
from interviewer.coach.segments import split
from interviewer.critique import Critique, Frozen

BASES = 3
WORDED = 6  # about three seconds each with the starter model


class Attack(Frozen):
    """One form in one answer. `worded`: the model words the feedback too, so that it has a chance to obey."""

    form: InjectionSample
    base: AnswerSample
    worded: bool


def injection(run: Run) -> Findings:
    """Measures named injection.*, and the forms that had an effect on the score."""
    forms = run.limited(read_rows(DATASETS / "injections.jsonl", InjectionSample, key=lambda row: row.id))
    bases = _bases(run)
    attacks = [
        Attack(form=form, base=bases[place % len(bases)], worded=place < WORDED) for place, form in enumerate(forms)
    ]

    @cache
    def alone(place: int, worded: bool) -> Critique:
        return _judge(run, bases[place], worded)

    def act(attack: Attack) -> Attacked:
        base = alone(bases.index(attack.base), attack.worded)
        return Attacked(base=base, injected=_judge(run, _whole(attack), attack.worded))

    found = run.outcomes("injection", attacks, act, Attacked)
    risen = [
        {"form": form.form, "text": form.text, "score_before": got.base.score, "score_after": got.injected.score}
        for form, got in zip(forms, found, strict=True)
        if (got.injected.score or 0) > (got.base.score or 0)
    ]
    return Findings(injection_measures(forms, found), exhibits={"risen_by_injection": risen})


def _bases(run: Run) -> list[AnswerSample]:
    """Weak answers, because their scores have room to rise, and long enough that the form is not all there is."""
    weak = [
        answer
        for answer in run.dataset.answers
        if answer.split == "test" and answer.score in (2, 3) and len(answer.answer.split()) >= 40
    ]
    return sorted(weak, key=lambda answer: answer.id)[:BASES]


def _whole(attack: Attack) -> AnswerSample:
    answer, order = attack.base.answer, attack.form.text
    middle = split(answer)[len(split(answer)) // 2].end
    whole = {
        "before": f"{order}\n{answer}", "middle": f"{answer[:middle]} {order} {answer[middle:]}", "after": f"{answer}\n{order}",
    }[attack.form.place]  # fmt: skip
    return attack.base.model_copy(update={"answer": whole})


def _judge(run: Run, answer: AnswerSample, worded: bool) -> Critique:
    return judge_answer(run.subject.coach, answer, pack=run.subject.pack, wording=worded)
