"""The guide, to read in: its sections on one side, the chosen one on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Markdown, OptionList
from textual.widgets.option_list import Option

from tui.readiness import Readiness
from tui.screens.page import Page
from tui.widgets.lists import Menu
from tui.widgets.loading_line import LoadingLine

if TYPE_CHECKING:
    from collections.abc import Sequence


class GuideScreen(Page):
    """Reads the sections once the guide is awake."""

    TITLE = "Guide"
    ABOUT = (
        "Everything that the coach's advice is taken from. "
        "Choose a section on the left and read it on the right."
    )
    CSS_PATH = "guide.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy", tooltip="Copies the section as Markdown.", id="guide.copy"),
        Binding("escape", "back", "Back", tooltip="Goes back to the list, then to where you came from.",
                id="guide.back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._texts: Sequence[str] = ()
        self._shown = 0

    def compose_page(self) -> ComposeResult:
        yield LoadingLine(id="loading")
        with Horizontal(id="guide"):
            yield Menu(id="sections", compact=True)
            with VerticalScroll(id="section"):
                yield Markdown(open_links=False)

    def on_mount(self) -> None:
        self.query_one(LoadingLine).retry_words = "Press Esc, then t to try again."
        self.query_one("#sections").focus()
        self.watch(self.app, "readiness", self._readiness_changed)

    def _readiness_changed(self, readiness: Readiness) -> None:
        self.query_one(LoadingLine).readiness = readiness
        if readiness.phase == "ready" and not self._texts:
            self._fill()

    def _fill(self) -> None:
        sections = self.interviewer_app.engine.knowledge().sections()
        options: list[Option | None] = []
        chapter = None
        for place, section in enumerate(sections):
            if (section.guide, section.chapter) != chapter:
                chapter = (section.guide, section.chapter)
                options += [None] if options else []
                options.append(Option(Content(section.chapter).stylize("bold"), disabled=True))
            options.append(Option(Content(section.title), id=f"section-{place}"))
        self._texts = [section.markdown for section in sections]
        menu = self.query_one(Menu)
        menu.add_options(options)
        menu.highlighted = next(
            (place for place, option in enumerate(menu.options) if not option.disabled), None
        )

    @on(OptionList.OptionHighlighted, "#sections")
    async def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id:
            self._shown = int(event.option_id.removeprefix("section-"))
            await self.query_one(Markdown).update(self._texts[self._shown])
            self.query_one("#section").scroll_home(animate=False)

    @on(OptionList.OptionSelected, "#sections")
    def _chosen(self) -> None:
        self.query_one("#section").focus()

    def action_copy(self) -> None:
        if self._texts:
            self.app.copy_to_clipboard(self._texts[self._shown])
            self.notify("The section is in the clipboard.")

    def action_back(self) -> None:
        menu = self.query_one("#sections")
        if self.focused is not menu and self._texts:
            menu.focus()
        else:
            self.app.pop_screen()
