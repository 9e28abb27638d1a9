"""What every implementation of `ChatModel` and `ModelHost` keeps to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from interviewer.errors import ContextOverflow, ModelError
from interviewer.llm.base import ChatModel, Message, ModelHost, complete
from interviewer.llm.llamacpp import load_llamacpp
from interviewer.llm.openai_compat import connect_openai_compatible
from interviewer.llm.scripted import ScriptedModel

MakeHost = Callable[[], ModelHost]

LONG_ANSWER = [
    Message("system", "You are a helpful assistant."),
    Message("user", "Describe in five sentences how a film is made."),
]
CAPITAL = [Message("user", "Which city is the capital of France? Reply with one word.")]
TIMEOUT = 120.0


def _scripted() -> ModelHost:
    def capital(_: Sequence[Message], options: Sequence[str]) -> list[float]:
        return [9.0 if option == "Paris" else 1.0 for option in options]

    return ScriptedModel(lambda messages: "A film starts with a script. " * 10, capital)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("llamacpp", marks=pytest.mark.integration),
        pytest.param("server", marks=pytest.mark.integration),
        "scripted",
    ],
)
def make_host(request: pytest.FixtureRequest) -> Iterator[MakeHost]:
    with ExitStack() as stack:

        def make() -> ModelHost:
            host: ModelHost
            if request.param == "llamacpp":
                path: Path = request.getfixturevalue("starter_path")
                host = load_llamacpp(path, context_length=2048, threads=1)
            elif request.param == "server":
                host = connect_openai_compatible(request.getfixturevalue("server_url"))
            else:
                host = _scripted()
            stack.callback(host.close)
            return host

        yield make


@pytest.fixture(scope="module")
def host(make_host: MakeHost) -> ModelHost:
    return make_host()


@pytest.fixture
def chat(host: ModelHost) -> Iterator[ChatModel]:
    chat = host.chat("foreground")
    yield chat
    chat.close()


def test_a_reply_comes_in_several_pieces(chat: ChatModel) -> None:
    pieces = list(chat.stream(LONG_ANSWER, max_tokens=12))
    assert len(pieces) > 3
    assert len("".join(pieces).split()) > 3


def test_a_reply_is_no_longer_than_asked_for(chat: ChatModel) -> None:
    assert 1 <= len(list(chat.stream(LONG_ANSWER, max_tokens=3))) <= 3


def test_a_greedy_reply_is_the_same_every_time(chat: ChatModel) -> None:
    assert complete(chat, LONG_ANSWER, max_tokens=12) == complete(chat, LONG_ANSWER, max_tokens=12)


def test_a_sampled_reply_is_the_same_for_the_same_seed(chat: ChatModel) -> None:
    first, second = ("".join(chat.stream(CAPITAL, max_tokens=10, temperature=0.9, seed=5)) for _ in range(2))
    assert first == second


def test_closing_a_stream_stops_it_and_leaves_the_model_usable(chat: ChatModel) -> None:
    whole = complete(chat, LONG_ANSWER, max_tokens=12)
    stream = chat.stream(LONG_ANSWER, max_tokens=200)
    first = next(stream)
    stream.close()
    stream.close()
    assert list(stream) == []
    assert whole.startswith(first)
    assert complete(chat, LONG_ANSWER, max_tokens=12) == whole


def test_a_stream_can_be_closed_by_another_thread_while_it_is_read(chat: ChatModel) -> None:
    stream = chat.stream(LONG_ANSWER, max_tokens=400)
    begun = threading.Event()

    def read() -> int:
        count = 0
        for _ in stream:
            count += 1
            begun.set()
        return count

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        assert begun.wait(TIMEOUT)
        stream.close()
        assert reading.result(TIMEOUT) < 400


def test_a_stream_that_is_dropped_or_left_unread_blocks_nobody(chat: ChatModel) -> None:
    left = chat.stream(LONG_ANSWER, max_tokens=50)
    next(left)
    next(chat.stream(LONG_ANSWER, max_tokens=50))
    assert complete(chat, LONG_ANSWER, max_tokens=5)


def test_a_reply_ends_before_a_stop_string(chat: ChatModel) -> None:
    whole = complete(chat, LONG_ANSWER, max_tokens=12)
    mark = whole.split()[3]
    assert "".join(chat.stream(LONG_ANSWER, max_tokens=12, stop=(mark,))) == whole[: whole.index(mark)]


def test_the_probabilities_of_the_options_sum_to_one(chat: ChatModel) -> None:
    probabilities = chat.choose(CAPITAL, ["London", "Paris", "Berlin", "Rome"])
    assert sum(probabilities) == pytest.approx(1.0)
    assert all(0 < probability < 1 for probability in probabilities)


def test_the_obvious_option_is_the_likeliest(chat: ChatModel) -> None:
    options = ["London", "Paris", "Berlin"]
    probabilities = chat.choose(CAPITAL, options)
    assert options[probabilities.index(max(probabilities))] == "Paris"


def test_choosing_is_repeatable_whatever_was_evaluated_before(chat: ChatModel) -> None:
    before = chat.choose(CAPITAL, ["Paris", "London"])
    complete(chat, LONG_ANSWER, max_tokens=3)
    assert chat.choose(CAPITAL, ["Paris", "London"]) == pytest.approx(before, abs=1e-3)


def test_text_that_does_not_fit_is_refused_in_words(chat: ChatModel) -> None:
    endless = [Message("user", "film " * 12_000)]
    with pytest.raises(ContextOverflow) as stream_error:
        list(chat.stream(endless))
    with pytest.raises(ContextOverflow):
        chat.choose(endless, ["yes", "no"])
    assert stream_error.value.hint
    assert complete(chat, CAPITAL, max_tokens=2)


def test_prefilling_changes_no_reply(chat: ChatModel) -> None:
    cold = complete(chat, LONG_ANSWER, max_tokens=12)
    chat.prefill(LONG_ANSWER)
    chat.prefill([Message("user", "film " * 12_000)])
    assert complete(chat, LONG_ANSWER, max_tokens=12) == cold


def test_more_text_has_more_tokens(chat: ChatModel) -> None:
    assert chat.count_tokens("") == 0
    assert 0 < chat.count_tokens("a film") < chat.count_tokens("a film about a film about a film")


def test_a_closed_chat_refuses_every_call_and_spares_its_neighbour(host: ModelHost) -> None:
    closed, neighbour = host.chat("foreground"), host.chat("background")
    closed.close()
    closed.close()
    for call in (
        lambda: list(closed.stream(CAPITAL)),
        lambda: closed.choose(CAPITAL, ["a", "b"]),
    ):
        with pytest.raises(ModelError):
            call()
    assert complete(neighbour, CAPITAL, max_tokens=2)


def test_closing_the_host_closes_its_chats(make_host: MakeHost) -> None:
    host = make_host()
    chat = host.chat("background")
    host.close()
    host.close()
    with pytest.raises(ModelError):
        complete(chat, CAPITAL, max_tokens=2)


def test_closing_the_host_ends_streams_that_are_being_read(make_host: MakeHost) -> None:
    host = make_host()
    begun = threading.Barrier(3)

    def read(priority: str) -> None:
        stream = host.chat("foreground" if priority == "foreground" else "background").stream(
            LONG_ANSWER, max_tokens=1500
        )
        next(stream)
        begun.wait(TIMEOUT)
        for _ in stream:
            pass

    with ThreadPoolExecutor() as pool:
        readings = [pool.submit(read, priority) for priority in ("foreground", "background")]
        begun.wait(TIMEOUT)
        host.close()
        for reading in readings:
            # Either the stream was over already, or it says that the chat is closed.
            assert isinstance(reading.exception(TIMEOUT), ModelError | None)


def test_foreground_and_background_work_at_once_and_both_get_done(host: ModelHost) -> None:
    foreground, background = host.chat("foreground"), host.chat("background")
    alone = complete(foreground, LONG_ANSWER, max_tokens=12)

    def work(chat: ChatModel) -> str:
        for _ in range(3):
            next(chat.stream(LONG_ANSWER, max_tokens=20))
            chat.choose(CAPITAL, ["Paris", "London"])
            reply = complete(chat, LONG_ANSWER, max_tokens=12)
        return reply

    with ThreadPoolExecutor() as pool:
        replies = [pool.submit(work, chat) for chat in (foreground, background)]
        assert [reply.result(TIMEOUT) for reply in replies] == [alone, alone]


def test_a_model_says_what_it_is(host: ModelHost) -> None:
    assert host.info.name
    assert host.info.context_length >= 2048
    assert host.chat("background").info == host.info
