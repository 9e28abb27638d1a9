"""Reads server-sent events: the lines in which an OpenAI-compatible server streams its reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from interviewer.llm.server_errors import broken_off, error_from


def read_events(response: httpx.Response, url: httpx.URL) -> Iterator[dict[str, Any]]:
    """The JSON objects of the stream up to `[DONE]`. Raises ServerError on one that tells of an error."""
    for line in response.iter_lines():
        field, _, content = line.partition(":")
        if field != "data":
            # Comments keep the connection alive; other fields are not used by this protocol.
            continue
        content = content.strip()
        if content == "[DONE]":
            return
        try:
            event = json.loads(content)
        except ValueError as error:
            raise broken_off(url) from error
        if not isinstance(event, dict):
            raise broken_off(url)
        if event.get("error"):
            raise error_from(event, url)
        yield event
