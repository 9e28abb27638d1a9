"""What the commands about guides print: for eyes, or one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from interviewer.printing import print_json_lines, table

if TYPE_CHECKING:
    from knowledge import DocumentSummary, Dropped, FileReport, GuideSummary, IngestReport, Section

LINES_SHOWN = 3  # of those that were left out for one reason; --json has all of them
EXCERPT = 60  # characters of a line that was left out


def print_ingest(report: IngestReport, *, as_json: bool) -> None:
    """What became of each file, and the sum."""
    if as_json:
        print_json_lines({"kind": "file", **asdict(file)} for file in report.files)
        print_json_lines([{"kind": "summary", **_sums(report)}])
        return
    for file in report.files:
        print("\n".join(_file_lines(file)))
    sums = _sums(report)
    print(
        f"{report.guide}: {_many(sums['files'], 'file')} in ({_many(sums['passages'], 'passage')} kept, "
        f"{sums['merged']} merged, {_many(sums['dropped'], 'line')} dropped), {sums['unchanged']} unchanged, "
        f"{sums['failed']} not usable, {sums['not_read']} of kinds that are not read."
    )


def _sums(report: IngestReport) -> dict[str, Any]:
    return {
        "guide": report.guide,
        "files": len(report.files) - len(report.failed),
        "passages": report.passages,
        "merged": report.merged,
        "dropped": report.dropped,
        "unchanged": report.unchanged,
        "failed": len(report.failed),
        "not_read": report.not_read,
    }


def _file_lines(file: FileReport) -> Iterator[str]:
    if file.status == "failed":
        yield f"✗ {file.message}"
        yield f"  {file.hint}"
        return
    mended = f", {_many(file.repaired, 'question')} joined with the answer again" if file.repaired else ""
    yield f"✓ {file.path}: {file.status}, {_many(file.passages, 'passage')}{mended}"
    if file.repeats:
        yield f"  merged {file.repeats}×: passages that stand in another document"
    yield from _left_out("merged", file.merged)
    yield from _left_out("dropped", file.dropped)


def _left_out(what: str, lines: Sequence[Dropped]) -> Iterator[str]:
    for reason, same in groupby(sorted(lines, key=lambda line: line.reason), key=lambda line: line.reason):
        found = list(same)
        shown = ", ".join(f"line {line.line} “{_short(line.text)}”" for line in found[:LINES_SHOWN])
        more = f", and {len(found) - LINES_SHOWN} more" if len(found) > LINES_SHOWN else ""
        yield f"  {what} {len(found)}×: {reason}: {shown}{more}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1]}…"


def print_guides(guides: Sequence[GuideSummary], *, as_json: bool) -> None:
    """One row a guide."""
    if as_json:
        print_json_lines(asdict(guide) for guide in guides)
        return
    rows, show = table("guide", "title", "", "holds", "vectors")
    for guide in guides:
        shipped = guide.origin == "pack"
        holds = _many(guide.sections, "section") if shipped else _many(guide.documents, "document")
        rows.add_row(guide.guide, guide.title, "shipped" if shipped else "your own", holds, str(guide.passages))
    show()


def print_sections(sections: Sequence[Section], *, as_json: bool) -> None:
    """The sections of a shipped guide in reading order, by chapter."""
    if as_json:
        print_json_lines(
            {"topic": s.topic, "title": s.title, "chapter": s.chapter, "file": s.file, "lines": [s.line_start, s.line_end]}
            for s in sections
        )
        return
    width = max(len(section.topic) for section in sections)
    for chapter, some in groupby(sections, key=lambda section: section.chapter):
        print(chapter)
        for section in some:
            print(f"  {section.topic:<{width}}  {section.title} ({section.file}, lines {section.line_start}–{section.line_end})")


def print_section(section: Section, *, as_json: bool) -> None:
    """One section whole."""
    if as_json:
        print_json_lines([asdict(section)])
    else:
        print(section.markdown, end="")


def print_documents(documents: Sequence[DocumentSummary], *, as_json: bool) -> None:
    """The documents of a guide of the user's own."""
    if as_json:
        print_json_lines(asdict(document) for document in documents)
        return
    rows, show = table("document", "title", "passages", "merged", "dropped")
    for document in documents:
        rows.add_row(document.path, document.title, str(document.passages), str(document.merged), str(document.dropped))
    show()
