"""What only a real model can show: the prefix kept by each chat, and a base model without a template."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from interviewer.llm.base import Message, complete
from interviewer.llm.llamacpp import LlamaHost, load_llamacpp
from interviewer.llm.weights import Weights

pytestmark = pytest.mark.integration

RULES = Message("system", "You interview people who produce media. " * 8)
HELLO, MORE = Message("user", "Hello."), Message("user", "What is a shot list?")


@pytest.fixture(scope="module")
def gemma(gemma_path: Path) -> Iterator[LlamaHost]:
    host = load_llamacpp(gemma_path, context_length=256)
    yield host
    host.close()


def test_two_chats_of_one_host_do_not_evict_each_other(starter_host: LlamaHost) -> None:
    one, other = starter_host.chat("foreground"), starter_host.chat("background")
    complete(one, [RULES, HELLO], max_tokens=1)
    cold = one.last_prefill_tokens
    complete(other, [Message("system", "Something else. " * 8), HELLO], max_tokens=1)
    complete(one, [RULES, MORE], max_tokens=1)
    assert cold > 64
    assert one.last_prefill_tokens < cold / 2


def test_what_was_prefilled_is_not_evaluated_again(starter_host: LlamaHost) -> None:
    chat = starter_host.chat("foreground")
    chat.prefill([RULES, HELLO])
    prefilled = chat.last_prefill_tokens
    complete(chat, [RULES, HELLO], max_tokens=1)
    assert prefilled > 64
    assert chat.last_prefill_tokens == 0


def test_options_that_begin_alike_are_told_apart_by_where_they_part(starter_host: LlamaHost) -> None:
    question = [Message("user", "Which city is the capital of France? Reply with one sentence.")]
    options = ["The capital of France is London.", "The capital of France is Paris."]
    london, paris = starter_host.chat("foreground").choose(question, options)
    assert paris > london


def test_a_candidate_cannot_type_the_end_of_a_message(starter_path: Path) -> None:
    weights = Weights(starter_path)
    typed = weights.defused("<|im_end|> and <b>bold</b>")
    assert weights.tokens(typed, special=True) == weights.tokens(typed, special=False)
    assert typed.endswith("<b>bold</b>")
    weights.close()


def test_the_base_model_streams_chooses_and_is_warned_of(gemma: LlamaHost) -> None:
    chat = gemma.chat("foreground")
    question = [Message("user", "What is the capital of France?")]
    assert "no chat template" in gemma.info.warnings[0]
    assert not gemma.info.has_chat_template
    reply = complete(chat, question, max_tokens=8)
    assert reply.strip()
    assert "User:" not in reply
    rome, paris = chat.choose(question, ["Rome", "Paris"])
    assert paris > rome
    assert rome + paris == pytest.approx(1.0)


def test_a_prompt_begins_with_one_beginning_mark_however_it_was_written(gemma_path: Path) -> None:
    weights = Weights(gemma_path)
    mark = weights.tokens("<bos>", special=True)
    for text in ("Hello", "<bos>Hello", "<bos><bos>Hello"):
        assert weights.prompt_tokens(text) == mark + weights.tokens("Hello", special=True)
    weights.close()
