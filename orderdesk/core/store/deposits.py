"""Deposits that statements told, which payment each was taken for, and the orders that wait for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.store.dialect import Conn, one_of_texts, text_list

_ENDED = ", ".join(str(int(kind)) for kind in (EntryKind.PAID, EntryKind.VOID, EntryKind.OVERDUE))

WAITING = (
    f"SELECT orders.id FROM facet JOIN orders ON orders.facet_id = facet.id WHERE facet.n > 0"
    f" AND facet.pay = {int(PaymentState.WAITING)}"
)
ASKED_IN_ADDITION = f"""SELECT DISTINCT asked.order_id FROM entry AS asked
 WHERE asked.kind = {int(EntryKind.REQUEST)} AND asked.extra = 1 AND asked.follows IS NULL AND NOT EXISTS
 (SELECT 1 FROM entry AS ended WHERE ended.order_id = asked.order_id AND ended.follows = asked.n
 AND ended.kind IN ({_ENDED}))"""
USED = f"""SELECT deposit.mark FROM deposit JOIN entry ON entry.order_id = deposit.order_id
 WHERE entry.kind = {int(EntryKind.PAID)} AND entry.at = deposit.at AND entry.amount = deposit.amount AND """
PUT = """INSERT INTO deposit (mark, account, at, depositor, amount, memo, order_id)
 VALUES (?, ?, ?, ?, ?, ?, ?)
 ON CONFLICT (mark) DO UPDATE SET order_id = excluded.order_id"""


def waiting_ids(conn: Conn) -> list[int]:
    """The orders that may wait for a deposit, also those that were asked for more after they had paid."""
    found = dict.fromkeys(row[0] for row in conn.execute(WAITING))
    found.update(dict.fromkeys(row[0] for row in conn.execute(ASKED_IN_ADDITION)))
    return sorted(found)


def used_marks(conn: Conn, marks: Iterable[str]) -> frozenset[str]:
    """Those of *marks* that a payment stands for; a deposit whose payment was taken back is free again."""
    rows = conn.execute(USED + one_of_texts(conn, "deposit.mark"), (text_list(conn, marks),))
    return frozenset(row[0] for row in rows)


def put_deposits(conn: Conn, taken: Mapping[Deposit, int]) -> None:
    """Keep for which order each deposit is *taken*; only under the gate."""
    for deposit, order_id in taken.items():
        conn.execute(PUT, (*deposit, order_id))
