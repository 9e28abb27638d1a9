"""`interviewer models`: the language models that can be used here."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from interviewer.commands import JsonOption, ModelOption
from interviewer.config import load_settings
from interviewer.errors import InputError, ModelNotFound
from interviewer.paths import default_paths

models_app = typer.Typer(help="The language models that can be used here.", rich_markup_mode=None)


@models_app.command("list")
def models_list(model: ModelOption = None, json: JsonOption = False) -> None:
    """The GGUF files found on this machine."""
    from interviewer.llm.catalog import find_models, inspect, model_folders, resolve_model
    from interviewer.printing import print_models

    paths = default_paths()
    settings = load_settings(paths, model=model)
    found = find_models(model_folders(paths.models))
    with suppress(ModelNotFound):
        chosen = resolve_model(settings.model, folders=model_folders(paths.models))
        # The chosen file may lie in none of the folders, inside a package for instance.
        if isinstance(chosen, Path) and chosen.resolve() not in {file.path.resolve() for file in found}:
            found.insert(0, inspect(chosen))
    print_models(found, chosen=settings.model, as_json=json)


@models_app.command("info")
def models_info(
    model: Annotated[
        str | None, typer.Argument(help="A path, a listed name or package:NAME; by default the chosen one.")
    ] = None,
    option: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """What one model is, what it needs, whether it fits, and what the evals found it fit for."""
    from interviewer.llm.catalog import inspect, model_folders, resolve_model
    from interviewer.printing import print_model
    from interviewer.report_card import read_card

    paths = default_paths()
    settings = load_settings(paths, model=model or option)
    found = resolve_model(settings.model, folders=model_folders(paths.models))
    if not isinstance(found, Path):
        raise InputError(
            f"{found} is a server; only it knows its model.", hint="Name a GGUF file or a listed name."
        )
    file = inspect(found)
    card = read_card(paths.report_cards, file.sha256())
    print_model(file, context_length=settings.context_length, card=card, as_json=json)
