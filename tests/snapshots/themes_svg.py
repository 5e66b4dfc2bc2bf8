"""One picture of one screen in several themes: its signs stand in the file once, its colours once a theme.

A colour is named by what it is in each theme; each panel uses one drawing with its own values for the names.
A cell is one wide and two high; every sign is put in its own, as a browser's Hangul is not two digits wide.
"""

from __future__ import annotations

import html
import string
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from tests.snapshots.svg import Row, Scene, colours_of

_LINE: Final = 2
_GAP: Final = 1
"""Between two panels."""

_BASE: Final = -0.5
"""Where signs stand, from the end of their line; a font's digit is 0.6 of its size wide."""

_FONT: Final = "text{font:1.66px 'D2Coding','NanumGothicCoding','Noto Sans Mono CJK KR',monospace}"
_BOLD, _UNDERLINED = "B", "U"
_STYLES: Final = f".{_BOLD}{{font-weight:bold}}.{_UNDERLINED}{{text-decoration:underline}}"
_STROKE: Final = 5
"""So many of one sign are one stroke, drawn as such."""

_BLANK: Final = frozenset(" \u00a0")

Colour = tuple[str, ...]
"""What a colour is, theme by theme."""


class Cell(NamedTuple):
    """A sign, the cell where it begins, and how both look: `kind` is what is bold or underlined."""

    x: int
    text: str
    width: int
    ink: Colour
    paper: Colour
    kind: str


@dataclass
class _Names:
    """Names of colours, in the order in which they are come upon."""

    known: dict[Colour, str] = field(default_factory=dict)

    def __call__(self, colour: Colour) -> str:
        return self.known.setdefault(colour, _name(len(self.known)))


def _name(n: int) -> str:
    letters = string.ascii_lowercase
    most = len(letters)
    return letters[n] if n < most else letters[n // most - 1] + letters[n % most]


def in_themes(panels: Mapping[str, Scene]) -> str:
    """The screen of *panels*, by theme, one under the other.

    ValueError when something else is written in one of the themes than in the others.
    """
    rows = [_cells(row) for row in zip(*panels.values(), strict=True)]
    ground = Counter(cell.paper for row in rows for cell in row).most_common(1)[0][0]
    names = _Names()
    names(ground)
    drawn = [*_papers(rows, ground, names), *(_signs(y, row, names) for y, row in enumerate(rows, 1))]
    width = max(cell.x + cell.width for row in rows for cell in row)
    return _sheet(tuple(panels), width, len(rows) * _LINE, names, "".join(drawn))


def _sheet(themes: Sequence[str], width: int, height: int, names: _Names, drawn: str) -> str:
    fills = "".join(f".{name}{{fill:var(--{name})}}" for name in names.known.values())
    values = "".join(
        f"#{theme}{{{';'.join(f'--{name}:{_short(colour[n])}' for colour, name in names.known.items())}}}\n"
        for n, theme in enumerate(themes)
    )
    style = f"<style>{_FONT}{_STYLES}{fills}\n{values}</style>"
    step = height + _GAP
    used = "".join(
        f'<g id="{theme}" transform="translate(0 {n * step})">'
        f'<path class="a" d="M0 0h{width}v{height}H0z"/><use href="#s"/></g>\n'
        for n, theme in enumerate(themes)
    )
    whole = step * len(themes) - _GAP
    size = f'viewBox="0 0 {width} {whole}" width="{width * 10}" height="{whole * 10}"'
    drawing = f'<defs><g id="s">\n{drawn}</g></defs>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{style}{drawing}\n{used}</svg>\n'


def _short(colour: str) -> str:
    """The colour in as few signs as may be."""
    parts = (colour[1:3], colour[3:5], colour[5:7])
    return "#" + "".join(part[0] for part in parts) if all(part[0] == part[1] for part in parts) else colour


def _cells(rows: Sequence[Row]) -> list[Cell]:
    """The cells of one line, which is given in each theme."""
    signs = [[*_split(row)] for row in rows]
    texts = ["".join(text for text, _ in each) for each in signs]
    if len({*texts}) > 1:
        raise ValueError(f"the themes differ in more than colours: {texts}")
    found, x = [], 0
    for same in zip(*signs, strict=True):
        styles = [style for _, style in same]
        colours = [colours_of(style) for style in styles]
        inks, papers = tuple(ink for ink, _ in colours), tuple(paper for _, paper in colours)
        bold, underlined = any(each.bold for each in styles), any(each.underline for each in styles)
        kind = f" {_BOLD}" * bold + f" {_UNDERLINED}" * underlined
        found.append(Cell(x, same[0][0], cell_len(same[0][0]), inks, papers, kind))
        x += found[-1].width
    return found


def _split(row: Row) -> Iterator[tuple[str, Style]]:
    """The signs of a line, each with what joins it."""
    text, style = "", Style.null()
    for part in row:
        for sign in part.text:
            if text and cell_len(sign):
                yield text, style
                text = ""
            text += sign
            style = part.style or Style.null()
    if text:
        yield text, style


def _papers(rows: Sequence[Sequence[Cell]], ground: Colour, names: _Names) -> Iterator[str]:
    """What lies behind the signs, where that is not the *ground*: one path a colour."""
    paths = defaultdict[Colour, str](str)
    for y, row in enumerate(rows):
        for paper, run in groupby(row, lambda cell: cell.paper):
            cells = [*run]
            width = sum(cell.width for cell in cells)
            if paper != ground:
                paths[paper] += f"M{cells[0].x} {y * _LINE}h{width}v{_LINE}h-{width}z"
    for paper, path in paths.items():
        yield f'<path class="{names(paper)}" d="{path}"/>\n'


def _signs(y: int, row: Sequence[Cell], names: _Names) -> str:
    """The signs of line *y*, from 1 on: strokes and joined ones by themselves, the others by colour."""
    alone, plain = [], []
    for _, run in groupby(row, lambda cell: (cell.text, cell.ink, cell.kind)):
        cells = [*run]
        if cells[0].text in _BLANK and _UNDERLINED not in cells[0].kind:
            continue
        if len(cells) >= _STROKE or len(cells[0].text) > 1 or ord(cells[0].text) > 0xFFFF:
            alone.append(_stroke(y, cells, names))
        else:
            plain += cells
    at = f'y="{y * _LINE + _BASE:g}"'
    coloured = (
        f'<text class="{names(ink)}{kind}" {at} x="{" ".join(str(cell.x) for cell in cells)}">'
        f"{html.escape(''.join(cell.text for cell in cells), quote=False)}</text>"
        for (ink, kind), cells in _grouped(plain)
    )
    found = "".join((*alone, *coloured))
    return found and found + "\n"


def _grouped(cells: Sequence[Cell]) -> Iterator[tuple[tuple[Colour, str], list[Cell]]]:
    """The cells by how their signs look."""
    found = defaultdict[tuple[Colour, str], list[Cell]](list)
    for cell in cells:
        found[cell.ink, cell.kind].append(cell)
    yield from found.items()


def _stroke(y: int, cells: Sequence[Cell], names: _Names) -> str:
    first = cells[0]
    text = html.escape("".join(cell.text for cell in cells), quote=False)
    width = sum(cell.width for cell in cells)
    where = f'x="{first.x}" y="{y * _LINE + _BASE:g}" textLength="{width}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class="{names(first.ink)}{first.kind}" {where}>{text}</text>'
