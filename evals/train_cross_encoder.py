"""Trains the coach's cross-encoder on the labelled answers (all but the test split) and ships it as data.

    python -m evals.train_cross_encoder          out-of-fold logits for evals.train, then the weights (about an hour, 2 cores)
    python -m evals.train_cross_encoder --look   one fold of it, nothing written

Low-rank adaptation of the embedder (arXiv 2106.09685): each linear layer of the encoder gets a product of two thin
matrices. It learns the segments' labels, the rubric's fields, the gap that matters most and the score at once. Now and then
an answer is put under another question, which makes it off topic: there are few such answers among the labelled ones.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from evals.cross_encoded import save_out_of_fold
from evals.data import segment_labels
from evals.embedded import embedded_texts
from evals.train import NAMES, Example, load_examples, targets
from interviewer.coach.cross_encoder import CrossEncoder, save_cross_encoder
from interviewer.coach.features import Array, facts_row
from interviewer.coach.heads import Head, softmax
from interviewer.coach.reader import SHIPPED_EMBEDDER
from interviewer.coach.scoring import most_likely, score_chances
from knowledge import load_embedder
from knowledge.embedding import PairTokens, bent, pair_tokens, transformer_of

FOLDS, EPOCHS, BATCH, RATE = 4, 8, 16, 1e-3
THIN, ATTENTION, DROPOUT = 16, 4, 0.2
POOL = 8 * BATCH  # answers of like length share a batch, which saves padding
SWAPPED = 0.1  # share of the answers that are put under another question
UNLIKE = 0.45  # cosine below which two questions ask for different things
ASK_FOR_THE_SAME = ("motivation", "pitch", "candidate_question")  # nearly every question of such a kind does
SEED = 0
# How much each head counts.
LABELS, GAPS, SCORE, RELEVANCE, REST = 4.0, 0.7, 2.0, 0.5, 0.7


class Network(nn.Module):
    """The thin matrices and the heads; the embedder itself stays as it is."""

    def __init__(self, embedder: Any, facts: int, labels: Sequence[str]) -> None:
        super().__init__()
        self.embedder = [embedder]  # in a list: no module of this one
        self.thin: dict[str, tuple[nn.Parameter, nn.Parameter]] = {
            name[name.find("encoder.") :]: (
                nn.Parameter(torch.randn(layer.in_features, THIN) / layer.in_features**0.5),
                nn.Parameter(torch.zeros(THIN, layer.out_features)),
            )
            for name, layer in embedder.named_modules()
            if isinstance(layer, nn.Linear) and "encoder.layer" in name
        }
        self.matrices = nn.ParameterList([matrix for pair in self.thin.values() for matrix in pair])
        width = transformer_of(embedder).config.hidden_size
        self.labels = nn.Linear(width, len(labels))
        self.attention = nn.Linear(width, ATTENTION, bias=False)
        self.drop = nn.Dropout(DROPOUT)
        seen = width * (2 + ATTENTION) + 2 * len(labels) + facts
        self.heads = nn.ModuleDict({name: nn.Linear(seen, len(names)) for name, names in NAMES.items()})
        for head in self.heads.values():
            nn.init.zeros_(head.weight)  # type: ignore[arg-type]

    def forward(self, read: Sequence[PairTokens], facts: Tensor) -> tuple[list[Tensor], dict[str, Tensor]]:
        """The logits of each answer's segments, and of each head."""
        longest = max(len(one.ids) for one in read)
        padded = [[*one.ids, *[0] * (longest - len(one.ids))] for one in read]
        kinds = torch.tensor([[*one.kinds, *[0] * (longest - len(one.ids))] for one in read])
        mask = torch.tensor([[1] * len(one.ids) + [0] * (longest - len(one.ids)) for one in read])
        with bent(self.embedder[0], self.thin), torch.autocast("cpu", dtype=torch.bfloat16):
            states = transformer_of(self.embedder[0])(
                input_ids=torch.tensor(padded), attention_mask=mask, token_type_ids=kinds
            ).last_hidden_state.float()
        labels, rows = [], []
        for one, own, kind in zip(read, states, kinds, strict=True):
            told = own[kind == 1]
            parts = [own[start:end].mean(0) for start, end in one.spans if end > start] or [own[: len(one.ids)].mean(0)]
            found = self.labels(self.drop(torch.stack(parts)))
            chances = torch.sigmoid(found)
            pooled = torch.softmax(self.attention(told), 0).T @ told
            labels.append(found)
            rows.append(torch.cat([own[0], told.mean(0), pooled.reshape(-1), chances.max(0).values, chances.mean(0)]))
        seen = torch.cat([self.drop(torch.stack(rows)), facts], 1)
        return labels, {name: head(seen) for name, head in self.heads.items()}

    def as_data(self, labels: Sequence[str]) -> CrossEncoder:
        def head(names: Sequence[str], linear: Any) -> Head:
            return Head(tuple(names), linear.weight.detach().double().numpy(), linear.bias.detach().double().numpy())

        return CrossEncoder(
            {name: (down.detach().numpy(), up.detach().numpy()) for name, (down, up) in self.thin.items()},
            head(labels, self.labels),
            self.attention.weight.detach().double().numpy(),
            {name: head(names, self.heads[name]) for name, names in NAMES.items()},
        )


@dataclass(frozen=True)
class Readable:
    """An example as the network sees it."""

    example: Example
    read: PairTokens
    facts: Array
    other_questions: tuple[int, ...]  # under which it would be off topic


class Trainer:
    """Fits networks on parts of the examples."""

    def __init__(self, examples: Sequence[Example], labels: Sequence[str]) -> None:
        self._labels = labels
        self._embedder = load_embedder(SHIPPED_EMBEDDER).load()
        self._embedder.requires_grad_(False)
        questions = embedded_texts([one.material.question for one in examples])
        near = questions @ questions.T > UNLIKE
        self.all = [self._readable(one, _others(examples, place, near[place])) for place, one in enumerate(examples)]
        self._wanted = {
            name: torch.tensor(table.astype(np.float32)) for name, table in targets([e.sample for e in examples]).items()
        }

    def fit(self, places: Sequence[int], say: Callable[[str], None]) -> Network:
        """A network that has seen the answers at these places."""
        torch.manual_seed(SEED)
        order = random.Random(SEED)
        network = Network(self._embedder, len(self.all[0].facts), self._labels)
        optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01)
        steps = EPOCHS * len(self._batches(places, order))
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
        with self._training(network):
            for epoch in range(EPOCHS):
                losses = []
                for batch in self._batches(places, order):
                    loss = self._loss(network, batch, set(places), order)
                    optimizer.zero_grad()
                    loss.backward()  # type: ignore[no-untyped-call]
                    optimizer.step()
                    schedule.step()
                    losses.append(float(loss.detach()))
                say(f"  epoch {epoch + 1} of {EPOCHS}: loss {np.mean(losses):.3f}")
        return network

    def logits(self, network: Network, places: Sequence[int]) -> list[dict[str, Array]]:
        """What the network says of the answers at these places."""
        found: dict[int, dict[str, Array]] = {}
        alike = sorted(places, key=lambda place: len(self.all[place].read.ids))
        with torch.no_grad():
            for start in range(0, len(alike), BATCH):
                batch = alike[start : start + BATCH]
                _, said = network([self.all[i].read for i in batch], self._facts([self.all[i].facts for i in batch]))
                for row, place in enumerate(batch):
                    found[place] = {name: table[row].double().numpy() for name, table in said.items()}
        return [found[place] for place in places]

    @contextmanager
    def _training(self, network: Network) -> Iterator[None]:
        """With dropout, also in the embedder."""
        network.train()
        self._embedder.train()
        try:
            yield
        finally:
            network.eval()
            self._embedder.eval()

    def _readable(self, example: Example, others: tuple[int, ...]) -> Readable:
        material = example.material
        read = pair_tokens(self._embedder.tokenizer, material.question, material.neutral)
        return Readable(example, read, facts_row(material), others)

    def _under_another_question(self, one: Readable, seen: set[int], order: random.Random) -> Readable | None:
        others = [place for place in one.other_questions if place in seen]
        if not others:
            return None
        other = self.all[order.choice(others)].example.material
        material = replace(one.example.material, question=other.question, question_type=other.question_type)
        return self._readable(replace(one.example, material=material), ())

    def _loss(self, network: Network, batch: Sequence[int], seen: set[int], order: random.Random) -> Tensor:
        swapped = [self._under_another_question(self.all[i], seen, order) if order.random() < SWAPPED else None for i in batch]
        shown = [other or self.all[i] for other, i in zip(swapped, batch, strict=True)]
        labels, said = network([one.read for one in shown], self._facts([one.facts for one in shown]))
        moved = torch.tensor([other is not None for other in swapped])
        wanted = {name: table[list(batch)].clone() for name, table in self._wanted.items()}
        wanted["gaps"][moved] = wanted["relevance"][moved] = 0
        wanted["gaps"][moved, NAMES["gaps"].index("off_topic")] = 1
        loss = LABELS * self._loss_of_labels(labels, shown)
        loss = loss + GAPS * cross_entropy(said["gaps"], wanted["gaps"], label_smoothing=0.05)
        loss = loss + RELEVANCE * binary_cross_entropy_with_logits(said["relevance"], wanted["relevance"])
        if moved.all():
            return loss
        # The rest only of those that answer their own question: too many 1s would pull every score down.
        for name, weight in (("score", SCORE), ("star", REST), ("ownership", REST), ("specificity", REST)):
            loss = loss + weight * binary_cross_entropy_with_logits(said[name][~moved], wanted[name][~moved])
        return loss

    def _loss_of_labels(self, labels: Sequence[Tensor], shown: Sequence[Readable]) -> Tensor:
        kept = [
            torch.tensor(one.example.labels[[end > start for start, end in one.read.spans]].astype(np.float32)) for one in shown
        ]
        pairs = [(found, wanted) for found, wanted in zip(labels, kept, strict=True) if len(wanted) == len(found)]
        return binary_cross_entropy_with_logits(torch.cat([a for a, _ in pairs]), torch.cat([b for _, b in pairs]))

    def _batches(self, places: Sequence[int], order: random.Random) -> list[list[int]]:
        shuffled = list(places)
        order.shuffle(shuffled)
        pools = [sorted(shuffled[i : i + POOL], key=lambda p: len(self.all[p].read.ids)) for i in range(0, len(shuffled), POOL)]
        batches = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
        order.shuffle(batches)
        return batches

    @staticmethod
    def _facts(rows: Sequence[Array]) -> Tensor:
        return torch.tensor(np.stack(rows), dtype=torch.float32)


def _others(examples: Sequence[Example], place: int, near: NDArray[np.bool_]) -> tuple[int, ...]:
    """The examples whose questions this answer would miss: of its own kind where there are such, else of any other."""
    kind = examples[place].material.question_type
    return tuple(
        i for i, other in enumerate(examples)
        if not near[i] and (other.material.question_type == kind) == (kind not in ASK_FOR_THE_SAME)
    )  # fmt: skip


def look(examples: Sequence[Example], said: Sequence[dict[str, Array]], say: Callable[[str], None]) -> None:
    """How well logits go with the labels, for themselves."""
    samples = [one.sample for one in examples]
    score = np.array([sample.score for sample in samples])
    given = np.array([most_likely(score_chances(one["score"])) for one in said])
    first = [(*sample.gaps, "none")[0] for sample in samples]
    ranked = [[NAMES["gaps"][i] for i in np.argsort(-one["gaps"])] for one in said]
    off = [gap == "off_topic" for gap in first]
    chances = [softmax(one["gaps"])[NAMES["gaps"].index("off_topic")] for one in said]
    auc = roc_auc_score(off, chances) if any(off) else float("nan")
    say(
        f"  kappa {cohen_kappa_score(score, given, weights='quadratic'):.3f}  exact {np.mean(score == given):.3f}  gap first "
        f"{np.mean([a == b[0] for a, b in zip(first, ranked, strict=True)]):.3f}  in three "
        f"{np.mean([a in b[:3] for a, b in zip(first, ranked, strict=True)]):.3f}  off topic AUC {auc:.3f}"
    )


def main() -> None:
    def say(line: str) -> None:
        print(line, flush=True)

    labels = tuple(sorted(segment_labels()))
    examples = [one for one in load_examples(labels) if one.sample.status == "scored"]
    trainer = Trainer(examples, labels)
    stories = [one.sample.story for one in examples]
    found: dict[str, dict[str, Array]] = {}
    for number, (train, held) in enumerate(GroupKFold(FOLDS).split(stories, groups=stories)):
        say(f"fold {number + 1} of {FOLDS}")
        logits = trainer.logits(trainer.fit(train.tolist(), say), held.tolist())
        look([examples[i] for i in held], logits, say)
        if "--look" in sys.argv:
            return
        found |= {examples[i].sample.id: one for i, one in zip(held, logits, strict=True)}
        save_out_of_fold(found)
    look(examples, [found[one.sample.id] for one in examples], say)
    say("all of them")
    save_cross_encoder(trainer.fit(range(len(examples)), say).as_data(labels))


if __name__ == "__main__":
    main()
