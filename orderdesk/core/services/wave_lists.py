"""The pick list of a wave on paper, as text, and as a workbook; recorded as picking lists are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from orderdesk.core.domain import sheet_words as w
from orderdesk.core.domain.access_words import PICKING_KIND
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.picking import Picking
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.sheets import UNIT_WORDS, SheetUnit
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.job_rows import SUFFIXES, write_job_rows
from orderdesk.core.files.sheet_html import html_picking
from orderdesk.core.files.sheet_text import text_picking
from orderdesk.core.files.writing import new_file
from orderdesk.core.services.sheets import ENDINGS, STDOUT
from orderdesk.core.services.waves import picking_of
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store

_HEADS: Final = (w.STANDS, w.SKU, w.ITEM, w.QUANTITY, w.SECTIONS)
_WIDTHS: Final = (14, 18, 44, 8, 60)


def wave_text(store: Store, number: int, actor: Actor, now: int, shop: str, lang: Lang) -> str:
    """The pick list of wave *number* as text for a terminal or a pipe; recorded."""
    with store.reader() as conn:
        picking = picking_of(conn, number)
    text = "".join(text_picking(picking, shop, _moment(now), lang))
    with store.unit(actor, now) as unit:
        unit.record_access(_access(picking, number, STDOUT))
    return text


def write_wave(store: Store, number: int, path: Path, actor: Actor, now: int, shop: str, lang: Lang) -> Path:
    """The pick list of wave *number* in a new file near *path*, by its ending; the path it got; recorded.

    ExportRefused for another ending; OSError when it can't be written.
    """
    ending = path.suffix.lower()
    if ending not in (*SUFFIXES, *ENDINGS):
        raise ExportRefused(ExportRefusal.SHEETS_ENDING, clean(path.name))
    with store.reader() as conn:
        picking = picking_of(conn, number)

    def record(target: Path) -> None:
        with store.unit(actor, now) as unit:
            unit.record_access(_access(picking, number, target.name))

    if ending in SUFFIXES:
        heads = [head.text(lang) for head in _HEADS]
        return write_job_rows(path, heads, _rows(picking), record, _WIDTHS)
    title = UNIT_WORDS[SheetUnit.PICKING].text(lang)
    if ending == ".html":
        pieces = html_picking(picking, shop, _moment(now), title, lang)
    else:
        pieces = text_picking(picking, shop, _moment(now), lang)
    with new_file(path) as (stream, target):
        for piece in pieces:
            stream.write(piece.encode("utf-8", "replace"))
        record(target)
    return target


def _rows(picking: Picking) -> list[Sequence[str]]:
    return [
        (
            line.place,
            line.sku,
            line.text,
            f"{line.qty}",
            " ".join(f"{number}×{qty}" for number, qty in line.sections),
        )
        for line in picking.lines()
    ]


def _moment(now: int) -> str:
    return f"{datetime.fromtimestamp(now, SEOUL):%Y-%m-%d %H:%M}"


def _access(picking: Picking, number: int, file: str) -> Access:
    """A picking list tells of nobody."""
    return Access(PICKING_KIND, f"#{number}", "", file, "", picking.orders, len(picking.lines()), 0)
