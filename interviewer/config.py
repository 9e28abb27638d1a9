"""Settings: options, over INTERVIEWER_* variables, over config.toml of the data folder, over the defaults."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from interviewer.errors import SettingsError
from interviewer.paths import Paths

DEFAULTS = Path(__file__).with_name("defaults.toml")


class Settings(BaseSettings):
    """Everything that can be set; each field says what it is for."""

    model_config = SettingsConfigDict(env_prefix="INTERVIEWER_", extra="forbid", frozen=True)

    model: str = Field(
        description="The language model: a path, a listed name, package:NAME or a server's URL."
    )
    embedder: str = Field(description="The embedding model: a path, a cached name or package:NAME.")
    context_length: int = Field(ge=1024, le=131072, description="Tokens of context for each role.")
    threads: int | None = Field(default=None, ge=1, description="Processor threads; by default one a core.")
    server_model: str | None = Field(
        default=None, description="The model's name on the server, if it has several."
    )
    server_key: SecretStr | None = Field(
        default=None, description="The key that the server asks for, if any."
    )
    chroma_url: str | None = Field(
        default=None, description="A Chroma server in place of the folder on disk."
    )
    packs: tuple[Path, ...] = Field(default=(), description="Folders in which to look for more packs.")
    hide_numbers: bool = Field(default=False, description="Show no scores anywhere: words and marks only.")


def load_settings(paths: Paths, **options: Any) -> Settings:
    """All settings; options that are None are not given. Raises SettingsError that names the field."""

    class Layered(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            files = (TomlConfigSettingsSource(settings_cls, file) for file in (paths.config, DEFAULTS))
            return init_settings, env_settings, *files

    try:
        return Layered(**{name: value for name, value in options.items() if value is not None})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{paths.config} is no valid TOML: {error}.", hint="Mend it, or move it away to use the defaults."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name} is not usable: {first['msg']}.",
            hint=f"It comes from {paths.config}, the variable INTERVIEWER_{name.upper()} or an option.",
        ) from error
