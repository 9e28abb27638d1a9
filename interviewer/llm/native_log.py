"""Keeps what llama.cpp logs in memory instead of on the terminal, and its last errors for our messages.

llama-cpp-python would otherwise print, or point file descriptors 1 and 2 at /dev/null while it loads,
which loses the redraws of a terminal interface.
"""

from __future__ import annotations

import ctypes
from collections import deque
from functools import cache

_ERROR_LEVEL = 4
_CONTINUED = 5
_KEPT = 50


class NativeLog:
    """The last lines of llama.cpp's log. Install once in a process, with `native_log()`."""

    def __init__(self) -> None:
        self._errors: deque[str] = deque(maxlen=_KEPT)

    def write(self, level: int, text: bytes | None, _: ctypes.c_void_p | None) -> None:
        if level == _ERROR_LEVEL and text:
            self._errors.append(text.decode("utf-8", errors="replace").strip())

    def clear(self) -> None:
        self._errors.clear()

    def reason(self) -> str:
        """The first error since `clear`, without the names of C++ functions; empty when there was none."""
        if not self._errors:
            return ""
        return next(iter(self._errors)).rpartition("error loading model: ")[2].rstrip(".")


@cache
def native_log() -> NativeLog:
    """The log of this process; llama.cpp writes into it from the first call on."""
    import llama_cpp

    log = NativeLog()
    callback = llama_cpp.llama_log_callback(log.write)
    llama_cpp.llama_log_set(callback, ctypes.c_void_p(0))
    # llama.cpp keeps a bare pointer, so the callback has to live as long as the process.
    _callbacks.append(callback)
    llama_cpp.llama_backend_init()
    return log


_callbacks: list[object] = []
