"""What can go wrong in the library that its user can mend.

KnowledgeError              a message (what happened) and a hint (what to do)
├── EmbedderError           no usable sentence-transformers model under that name
├── GuideError              a shipped guide breaks the format: names file and line
├── GuideNotFound           no guide or section under that id
├── StoreError              the knowledge folder or the Chroma server cannot be used
│   └── StoreVersionError   the folder was written by another version of this library
├── DocumentError           one document cannot be ingested; the others still are
└── IngestStopped           Ctrl+C or a full disk: what was done is kept, the next run goes on
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """An error with a way out: `message` says what happened, `hint` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class EmbedderError(KnowledgeError):
    """No usable sentence-transformers model under that name."""


class GuideError(KnowledgeError):
    """A shipped guide breaks the format; the message names file and line."""


class GuideNotFound(KnowledgeError):
    """No guide, or no section of it, has this id."""


class StoreError(KnowledgeError):
    """The knowledge folder or the Chroma server cannot be used."""


class StoreVersionError(StoreError):
    """The folder was written by another version of this library."""


class DocumentError(KnowledgeError):
    """One document cannot be ingested. The others still are."""


class IngestStopped(KnowledgeError):
    """The ingest ended early. What was committed is kept and the next run goes on from there."""
