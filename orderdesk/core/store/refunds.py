"""Refunds that wait, of all orders: the facets say which orders can have one, their keys lead to the rows."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.orders import EntryKind, Method
from orderdesk.core.domain.states import PaymentState, SectionState
from orderdesk.core.store.dialect import Conn

_GIVEN_BACK = 1 << SectionState.CANCELLED | 1 << SectionState.RETURNED
_PAID = (
    PaymentState.COMPLETE,
    PaymentState.PART_REFUNDED,
    PaymentState.REFUNDING,
    PaymentState.REFUND_FAILED,
)
_ENDS = f"({int(EntryKind.REFUND)}, {int(EntryKind.VOID)})"

WAITING = f"""SELECT orders.id, orders.number, entry.n, entry.method, entry.amount, entry.at, (
 SELECT last.kind FROM entry last WHERE last.order_id = entry.order_id AND last.follows = entry.n
 ORDER BY last.n DESC LIMIT 1)
 FROM facet CROSS JOIN orders CROSS JOIN entry
 WHERE orders.facet_id = facet.id AND entry.order_id = orders.id AND facet.n > 0
 AND facet.mask & {_GIVEN_BACK} <> 0 AND facet.pay IN ({", ".join(str(int(state)) for state in _PAID)})
 AND entry.kind = {int(EntryKind.REFUND_DUE)} AND entry.amount < 0
 AND NOT EXISTS (SELECT 1 FROM entry later WHERE later.order_id = entry.order_id
  AND later.follows = entry.n AND later.kind IN {_ENDS})
 ORDER BY entry.at, orders.id, entry.n"""
_STARTED = (PaymentState.REFUNDING, PaymentState.REFUND_FAILED)
"""States of an order's payments in which a refund may be under way: beside it another one may have failed."""

UNDER_WAY = f"""SELECT orders.id FROM facet CROSS JOIN orders
 WHERE orders.facet_id = facet.id AND facet.n > 0
 AND facet.pay IN ({", ".join(str(int(state)) for state in _STARTED)})
 AND EXISTS (SELECT 1 FROM entry started WHERE started.order_id = orders.id
  AND started.kind = {int(EntryKind.REFUND_STARTED)} AND NOT EXISTS (SELECT 1 FROM entry later
   WHERE later.order_id = started.order_id AND later.follows = started.follows AND later.n > started.n))
 ORDER BY orders.id"""


class WaitingRefund(NamedTuple):
    """A refund that waits: its order, row, method, positive won, since when (UTC seconds), how far it is."""

    order_id: int
    order: str
    n: int
    method: Method
    amount: int
    at: int
    standing: EntryKind


def waiting_refunds(conn: Conn) -> list[WaitingRefund]:
    """Every promised refund that is neither executed nor withdrawn, the oldest first."""
    return [
        WaitingRefund(order, number, n, Method(method), -amount, at, EntryKind(last or EntryKind.REFUND_DUE))
        for order, number, n, method, amount, at, last in conn.execute(WAITING)
    ]


def orders_refunding(conn: Conn) -> list[int]:
    """The orders of which a refund was started outside and not answered, by id."""
    return [row[0] for row in conn.execute(UNDER_WAY)]


def interrupted_refunds(conn: Conn) -> list[WaitingRefund]:
    """Refunds that were started outside and of which nobody knows whether they were executed."""
    if not orders_refunding(conn):
        return []
    return [each for each in waiting_refunds(conn) if each.standing is EntryKind.REFUND_STARTED]
