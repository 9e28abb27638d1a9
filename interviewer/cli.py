"""The command line: parses, wires, starts the TUI or prints. Errors end here, in three lines at most.

Exit codes: 0 fine; 1 a bug; 2 something that the user can mend (it says what); 3 an eval's gate; 130 stopped with Ctrl+C.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from evals.calibrate_cli import calibrate_model
from evals.cli import evaluate
from interviewer import __version__
from interviewer.commands import (
    HideNumbersOption,
    JsonOption,
    ModelOption,
    clear_progress,
    loaded,
    open_engine,
    show_progress,
)
from interviewer.errors import InputError, InterviewerError, TerminalError
from interviewer.guides_cli import guides_app, ingest
from interviewer.models_cli import models_app
from interviewer.report_cli import report, sessions
from interviewer.session import LEVELS, Level, Mode, Setup
from interviewer.wiring import Engine

app = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A local mock interviewer for Media Producers. Nothing that you type leaves this machine.",
)
app.add_typer(models_app, name="models")
app.add_typer(guides_app, name="guides")
app.command()(ingest)
app.command()(sessions)
app.command()(report)
app.command("eval")(evaluate)
models_app.command("calibrate")(calibrate_model)

LEAST_COLUMNS, LEAST_ROWS = 70, 20


def main() -> None:
    """Entry point. The one place where an error becomes an exit code."""
    os.umask(0o077)  # whatever is written is the user's alone
    # Read once, when torch or llama.cpp load OpenMP. Threads that spin while they wait keep each other from the
    # processor as soon as another process wants a core: 8 tokens a second in place of 28 on two cores.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from knowledge.errors import KnowledgeError

    try:
        app(standalone_mode=True)
    except (InterviewerError, KnowledgeError) as error:
        print(f"interviewer: {error.message}", file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\nStopped. What was saved is saved.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has had enough; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"interviewer {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def home(
    context: typer.Context,
    model: ModelOption = None,
    hide_numbers: HideNumbersOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and stop.")
    ] = False,
) -> None:
    """Without a command: the interview in the terminal."""
    if context.invoked_subcommand is None:
        _run_tui(open_engine(model=model, hide_numbers=hide_numbers))


def _run_tui(engine: Engine, *, resume: str | None = None, setup: Setup | None = None) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError(
            "There is no terminal to draw on.",
            hint="interviewer start --plain holds the interview as plain lines.",
        )
    size = os.get_terminal_size()
    if size.columns < LEAST_COLUMNS or size.lines < LEAST_ROWS:
        raise TerminalError(
            f"This terminal has {size.columns}x{size.lines} characters, {LEAST_COLUMNS}x{LEAST_ROWS} is the least.",
            hint="Make the window larger, or use interviewer start --plain.",
        )
    from tui.app import InterviewerApp

    try:
        InterviewerApp(engine, resume=resume, setup=setup).run()
    finally:
        engine.close()


@app.command()
def start(
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines on stdin and stdout.")] = False,
    questions: Annotated[int, typer.Option(min=1, max=20, help="How many questions.")] = 5,
    persona: Annotated[str, typer.Option(help="Who interviews.")] = "hiring-manager",
    level: Annotated[str, typer.Option(help="junior, mid, senior or lead.")] = "mid",
    realistic: Annotated[bool, typer.Option("--realistic", help="No feedback before the end.")] = False,
    seed: Annotated[int | None, typer.Option(help="The same seed asks the same questions.")] = None,
    pack: Annotated[str, typer.Option(help="Which job.")] = "media-producer",
    hide_numbers: HideNumbersOption = None,
    model: ModelOption = None,
) -> None:
    """Begin an interview at once."""
    engine = open_engine(model=model, hide_numbers=hide_numbers)
    setup = _setup(
        pack=pack, persona=persona, level=level, questions=questions, realistic=realistic, seed=seed
    ).model_copy(update={"hide_numbers": engine.settings.hide_numbers})
    engine.pack(setup.pack).persona(setup.persona)
    if plain:
        _run_plain(loaded(engine), setup=setup)
    else:
        _run_tui(engine, setup=setup)


def _setup(
    *, pack: str, persona: str, level: str, questions: int, realistic: bool, seed: int | None
) -> Setup:
    if level not in LEVELS:
        raise InputError(f"There is no level “{level}”.", hint=f"Choose one of: {', '.join(LEVELS)}.")
    chosen: Level = level
    mode: Mode = "realistic" if realistic else "practice"
    if seed is None:
        seed = int.from_bytes(os.urandom(4), "big")
    return Setup(pack=pack, persona=persona, level=chosen, questions=questions, mode=mode, seed=seed)


def _run_plain(engine: Engine, *, setup: Setup | None = None, session_id: str | None = None) -> None:
    from interviewer.plain import PlainInterview

    interview = engine.start(setup) if setup else engine.resume(session_id or "")
    hide_numbers = engine.settings.hide_numbers or interview.session.setup.hide_numbers
    PlainInterview(interview, lines=sys.stdin, out=sys.stdout, hide_numbers=hide_numbers).run()


@app.command()
def resume(
    session: Annotated[
        str | None, typer.Argument(help="Its id, or the beginning of it; by default the last one.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines on stdin and stdout.")] = False,
    hide_numbers: HideNumbersOption = None,
    model: ModelOption = None,
) -> None:
    """Go on with an interview where it stopped, or answer a question of a finished one again."""
    engine = open_engine(model=model, hide_numbers=hide_numbers)
    if session is None:
        unfinished = [saved for saved in engine.store.all() if saved.phase != "finished" or saved.unjudged]
        if not unfinished:
            raise InputError("There is no unfinished interview.", hint="interviewer start begins one.")
        session = unfinished[0].id
    session = engine.store.load(session).id
    if plain:
        _run_plain(loaded(engine), session_id=session)
    else:
        _run_tui(engine, resume=session)


@app.command()
def critique(
    file: Annotated[
        Path | None, typer.Argument(help="JSON Lines with id, question, answer; - or nothing: stdin.")
    ] = None,
    question: Annotated[str | None, typer.Option(help="Judge one answer: the question …")] = None,
    answer: Annotated[str | None, typer.Option(help="… and the answer.")] = None,
    level: Annotated[str, typer.Option(help="junior, mid, senior or lead.")] = "mid",
    pack: Annotated[str, typer.Option(help="Which job.")] = "media-producer",
    hide_numbers: HideNumbersOption = None,
    model: ModelOption = None,
    json: JsonOption = False,
) -> None:
    """Judge answers by the rubric: one by options, or many as JSON Lines (same order, same ids)."""
    from interviewer.batch import judge_all, read_requests, single_request
    from interviewer.plain import critique_lines as readable

    if (question is None) != (answer is None):
        raise InputError(
            "--question and --answer go together.", hint="Give both, or JSON Lines in a file or on stdin."
        )
    engine = open_engine(model=model, hide_numbers=hide_numbers)
    if question is not None and answer is not None:
        requests = single_request(question=question, answer=answer, level=level)
    else:
        requests = read_requests(file, level=level)
    loaded(engine)
    for judged in judge_all(requests, coach=engine.coach, pack=engine.pack(pack)):
        if json:
            print(judged.model_dump_json(), flush=True)
        else:
            print(f"{judged.id}:", *readable(judged, hide_numbers=engine.settings.hide_numbers), sep="\n")
            print()


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What you need advice on, in your own words.")],
    k: Annotated[int, typer.Option("--k", min=1, max=50, help="How many passages at most.")] = 5,
    pack: Annotated[str, typer.Option(help="Which job.")] = "media-producer",
    json: JsonOption = False,
) -> None:
    """Search the guide of a job, and your own."""
    from interviewer.printing import print_hits

    engine = open_engine()
    knowledge = engine.knowledge(show_progress)
    hits = knowledge.search(query, k=k, guides=[engine.pack(pack).id, *knowledge.own_guides()])
    clear_progress()
    print_hits(hits, as_json=json)


@app.command()
def doctor(json: JsonOption = False) -> None:
    """Say what is wrong with this installation, and what to do about it."""
    from interviewer.doctor import examine
    from interviewer.printing import print_findings

    findings = list(examine())
    print_findings(findings, as_json=json)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(2)


if __name__ == "__main__":
    main()
