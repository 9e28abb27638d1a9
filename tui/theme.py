"""Two calm themes, one dark and one light. Every text colour has a contrast of at least 4.5 : 1."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="interviewer-dark",
    primary="#8fbfae",
    secondary="#9fb6d9",
    accent="#e3c08a",
    success="#93c9a1",
    warning="#e3c08a",
    error="#e79a94",
    foreground="#dfe3e6",
    background="#1b2024",
    surface="#22292e",
    panel="#2a3238",
    dark=True,
    variables={
        "footer-key-foreground": "#e3c08a",
        "footer-background": "#22292e",
        "border": "#8fbfae",
        "border-blurred": "#3d474e",
        "block-cursor-foreground": "#1b2024",
        "block-cursor-background": "#8fbfae",
        "block-cursor-blurred-background": "#34404a",
        "input-selection-background": "#8fbfae 35%",
        "scrollbar": "#3d474e",
        "scrollbar-background": "#1b2024",
    },
)

LIGHT = Theme(
    name="interviewer-light",
    primary="#2f6b59",
    secondary="#41598a",
    accent="#85560f",
    success="#2c6b3c",
    warning="#85560f",
    error="#a13a34",
    foreground="#2b2f33",
    background="#faf7f1",
    surface="#f3eee4",
    panel="#e9e2d4",
    dark=False,
    variables={
        "footer-key-foreground": "#85560f",
        "footer-background": "#f3eee4",
        "border": "#2f6b59",
        "border-blurred": "#cfc6b4",
        "block-cursor-foreground": "#faf7f1",
        "block-cursor-background": "#2f6b59",
        "block-cursor-blurred-background": "#ddd5c4",
        "input-selection-background": "#2f6b59 25%",
        "scrollbar": "#cfc6b4",
        "scrollbar-background": "#faf7f1",
    },
)
