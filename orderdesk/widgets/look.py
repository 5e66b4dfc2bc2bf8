"""The styles of what is told about an order, from the present theme."""

from __future__ import annotations

from typing import NamedTuple

from rich.style import Style
from textual.dom import DOMNode


class Look(NamedTuple):
    """The styles of the blocks: quiet text, strong text, the accent, and what needs attention."""

    quiet: Style
    strong: Style
    accent: Style
    alert: Style


def look_of(node: DOMNode) -> Look:
    """The styles of the present theme, for the blocks of `order_text`."""
    colours = node.app.theme_variables
    return Look(
        quiet=Style(dim=True),
        strong=Style(bold=True),
        accent=Style(color=_hex(colours["primary"]), bold=True),
        alert=Style(color=_hex(colours["warning"]), bold=True),
    )


def _hex(colour: str) -> str | None:
    return colour if colour.startswith("#") else None
