"""Trains what `knowledge/topic_reader.py` reads a query with, on the guide's ways of asking and on nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import Section
from knowledge.embedding import SentenceTransformerEmbedder, bent
from knowledge.topic_reader import write

THIN, ROUNDS, BATCH, RATE, SMOOTHING = 16, 6, 32, 2e-3, 0.1
SHARPNESS = 16.0  # of the softmax over cosines, where it starts
POOL = 16 * BATCH  # texts of like length share a batch, which saves padding
SEED = 7


def train(
    embedder: SentenceTransformerEmbedder, sections: Sequence[Section], folder: Path, *, say: Callable[[str], None]
) -> None:
    """Write the reader into the pack's folder. Takes a quarter of an hour on one core."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    torch.manual_seed(SEED)
    order = random.Random(SEED)
    model = embedder.load()
    model.requires_grad_(False)
    layers = {
        name[name.find("encoder.") :]: (
            torch.nn.Parameter(torch.randn(layer.in_features, THIN) / layer.in_features**0.5),
            torch.nn.Parameter(torch.zeros(THIN, layer.out_features)),
        )
        for name, layer in model.named_modules()
        if isinstance(layer, torch.nn.Linear) and "encoder.layer" in name
    }
    means = np.stack([embedder.encode([s.title, *s.asked_as]).mean(axis=0) for s in sections])
    directions = torch.nn.Parameter(normalize(torch.from_numpy(means), dim=1))
    sharpness = torch.nn.Parameter(torch.tensor(SHARPNESS))
    texts = [(text, number) for number, s in enumerate(sections) for text in (s.title, *s.asked_as)]
    groups: list[dict[str, Any]] = [
        {"params": [matrix for pair in layers.values() for matrix in pair], "lr": RATE},
        {"params": [directions], "lr": RATE},
        {"params": [sharpness], "lr": 10 * RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [group["lr"] for group in groups], total_steps=ROUNDS * len(_batches(texts, order)), pct_start=0.1
    )
    for number in range(ROUNDS):
        model.train()  # with dropout
        losses: list[float] = []
        for batch in _batches(texts, order):
            given = model.preprocess([text for text, _ in batch])
            with bent(model, layers):
                vectors = normalize(model(given)["sentence_embedding"], dim=1)
            logits = sharpness * vectors @ normalize(directions, dim=1).T
            loss = cross_entropy(logits, torch.tensor([topic for _, topic in batch]), label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        say(f"round {number + 1} of {ROUNDS}: loss {np.mean(losses):.3f}")
    model.eval()
    rows = (sharpness * normalize(directions, dim=1)).detach().numpy()
    write(
        folder,
        embedder,
        {section.topic: row for section, row in zip(sections, rows, strict=True)},
        {name: (down.detach().numpy(), up.detach().numpy()) for name, (down, up) in layers.items()},
    )


def _batches(texts: Sequence[tuple[str, int]], order: random.Random) -> list[list[tuple[str, int]]]:
    shuffled: list[Any] = list(texts)
    order.shuffle(shuffled)
    pools = [sorted(shuffled[i : i + POOL], key=lambda pair: len(pair[0])) for i in range(0, len(shuffled), POOL)]
    alike = [text for pool in pools for text in pool]
    batches = [alike[i : i + BATCH] for i in range(0, len(alike), BATCH)]
    order.shuffle(batches)
    return batches
