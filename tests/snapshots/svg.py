"""Pictures of the desk: what stands in the terminal's cells as SVG, standing still or moving.

How the same cells look in several themes is a matter of `themes_svg`.

A browser's Hangul is not two digits wide, so every word is put in its own cells. A moving picture is its
first scene with what is different in each of the others over it, one after the other by style sheet.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App

CELL: Final = 9.6
LINE: Final = 19.0
"""The size of a terminal cell, in pixels; a font's digit is 0.6 of its size wide."""

_FONT: Final = 16
_EDGE: Final = 12
_WORD: Final = re.compile(r"[^\s\u00a0]+")
_INK, _PAPER = "#e0e0e0", "#121212"

Row = Sequence[Segment]
Scene = Sequence[Row]


def scene_of(app: App[Any]) -> Scene:
    """What stands on the screen of *app*."""
    return [list(strip) for strip in app.screen._compositor.render_strips()]


@dataclass
class _Colours:
    """Classes for the colours of a picture, as they are come upon."""

    known: dict[str, str] = field(default_factory=dict)

    def __call__(self, colour: str) -> str:
        return self.known.setdefault(colour, f"c{len(self.known)}")

    def sheet(self) -> str:
        return "".join(f".{name}{{fill:{colour}}}" for colour, name in self.known.items())


def still(scene: Scene) -> str:
    """A picture of one scene."""
    colours = _Colours()
    drawn = "".join(_row(y, row, colours) for y, row in enumerate(scene))
    return _sheet(scene, colours, "", drawn)


def moving(scenes: Sequence[tuple[Scene, float]]) -> str:
    """A picture of scenes, each with the seconds for which it stands; it begins anew at the end."""
    colours = _Colours()
    first = scenes[0][0]
    whole = sum(seconds for _, seconds in scenes)
    drawn = ["".join(_row(y, row, colours) for y, row in enumerate(first))]
    styles, begun = [".s{visibility:hidden}"], scenes[0][1]
    for n, (scene, seconds) in enumerate(scenes[1:], 1):
        other = [(y, row) for y, row in enumerate(scene) if row != first[y]]
        drawn.append(f'<g class="s s{n}">{"".join(_row(y, row, colours, True) for y, row in other)}</g>')
        start, end = begun / whole * 100, (begun + seconds) / whole * 100
        frames = f"0%{{visibility:hidden}}{start:.2f}%{{visibility:visible}}{end:.2f}%{{visibility:hidden}}"
        styles.append(f"@keyframes k{n}{{{frames}}}.s{n}{{animation:k{n} {whole:g}s step-end infinite}}")
        begun += seconds
    return _sheet(first, colours, "".join(styles), "".join(drawn))


def _sheet(scene: Scene, colours: _Colours, more: str, drawn: str) -> str:
    columns = max(sum(cell_len(part.text) for part in row) for row in scene)
    width, height = columns * CELL + 2 * _EDGE, len(scene) * LINE + 2 * _EDGE
    font = f"text{{font:{_FONT}px 'D2Coding','NanumGothicCoding','Noto Sans Mono CJK KR',monospace}}"
    style = f"<style>{font}.b{{font-weight:bold}}{colours.sheet()}{more}</style>"
    paper = f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{_PAPER}"/>'
    inner = f'<g transform="translate({_EDGE},{_EDGE})">{drawn}</g>'
    size = f'viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{style}{paper}{inner}</svg>\n'


def _row(y: int, row: Row, colours: _Colours, covers: bool = False) -> str:
    """Line *y*: its backgrounds, then its words. *covers*: what is under it is not seen."""
    papers, words = [], []
    x = 0
    for part in row:
        width = cell_len(part.text)
        ink, paper = colours_of(part.style or Style.null())
        if covers or paper != _PAPER:
            papers.append((x, width, paper))
        bold = " b" if part.style and part.style.bold else ""
        for word in _WORD.finditer(part.text):
            left, long = x + cell_len(part.text[: word.start()]), cell_len(word[0])
            where = f'x="{left * CELL:g}" y="{y * LINE + 14.5:g}" textLength="{long * CELL:g}"'
            words.append(f'<text class="{colours(ink)}{bold}" {where}>{html.escape(word[0])}</text>')
        x += width
    return "".join(_paper(y, each, colours) for each in _joined(papers)) + "".join(words)


def _paper(y: int, paper: tuple[int, int, str], colours: _Colours) -> str:
    x, width, colour = paper
    size = f'x="{x * CELL:g}" y="{y * LINE:g}" width="{width * CELL + 0.5:g}" height="{LINE + 0.5:g}"'
    return f'<rect class="{colours(colour)}" {size}/>'


def _joined(papers: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Neighbours of one colour as one."""
    found: list[tuple[int, int, str]] = []
    for x, width, colour in papers:
        if found and found[-1][2] == colour and sum(found[-1][:2]) == x:
            found[-1] = (found[-1][0], found[-1][1] + width, colour)
        else:
            found.append((x, width, colour))
    return found


def colours_of(style: Style) -> tuple[str, str]:
    """The colours of the signs and of what is behind them."""
    ink, paper = _hex(style.color, _INK), _hex(style.bgcolor, _PAPER)
    if style.reverse:
        ink, paper = paper, ink
    return (_between(ink, paper) if style.dim else ink), paper


def _hex(colour: Color | None, otherwise: str) -> str:
    return otherwise if colour is None or colour.is_default else colour.get_truecolor().hex


def _between(one: str, other: str) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes((a + b) // 2 for a, b in pairs).hex()
