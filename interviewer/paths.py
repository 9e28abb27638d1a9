"""Where the user's data lies: one private folder, moved by INTERVIEWER_HOME."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from interviewer.errors import DataFolderError


@dataclass(frozen=True)
class Paths:
    """Every place below the data folder, which is made private (mode 0700) when it is made."""

    home: Path

    @property
    def sessions(self) -> Path:
        return self.home / "sessions.sqlite3"

    @property
    def knowledge(self) -> Path:
        return self.home / "knowledge"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    @property
    def calibrations(self) -> Path:
        return self.home / "calibrations"

    @property
    def report_cards(self) -> Path:
        return self.home / "report-cards"

    @property
    def config(self) -> Path:
        return self.home / "config.toml"

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    def ensure(self) -> Paths:
        """Make the folder. Raises DataFolderError when it cannot be made or written."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.models, self.cache):
                folder.mkdir(mode=0o700, exist_ok=True)
            # Trying to write is the only honest test: mode bits say nothing on a read-only mount.
            probe = self.home / f".writable-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.home} cannot be written: {error.strerror or error}.",
                hint="Mend its permissions, or set INTERVIEWER_HOME to a folder that is yours.",
            ) from error
        return self


def default_paths() -> Paths:
    """`INTERVIEWER_HOME`, else the platform's folder for user data."""
    chosen = os.environ.get("INTERVIEWER_HOME")
    return Paths(
        Path(chosen).expanduser().absolute() if chosen else platformdirs.user_data_path("interviewer")
    )
