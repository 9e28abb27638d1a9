"""Setup: who asks, for which level, how many questions, and when the coach speaks."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, get_args

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interviewer.pack import Pack, Persona
from interviewer.report_card import card_summary, read_card
from interviewer.session import LEVELS, Level, Mode, Setup
from tui import words
from tui.readiness import Readiness
from tui.screens.page import Page
from tui.widgets.choice import Choice, Option

MOST_QUESTIONS = 20


class SetupScreen(Page):
    """Posts nothing: Begin hands the setup to the app."""

    TITLE = "New interview"
    ABOUT = (
        "Choose who interviews you and how. Up and down go from setting to setting, left and right change "
        "one; "
        "the sentence below says what it means. Nothing here is final: leave an interview whenever you like."
    )
    CSS_PATH = "setup.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "begin", "Begin", tooltip="Begins the interview.", id="setup.begin"),
        Binding(
            "escape", "app.pop_screen", "Back", tooltip="Goes back to the first screen.", id="setup.back"
        ),
    ]

    def __init__(
        self, packs: Mapping[str, Pack], setup: Setup | None = None, *, numbers_hidden_by_settings: bool = False
    ) -> None:
        super().__init__()
        self._packs = packs
        self._start_with = setup or Setup()
        self._numbers = words.NUMBERS_SET if numbers_hidden_by_settings else words.NUMBERS

    def compose_page(self) -> ComposeResult:
        setup = self._start_with
        packs = self._packs
        chosen = packs.get(setup.pack) or next(iter(packs.values()))
        with VerticalScroll(id="setup", can_focus=False):
            yield Static("New interview", id="setup-title")
            yield Choice(
                "The job",
                tuple(Option(pack.id, pack.title, pack.summary) for pack in packs.values()),
                value=chosen.id,
                id="pack",
            )
            yield Choice("Interviewer", _personas(chosen), value=setup.persona, id="persona")
            yield Choice(
                "Level",
                tuple(Option(level, level.capitalize(), words.LEVELS[level]) for level in LEVELS),
                value=setup.level,
                id="level",
            )
            yield Choice(
                "Questions",
                tuple(Option(str(n), str(n), words.questions(n)) for n in range(1, MOST_QUESTIONS + 1)),
                value=str(setup.questions),
                id="questions",
            )
            modes: tuple[Mode, ...] = get_args(Mode)
            yield Choice(
                "Coach",
                tuple(Option(mode, mode.capitalize(), words.MODES[mode]) for mode in modes),
                value=setup.mode,
                id="mode",
            )
            yield Choice(
                "Numbers",
                tuple(Option(name, name.capitalize(), sentence) for name, sentence in self._numbers.items()),
                value="hidden" if setup.hide_numbers else "shown",
                id="numbers",
            )
            yield Static(id="setup-model")

    def on_mount(self) -> None:
        self.query_one("#persona").focus()
        self.watch(self.app, "readiness", self._readiness_changed)

    @on(Choice.Changed, "#pack")
    def _pack_changed(self, event: Choice.Changed) -> None:
        pack = self._packs[event.option.value]
        persona = self.query_one("#persona", Choice)
        persona.replace(_personas(pack), value=persona.option.value)

    def action_begin(self) -> None:
        self.interviewer_app.begin(
            Setup(
                pack=self._value("pack"),
                persona=self._value("persona"),
                level=_level(self._value("level")),
                questions=int(self._value("questions")),
                mode="realistic" if self._value("mode") == "realistic" else "practice",
                hide_numbers=self._value("numbers") == "hidden",
                # Another evening, other questions; the seed is saved with the session.
                seed=secrets.randbelow(2**31),
            )
        )

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Choice).option.value

    def _readiness_changed(self, readiness: Readiness) -> None:
        engine = self.interviewer_app.engine
        name = engine.model_info.name if engine.model_info else engine.settings.model
        match readiness.phase:
            case "ready":
                state = "✓ ready"
            case "loading":
                state = readiness.words
            case "failed":
                state = f"✗ {readiness.trouble.message}" if readiness.trouble else "✗"
        lines = [f"Model  {name} · {state}"]
        sha256 = engine.model_info.sha256 if engine.model_info else None
        if card := read_card(engine.paths.report_cards, sha256):
            lines.append(f"Evals  {card_summary(card)}")
        self.query_one("#setup-model", Static).update(Content("\n".join(lines)))


def _personas(pack: Pack) -> tuple[Option, ...]:
    return tuple(
        Option(persona.id, f"{persona.name}, {persona.title}", _looks_for(pack, persona))
        for persona in pack.personas
    )


def _looks_for(pack: Pack, persona: Persona) -> str:
    """What this interviewer asks about most, read off the questions that are theirs."""
    asked = Counter(q.competency for q in pack.questions if persona.id in q.personas)
    titles = [pack.competency_title(competency) for competency, _ in asked.most_common(3)]
    return (
        f"Asks most about {', '.join(_lowered(title) for title in titles)}." if titles else persona.greeting
    )


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _level(value: str) -> Level:
    return next(level for level in LEVELS if level == value)
