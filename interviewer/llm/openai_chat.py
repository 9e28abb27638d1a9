"""A conversation partner behind an OpenAI-compatible server."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from interviewer.llm.base import Message, ModelInfo, TextStream, conversation_closed, estimated_tokens
from interviewer.llm.first_token import option_probabilities
from interviewer.llm.reply_text import ReplyText
from interviewer.llm.sampling import TOP_P
from interviewer.llm.server_errors import (
    BrokenOffError,
    broken_off,
    no_log_probabilities,
    overflow,
    raise_for_status,
    translated,
)
from interviewer.llm.sse import read_events
from interviewer.llm.streams import CancellableStream

_MOST_STOP_STRINGS = 4
"""OpenAI's limit; the others are found on this side."""
_TOP_LOGPROBS = 20
_REFUSALS = (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY)


class ServerChat:
    """See `base.ChatModel`. Several calls may run at once: the server puts them in order."""

    def __init__(self, client: httpx.Client, base: str, info: ModelInfo) -> None:
        self._client = client
        self._endpoint = f"{base}/chat/completions"
        self._url = httpx.URL(base)
        self._info = info
        self._closed = threading.Event()
        # Servers that render the template themselves (llama-server, vLLM) can be told not to think.
        self._extras: dict[str, Any] = {"chat_template_kwargs": {"enable_thinking": False}}

    @property
    def info(self) -> ModelInfo:
        return self._info

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> TextStream:
        self._require_open()
        body = self._body(messages, max_tokens=max_tokens, temperature=temperature)
        body |= {"stream": True, "top_p": TOP_P, "seed": seed}
        if stop:
            body["stop"] = list(stop)[:_MOST_STOP_STRINGS]
        text = ReplyText(stop=stop)
        return CancellableStream(lambda cancelled: self._whole_reply(body, text, cancelled))

    def _whole_reply(
        self, body: dict[str, Any], text: ReplyText, cancelled: threading.Event
    ) -> Generator[str]:
        with self._length_blamed(body):
            yield from self._reply(body, text, cancelled)

    def _reply(self, body: dict[str, Any], text: ReplyText, cancelled: threading.Event) -> Generator[str]:
        begun = finished = False
        with self._answer(body) as response:
            for event in read_events(response, self._url):
                if cancelled.is_set():
                    return
                self._require_open()
                begun = True
                for choice in event.get("choices") or ():
                    piece = text.feed((choice.get("delta") or {}).get("content") or "")
                    finished = finished or bool(choice.get("finish_reason"))
                    if piece:
                        yield piece
                    if text.stopped:
                        return
        if not finished:
            if not begun:
                self._ask_why(body)
            raise broken_off(self._url)
        if rest := text.finish():
            yield rest

    def _ask_why(self, body: dict[str, Any]) -> None:
        """Raise the error behind a stream that ended before it began.

        llama_cpp.server has sent its headers by then and cannot say any more; without streaming it can.
        """
        with self._answer({**body, "stream": False, "max_tokens": 1}):
            pass

    def choose(self, messages: Sequence[Message], options: Sequence[str]) -> tuple[float, ...]:
        self._require_open()
        body = self._body(messages, max_tokens=1, temperature=0.0)
        body |= {"logprobs": True, "top_logprobs": _TOP_LOGPROBS}
        with self._length_blamed(body), self._answer(body) as response:
            try:
                answer = response.json()
                first = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
                likeliest = [(str(entry["token"]), float(entry["logprob"])) for entry in first]
            except (KeyError, IndexError, TypeError, ValueError) as error:
                raise no_log_probabilities(self._url) from error
        if not likeliest:
            raise no_log_probabilities(self._url)
        return option_probabilities(likeliest, options)

    def prefill(self, messages: Sequence[Message]) -> None:
        """Nothing: the server keeps its own cache."""

    def count_tokens(self, text: str) -> int:
        return estimated_tokens(text)

    def close(self) -> None:
        self._closed.set()

    def _body(self, messages: Sequence[Message], *, max_tokens: int, temperature: float) -> dict[str, Any]:
        return {
            "model": self._info.name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "max_tokens": max_tokens,
            "temperature": temperature,
        }

    @contextmanager
    def _length_blamed(self, body: dict[str, Any]) -> Iterator[None]:
        # llama_cpp.server hangs up, without a word, on text that is longer than its context.
        try:
            yield
        except BrokenOffError as error:
            tokens = sum(estimated_tokens(message["content"]) for message in body["messages"])
            if tokens > self._info.context_length:
                raise overflow() from error
            raise

    @contextmanager
    def _answer(self, body: dict[str, Any]) -> Iterator[httpx.Response]:
        """The server's answer: successful, and read already unless it streams. Closed on leaving."""
        with translated(self._url):
            response = self._send(body)
            try:
                raise_for_status(response, self._url)
                yield response
            finally:
                response.close()

    def _send(self, body: dict[str, Any]) -> httpx.Response:
        request = self._client.build_request("POST", self._endpoint, json=body | self._extras)
        response = self._client.send(request, stream=True)
        if response.is_success and body.get("stream"):
            return response
        response.read()
        if response.status_code not in _REFUSALS:
            return response
        complaint = response.text
        if self._extras and any(key in complaint for key in self._extras):
            # A strict server refuses what OpenAI does not know: once is enough to learn it.
            self._extras = {}
            return self._send(body)
        if "logprobs" in body and "logprob" in complaint:
            raise no_log_probabilities(self._url)
        return response

    def _require_open(self) -> None:
        if self._closed.is_set():
            raise conversation_closed()
