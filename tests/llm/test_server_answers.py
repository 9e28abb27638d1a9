"""What a server may answer, and what the user then reads."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from interviewer.errors import ContextOverflow, ModelError, ServerError, SettingsError
from interviewer.llm.base import Message, complete
from interviewer.llm.openai_compat import connect_openai_compatible

HELLO = [Message("user", "Hello.")]
Answer = Callable[[dict[str, Any]], tuple[int, str]]


class FakeServer(ThreadingHTTPServer):
    """Offers two models; `answer` maps a request's body to status and content. Records bodies and keys."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def do_GET(self) -> None:
        self.server.keys.append(self.headers.get("Authorization"))
        if self.path != "/v1/models":
            return self._send(404, "{}")
        return self._send(200, json.dumps({"data": [{"id": "one", "max_model_len": 9000}, {"id": "two"}]}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        self._send(*self.server.answer(body))

    def _send(self, status: int, content: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], FakeServer]]:
    servers: list[FakeServer] = []

    def start(answer: Answer) -> FakeServer:
        server = FakeServer(answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def events(*pieces: str, end: str | None = "stop") -> str:
    """A streamed reply; without `end` it breaks off."""
    choices: list[dict[str, Any]] = [{"delta": {"content": piece}} for piece in pieces]
    if end:
        choices.append({"delta": {}, "finish_reason": end})
    lines = [": still here", *(f"data: {json.dumps({'choices': [choice]})}" for choice in choices)]
    return "\n\n".join([*lines, "data: [DONE]", ""])


def first_token(likeliest: dict[str, float]) -> str:
    top = [{"token": token, "logprob": value} for token, value in likeliest.items()]
    return json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": top}]}}]})


Serve = Callable[[Answer], FakeServer]


def test_the_first_model_is_taken_with_its_context_and_the_key_is_sent(serve: Serve) -> None:
    server = serve(lambda _: (200, events("Hi", " you")))
    host = connect_openai_compatible(server.url, api_key="secret")
    assert (host.info.name, host.info.context_length) == ("one", 9000)
    assert server.keys[0] == "Bearer secret"
    assert complete(host.chat("foreground"), HELLO) == "Hi you"


def test_a_model_that_is_not_offered_is_refused_and_the_others_are_named(serve: Serve) -> None:
    with pytest.raises(ServerError) as caught:
        connect_openai_compatible(serve(lambda _: (200, "")).url, model="three")
    assert "one, two" in caught.value.hint


def test_thinking_is_left_out(serve: Serve) -> None:
    server = serve(lambda _: (200, events("<thi", "nk>secret</th", "ink>\n\n", "Well.")))
    assert complete(connect_openai_compatible(server.url).chat("foreground"), HELLO) == "Well."


def test_a_strict_server_is_asked_again_without_what_it_does_not_know(serve: Serve) -> None:
    def strict(body: dict[str, Any]) -> tuple[int, str]:
        if "chat_template_kwargs" in body:
            return 400, json.dumps({"error": {"message": "Unknown parameter: chat_template_kwargs"}})
        return 200, events("Yes")

    server = serve(strict)
    chat = connect_openai_compatible(server.url).chat("foreground")
    assert [complete(chat, HELLO) for _ in range(2)] == ["Yes", "Yes"]
    assert len(server.bodies) == 3


def test_a_reply_that_breaks_off_is_an_error_and_not_a_short_reply(serve: Serve) -> None:
    server = serve(lambda _: (200, events("And th", end=None)))
    with pytest.raises(ServerError, match="broke off"):
        complete(connect_openai_compatible(server.url).chat("foreground"), HELLO)


@pytest.mark.parametrize(
    ("status", "content", "expected", "words"),
    [
        (401, "{}", ServerError, "refuses the key"),
        (500, '{"error": {"message": "out of memory"}}', ServerError, "out of memory"),
        (503, "not even JSON", ServerError, "503"),
        (302, "", ServerError, "elsewhere"),
        (400, '{"error": {"message": "x", "code": "context_length_exceeded"}}', ContextOverflow, "not fit"),
        (400, '{"error": {"message": "x", "type": "exceed_context_size_error"}}', ContextOverflow, "not fit"),
        (200, 'data: {"error": {"message": "slot lost"}}\n\n', ServerError, "slot lost"),
        (200, "data: {half an ob\n\n", ServerError, "broke off"),
    ],
)
def test_what_a_server_refuses_is_said_in_words_with_a_way_out(
    serve: Serve, status: int, content: str, expected: type[ModelError], words: str
) -> None:
    server = serve(lambda _: (status, content))
    with pytest.raises(expected, match=words) as caught:
        complete(connect_openai_compatible(server.url).chat("foreground"), HELLO)
    assert caught.value.hint


def test_nobody_listening_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ServerError, match="No server answers") as caught:
            connect_openai_compatible(f"http://user:secret@127.0.0.1:{taken.getsockname()[1]}/v1")
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "localhost:8080", "http://", ""])
def test_only_web_addresses_are_contacted(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        connect_openai_compatible(url)
    assert caught.value.hint


def test_options_get_the_probability_of_their_first_token_and_missing_ones_the_least(serve: Serve) -> None:
    server = serve(lambda _: (200, first_token({" yes": -0.1, "no": -2.5, "Hm": -4.0})))
    chat = connect_openai_compatible(server.url).chat("foreground")
    yes, no, unclear = chat.choose(HELLO, ["yes", "no", "partly"])
    assert yes > no > unclear > 0
    assert yes + no + unclear == pytest.approx(1.0)


def test_options_that_begin_alike_cannot_be_told_apart_by_a_server(serve: Serve) -> None:
    server = serve(lambda _: (200, first_token({"option": -0.1, "no": -2.5})))
    with pytest.raises(ModelError, match="first token"):
        connect_openai_compatible(server.url).chat("foreground").choose(HELLO, ["option A", "option B"])


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, '{"choices": [{"logprobs": null}]}'),
        (200, "{}"),
        (400, '{"error": {"message": "logprobs are not supported"}}'),
    ],
)
def test_a_server_without_log_probabilities_says_so(serve: Serve, status: int, content: str) -> None:
    server = serve(lambda _: (status, content))
    with pytest.raises(ModelError, match="no log probabilities"):
        connect_openai_compatible(server.url).chat("foreground").choose(HELLO, ["yes", "no"])
