"""Language models behind an OpenAI-compatible server: llama.cpp, llama-server, Ollama, vLLM and the like."""

from __future__ import annotations

from typing import Any

import httpx

from interviewer.errors import ServerError, SettingsError
from interviewer.llm.base import ModelInfo, Priority
from interviewer.llm.openai_chat import ServerChat
from interviewer.llm.server_errors import raise_for_status, translated

FALLBACK_CONTEXT = 4096
"""Assumed where the server does not tell its context length."""

_URL_HINT = "Write it like http://127.0.0.1:8080/v1."


def connect_openai_compatible(
    url: str, *, model: str | None = None, api_key: str | None = None, timeout: float = 120.0
) -> ServerHost:
    """Connect to the server at `url` (with or without `/v1`) and take `model`, or the first one it offers.

    `timeout` is in seconds, for each wait for the server's next byte. Raises ServerError, and SettingsError
    when `url` is no http or https address.
    """
    try:
        address = httpx.URL(url.strip().rstrip("/"))
    except httpx.InvalidURL as error:
        raise SettingsError(f"{url} is no web address.", hint=_URL_HINT) from error
    if address.scheme not in ("http", "https") or not address.host:
        raise SettingsError(f"{url} is no http or https address.", hint=_URL_HINT)
    client = httpx.Client(
        # Only what the user named is contacted: no proxies or passwords from the environment, no redirects.
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout, connect=min(timeout, 5.0)),
        headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
    )
    try:
        base, offered = _find_models(client, address)
        chosen = _choose_model(offered, model, address)
        info = ModelInfo(
            name=str(chosen["id"]),
            sha256=None,
            context_length=_context_length(client, address, chosen),
            has_chat_template=True,
        )
    except BaseException:
        client.close()
        raise
    return ServerHost(client, base, info)


def _find_models(client: httpx.Client, address: httpx.URL) -> tuple[str, list[dict[str, Any]]]:
    """The base URL that answers to `/models`, and the models."""
    written = str(address)
    bases = [written] if written.endswith("/v1") else [f"{written}/v1", written]
    for base in bases:
        with translated(address):
            response = client.get(f"{base}/models")
        if response.status_code == httpx.codes.NOT_FOUND and base != bases[-1]:
            continue
        raise_for_status(response, address)
        with translated(address):
            offered = response.json()
        models = offered.get("data") if isinstance(offered, dict) else None
        if isinstance(models, list):
            return base, [entry for entry in models if isinstance(entry, dict) and "id" in entry]
    raise ServerError(f"The server at {address.host} does not speak the OpenAI protocol.", hint=_URL_HINT)


def _choose_model(offered: list[dict[str, Any]], wanted: str | None, address: httpx.URL) -> dict[str, Any]:
    if wanted is None and offered:
        return offered[0]
    for entry in offered:
        if entry["id"] == wanted:
            return entry
    names = ", ".join(str(entry["id"]) for entry in offered[:3]) or "none"
    raise ServerError(
        f"The server at {address.host} offers no model {wanted or 'at all'}.", hint=f"It offers: {names}."
    )


def _context_length(client: httpx.Client, address: httpx.URL, chosen: dict[str, Any]) -> int:
    """From llama-server's `/props` (what it runs with), else from the model's entry, else a usual value."""
    try:
        properties = client.get(str(address.copy_with(path="/props"))).json()
        running = properties["default_generation_settings"]["n_ctx"]
        if isinstance(running, int) and running > 0:
            return running
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        # Most servers have no such page.
        pass
    meta = chosen.get("meta")
    places = [chosen, meta if isinstance(meta, dict) else {}]
    for key in ("max_model_len", "context_length", "context_window", "max_context_length", "n_ctx"):
        for place in places:
            if isinstance(place.get(key), int) and place[key] > 0:
                return int(place[key])
    return FALLBACK_CONTEXT


class ServerHost:
    """One model of a server; see `base.ModelHost`."""

    def __init__(self, client: httpx.Client, base: str, info: ModelInfo) -> None:
        self._client = client
        self._base = base
        self._info = info
        self._chats: list[ServerChat] = []

    @property
    def info(self) -> ModelInfo:
        return self._info

    def chat(self, priority: Priority) -> ServerChat:
        """A partner; the server itself decides in which order it works, whatever the `priority`."""
        chat = ServerChat(self._client, self._base, self._info)
        self._chats.append(chat)
        return chat

    def close(self) -> None:
        for chat in self._chats:
            chat.close()
        self._client.close()
