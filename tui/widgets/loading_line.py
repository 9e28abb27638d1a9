"""Shows how far loading has come, or why it failed and what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import ProgressBar, Static

from tui.readiness import Readiness


class LoadingLine(Vertical):
    """One line and a bar. `ready_words` is what stands there when all is loaded; empty hides the whole."""

    readiness: reactive[Readiness] = reactive(Readiness())
    ready_words: reactive[str] = reactive("")
    retry_words: reactive[str] = reactive("")

    def compose(self) -> ComposeResult:
        yield Static(id="loading-words")
        yield ProgressBar(show_eta=False, show_percentage=False)

    def on_mount(self) -> None:
        self._show()

    def watch_readiness(self) -> None:
        self._show()

    def watch_ready_words(self) -> None:
        self._show()

    def _show(self) -> None:
        if not self.children:
            return
        readiness = self.readiness
        bar = self.query_one(ProgressBar)
        bar.display = readiness.phase == "loading"
        bar.update(total=readiness.total or None, progress=readiness.done)
        self.set_class(readiness.phase == "failed", "-failed")
        self.display = readiness.phase != "ready" or bool(self.ready_words)
        self.query_one("#loading-words", Static).update(Content(self._words()))

    def _words(self) -> str:
        match self.readiness.phase:
            case "loading":
                return self.readiness.words
            case "ready":
                return self.ready_words
            case "failed":
                trouble = self.readiness.trouble
                lines = [f"✗ {trouble.message}", trouble.hint] if trouble else []
                return "\n".join(line for line in [*lines, self.retry_words] if line)
