"""Which orders have cash receipts in a state, or some that no longer say what was paid."""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.receipts import DONE, PG, WAIT
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.store.dialect import Conn, one_of_texts, text_list

_REFUNDED = (
    PaymentState.PART_REFUNDED,
    PaymentState.REFUNDED,
    PaymentState.REFUNDING,
    PaymentState.REFUND_FAILED,
)

RECEIPTS_IN = "SELECT DISTINCT order_id FROM receipt WHERE "
OVERTAKEN = f"""SELECT DISTINCT receipt.order_id FROM facet CROSS JOIN orders CROSS JOIN receipt
 WHERE orders.facet_id = facet.id AND receipt.order_id = orders.id AND facet.n > 0
 AND facet.pay IN ({", ".join(str(int(state)) for state in _REFUNDED)})
 AND receipt.state = '{DONE}' AND receipt."mode" = '{PG}' AND receipt.amount <> (
  SELECT SUM(entry.amount) FROM entry WHERE entry.order_id = receipt.order_id
  AND entry.kind IN ({int(EntryKind.PAID)}, {int(EntryKind.REFUND)}))
 AND COALESCE((SELECT event.verb FROM event WHERE event.order_id = receipt.order_id
  AND event.verb IN ('receipt-issued', 'receipt-failed')
  ORDER BY event.id DESC LIMIT 1), '') <> 'receipt-failed'"""


def with_receipts(conn: Conn, states: Iterable[str]) -> list[int]:
    """The ids of orders with a receipt in one of *states*, oldest first."""
    rows = conn.execute(RECEIPTS_IN + one_of_texts(conn, "state"), (text_list(conn, states),))
    return sorted(row[0] for row in rows)


def to_follow(conn: Conn) -> list[int]:
    """The orders whose receipts may be due by themselves, oldest first.

    They wait to be issued, or a refund has come since and nobody outside has said no to following it. An
    order that paid twice is among them whenever it was refunded, too: who asks looks closer.
    """
    overtaken = {row[0] for row in conn.execute(OVERTAKEN)}
    return sorted(overtaken.union(with_receipts(conn, (WAIT,))))
