"""A text that may be longer than the screen: it scrolls, and leaves room for what stands around it."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Size

_RESERVE = 5
"""Rows of the screen that a dialog's border and hint line take."""


class TextScroll(VerticalScroll):
    """As high as what is in it, but no higher than the screen has room for."""

    DEFAULT_CSS = """
    TextScroll {
        height: auto;
        scrollbar-size-vertical: 1;
        & > Static { height: auto; }
    }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All of it, or as many lines as there is room for."""
        return min(super().get_content_height(container, viewport, width), viewport.height - _RESERVE)
