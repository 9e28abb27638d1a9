"""Cuts shipped sections and cleaned documents into the passages that are embedded and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.cleaning import Block
from knowledge.documents import Guide, Passage, Section

# Raised when the cut or what is stored of a section changes, so that stored guides are read again.
CHUNKING_VERSION = 3


def paragraphs(markdown: str) -> list[str]:
    return [block.strip() for block in re.split(r"\n\s*\n", markdown) if block.strip()]


def section_passages(section: Section) -> list[tuple[str, Passage]]:
    """(id within the guide, passage): the advice by paragraph, the other parts whole, every phrasing."""

    def passage(kind: str, number: int, text: str, search_text: str = "") -> tuple[str, Passage]:
        return f"{section.topic}/{kind}/{number}", Passage(
            guide=section.guide, section_id=section.section_id, kind=kind, text=text,  # type: ignore[arg-type]
            topic=section.topic, title=section.title, source=section.citation, heading=section.chapter,
            file=section.file, line_start=section.line_start, line_end=section.line_end, search_text=search_text,
        )

    advice = [
        passage("advice", number, text, f"{section.title}. {text}")
        for number, text in enumerate(paragraphs(section.advice))
    ]
    details = [
        passage("detail", number, text)
        for number, text in enumerate([section.why, section.weaker, section.stronger, section.before])
    ]
    phrasings = [passage("phrasing", number, text) for number, text in enumerate([section.title, *section.asked_as])]
    return [*advice, *details, *phrasings]


def guide_passages(guide: Guide) -> list[tuple[str, Passage]]:
    return [pair for section in guide.sections for pair in section_passages(section)]


# A passage is as much as fits one thought and one vector: MiniLM reads 256 tokens, about 190 words.
FULL, MOST = 120, 180
MOST_ANSWERED = 400  # a question and its answer stay together; the vector then covers their beginning


def document_passages(blocks: Sequence[Block], *, guide: str, title: str, file: str, section_id: str) -> list[Passage]:
    """Passages of a cleaned document, each under one heading and with its lines."""
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    pile: list[Block] = []

    def flush() -> None:
        if pile:
            passages.append(_passage(pile, path, guide=guide, title=title, file=file, section_id=section_id))
            pile.clear()

    for block in blocks:
        if block.kind == "heading":
            flush()
            path = [*[(level, text) for level, text in path if level < block.level], (block.level, block.text)]
            continue
        for piece in _pieces(block):
            words = sum(_words(b.text) for b in pile) + _words(piece.text)
            if pile and (words > MOST or (words > FULL and _words(pile[-1].text) > 20) or piece.kind == "answered"):
                flush()
            pile.append(piece)
            if piece.kind == "answered":
                flush()
    flush()
    return passages


def _words(text: str) -> int:
    # Scripts without spaces count by characters, two to a word.
    return max(len(text.split()), len(text) // 12)


def _passage(
    pile: Sequence[Block], path: Sequence[tuple[int, str]], *, guide: str, title: str, file: str, section_id: str
) -> Passage:
    heading = " › ".join(text for _, text in path)
    start, end = pile[0].line_start, pile[-1].line_end
    text = "\n\n".join(block.text for block in pile)
    lines = f"line {start}" if start == end else f"lines {start}–{end}"
    last = path[-1][1] if path else ""
    return Passage(
        guide=guide, section_id=section_id, kind="advice", text=text, title=last or title, heading=heading,
        source=f"{file} › {heading} ({lines})" if heading else f"{file} ({lines})", file=file,
        line_start=start, line_end=end, search_text=f"{last}. {text}" if last else "",
    )


def _pieces(block: Block) -> Iterator[Block]:
    """The block itself, or parts of one that is too long: at rows of a table or list, else at sentences."""
    most = MOST_ANSWERED if block.kind == "answered" else MOST
    if _words(block.text) <= most:
        yield block
        return
    if block.kind in ("table", "list", "code"):
        units, joint = block.text.split("\n"), "\n"
    else:
        units, joint = re.split(r"(?<=[.!?。！？])[\"”’)]*\s+", block.text), " "
    head = units[:2] if block.kind == "table" else [f"Q: {block.question}"] if block.kind == "answered" else []
    part: list[str] = []
    for unit in (short for long in units for short in _short(long, most)):
        if part and _words(joint.join([*part, unit])) > most:
            yield Block(block.kind, joint.join(part), block.line_start, block.line_end, question=block.question)
            part = list(head)
        part.append(unit)
    yield Block(block.kind, joint.join(part), block.line_start, block.line_end, question=block.question)


def _short(unit: str, most: int) -> Iterator[str]:
    """A "sentence" without an end (base64, a log) is cut by length."""
    if _words(unit) <= most:
        yield unit
        return
    words = unit.split(" ")
    step = max(1, most // 2)
    for start in range(0, len(words), step):
        some = " ".join(words[start : start + step])
        yield from (some[i : i + most * 8] for i in range(0, len(some), most * 8))
