"""What commands print: for eyes through rich, for programs as one JSON object a line."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from interviewer.report_card import card_lines
from interviewer.session import Session
from interviewer.verdict_words import meter

if TYPE_CHECKING:
    from interviewer.doctor import Finding
    from interviewer.llm.catalog import GGUFFile
    from interviewer.report_card import ReportCard
    from knowledge import Hit

MARKS = {"fine": "✓", "note": "·", "wrong": "✗"}


def print_json_lines(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line, each written at once."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False), flush=True)


def table(*columns: str) -> tuple[Table, Callable[[], None]]:
    """A table to fill and the call that prints it."""
    rows = Table(*columns, box=None, pad_edge=False, header_style="bold")
    # In a pipe there is no width to fit: whatever reads it wants whole lines.
    width = None if sys.stdout.isatty() else 200
    return rows, lambda: Console(width=width, highlight=False).print(rows)


def print_sessions(sessions: Sequence[Session], *, as_json: bool, hide_numbers: bool) -> None:
    """Saved interviews, one row each."""
    if as_json:
        print_json_lines(
            {
                "id": session.id,
                "started_at": session.started_at.isoformat(),
                "phase": session.phase,
                "pack": session.setup.pack,
                "persona": session.setup.persona,
                "level": session.setup.level,
                "questions": len(session.plan),
                "answered": sum(bool(turn.answers) for turn in session.turns),
                **({} if _hidden(session, hide_numbers) else {"scores": _scores(session)}),
            }
            for session in sessions
        )
        return
    if not sessions:
        print("No interview yet. interviewer start begins one.")
        return
    rows, show = table("id", "begun", "with", "level", "answered", "state" if hide_numbers else "scores")
    for session in sessions:
        answered = sum(bool(turn.answers) for turn in session.turns)
        rows.add_row(
            session.id,
            session.started_at.astimezone().strftime("%Y-%m-%d %H:%M"),
            session.setup.persona,
            session.setup.level,
            f"{answered}/{len(session.plan)}",
            _state(session) if _hidden(session, hide_numbers) else _marks(session),
        )
    show()


def _hidden(session: Session, hide_numbers: bool) -> bool:
    """Hidden everywhere, or for an interview that was held without numbers."""
    return hide_numbers or session.setup.hide_numbers


def _scores(session: Session) -> list[int | None]:
    return [turn.critique.score if turn.critique else None for turn in session.turns]


def _marks(session: Session) -> str:
    return " ".join(str(score) for score in _scores(session) if score) or "–"


def _state(session: Session) -> str:
    return "finished" if session.phase == "finished" else "unfinished"


def print_hits(hits: Sequence[Hit], *, as_json: bool) -> None:
    """Passages of a search, best first."""
    if as_json:
        print_json_lines(
            {
                "topic": hit.topic,
                "title": hit.title,
                "text": hit.text,
                "source": hit.source,
                "guide": hit.guide,
                "heading": hit.heading,
                "file": hit.file,
                "lines": [hit.line_start, hit.line_end],
                "score": round(hit.score, 4),
            }
            for hit in hits
        )
        return
    if not hits:
        print("Nothing in the guides fits this. Try it in other words.")
    for hit in hits:
        print(f"{hit.title}  {meter(round(hit.score * 5))}\n  {_cited(hit)}\n")
        print("\n".join(f"  {line}" for line in hit.text.splitlines()), end="\n\n")


def _cited(hit: Hit) -> str:
    """The source with file and lines: those of the user's own documents say them by themselves."""
    if hit.file in hit.source:
        return hit.source
    return f"{hit.source} ({hit.file}, lines {hit.line_start}–{hit.line_end})"


def print_models(models: Sequence[GGUFFile], *, chosen: str, as_json: bool) -> None:
    """GGUF files, one row each."""
    if as_json:
        print_json_lines(_model_fields(model) for model in models)
        return
    if not models:
        print(
            f"No GGUF file was found. In use: {chosen}. Put files into the models folder, or name one with --model."
        )
        return
    rows, show = table(
        "name", "architecture", "size", "quantisation", "context", "template", "memory", "fits"
    )
    for model in models:
        fields = _model_fields(model)
        rows.add_row(
            model.name,
            f"{model.architecture} {model.parameters}",
            _gigabytes(model.size_bytes),
            model.quantisation,
            str(model.trained_context),
            "yes" if model.has_chat_template else "none",
            _gigabytes(fields["memory_bytes"]),
            "yes" if model.fits else "no",
        )
    show()
    print(f'In use: {chosen}. Another one: --model NAME, or model = "NAME" in config.toml.')


def print_model(model: GGUFFile, *, context_length: int, card: ReportCard | None, as_json: bool) -> None:
    """One GGUF file in full, with the evals' report card where there is one."""
    fields = _model_fields(model, context_length)
    if as_json:
        told = card.model_dump(mode="json") if card else None
        print_json_lines([{**fields, "sha256": model.sha256(), "report_card": told}])
        return
    rows = {
        "name": model.name,
        "file": str(model.path),
        "architecture": f"{model.architecture}, {model.parameters} parameters",
        "size": f"{_gigabytes(model.size_bytes)}, {model.quantisation}",
        "context": f"{model.trained_context} tokens trained, {min(context_length, model.trained_context)} used for each role",
        "chat template": "its own"
        if model.has_chat_template
        else "none: a base model, a plain transcript is used",
        "memory": f"about {_gigabytes(fields['memory_bytes'])} with two contexts",
        "fits": "yes" if model.fits else "no, more than is free now",
        "sha256": model.sha256(),
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f"{name:<{width}}  {value}")
    print()
    if card is None:
        print(f"What it is good for is not measured here yet: interviewer eval --model {shlex.quote(str(model.path))}")
        return
    print(f"What it is good for (interviewer {card.product}, {card.made_at:%Y-%m-%d}):")
    print("\n".join(card_lines(card)))


def _model_fields(model: GGUFFile, context_length: int = 4096) -> dict[str, Any]:
    return {
        "name": model.name,
        "path": str(model.path),
        "architecture": model.architecture,
        "parameters": model.parameters,
        "size_bytes": model.size_bytes,
        "quantisation": model.quantisation,
        "context_length": model.trained_context,
        "chat_template": model.has_chat_template,
        "memory_bytes": model.memory_bytes(context_length),
        "fits": model.fits,
    }


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def print_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """What the doctor found: a mark, what it is, and for what is wrong what to do."""
    if as_json:
        print_json_lines({"state": f.state, "what": f.what, "detail": f.detail, "hint": f.hint} for f in findings)
        return
    for finding in findings:
        print(f"{MARKS[finding.state]} {finding.what}: {finding.detail}")
        if finding.hint:
            print(f"  {finding.hint}")
