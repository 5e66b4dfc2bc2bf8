"""What the time brings due: sections that confirm themselves, payments whose deadline has passed.

Neither times nor section states have an index of their own: the facets say which orders can be meant, of a
million some thousands, and their keys lead to the rows.
"""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.domain.facets import HELD
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.states import OPEN_CLAIM_STATES, PaymentState, SectionState
from orderdesk.core.store.dialect import Conn, id_list, one_of

_DELIVERED = 1 << SectionState.DELIVERED
_STOPPED = HELD | sum(1 << state for state in OPEN_CLAIM_STATES)
"""Bits of the mask of orders that are held or have an open claim: nothing of them confirms itself."""

DELIVERED_SINCE = f"""SELECT section.order_id, section.n, section.done_at FROM facet
 CROSS JOIN orders CROSS JOIN section
 WHERE orders.facet_id = facet.id AND orders.placed_at <= ? AND section.order_id = orders.id
 AND facet.n > 0 AND facet.mask & {_DELIVERED} <> 0 AND facet.mask & {_STOPPED} = 0
 AND section.state = {int(SectionState.DELIVERED)} AND section.done_at <= ?"""
ASKED_UNTIL = f"""SELECT DISTINCT entry.order_id FROM facet
 CROSS JOIN orders CROSS JOIN entry
 WHERE orders.facet_id = facet.id AND entry.order_id = orders.id AND facet.n > 0
 AND facet.pay = {int(PaymentState.WAITING)}
 AND entry.kind = {int(EntryKind.REQUEST)} AND entry.due_at <= ?"""
HAPPENED = "SELECT order_id, section, MAX(at) FROM event WHERE verb = ? AND "

Place = tuple[int, int]
"""(order id, section)."""


def delivered_until(conn: Conn, at: int) -> dict[Place, int]:
    """The sections that were delivered by *at* and neither are confirmed nor wait for something, and when."""
    return {(order, n): done for order, n, done in conn.execute(DELIVERED_SINCE, (at, at))}


def asked_until(conn: Conn, at: int) -> list[int]:
    """Unpaid orders that had to pay until *at* or earlier, by id; also those that were asked again since."""
    return [row[0] for row in conn.execute(ASKED_UNTIL, (at,))]


def happened(conn: Conn, verb: str, orders: Iterable[int]) -> dict[Place, int]:
    """Where among *orders* an event *verb* happened to a section, and when last."""
    sql = f"{HAPPENED}{one_of(conn, 'order_id')} GROUP BY order_id, section"
    rows = conn.execute(sql, (verb, id_list(conn, orders)))
    return {(order, section): at for order, section, at in rows if section is not None}
