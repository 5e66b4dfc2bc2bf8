"""Draws a guide for a terminal: the same on the screen and on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from orderdesk.guides.reading import Block, Guide

_WIDEST: Final = 100
"""Cells of a line at most: longer ones are hard to read."""

_MARKED: Final = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")
_KEYS: Final = re.compile(r"`[^`]{1,20}`")
"""Keys that are pressed one after the other, and short commands: they stay on one line."""

_GLUE: Final = "\uf8ff"
"""Stands for a blank at which no line ends; a guide has no such character."""

_INDENT: Final = {"heading": 0, "text": 0, "step": 4, "item": 4, "code": 4}


class Drawn:
    """A guide as Rich draws it, at the width there is."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Title, sentence, and every block under the one before; lines end at blanks, not between keys."""
        width = min(options.max_width, _WIDEST)
        yield from _lines(Block("text", f"**{self._guide.title}**"), width, console)
        yield from _lines(Block("text", self._guide.sentence), width, console)
        before = ""
        for block in self._guide.blocks:
            if block.kind != before or block.kind in ("text", "heading"):
                yield Text("")
            yield from _lines(block, width, console)
            before = block.kind


def _lines(block: Block, width: int, console: Console) -> Iterator[Text]:
    """The lines of *block*, those after the first under its text."""
    indent = _INDENT[block.kind]
    first = {"step": f"{block.number:2}. ", "item": "  · "}.get(block.kind, " " * indent)
    if block.kind == "code":
        text = Text(block.text, style="bold")
    else:
        glued = _KEYS.sub(lambda found: found[0].replace(" ", _GLUE), block.text)
        text = marked(glued, "bold" if block.kind == "heading" else "")
    for n, line in enumerate(text.wrap(console, max(1, width - indent))):
        line.plain = line.plain.replace(_GLUE, " ")
        line.rstrip()
        yield Text.assemble(first if n == 0 else " " * indent, line)


def marked(text: str, style: str = "") -> Text:
    """*text* with its keys and the words of the screen standing out."""
    drawn, at = Text(style=style), 0
    for found in _MARKED.finditer(text):
        drawn.append(text[at : found.start()])
        drawn.append(found[1] or found[2], "reverse" if found[1] else "bold")
        at = found.end()
    return drawn.append(text[at:])
