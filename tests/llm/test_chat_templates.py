"""Messages are rearranged to what a model's own template takes; without one there is a plain transcript."""

from __future__ import annotations

import pytest

from interviewer.llm.base import Message
from interviewer.llm.chat_format import PlainFormat, TemplateFormat, UnusableTemplateError, choose_format

TURNS = (
    "{{ bos_token }}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}{{ eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}" + TURNS
ALTERNATING = (
    "{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}{% endfor %}" + TURNS
)
SILENT_ON_SYSTEM = (
    "{% for m in messages if m['role'] != 'system' %}<{{ m['role'] }}>{{ m['content'] }}{% endfor %}"
)

SYSTEM, USER = Message("system", "Be kind."), Message("user", "Hello.")
ASSISTANT, AGAIN = Message("assistant", "Good day."), Message("user", "And you?")


def test_a_template_that_takes_everything_gets_the_messages_as_they_are() -> None:
    prompt = TemplateFormat(TURNS, bos="^", eos="$").render([SYSTEM, USER, AGAIN])
    assert prompt.text == "^<system>Be kind.$<user>Hello.$<user>And you?$<assistant>"


@pytest.mark.parametrize("template", [NO_SYSTEM, ALTERNATING, SILENT_ON_SYSTEM])
def test_system_text_moves_to_the_first_user_message_where_the_role_is_refused_or_dropped(
    template: str,
) -> None:
    text = TemplateFormat(template).render([SYSTEM, USER]).text
    assert text.startswith("<user>Be kind.\n\nHello.")


def test_two_user_turns_in_a_row_are_merged_where_roles_must_alternate() -> None:
    text = TemplateFormat(ALTERNATING).render([USER, AGAIN, ASSISTANT]).text
    assert text == "<user>Hello.\n\nAnd you?<assistant>Good day.<assistant>"


def test_an_assistant_who_speaks_first_gets_a_user_turn_before_it_where_that_is_needed() -> None:
    text = TemplateFormat(ALTERNATING).render([ASSISTANT, USER]).text
    assert text.startswith("<user>…<assistant>Good day.<user>Hello.")


@pytest.mark.parametrize("template", [TURNS, NO_SYSTEM, ALTERNATING])
def test_a_growing_conversation_keeps_its_beginning(template: str) -> None:
    chat_format = TemplateFormat(template)
    before = chat_format.render([SYSTEM, USER]).text
    assert chat_format.render([SYSTEM, USER, ASSISTANT, AGAIN]).text.startswith(before)


def test_thinking_is_switched_off_where_the_template_knows_how() -> None:
    quiet = TURNS + "{% if enable_thinking is defined and not enable_thinking %}<quiet>{% endif %}"
    assert TemplateFormat(quiet).render([USER]).text.endswith("<assistant><quiet>")


def test_a_template_that_opens_a_thinking_block_tells_the_tag_that_closes_it() -> None:
    assert TemplateFormat(TURNS + "<think>\n").render([USER]).closing == "</think>"
    assert TemplateFormat(TURNS).render([USER]).closing == ""


def test_a_template_for_content_in_parts_gets_parts() -> None:
    in_parts = "{% for m in messages %}{% for p in m['content'] %}{{ p['text'] }};{% endfor %}{% endfor %}"
    assert TemplateFormat(in_parts).render([USER]).text == "Hello.;"


@pytest.mark.parametrize(
    "template",
    ["{% for %}", "nothing", "{{ ''.__class__.__mro__[1].__subclasses__() }}" + TURNS, "{{ 1 / 0 }}"],
)
def test_a_template_that_fails_is_replaced_by_a_transcript_with_a_warning(template: str) -> None:
    with pytest.raises(UnusableTemplateError):
        TemplateFormat(template)
    chat_format, warnings = choose_format(template, bos="", eos="", name="odd")
    assert isinstance(chat_format, PlainFormat)
    assert "odd" in warnings[0]


@pytest.mark.parametrize("template", [None, "", "  \n"])
def test_a_model_without_a_template_gets_a_transcript_with_a_warning(template: str | None) -> None:
    chat_format, warnings = choose_format(template, bos="", eos="", name="base")
    prompt = chat_format.render([SYSTEM, USER, ASSISTANT])
    assert prompt.text == "Be kind.\n\nUser: Hello.\n\nAssistant: Good day.\n\nAssistant:"
    assert "\nUser:" in prompt.stop
    assert "no chat template" in warnings[0]
