"""Order sheets and picking lists as plain text for a terminal and for `lp`; widths are terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.cells import cell_len, chop_cells

from orderdesk.core.domain import sheet_words as w
from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.picking import Picking
from orderdesk.core.domain.sheets import Place, Sheet, SheetItem, SheetSection
from orderdesk.core.domain.text import HOSTILE
from orderdesk.core.domain.words import Lang

WIDTH: Final = 76
"""Cells of a line: an A4 page at ten characters an inch, less its margins."""

NEXT_PAGE: Final = "\f"
"""What makes a printer begin another page."""

_LABEL: Final = 14
_RULE: Final = "-" * WIDTH
_STRONG: Final = "=" * WIDTH
_BOX: Final = "[ ]"


def text_sheets(sheets: Iterable[Sheet], lang: Lang, page: str = NEXT_PAGE) -> Iterator[str]:
    """*sheets* as text, with *page* between two."""
    for number, sheet in enumerate(sheets):
        lines = [line.rstrip() for line in _sheet(sheet, lang)]
        yield (page if number else "") + "\n".join(lines) + "\n"


def text_picking(picking: Picking, shop: str, printed: str, lang: Lang) -> Iterator[str]:
    """The picking list as text; *printed* says when."""
    lines = picking.lines()
    counts = w.counts(picking.orders, picking.sections, len(lines), picking.pieces).text(lang)
    made = [_ends(w.PICKING.text(lang), shop), _ends(counts, f"{w.PRINTED.text(lang)} {printed}"), _STRONG]
    for line in lines:
        made += _counted(line.qty, " ".join(filter(None, (line.place, line.sku, line.text))))
        made += _indented(" ".join(f"{number}×{qty:,}" for number, qty in line.sections), 12)
        made.append(_RULE)
    if not lines:
        made.append(w.NO_GOODS.text(lang))
    if picking.left_out:
        reasons = (f"{words.text(lang)} {count:,}" for words, count in picking.left_out.items())
        made += _indented(f"{w.LEFT_OUT.text(lang)}: {' · '.join(reasons)}", 0)
    yield "\n".join(line.rstrip() for line in made) + "\n"


def _sheet(sheet: Sheet, lang: Lang) -> Iterator[str]:
    yield _ends(sheet.title, sheet.shop)
    yield _STRONG
    yield from _pair(w.NUMBER.text(lang), sheet.number)
    for label, text in sheet.facts:
        yield from _pair(label, text)
    for section in sheet.sections:
        yield from _section(section, lang)
    if len(sheet.sections) > 1:
        yield _ends("", f"{w.TOTAL.text(lang)} {pieces_of(sheet.pieces).text(lang)}")
    if sheet.memos:
        yield _RULE
        for place, memo in enumerate(sheet.memos):
            yield from _pair("" if place else w.MEMOS.text(lang), memo)
    if sheet.amounts:
        yield _RULE
        yield from (_ends("", f"{_padded(label, 16)}{won:>14,}") for label, won in sheet.amounts)


def _section(section: SheetSection, lang: Lang) -> Iterator[str]:
    yield _RULE
    yield from _pair(w.SECTION.text(lang), section.number)
    yield from _pair("", f"{section.state} · {section.label}")
    for mark in section.marks:
        yield from _pair("!", mark)
    if section.place is not None:
        yield from _place(section.place, lang)
    yield ""
    for item in section.items:
        yield from _item(item)


def _place(place: Place, lang: Lang) -> Iterator[str]:
    who = " · ".join(part for part in (place.receiver, place.phone) if part)
    for words, text in ((w.RECEIVER, who), (w.ADDRESS, place.address), (w.NOTE, place.note)):
        if text:
            yield from _pair(words.text(lang), text)


def _item(item: SheetItem) -> Iterator[str]:
    yield from _counted(item.qty, item.text)
    yield from _indented(f"{item.number} {item.sku}", 12)


def _counted(qty: int, text: str) -> list[str]:
    """A box to tick, the pieces, and *text* in as many lines as it needs."""
    lines = _indented(text, 12) or [""]
    return [f"{_BOX}{qty:>6,}   {lines[0][12:]}", *lines[1:]]


def _pair(label: str, text: str) -> list[str]:
    lines = [line for each in text.split("\n") for line in _wrapped(each, WIDTH - _LABEL) or [""]]
    heads = [_padded(label, _LABEL), *([" " * _LABEL] * (len(lines) - 1))]
    return [head + line for head, line in zip(heads, lines, strict=True)]


def _indented(text: str, indent: int) -> list[str]:
    return [" " * indent + line for line in _wrapped(text, WIDTH - indent)]


def _ends(left: str, right: str) -> str:
    """*left* and, at the right edge, *right*; on a line of its own where both don't fit."""
    one, other = _harmless(left), _harmless(right)
    room = WIDTH - cell_len(one) - cell_len(other)
    if room < 1 and one:
        return "\n".join([*_wrapped(one, WIDTH), *_wrapped(other, WIDTH)])
    return one + " " * max(0, room) + other


def _padded(text: str, width: int) -> str:
    harmless = _harmless(text)
    return harmless + " " * max(1, width - cell_len(harmless))


def _harmless(text: str) -> str:
    return HOSTILE.sub("\ufffd", text)


def _wrapped(text: str, width: int) -> list[str]:
    """*text* in lines of *width* cells at most, broken at blanks where there are any."""
    lines: list[str] = []
    for word in _harmless(text).split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += chop_cells(word, width)
    return lines
