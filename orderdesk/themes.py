"""The colours of the desk: dark, light, high contrast, and one without any; one accent each.

Besides these there are Textual's own, made readable where they are not.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

DEFAULT: Final = "dark"
NO_COLOUR: Final = "mono"
"""The theme of a desk that may use no colours (NO_COLOR)."""

READABLE: Final = 4.5
"""Contrast of text with what it stands on, at least (WCAG AA)."""

_CLEAR: Final = 6.5
"""Contrast of the plain text with the background: so much that the cursor's row can differ from it."""

_STEP, _STEPS = 0.05, 20
"""How much nearer to black, white or the background a colour gets at a time, and how often at most."""

_TEXTS: Final = ("primary", "accent", "warning", "error", "success")
"""Colours that text is written in, on the background."""

_DERIVED: Final = ("text-warning", "text-error")
_GROUNDS: Final = ("panel", "surface", "primary-muted")
"""Colours that text in the foreground's is written on."""

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


def names() -> tuple[str, ...]:
    """The themes that there are: ours, then Textual's own."""
    return (*(theme.name for theme in THEMES), *BUILTIN_THEMES)


@cache
def named(name: str) -> Theme:
    """The theme called *name*; the default one where there is none."""
    ours = {theme.name: theme for theme in THEMES}
    if name in ours:
        return ours[name]
    return readable(BUILTIN_THEMES[name]) if name in BUILTIN_THEMES else ours[DEFAULT]


def of_terminal(theme: Theme) -> Theme:
    """What stands for *theme* where there are sixteen colours: the terminal's own, which never coincide."""
    return BUILTIN_THEMES["ansi-dark" if theme.dark else "ansi-light"]


def contrast(one: Color, other: Color) -> float:
    """How well text in one colour is read on the other: from 1 to 21, as WCAG reckons it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    parts = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return sum(part * share for part, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def readable(theme: Theme) -> Theme:
    """*theme* with text of at least READABLE contrast; one of the terminal's own colours stays as it is."""
    if theme.ansi:
        return theme
    found = theme.to_color_system().generate()
    ground = Color.parse(found["background"])
    texts: dict[str, Any] = {key: _apart(Color.parse(found[key]), ground, theme.dark).hex for key in _TEXTS}
    texts["foreground"] = _apart(Color.parse(found["foreground"]), ground, theme.dark, _CLEAR).hex
    theme = replace(theme, background=ground.hex, **texts)
    found = theme.to_color_system().generate()
    text = Color.parse(found["foreground"])
    own = {key: _towards(Color.parse(found[key]), ground, text).hex for key in _GROUNDS}
    own |= {
        key: _apart(
            ground.blend(Color.parse(found[key]), Color.parse(found[key]).a, 1), ground, theme.dark
        ).hex
        for key in _DERIVED
    }
    return replace(theme, panel=own["panel"], surface=own["surface"], variables={**theme.variables, **own})


def _apart(colour: Color, ground: Color, dark: bool, least: float = READABLE + 0.1) -> Color:
    """*colour*, so much lighter or darker that its contrast with *ground* is the *least* or more."""
    end = Color.parse("white" if dark else "black")
    steps = (colour.blend(end, step * _STEP, 1) for step in range(_STEPS))
    return next((each for each in steps if contrast(each, ground) >= least), end)


def _towards(colour: Color, ground: Color, text: Color) -> Color:
    """*colour*, so much more like *ground* that *text* can be read on it."""
    colour = ground.blend(colour, colour.a, 1)
    steps = (colour.blend(ground, step * _STEP, 1) for step in range(_STEPS))
    return next((each for each in steps if contrast(text, each) >= READABLE), ground)
