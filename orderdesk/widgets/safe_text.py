"""The only door for text from outside to the screen.

Names, products and memos may hold control sequences and markup. Two walls stand here: `safe`, `safe_multi`
and `safe_content` make cleaned text that is never read as markup, and `SafeFilter` takes what slipped past
out of every line before it is written to the terminal. Never give Textual a plain str that holds data: a str
is markup, and ``[/]`` in a product name would end the program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from re import Match
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widget import Widget

from orderdesk.core.domain.text import HOSTILE, multi_line, one_line

Sieve = Callable[[list[Segment]], list[Segment]]
"""Takes out of a line what must not reach the terminal."""


def safe_line(text: str) -> str:
    """*text* as one harmless line, for what is drawn cell by cell: cleaned, line breaks as ⏎."""
    return text.strip() if text.isascii() and text.isprintable() else one_line(text)


def safe(text: str, style: str | Style = "") -> Text:
    """*text* as one line for a cell or label: cleaned, line breaks as ⏎, cut with an ellipsis, no markup."""
    return Text(safe_line(text), style=style, no_wrap=True, overflow="ellipsis", end="")


def safe_multi(text: str, style: str | Style = "") -> Text:
    """*text* with its line breaks, for a memo or an address: cleaned, folded at the width, no markup."""
    return Text(multi_line(text), style=style, overflow="fold", end="")


def safe_content(text: str, style: str = "") -> Content:
    """*text* as one line for what takes Textual's Content: labels, buttons, tabs, border titles.

    Never its `markup`: upstream escapes brackets before small letters alone, but reads others as styles, too.
    """
    content = Content(safe_line(text))
    return content.stylize(style) if style else content


class SafeFilter(LineFilter):
    """Takes hostile characters out of every line, whatever widget drew it.

    Textual's own control segments pass unchanged. A character that takes room is replaced by blanks of the
    same width, so that nothing beside it moves.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The *segments* without hostile characters; the same list where there is nothing to do."""
        if all(segment.control or _is_harmless(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(HOSTILE.sub(_blank, segment.text), segment.style)
            for segment in segments
        ]


def _is_harmless(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or HOSTILE.search(text) is None


def _blank(found: Match[str]) -> str:
    return " " * cell_len(found.group())


_FILTER: Final = SafeFilter()


def sieve_of(widget: Widget) -> Sieve:
    """What a widget that draws its own lines puts them through: the filters that Textual would apply."""
    filters, background = widget.get_line_filters(), widget.background_colors[1]

    def sieve(pieces: list[Segment]) -> list[Segment]:
        for each in filters:
            pieces = each.apply(pieces, background)
        return pieces

    return sieve


def with_safe_filter(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """The application's *filters* and the safe one after them, to be returned by `App.get_line_filters`."""
    return [*filters, _FILTER]
