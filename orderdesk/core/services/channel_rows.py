"""Rows of a channel's list (스마트스토어 발주발송): which of our sections and items each product means.

The channel names an order by its own number, or ours, and a product by 상품주문번호, which the store does not
keep: the product is told by its name and option, as `dispatch` does when the same list is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from orderdesk.core.domain.dispatch import meant
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Item, Order
from orderdesk.core.domain.states import FINAL_STATES, LADDER
from orderdesk.core.files.problems import RowProblem, RowTrouble
from orderdesk.core.files.tracking_form import TrackingFile, TrackingRow
from orderdesk.core.services.chunks import chunks
from orderdesk.core.store import listing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find

_CHUNK = 500


def orders_called(conn: Conn, numbers: Iterable[str]) -> dict[str, Order]:
    """The orders that the channel calls by *numbers*; an order number of our own will do, too."""
    found: dict[str, Order] = {}
    for chunk in chunks(dict.fromkeys(numbers), _CHUNK):
        for order in _loaded(conn, chunk):
            found.setdefault(order.channel_number or order.number, order)
            found.setdefault(order.number, order)
    return found


def _loaded(conn: Conn, numbers: Sequence[str]) -> Iterator[Order]:
    wanted = frozenset(number for number in numbers if number)
    if not wanted:
        return
    ids = dict.fromkeys(listing.ids(conn, ListQuery(extra=(("channel_number", wanted),))))
    ids |= dict.fromkeys(find(conn, sorted(wanted)).values())
    yield from load_orders(conn, list(ids))


def by_sections(conn: Conn, read: TrackingFile) -> TrackingFile:
    """*read* with our section and item numbers in its rows, and a problem for each that means none of them.

    A row whose order is not here keeps its number, and is refused by it.
    """
    known = orders_called(conn, (row.order for row in (*read.rows, *read.unread)))
    rows: list[TrackingRow] = []
    problems: list[RowProblem] = []
    for row in read.rows:
        found = _placed(row, known, read.goods)
        if isinstance(found, RowTrouble):
            header = read.headers.get("order", "")
            problems.append(RowProblem(row.row, header, row.order, found, row.order))
        else:
            rows += found
    unread = [
        each
        for row in read.unread
        if not isinstance(found := _placed(row, known, read.goods), RowTrouble)
        for each in found
    ]
    return replace(read, rows=rows, unread=unread, problems=[*read.problems, *problems])


def _placed(
    row: TrackingRow, known: Mapping[str, Order], goods: Mapping[int, tuple[str, str]]
) -> list[TrackingRow] | RowTrouble:
    """*row* once for each item that it means, or once for a whole section."""
    order = known.get(row.order)
    if order is None:
        return [row]
    name, option = goods.get(row.row, ("", ""))
    items = _open_items(order, name, option)
    sections = {item.section for item in items}
    if len(sections) != 1:
        return RowTrouble.PRODUCT_SEVERAL if sections else RowTrouble.PRODUCT_NOT_OPEN
    (section,) = sections
    there = row._replace(order=section_number(order.number, section))
    if len(items) == len(order.items_of(section)):
        return [there if name else there._replace(qty=None)]  # the pieces are those of the product
    if len(items) == 1:
        return [there._replace(item=item_number(order.number, items[0].n))]
    if row.qty is not None and row.qty != sum(item.qty for item in items):
        return RowTrouble.PRODUCT_SEVERAL
    return [there._replace(item=item_number(order.number, item.n), qty=None) for item in items]


def _open_items(order: Order, name: str, option: str) -> list[Item]:
    """The pieces of a product that may still go out, or are on their way."""
    lines = {line.n for line in meant(order, name, option)}
    ladder = {section.n for section in order.sections if section.state in LADDER}
    waiting = {n for n in ladder if order.section(n).state not in FINAL_STATES}
    return [item for item in order.items if item.line in lines and item.section in (waiting or ladder)]
