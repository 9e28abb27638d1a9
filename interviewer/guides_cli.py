"""The commands about guides: bring your own documents in, list what is there, read it, take it out again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from interviewer.commands import JsonOption, clear_progress, open_engine, show_progress
from interviewer.wiring import LoadStep

guides_app = typer.Typer(help="The guides that advice comes from: the shipped ones and your own.", rich_markup_mode=None)
GuideArgument = Annotated[str, typer.Argument(metavar="GUIDE", help="Its name, as `guides list` shows it.")]


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="Files or folders: Markdown, plain text, HTML, PDF, DOCX."),
    ],
    guide: Annotated[
        str, typer.Option("--guide", metavar="NAME", help="The guide of your own that they belong to.")
    ] = "own",
    json: JsonOption = False,
) -> None:
    """Bring documents of your own into the guides: cleaned, each passage once, cited by file, heading and lines.

    What is there already and has not changed is passed over. Stopped half way, the same command goes on.
    """
    from interviewer.guides_printing import print_ingest
    from knowledge import IngestStopped

    knowledge = open_engine().knowledge(show_progress)
    try:
        report = knowledge.ingest(
            paths, guide=guide, progress=lambda done, total, what: show_progress(LoadStep(what, done, total))
        )
    except IngestStopped as stopped:
        clear_progress()
        if not isinstance(stopped.__cause__, KeyboardInterrupt):
            raise
        print(f"{stopped.message}\n{stopped.hint}", file=sys.stderr)
        raise typer.Exit(130) from stopped
    clear_progress()
    print_ingest(report, as_json=json)
    if report.failed:
        raise typer.Exit(2)


@guides_app.command("list")
def guides_list(json: JsonOption = False) -> None:
    """All guides, the shipped ones first."""
    from interviewer.guides_printing import print_guides

    knowledge = open_engine().knowledge(show_progress)
    clear_progress()
    print_guides(knowledge.guides(), as_json=json)


@guides_app.command("show")
def guides_show(
    guide: GuideArgument,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="A section of a shipped guide, to be read whole.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """What a guide holds: the sections of a shipped one, the documents of one of your own."""
    from interviewer.guides_printing import print_documents, print_section, print_sections

    knowledge = open_engine().knowledge(show_progress)
    clear_progress()
    if topic is not None:
        print_section(knowledge.section(guide, topic), as_json=json)
    elif sections := knowledge.sections(guide):
        print_sections(sections, as_json=json)
    else:
        print_documents(knowledge.show(guide), as_json=json)


@guides_app.command("remove")
def guides_remove(guide: GuideArgument) -> None:
    """Take a guide of your own out. The files that it was made of are not touched."""
    knowledge = open_engine().knowledge(show_progress)
    clear_progress()
    documents = knowledge.show(guide)
    knowledge.remove(guide)
    print(f"Removed {guide} (documents: {len(documents)}). It is no longer searched; the files themselves are untouched.")
