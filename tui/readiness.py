"""How far loading has come, and what is shown of an error: the nouns that several screens share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Trouble:
    """An error that the user can mend: what happened and what to do."""

    message: str
    hint: str = ""


@dataclass(frozen=True)
class Readiness:
    """Whether an interview can begin. `total` is 0 while it is not known."""

    phase: Literal["loading", "ready", "failed"] = "loading"
    what: str = "Starting"
    done: int = 0
    total: int = 0
    trouble: Trouble | None = None

    @property
    def words(self) -> str:
        """The step in words, with the number in them where there is one."""
        return f"{self.what} … {self.done}/{self.total}" if self.total else f"{self.what} …"


def trouble_of(error: BaseException) -> Trouble | None:
    """The way out that an error carries, or None for a bug.

    Told by its two fields, not by its class: this package may not import `KnowledgeError`.
    """
    message, hint = getattr(error, "message", None), getattr(error, "hint", None)
    return Trouble(message, hint) if isinstance(message, str) and isinstance(hint, str) else None
