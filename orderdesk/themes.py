"""The colours of the desk: dark, light, high contrast, and one without any; one accent each."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DEFAULT: Final = "dark"

THEMES: Final = (
    Theme(
        name="dark",
        primary="#5fb3b3",
        accent="#5fb3b3",
        warning="#e0af68",
        error="#e06c75",
        success="#8fb573",
        foreground="#d4d7dd",
        background="#16181d",
        surface="#16181d",
        panel="#22262e",
        dark=True,
    ),
    Theme(
        name="light",
        primary="#00687a",
        accent="#00687a",
        warning="#8a5a00",
        error="#b3261e",
        success="#2e6b34",
        foreground="#1d2025",
        background="#fbfbf9",
        surface="#fbfbf9",
        panel="#e7e9ea",
        dark=False,
    ),
    Theme(
        name="contrast",
        primary="#ffff00",
        accent="#ffff00",
        warning="#ffff00",
        error="#ff8080",
        success="#ffffff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000060",
        dark=True,
    ),
    Theme(
        name="mono",
        primary="#ffffff",
        accent="#ffffff",
        warning="#ffffff",
        error="#ffffff",
        success="#ffffff",
        foreground="#d0d0d0",
        background="#000000",
        surface="#000000",
        panel="#202020",
        dark=True,
    ),
)
"""Every state has a word and a glyph of its own, so that the last one loses nothing."""
