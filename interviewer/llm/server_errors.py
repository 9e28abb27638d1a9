"""Turns what goes wrong with a model's server into errors with a way out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from interviewer.errors import ContextOverflow, ModelError, ServerError

_OVERFLOW = re.compile(r"context.{0,20}(length|size|window)|exceeds? .{0,40}context|too many tokens", re.I)
_LONGEST_REASON = 160


class BrokenOffError(ServerError):
    """A reply that ended before its end."""


@contextmanager
def translated(url: httpx.URL) -> Iterator[None]:
    """Run the body; errors of the connection become ServerError."""
    try:
        yield
    except httpx.TimeoutException as error:
        if isinstance(error, httpx.ConnectTimeout):
            raise _absent(url) from error
        raise ServerError(
            f"The server at {_place(url)} did not answer in time.",
            hint="Wait until it has loaded its model, or allow it more time.",
        ) from error
    except httpx.ConnectError as error:
        raise _absent(url) from error
    except httpx.HTTPError as error:
        raise broken_off(url) from error
    except httpx.InvalidURL as error:
        raise ServerError(f"{url} is no web address.", hint="Check the address.") from error


def raise_for_status(response: httpx.Response, url: httpx.URL) -> None:
    """Raise what a status other than success means; the body of `response` must have been read."""
    if response.is_success:
        return
    code = response.status_code
    if code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise ServerError(f"The server at {_place(url)} refuses the key.", hint="Check the API key.")
    if response.is_redirect:
        raise ServerError(
            f"The server at {_place(url)} sends us elsewhere.", hint="Name the address that it moved to."
        )
    raise error_from(_json(response), url, code=code)


def error_from(content: dict[str, Any], url: httpx.URL, *, code: int | None = None) -> ModelError:
    """The error that a server describes in its own words."""
    described = content.get("error", content.get("detail", content.get("message")))
    fields = described if isinstance(described, dict) else {"message": described}
    reason = " ".join(str(fields.get("message") or "no reason given").split())
    if fields.get("code") == "context_length_exceeded" or _OVERFLOW.search(f"{fields.get('type')} {reason}"):
        return overflow()
    number = f" ({code})" if code else ""
    return ServerError(
        f"The server at {_place(url)} refused{number}: {reason[:_LONGEST_REASON]}",
        hint="See the server's own log.",
    )


def overflow() -> ContextOverflow:
    return ContextOverflow(
        "The text does not fit into the context of the model's server.",
        hint="Shorten the text, or start the server with a longer context.",
    )


def broken_off(url: httpx.URL) -> BrokenOffError:
    """A reply that ended before its end, or that nobody can read."""
    return BrokenOffError(
        f"The server at {_place(url)} broke off in the middle of its reply.",
        hint="Try again; if it happens again, see the server's own log.",
    )


def no_log_probabilities(url: httpx.URL) -> ModelError:
    return ModelError(
        f"The server at {_place(url)} gives no log probabilities.",
        hint="Use one that does (llama-server, vLLM), or a GGUF file in this program.",
    )


def _absent(url: httpx.URL) -> ServerError:
    return ServerError(f"No server answers at {_place(url)}.", hint="Start it, or check the address.")


def _place(url: httpx.URL) -> str:
    # Without user name, password and query, which may be secrets.
    return f"{url.scheme}://{url.netloc.decode('ascii', errors='replace')}"


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        content = json.loads(response.text)
    except ValueError:
        return {"message": response.reason_phrase}
    return content if isinstance(content, dict) else {"message": str(content)}
