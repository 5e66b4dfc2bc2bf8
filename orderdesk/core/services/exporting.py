"""Export orders or payments into a file: which ones, by which template, and a record of who took them out.

Orders are read from one snapshot of the store, some hundred at a time, and written as they come. The record
is written before the file has its name, so that no file leaves without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import cast

from orderdesk.core.domain.access_words import ORDERS_KIND, PAYMENTS_KIND
from orderdesk.core.domain.export_form import Form, Rows
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_scopes import PAID_PERIOD, ROWS_MOST, SCOPE_WORDS, SELECTED_MOST, Scope
from orderdesk.core.domain.export_templates import Template
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.orders import Actor, Order, people_of
from orderdesk.core.domain.payment_rows import PAYMENTS, PaymentRows, Period
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import clean
from orderdesk.core.files.order_sheet import ENDINGS, write_orders
from orderdesk.core.services import browsing
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.browsing import View
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.tabs import Tab
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.settings import Settings

_TOLD_EVERY = 100
"""Orders between two reports of the progress."""

_CHUNK = 500
"""Orders that are in memory at a time."""

_UNSAFE = frozenset('/\\:*?"<>|')


class ExportStopped(Exception):
    """The operator stopped the export; no file was written."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The orders of one scope: those that *view* shows, from `offset` on and `limit` at most, or `ids`.

    Of `ids` with a view, those that it shows, in its order. `text` says in words which they are, for the
    record. Of payments those *within* a time are meant, if any.
    """

    scope: Scope
    text: str
    view: View | None = None
    offset: int = 0
    limit: int | None = None
    ids: tuple[int, ...] = ()
    within: Period | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: where, and how many orders, rows and people; `left` orders had nothing to write."""

    path: Path
    orders: int
    rows: int
    people: int
    left: int


def whole_tab(tab: Tab) -> Wanted:
    """탭 전체: every order of *tab*, whatever is searched or filtered."""
    return Wanted(Scope.TAB, scope_text(Scope.TAB, tab.name), browsing.make_view(tab))


def filtered(tab: Tab, search: str, where: Sequence[str], now: int, me: str = "") -> Wanted:
    """필터 결과 전체: every order that *tab*, a search and conditions show. BadCondition for one of them."""
    view = browsing.make_view(tab, search, where, now, me)
    return Wanted(Scope.FILTERED, scope_text(Scope.FILTERED, tab.name, search, *where), view)


def page(view: View, cursor: int, size: int, name: str) -> Wanted:
    """현재 페이지: the block of *size* rows of *view* that holds row *cursor* (0-based); *name*: the tab."""
    first = cursor // size * size
    text = scope_text(Scope.PAGE, name, f"{first + 1}–{first + size}")
    return Wanted(Scope.PAGE, text, view, first, size)


def period(dates: str, now: int) -> Wanted:
    """주문일 기간: every order of a period, ``FROM..TO`` or by name. BadCondition when it is none."""
    view = browsing.make_view(where=[f"ordered_at={dates.strip() or '?'}"], now=now)
    return Wanted(Scope.PERIOD, scope_text(Scope.PERIOD, dates), view)


def paid_period(dates: str, now: int) -> Wanted:
    """결제일 기간: the payments and refunds of a period. BadCondition when it is none."""
    view = browsing.make_view(where=[f"money_at={dates.strip() or '?'}"], now=now)
    ((_, within),) = view.query.extra
    return Wanted(Scope.PERIOD, clean(f"{PAID_PERIOD.ko} · {dates}"), view, within=cast(Period, within))


def selected(ids: Sequence[int]) -> Wanted:
    """선택한 주문: the orders *ids*. ExportRefused when they are more than fifty."""
    if len(ids) > SELECTED_MOST:
        raise ExportRefused(ExportRefusal.SELECTED_MOST, f"{len(ids):,}")
    return Wanted(Scope.SELECTED, scope_text(Scope.SELECTED, f"{len(ids)}"), ids=tuple(ids))


def scope_text(scope: Scope, *parts: str) -> str:
    """*scope* in words, with what says more of it; for the record."""
    return clean(" · ".join([SCOPE_WORDS[scope].ko, *(part for part in parts if part)]))


def count_wanted(conn: Conn, wanted: Wanted) -> int:
    """How many orders an export of *wanted* takes now."""
    if wanted.view is None:
        return len(load_orders(conn, wanted.ids))
    if wanted.ids:
        return len(_chosen(conn, wanted.view, wanted.ids))
    there = browsing.count(conn, wanted.view) - wanted.offset
    return max(0, there if wanted.limit is None else min(there, wanted.limit))


def _chosen(conn: Conn, view: View, ids: Sequence[int]) -> list[int]:
    """Those of *ids* that *view* shows, in its order."""
    wanted = frozenset(ids)
    return [each for each in browsing.ids(conn, view) if each in wanted]


def orders_wanted(conn: Conn, wanted: Wanted) -> Iterator[Order]:
    """The orders that *wanted* are now, a few at a time in memory where they are many."""
    if wanted.view is None:
        newest = sorted(load_orders(conn, wanted.ids), key=lambda o: (o.placed_at, o.id), reverse=True)
        yield from newest
    elif wanted.ids:
        for some in chunks(_chosen(conn, wanted.view, wanted.ids), _CHUNK):
            yield from load_orders(conn, some)
    elif wanted.limit is not None:
        rows = browsing.window(conn, wanted.view, wanted.offset, wanted.limit, ())
        yield from load_orders(conn, [row.id for row in rows])
    else:
        yield from browsing.orders(conn, wanted.view)


def first_orders(conn: Conn, wanted: Wanted, most: int) -> list[Order]:
    """The first *most* orders that an export of *wanted* takes, for its preview."""
    return list(islice(orders_wanted(conn, wanted), most))


def file_name(template: Template, now: int) -> str:
    """The usual name of a file by *template*: ``기본_양식_20261123091500.xlsx``."""
    name = "".join(
        "_" if character.isspace() or character in _UNSAFE else character for character in template.name
    )
    return stamped(name, now, ".xlsx")


def stamped(name: str, now: int, ending: str) -> str:
    """The name of a file that is made *now*: ``이름_20261123091500.xlsx``."""
    return f"{name}_{datetime.fromtimestamp(now, SEOUL):%Y%m%d%H%M%S}{ending}"


def form_of(template: Template, settings: Settings, within: Period | None = None) -> Form:
    """The form that makes the rows of a file by *template*, from the shop of *settings*."""
    if template == PAYMENTS:
        return PaymentRows(within)
    sender = Sender(
        settings.shop_name, settings.sender_phone, settings.sender_address, settings.freight_label
    )
    return ExportRows(template, sender)


def export_orders(
    store: Store,
    wanted: Wanted,
    template: Template,
    path: Path,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    reason: str = "",
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> Exported:
    """Write the orders *wanted* by *template* into a new file near *path*, and record who did.

    By `PAYMENTS` the rows are their payments. An existing file stays: the new one gets `-2` in its name.
    ExportRefused names why there is none;
    ExportStopped when *cancelled* says so; OSError when it can't be written.
    """
    reason = given_reason(settings, reason)
    if path.suffix.lower() not in ENDINGS:
        raise ExportRefused(ExportRefusal.ENDING, clean(path.name))
    with store.reader() as conn:
        total = count_wanted(conn, wanted)
        if not total:
            raise ExportRefused(ExportRefusal.NO_ORDERS)
        if total > ROWS_MOST:
            raise ExportRefused(ExportRefusal.ROWS_MOST, f"{total:,}")
        form = form_of(template, settings, wanted.within)
        taken = _Taken(form, total, progress, cancelled)

        def record(target: Path) -> None:
            access = Access(
                PAYMENTS_KIND if template == PAYMENTS else ORDERS_KIND,
                wanted.text,
                template.name,
                target.name,
                reason,
                taken.orders,
                taken.rows,
                len(taken.people),
            )
            with store.unit(actor, clock()) as unit:
                unit.record_access(access)

        written = write_orders(path, form, taken.rows_of(orders_wanted(conn, wanted)), record)
    return Exported(written, taken.orders, taken.rows, len(taken.people), taken.left)


def given_reason(settings: Settings, reason: str) -> str:
    """Why a file is taken out, for the record. ExportRefused where the setting asks and nothing is said."""
    reason = clean(reason)
    if settings.export_reason and not reason:
        raise ExportRefused(ExportRefusal.NO_REASON)
    return reason


def told(
    orders: Iterable[Order], total: int, progress: Progress, cancelled: Callable[[], bool]
) -> Iterator[Order]:
    """*orders*, of which *progress* is told as they are done with; ExportStopped when *cancelled* says so."""
    for seen, order in enumerate(orders, 1):
        if cancelled():
            raise ExportStopped
        yield order
        if seen % _TOLD_EVERY == 0 or seen == total:
            progress(seen, total)


class _Taken:
    """Makes the rows of orders and counts what was taken; people are counted once each, by name and phone."""

    def __init__(self, form: Form, total: int, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._form, self._total, self._progress, self._cancelled = form, total, progress, cancelled
        self.orders = self.rows = self.left = 0
        self.people: set[int] = set()

    def rows_of(self, orders: Iterator[Order]) -> Iterator[Rows]:
        """The rows of each order, then those that had to wait for all. ExportRefused when there are none."""
        for order in told(orders, self._total, self._progress, self._cancelled):
            if self._form.takes(order):
                self._note(order)
                yield self._counted(self._form.of(order))
            else:
                self.left += 1
        for rows in self._form.rest():
            if self._cancelled():
                raise ExportStopped
            yield self._counted(rows)
        if not self.rows:
            raise ExportRefused(ExportRefusal.NO_ROWS)

    def _note(self, order: Order) -> None:
        self.orders += 1
        self.people.update(people_of(order))

    def _counted(self, rows: Rows) -> Rows:
        self.rows += len(rows)
        if self.rows > ROWS_MOST:
            raise ExportRefused(ExportRefusal.ROWS_MOST, f"{self.rows:,}")
        return rows
