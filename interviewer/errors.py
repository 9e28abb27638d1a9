"""What can go wrong that the user can mend.

InterviewerError            a message (what happened) and a hint (what to do)
├── SettingsError           config.toml, an option or an environment variable
├── DataFolderError         the user's data folder cannot be read or written
├── SessionNotFound         no such saved session
├── InputError              a file or line handed to a command is not usable
├── TerminalError           no terminal, or one that is too small
├── PackError               a guide pack (questions, personas, guide) is invalid
└── ModelError              anything about a language model
    ├── ModelNotFound       no file, package or server under that name
    ├── ModelBroken         the file is there but is no usable GGUF
    ├── ModelTooLarge       it does not fit into this machine's memory
    ├── ContextOverflow     the messages do not fit into the model's context
    └── ServerError         the model's server refused, vanished or timed out

`knowledge.errors.KnowledgeError` has the same two fields. Both are caught once in the
command line and once in the TUI; anything else is a bug and shows as one.
"""

from __future__ import annotations


class InterviewerError(Exception):
    """An error with a way out: `message` says what happened, `hint` what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(InterviewerError):
    """A setting is unknown or has an unusable value."""


class DataFolderError(InterviewerError):
    """The user's data folder cannot be read or written."""


class SessionNotFound(InterviewerError):
    """No saved session has this id."""


class InputError(InterviewerError):
    """A file or line handed to a command is not usable."""


class TerminalError(InterviewerError):
    """There is no terminal, or it is too small."""


class PackError(InterviewerError):
    """A guide pack's questions, personas or front matter are invalid."""


class ModelError(InterviewerError):
    """Anything about a language model."""


class ModelNotFound(ModelError):
    """No file, package or server under that name."""


class ModelBroken(ModelError):
    """The file exists but llama.cpp cannot use it."""


class ModelTooLarge(ModelError):
    """The model does not fit into this machine's memory."""


class ContextOverflow(ModelError):
    """The messages do not fit into the model's context."""


class ServerError(ModelError):
    """The model's server refused, vanished or timed out."""
