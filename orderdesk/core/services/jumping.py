"""Jump: the place in a list that an order number, a date or a row number means."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, NamedTuple

from orderdesk.core.domain.identifiers import read_section
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.jobs import done_rows
from orderdesk.core.store.listing import window
from orderdesk.core.store.listing.ranks import before, number_id, rank

_DAY: Final = 86_400
_ASKED: Final = 50
"""How many orders of a job are looked for in a list."""
_TIMES: Final = frozenset({"placed_at", "paid_at", "tracked_at", "sent_at", "done_at", "delay_until"})

HOW: Final = Word(
    "주문번호, 날짜(2026-11-20), 줄 번호 가운데 하나를 적으세요",
    "write an order number, a date (2026-11-20) or a row number",
)
_NOT_HERE: Final = Word("이 목록에 없는 주문입니다", "that order is not in this list")
_NOT_BY_TIME: Final = Word(
    "날짜로 가려면 날짜 항목으로 정렬하세요 (< >)", "to go to a date, sort by a date column (< >)"
)


class NoSuchPlace(ValueError):
    """There is no such place in the list; `reason` says why, in words."""

    def __init__(self, reason: Word) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Scanned(NamedTuple):
    """What was scanned: an order at *place* of the *total* of *view*, and the section, if one was named."""

    order_id: int
    section: int | None
    view: View
    place: int
    total: int


def find_scanned(conn: Conn, view: View, code: str) -> Scanned | None:
    """The order or section whose number *code* is, None when it is nobody's.

    Its place is that in *view*, or in the list of all orders where *view* does not show it.
    """
    named = _named(conn, code)
    if named is None:
        return None
    order_id, section = named
    for shown in (view, browsing.make_view()):
        place = _place_of_order(conn, shown, order_id)
        if place is not None:
            return Scanned(order_id, section, shown, place, browsing.count(conn, shown))
    return None


def _named(conn: Conn, number: str) -> tuple[int, int | None] | None:
    """The order that *number* is of, and the section if it is one's."""
    order_id = number_id(conn, number)
    if order_id is not None:
        return order_id, None
    try:
        of, section = read_section(number)
    except ValueError:
        return None
    order_id = number_id(conn, of)
    return None if order_id is None else (order_id, section)


def find_place(conn: Conn, view: View, text: str) -> int:
    """The place (0-based) that *text* means in *view*; NoSuchPlace where there is none.

    A date is a day in Seoul of the time that the list is sorted by; the place is that of its first order, or
    where it would stand. The number of a section means its order. Digits are an order number if there is one,
    a row number if there is not.
    """
    wanted = clean(text).strip().lstrip("#")
    day = _midnight(wanted)
    if day is not None:
        return _place_of_day(conn, view, day)
    named = _named(conn, wanted)
    if named is not None:
        place = _place_of_order(conn, view, named[0])
        if place is None:
            raise NoSuchPlace(_NOT_HERE)
        return place
    row = wanted.replace(",", "")
    if not (row.isascii() and row.isdigit()):
        raise NoSuchPlace(HOW)
    total = browsing.count(conn, view)
    if len(row) > 9 or not 1 <= int(row) <= total:
        raise NoSuchPlace(Word(f"이 목록은 {total:,}줄입니다", f"this list has {many(total, 'row')}"))
    return int(row) - 1


def _midnight(text: str) -> int | None:
    """The first second of the day that *text* says with hyphens, None when it says none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=SEOUL).timestamp()) if "-" in text else None


def _place_of_order(conn: Conn, view: View, order_id: int) -> int | None:
    if not view.checks:
        return rank(conn, view.query, order_id)
    return next((at for at, each in enumerate(browsing.orders(conn, view)) if each.id == order_id), None)


def place_of_job(conn: Conn, view: View, job: int) -> int | None:
    """The place of the first order in *view* that *job* has changed, of its newest; None without one."""
    changed = {row.order_id for row in done_rows(conn, job)}
    newest = set(sorted(changed)[-_ASKED:])
    if view.checks:
        return next((at for at, each in enumerate(browsing.ids(conn, view)) if each in newest), None)
    places = (rank(conn, view.query, each) for each in newest)
    return min((place for place in places if place is not None), default=None)


def _place_of_day(conn: Conn, view: View, midnight: int) -> int:
    sort = view.query.sort
    if sort.key not in _TIMES:
        raise NoSuchPlace(_NOT_BY_TIME)
    edge = midnight + _DAY - 1 if sort.desc else midnight
    place = before(conn, view.query, edge)
    if view.checks:
        passed = set(window(conn, view.query, 0, place))
        place = sum(1 for each in browsing.ids(conn, view) if each in passed)
    return max(0, min(place, browsing.count(conn, view) - 1))
