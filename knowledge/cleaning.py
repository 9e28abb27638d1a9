"""From the lines of a document to its blocks: furniture out, cut questions mended, doubles merged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from knowledge.documents import Dropped
from knowledge.duplicates import SeenTexts

BlockKind = Literal["heading", "text", "list", "table", "code", "answered"]
WRAPPED_AT = 100  # lines no longer than this, one after the other, are one paragraph that was wrapped
LONGEST_HEADING = 14  # words
HASH_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
BULLET = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+\S")
QUESTION = re.compile(r"^[\W_]*(?:Q|Question)\s*\d*\s*[:.]\W*\s(?P<text>.*\S)\s*$")
ANSWER = re.compile(r"^[\W_]*(?:A|Answer)\s*\d*\s*:\W*?\s*(?P<text>\S.*?)\s*$")
# An answer's mark in the middle of a line: where a converter took the "A" of a word in the question for it.
LATE_ANSWER = re.compile(r"\sA(?:nswer)?\s?\d+\s*:\s+")
CUT_WORD = re.compile(r"^I\b")
PROMPT = re.compile(r"^\W*(?:image |ai )?prompt\s*:", re.IGNORECASE)
MARKS = " \t*_#>|~`-–—·•:.!…[]()"
# Only scripts that have no capitals: a heading there cannot be told by its capitals.
UNCASED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list, a table, or a question with its answer. Lines count from 1."""

    kind: BlockKind
    text: str
    line_start: int
    line_end: int
    level: int = 0
    question: str = ""


@dataclass(frozen=True)
class Cleaned:
    """What is left of a document, and what is not, with reasons."""

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    merged: tuple[Dropped, ...]
    repaired: int


def clean(lines: Sequence[str], *, file: str) -> Cleaned:
    """Cut lines into blocks and clean them. `file` is only for the report."""
    dropped: list[Dropped] = []
    kept = _without_furniture(lines, file, dropped)
    blocks, repaired = _join_questions(_blocks(kept))
    seen = SeenTexts()
    left: list[Block] = []
    merged: list[Dropped] = []
    for block in blocks:
        if block.kind != "heading" and seen.find_or_add(block.text):
            merged.append(Dropped(file, block.line_start, "stands twice", block.text[:120]))
        else:
            left.append(block)
    return Cleaned(tuple(_without_empty_headings(left)), tuple(dropped), tuple(merged), repaired)


# --- furniture


@lru_cache(maxsize=1)
def _furniture() -> list[tuple[str, int, re.Pattern[str]]]:
    rules = tomllib.loads((Path(__file__).parent / "furniture.toml").read_text("utf-8"))["furniture"]
    return [
        (rule["reason"], rule["words"], re.compile("|".join(f"(?:{p})" for p in rule["patterns"]), re.IGNORECASE))
        for rule in rules
    ]


def furniture_reason(line: str) -> str | None:
    """Why this line is no part of the text, or None where it is."""
    bare = line.strip(MARKS)
    if not bare:
        return None
    words = len(bare.split())
    return next((reason for reason, most, pattern in _furniture() if words <= most and pattern.fullmatch(bare)), None)


def _without_furniture(lines: Sequence[str], file: str, dropped: list[Dropped]) -> list[tuple[int, str]]:
    kept: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(lines, 1):
        line = line.replace("\u00a0", " ").replace("\u200b", "").rstrip()
        fenced ^= line.lstrip().startswith("```")
        reason = None if fenced else furniture_reason(line)
        if not fenced and PROMPT.match(line):
            reason = "caption that is an image prompt"
            # The caption's first half stands above, cut in the middle of its bold mark.
            above = next((i for i in range(len(kept) - 1, -1, -1) if kept[i][1].strip()), None)
            if above is not None and kept[above][1].rstrip().endswith("**") and kept[above][1].count("**") % 2:
                at, text = kept.pop(above)
                dropped.append(Dropped(file, at, reason, text[:120]))
        if reason:
            dropped.append(Dropped(file, number, reason, line.strip()[:120]))
            kept.append((number, ""))
        else:
            kept.append((number, line))
    return kept


# --- blocks


def _blocks(lines: Sequence[tuple[int, str]]) -> list[Block]:
    runs: list[list[tuple[int, str]]] = [[]]
    fenced = False
    for number, line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if line.strip() or fenced:
            runs[-1].append((number, line))
        elif runs[-1]:
            runs.append([])
    blocks: list[Block] = []
    for run in runs:
        if run:
            blocks += _cut_run(run)
    return [_as_heading(block, blocks[i + 1 :]) for i, block in enumerate(blocks)]


def _cut_run(run: list[tuple[int, str]]) -> list[Block]:
    """Blocks of lines that follow each other without an empty one."""
    if run[0][1].lstrip().startswith("```"):
        return [Block("code", "\n".join(line for _, line in run), run[0][0], run[-1][0])]
    longest = max(len(line) for _, line in run)
    wrapped = longest <= WRAPPED_AT and len(run) > 1
    blocks: list[Block] = []
    for number, line in run:
        text = line.strip()
        heading = HASH_HEADING.match(text)
        last = blocks[-1] if blocks else None
        if heading:
            if heading[2].strip(MARKS):
                blocks.append(Block("heading", _plain(heading[2]), number, number, len(heading[1])))
        elif last and re.fullmatch(r"=+|-{3,}", text) and last.kind == "text" and last.line_end == number - 1:
            blocks[-1] = replace(last, kind="heading", level=1 if text[0] == "=" else 2, line_end=number)
        elif re.fullmatch(r"[-*_=~\s]{3,}", text):
            continue
        elif text.startswith("|"):
            if last and last.kind == "table":
                blocks[-1] = replace(last, text=f"{last.text}\n{text}", line_end=number)
            else:
                blocks.append(Block("table", text, number, number))
        elif QUESTION.match(text) or ANSWER.match(text):
            blocks.append(Block("text", text, number, number))
        elif BULLET.match(line) and len(text) <= 300:
            if last and last.kind == "list":
                blocks[-1] = replace(last, text=f"{last.text}\n{text}", line_end=number)
            else:
                blocks.append(Block("list", text, number, number))
        elif last and (
            (last.kind == "list" and (wrapped or line[:1].isspace()))
            # A line much shorter than the others was not wrapped: it may be a heading over them.
            or (wrapped and last.kind == "text" and len(last.text) * 2 >= longest)
        ):
            blocks[-1] = replace(last, text=f"{last.text} {text}", line_end=number)
        else:
            blocks.append(Block("text", text, number, number))
    return blocks


def _plain(text: str) -> str:
    return re.sub(r"\s*\{#[^}]*\}$", "", text).strip(" *_#").strip()


def _as_heading(block: Block, after: Sequence[Block]) -> Block:
    """A short line without a full stop over a longer text is a heading, in any language."""
    text = block.text
    if block.kind != "text" or block.line_start != block.line_end or not after:
        return block
    if re.fullmatch(r"\*\*[^*]+\*\*:?", text) and len(text.split()) <= LONGEST_HEADING:
        return replace(block, kind="heading", text=_plain(text.rstrip(":")), level=3)
    if len(text.split()) > LONGEST_HEADING or len(text) > 110 or QUESTION.match(text) or ANSWER.match(text):
        return block
    if re.search(r"[.!;:,…。！、]\W*$", text) or (re.search(r"\?\W*$", text) and len(text.split()) > 8):
        return block
    if not (UNCASED.search(text) or text[0].isupper() or text[0].isdigit()):
        return block
    longer = after[0].kind != "text" or len(after[0].text) > max(80, len(text))
    return replace(block, kind="heading", text=_plain(text), level=2) if longer else block


def _without_empty_headings(blocks: Sequence[Block]) -> list[Block]:
    """A heading whose whole text was merged away goes too; one that leads to a lower one stays."""
    left: list[Block] = []
    for i, block in enumerate(blocks):
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        empty = after is None or (after.kind == "heading" and after.level <= block.level)
        if block.kind != "heading" or not empty:
            left.append(block)
    return left


# --- questions and answers


def _join_questions(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """Join "Q: …" with the "A: …" that follows, and mend those that were cut at the wrong place."""
    joined: list[Block] = []
    repaired = 0
    i = 0
    while i < len(blocks):
        asked = QUESTION.match(blocks[i].text) if blocks[i].kind in ("text", "list") else None
        answered = ANSWER.match(blocks[i + 1].text) if asked and i + 1 < len(blocks) else None
        if not asked or not answered:
            joined.append(blocks[i])
            i += 1
            continue
        question, answer = asked["text"].strip(" *"), answered["text"].strip()
        late = LATE_ANSWER.search(f" {answer}", 1)
        if late and not question.endswith(("?", ".", "!")):
            rest, answer = f" {answer}"[: late.start()].strip(), f" {answer}"[late.end() :].strip()
            # "with" + "A: I in the mix?": the converter took the A of "AI" for the mark.
            question = f"{question} {CUT_WORD.sub('AI', rest, count=1)}"
            repaired += 1
        end = i + 2
        while end < len(blocks) and blocks[end].kind != "heading" and not QUESTION.match(blocks[end].text):
            end += 1
        answer = "\n".join([answer, *(block.text for block in blocks[i + 2 : end])])
        joined.append(
            Block("answered", f"Q: {question}\nA: {answer}", blocks[i].line_start, blocks[end - 1].line_end,
                  question=question)
        )
        i = end
    return joined, repaired
