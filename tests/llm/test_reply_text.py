"""What is shown of a reply: whole characters, no thinking, nothing from a stop string on."""

from __future__ import annotations

import pytest

from interviewer.llm.reply_text import ReplyText
from interviewer.llm.thinking import ThinkingFilter

SIZES = range(1, 12)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no tags at all", "no tags at all"),
        ("a<think>secret</think>b", "ab"),
        ("<thinking>secret</thinking>b<think>more</think>c", "bc"),
        ("a<think>never closed", "a"),
        ("<think>a </thinking> b</think>c", "c"),
        ("a < b <thin", "a < b <thin"),
        ("a<think></thi", "a"),
    ],
)
def test_thinking_is_left_out_however_the_text_is_cut(text: str, shown: str, size: int) -> None:
    thinking = ThinkingFilter()
    pieces = [thinking.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + thinking.finish() == shown


@pytest.mark.parametrize("size", SIZES)
def test_thinking_that_the_prompt_opened_is_left_out(size: int) -> None:
    text, reply = "secret</think>\n\nHello.", ReplyText(closing="</think>")
    pieces = [reply.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + reply.finish() == "Hello."


@pytest.mark.parametrize("size", SIZES)
def test_characters_split_across_tokens_stay_whole(size: int) -> None:
    raw, reply = "Café 模型 🎬".encode(), ReplyText()
    pieces = [reply.feed_bytes(raw[at : at + size]) for at in range(0, len(raw), size)]
    assert not any("\N{REPLACEMENT CHARACTER}" in piece for piece in pieces)
    assert "".join(pieces) + reply.finish() == "Café 模型 🎬"


@pytest.mark.parametrize("size", SIZES)
def test_a_reply_ends_at_the_first_stop_string_even_across_pieces(size: int) -> None:
    text, reply = "One.\nUse it.\nUser: two\nAssistant:", ReplyText(stop=("\nAssistant:", "\nUser:"))
    pieces = [reply.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + reply.finish() == "One.\nUse it."
    assert reply.stopped


def test_what_only_looked_like_a_stop_string_is_shown_at_the_end() -> None:
    reply = ReplyText(stop=("\nUser:",))
    assert reply.feed("One.\nUse") + reply.finish() == "One.\nUse"
