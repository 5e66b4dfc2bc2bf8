"""Order sheets and picking lists as one HTML file that prints a sheet a page.

No scripts, nothing from outside; every text goes through `_text`, the only way into the file. How it looks
stands in `data/order_sheet.css`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Final

from orderdesk.core.domain import sheet_words as w
from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.picking import Picking
from orderdesk.core.domain.sheets import Place, Sheet, SheetItem, SheetSection
from orderdesk.core.domain.text import HOSTILE
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.barcode import QUIET, bars, encodable
from orderdesk.settings import data_file

_MODULE: Final = 0.33
"""Millimetres of the narrowest bar: 13 mil, which hand-held scanners read from paper at arm's length."""

_BAR_HEIGHT: Final = 12


def _text(text: str) -> str:
    """*text* as HTML, whatever stands in it; characters that command or turn the direction become �."""
    kept = "\n".join(HOSTILE.sub("\ufffd", line) for line in text.split("\n"))
    return html.escape(kept, quote=True)


def html_sheets(sheets: Iterable[Sheet], title: str, lang: Lang) -> Iterator[str]:
    """The file, piece by piece: *sheets*, each on a page of its own. *title* names it."""
    yield _head(title, lang)
    for sheet in sheets:
        yield "".join(_sheet(sheet, lang))
    yield "</body></html>\n"


def html_picking(picking: Picking, shop: str, printed: str, title: str, lang: Lang) -> Iterator[str]:
    """The file, piece by piece: the picking list; *printed* says when."""
    yield _head(title, lang)
    yield f'<section class="sheet"><header><h1>{w.PICKING.text(lang)}</h1><p>{_text(shop)}<br>'
    yield f"{w.PRINTED.text(lang)} {_text(printed)}</p></header><p><b>"
    lines = picking.lines()
    yield w.counts(picking.orders, picking.sections, len(lines), picking.pieces).text(lang)
    yield "</b></p>"
    if lines:
        placed = any(line.place for line in lines)
        stands = (("code", w.STANDS),) if placed else ()
        named = (("code", w.SKU), ("", w.ITEM), ("n", w.QUANTITY), ("for", w.SECTIONS))
        heads = (("box", w.CHECK), *stands, *named)
        yield f"<table>{_heads(heads, lang)}<tbody>"
        for line in lines:
            targets = " ".join(f"<span>{_text(number)} ×{qty:,}</span>" for number, qty in line.sections)
            place = [("code", line.place)] if placed else []
            goods = [("code", line.sku), ("", line.text), _count(line.qty)]
            cells = _row("td", [("box", "☐"), *place, *goods])
            yield cells.replace("</tr>", f'<td class="for">{targets}</td></tr>')
        yield "</tbody></table>"
    else:
        yield f"<p>{w.NO_GOODS.text(lang)}</p>"
    if picking.left_out:
        yield f"<p>{w.LEFT_OUT.text(lang)}: "
        yield " · ".join(f"{words.text(lang)} {count:,}" for words, count in picking.left_out.items())
        yield "</p>"
    yield "</section></body></html>\n"


def _head(title: str, lang: Lang) -> str:
    style = data_file("order_sheet.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{_text(title)}</title><style>\n{style}</style></head><body>\n"
    )


def _sheet(sheet: Sheet, lang: Lang) -> Iterator[str]:
    yield f'<section class="sheet"><header><h1>{_text(sheet.title)}</h1><p>{_text(sheet.shop)}<br>'
    yield f'{w.NUMBER.text(lang)} <span class="number">{_text(sheet.number)}</span></p></header><dl>'
    yield from (_pair(label, text) for label, text in sheet.facts)
    yield "</dl>"
    for section in sheet.sections:
        yield from _section(section, lang)
    if len(sheet.sections) > 1:
        yield f"<p><b>{w.TOTAL.text(lang)} {pieces_of(sheet.pieces).text(lang)}</b></p>"
    if sheet.memos:
        yield f'<div class="memos"><b>{w.MEMOS.text(lang)}</b>\n{_text(chr(10).join(sheet.memos))}</div>'
    if sheet.amounts:
        rows = (_row("td", [("", label), ("n", f"{won:,}")]) for label, won in sheet.amounts)
        yield f'<table class="amounts"><tbody>{"".join(rows)}</tbody></table>'
    yield "</section>\n"


def _section(section: SheetSection, lang: Lang) -> Iterator[str]:
    yield f'<div class="section"><div class="head"><p>{w.SECTION.text(lang)} '
    yield f"<b>{_text(section.number)}</b><br>"
    yield f'<span class="state">{_text(section.state)}</span> · {_text(section.label)}</p>'
    yield f'<div class="bars">{svg_bars(section.number)}</div></div>'
    if section.marks:
        yield f'<div class="marks">{"".join(f"<p>! {_text(mark)}</p>" for mark in section.marks)}</div>'
    if section.place is not None:
        yield _place(section.place, lang)
    heads = (("box", w.CHECK), ("code", w.ITEM_NUMBER), ("", w.ITEM), ("code", w.SKU), ("n", w.QUANTITY))
    yield f"<table>{_heads(heads, lang)}<tbody>"
    yield from (_item(item) for item in section.items)
    yield "</tbody></table></div>"


def _place(place: Place, lang: Lang) -> str:
    who = " · ".join(part for part in (place.receiver, place.phone) if part)
    pairs = ((w.RECEIVER, who), (w.ADDRESS, place.address), (w.NOTE, place.note))
    return f'<dl class="to">{"".join(_pair(words.text(lang), text) for words, text in pairs if text)}</dl>'


def _item(item: SheetItem) -> str:
    return _row(
        "td", [("box", "☐"), ("code", item.number), ("", item.text), ("code", item.sku), _count(item.qty)]
    )


def _count(qty: int) -> tuple[str, str]:
    """A cell with a number of pieces; more than one stands out, for it is what packers overlook."""
    return "n many" if qty > 1 else "n", f"{qty:,}"


def _pair(label: str, text: str) -> str:
    return f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>"


def _heads(heads: Iterable[tuple[str, Word]], lang: Lang) -> str:
    return f"<thead>{_row('th', [(name, words.text(lang)) for name, words in heads])}</thead>"


def _row(tag: str, cells: Iterable[tuple[str, str]]) -> str:
    """A row of (class, text) cells."""
    made = (f'<{tag} class="{name}">{_text(text)}</{tag}>' for name, text in cells)
    return f"<tr>{''.join(made)}</tr>"


def svg_bars(text: str) -> str:
    """*text* as Code 128 in SVG with its quiet zones; nothing where it can't be one."""
    if not encodable(text):
        return ""
    found = bars(text)
    modules = found[-1][0] + found[-1][1] + QUIET
    path = "".join(f"M{at} 0h{width}v1h-{width}z" for at, width in found)
    return (
        f'<svg width="{modules * _MODULE:.2f}mm" height="{_BAR_HEIGHT}mm" viewBox="0 0 {modules} 1"'
        ' preserveAspectRatio="none" shape-rendering="crispEdges" role="img">'
        f'<title>{_text(text)}</title><rect width="{modules}" height="1" fill="#fff"/>'
        f'<path d="{path}"/></svg>'
    )
