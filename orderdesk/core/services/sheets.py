"""Print: order sheets, packing slips and picking lists of orders, and a record of who took them out.

They follow the list in its order. As with exports, the record is written before the file has its name, or
before the first line of a text leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from orderdesk.core.domain.access_words import PICKING_KIND, SHEETS_KIND, SLIPS_KIND
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_scopes import ROWS_MOST, Scope
from orderdesk.core.domain.orders import Actor, Order, people_of
from orderdesk.core.domain.picking import NO_SHELVES, pick
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.sheets import SHEETS_MOST, UNIT_WORDS, Sheet, SheetForm, SheetUnit, sheets_of
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.sheet_html import html_picking, html_sheets
from orderdesk.core.files.sheet_text import NEXT_PAGE, text_picking, text_sheets
from orderdesk.core.files.writing import new_file
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.browsing import View
from orderdesk.core.services.exporting import (
    Wanted,
    count_wanted,
    given_reason,
    orders_wanted,
    scope_text,
    stamped,
    told,
)
from orderdesk.core.services.sight import seen, sight_of
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import shelves
from orderdesk.settings import Settings

ENDINGS: Final = (".html", ".txt")
STDOUT: Final = "(stdout)"
"""What a record calls a text that went to the terminal or into a pipe."""

KINDS: Final = {
    SheetUnit.ORDER: SHEETS_KIND,
    SheetUnit.SECTION: SLIPS_KIND,
    SheetUnit.PICKING: PICKING_KIND,
}
"""What an access record calls each."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was made: the file (None: a text), and how many orders, pages or lines, and people."""

    path: Path | None
    orders: int
    rows: int
    people: int


def marked(ids: Sequence[int], view: View | None = None) -> Wanted:
    """선택한 주문: the orders *ids* in the order of *view*, the newest first without one."""
    return Wanted(Scope.SELECTED, scope_text(Scope.SELECTED, f"{len(ids)}"), view, ids=tuple(ids))


def shown(view: View, *texts: str) -> Wanted:
    """필터 결과 전체: what *view* shows, in its order; *texts* say what narrows it."""
    return Wanted(Scope.FILTERED, scope_text(Scope.FILTERED, *texts), view)


def file_name(form: SheetForm, now: int, ending: str = ".html", lang: Lang = "ko") -> str:
    """The usual name of a file of *form*: ``주문서_20261123091500.html``."""
    name = UNIT_WORDS[form.unit].text(lang).partition(" · " if lang == "ko" else ",")[0].replace(" ", "_")
    return stamped(name, now, ending)


def print_sheets(
    store: Store,
    wanted: Wanted,
    form: SheetForm,
    path: Path,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    reason: str = "",
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> Printed:
    """Write the sheets of the orders *wanted* into a new file near *path*, by its ending; record who did.

    An existing file stays: the new one gets `-2` in its name. ExportRefused names why there is none;
    ExportStopped when *cancelled* says so; OSError when it can't be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ExportRefused(ExportRefusal.SHEETS_ENDING, clean(path.name))
    with store.reader() as conn:
        press = _Press(form, settings, clock(), _admitted(conn, wanted, form, settings, reason))
        press.masks = not sight_of(conn, actor).whole
        press.shelves = shelves(conn)
        press.progress, press.cancelled = progress, cancelled
        with new_file(path) as (stream, target):
            for piece in press.run(orders_wanted(conn, wanted), html=ending == ".html"):
                stream.write(piece.encode("utf-8", "replace"))
            with store.unit(actor, clock()) as unit:
                unit.record_access(press.access(wanted, target.name, reason))
    return press.printed(target)


def sheets_text(
    store: Store,
    wanted: Wanted,
    form: SheetForm,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    reason: str = "",
    page: str = NEXT_PAGE,
) -> tuple[str, Printed]:
    """The sheets as one text, with *page* between two, for a terminal or a pipe; recorded as a file is.

    ExportRefused names why there is none.
    """
    with store.reader() as conn:
        press = _Press(form, settings, clock(), _admitted(conn, wanted, form, settings, reason))
        press.masks = not sight_of(conn, actor).whole
        press.shelves = shelves(conn)
        text = "".join(press.run(orders_wanted(conn, wanted), html=False, page=page))
    with store.unit(actor, clock()) as unit:
        unit.record_access(press.access(wanted, STDOUT, reason))
    return text, press.printed(None)


def _admitted(conn: Conn, wanted: Wanted, form: SheetForm, settings: Settings, reason: str) -> int:
    """How many orders are printed. ExportRefused when they may not be."""
    given_reason(settings, reason)
    total = count_wanted(conn, wanted)
    if not total:
        raise ExportRefused(ExportRefusal.NO_ORDERS)
    if form.unit is SheetUnit.PICKING:
        if total > ROWS_MOST:
            raise ExportRefused(ExportRefusal.ROWS_MOST, f"{total:,}")
    elif total > SHEETS_MOST:
        raise ExportRefused(ExportRefusal.SHEETS_MOST, f"{total:,}")
    return total


class _Press:
    """Prints *total* orders and counts what was taken; a picking list tells nothing about people."""

    def __init__(self, form: SheetForm, settings: Settings, now: int, total: int) -> None:
        self._form, self._shop, self._now, self._total = form, settings.shop_name, now, total
        self.progress: Progress = nothing
        self.cancelled: Callable[[], bool] = never
        self.shelves = NO_SHELVES
        self.masks = False
        """Whether all personal data is masked: for a role that may not see it."""
        self._orders = self._rows = 0
        self._people: set[int] = set()

    def run(self, orders: Iterator[Order], html: bool, page: str = NEXT_PAGE) -> Iterator[str]:
        """The file, piece by piece."""
        lang, title = self._form.lang, UNIT_WORDS[self._form.unit].text(self._form.lang)
        if self._form.unit is SheetUnit.PICKING:
            picking = pick(self._told(orders), self.shelves)
            self._rows = len(picking.lines())
            printed = f"{datetime.fromtimestamp(self._now, SEOUL):%Y-%m-%d %H:%M}"
            if html:
                yield from html_picking(picking, self._shop, printed, title, lang)
            else:
                yield from text_picking(picking, self._shop, printed, lang)
            return
        sheets = self._sheets(self._told(orders))
        yield from html_sheets(sheets, title, lang) if html else text_sheets(sheets, lang, page)
        if not self._rows:
            raise ExportRefused(ExportRefusal.NO_SECTIONS)

    def _told(self, orders: Iterator[Order]) -> Iterator[Order]:
        for order in told(orders, self._total, self.progress, self.cancelled):
            self._orders += 1
            yield order

    def _sheets(self, orders: Iterator[Order]) -> Iterator[Sheet]:
        for order in orders:
            self._people.update(people_of(order))
            for sheet in sheets_of(seen([order], self.masks)[0], self._form, self._shop):
                self._rows += 1
                yield sheet

    def access(self, wanted: Wanted, file: str, reason: str) -> Access:
        """The record of it."""
        kind, words = KINDS[self._form.unit], self._form.words
        counts = self._orders, self._rows, len(self._people)
        return Access(kind, wanted.text, words, file, clean(reason), *counts)

    def printed(self, path: Path | None) -> Printed:
        """What was made."""
        return Printed(path, self._orders, self._rows, len(self._people))
