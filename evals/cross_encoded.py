"""What the cross-encoder says of each labelled answer, by one that has not seen its story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from interviewer.coach.cross_encoder import load_cross_encoder
from interviewer.coach.features import Array, Material
from interviewer.coach.reader import SHIPPED_EMBEDDER
from knowledge import load_embedder

OUT_OF_FOLD = Path(__file__).parent / "datasets" / "cross-encoded.npz"


def save_out_of_fold(logits: Mapping[str, Mapping[str, Array]]) -> None:
    """`logits`: by the answer's id, then by head."""
    ids = sorted(logits)
    tables = {name: np.stack([logits[i][name] for i in ids]).astype(np.float16) for name in logits[ids[0]]}
    np.savez_compressed(OUT_OF_FOLD, ids=np.array(ids), **tables)  # type: ignore[arg-type]


def crossed_logits(materials: Sequence[Material], ids: Sequence[str]) -> dict[str, Array]:
    """By head, a row an answer. The shipped cross-encoder reads what came in after it was trained."""
    known = load_out_of_fold()
    embedder = load_embedder(SHIPPED_EMBEDDER)
    rows = [known.get(one) or load_cross_encoder().read(material, embedder) for one, material in zip(ids, materials, strict=True)]
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def load_out_of_fold() -> dict[str, dict[str, Array]]:
    """As it was saved."""
    with np.load(OUT_OF_FOLD, allow_pickle=False) as stored:
        tables = {name: stored[name].astype(np.float64) for name in stored.files if name != "ids"}
        return {one: {name: table[i] for name, table in tables.items()} for i, one in enumerate(stored["ids"].tolist())}
