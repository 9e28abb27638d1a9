"""`interviewer sessions` and `interviewer report`: what was held before, and what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from interviewer.commands import HideNumbersOption, JsonOption, loaded, open_engine
from interviewer.errors import InputError

FormatOption = Annotated[str, typer.Option("--format", help="md, html or json.")]


def sessions(hide_numbers: HideNumbersOption = None, json: JsonOption = False) -> None:
    """The saved interviews, the last one first."""
    from interviewer.printing import print_sessions

    engine = open_engine(hide_numbers=hide_numbers)
    print_sessions(engine.store.all(), as_json=json, hide_numbers=engine.settings.hide_numbers)


def report(
    session: Annotated[
        str | None, typer.Argument(help="Its id, or the beginning of it; by default the last one.")
    ] = None,
    form: FormatOption = "md",
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file instead.")] = None,
    interview_on: Annotated[
        str | None, typer.Option("--interview-on", help="The day of the real interview, as 2026-05-31.")
    ] = None,
    hide_numbers: HideNumbersOption = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """The report of an interview. Answers without a critique get one first."""
    from interviewer.report import FORMATS, build_report, render

    wanted = next((one for one in FORMATS if one == ("json" if json else form)), None)
    if wanted is None:
        raise InputError(f"There is no format “{form}”.", hint=f"Choose one of: {', '.join(FORMATS)}.")
    day = _day_of_interview(interview_on)
    engine = open_engine(hide_numbers=hide_numbers)
    everything = engine.store.all()
    if session is None:
        if not everything:
            raise InputError("There is no saved interview yet.", hint="interviewer start begins one.")
        session = everything[0].id
    saved = engine.store.load(session)
    if saved.unjudged:
        interview = loaded(engine).resume(saved.id)
        for _ in interview.judge_pending():
            pass
        saved = interview.session
    held = build_report(
        saved,
        engine.pack(saved.setup.pack),
        earlier=everything,
        today=date.today(),
        interview_on=day,
        hide_numbers=engine.settings.hide_numbers or saved.setup.hide_numbers,
    )
    text = render(held, wanted)
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}.", hint="Choose another file.") from error
    print(f"Written to {out}.")


def _day_of_interview(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}” is no date.", hint="Write it as 2026-05-31.") from error
    if day < date.today():
        raise InputError(f"{text} is over.", hint="Give the day of an interview that is still to come.")
    return day
