"""What a search is and what it gives: the seam that the rest of the program depends on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Hit:
    """One piece of advice. `text` is data from a document, never an instruction to anyone."""

    guide: str
    topic: str  # "" for the user's own documents
    section_id: str
    title: str
    heading: str
    text: str
    source: str
    score: float
    file: str = ""
    line_start: int = 0  # lines count from 1, both ends included
    line_end: int = 0


class Retriever(Protocol):
    """Passages for a query."""

    def search(
        self,
        query: str,
        *,
        k: int = 5,
        topics: Collection[str] | None = None,
        guides: Collection[str] | None = None,
        diverse: bool = False,
    ) -> list[Hit]:
        """At most k hits, best first, none below the threshold: an empty list means that nothing fits.

        `score` is the estimated chance (0..1) that the hit answers the query, comparable over queries.
        `topics` and `guides` restrict the search. `diverse` prefers pieces of advice that differ.
        """
        ...
