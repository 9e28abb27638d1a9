"""Reads the topic off a query with the embedder itself, bent a little towards a guide's ways of asking.

Training (`python -m evals.retrieval --train`) adds a product of two thin matrices to each linear layer of the
embedder (LoRA, arXiv 2106.09685) and gives each topic a direction. They lie in the pack's folder and serve only the
embedder that they were trained on; a guide without them is judged by its vectors and words alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.embedding import Embedder, SentenceTransformerEmbedder, Vectors
from knowledge.errors import GuideError

FILE = "reader.npz"


class TopicReader:
    """`directions`: one row a topic. `layers`: by the layer's name, (in, thin) and (thin, out). Thread-safe."""

    def __init__(
        self,
        embedder: SentenceTransformerEmbedder,
        directions: Mapping[str, Vectors],
        layers: Mapping[str, tuple[Vectors, Vectors]],
    ) -> None:
        self._embedder = embedder
        self.topics = list(directions)
        self._directions = np.stack(list(directions.values()))
        self._layers = layers

    @staticmethod
    def of(folder: Path, embedder: Embedder) -> TopicReader | None:
        """The one in a pack's folder, None where it has none for this embedder. Raises GuideError."""
        path = folder / FILE
        if not path.exists() or not isinstance(embedder, SentenceTransformerEmbedder):
            return None
        try:
            with np.load(path, allow_pickle=False) as stored:
                if str(stored["embedder"]) != embedder.name:
                    return None
                directions = dict(zip(stored["topics"].tolist(), stored["directions"].astype(np.float32), strict=True))
                layers = {
                    name.removeprefix("down:"): (
                        stored[name].astype(np.float32),
                        stored[name.replace("down:", "up:", 1)].astype(np.float32),
                    )
                    for name in stored.files
                    if name.startswith("down:")
                }
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise GuideError(f"{path} cannot be read: {error}.", hint="Take it away, or train it again.") from error
        return TopicReader(embedder, directions, layers)

    def read(self, query: str) -> dict[str, float]:
        """By topic, a value that is higher the likelier it is meant (a logit, up to a constant)."""
        vector = self._embedder.encode_bent(query, self._layers)
        return dict(zip(self.topics, (self._directions @ vector).tolist(), strict=True))


def write(
    folder: Path, embedder: Embedder, directions: Mapping[str, Vectors], layers: Mapping[str, tuple[Vectors, Vectors]]
) -> None:
    """Keep a reader in a pack's folder, at half precision."""
    thin = {f"down:{name}": down for name, (down, _) in layers.items()}
    thin |= {f"up:{name}": up for name, (_, up) in layers.items()}
    np.savez_compressed(
        folder / FILE,
        embedder=np.array(embedder.name),
        topics=np.array(list(directions)),
        directions=np.stack(list(directions.values())).astype(np.float16),
        **{name: matrix.astype(np.float16) for name, matrix in thin.items()},  # type: ignore[arg-type]
    )
