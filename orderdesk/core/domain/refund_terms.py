"""What the triples of a refund row mean: goods, the delivery fee, what was kept or given in addition."""

from __future__ import annotations

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.orders import Entry, EntryKind, Order
from orderdesk.core.domain.terms import Term, pieces
from orderdesk.core.domain.words import Word

ADJUSTED, SHIPPING_TERM, EXCHANGE_TERM = (0, 0), (0, 1), (0, 2)
"""(line, pieces) of the triples that are no goods: withheld or given in addition; a delivery fee given back;
what earlier exchanges were to keep from the refunds of the order."""

GOODS = Word("상품", "Goods")
SHIPPING = Word("배송비 환불", "Shipping refunded")
EXCHANGE_FEE = Word("교환 배송비 차감", "Exchange fee deducted")
WITHHELD = Word("환불에서 차감", "Deducted")
ADDED_TO = Word("더 돌려줌", "Extra refund")

REFUND_WITHDRAWN = Word("환불 철회", "Refund withdrawn")
"""What a row says that ends a promised refund."""

_PLACED = Word("주문할 때 낸 배송비", "fee paid with the order")
_AGREED = Word("교환 승인에서 차감하기로 함", "agreed when the exchange was approved")
_DECIDED = Word("승인에서 정함", "decided at approval")


def due_of(order: Order, entry: Entry) -> Entry | None:
    """The promised refund that *entry* is, or goes on from; None when it belongs to none."""
    rows = {row.n: row for row in order.entries}
    while entry.kind is not EntryKind.REFUND_DUE:
        if entry.follows is None or entry.follows not in rows:
            return None
        entry = rows[entry.follows]
    return entry


def refund_terms(order: Order, entry: Entry) -> tuple[Term, ...]:
    """What the refund row *entry* gives back, term by term, positive won; () when nothing says so."""
    due = due_of(order, entry)
    found = []
    for line, qty, won in due.refunds if due is not None else ():
        match line, qty:
            case (0, 1):
                found.append(Term(SHIPPING, won, _PLACED))
            case (0, 2):
                found.append(Term(EXCHANGE_FEE, won, _AGREED))
            case (0, _):
                found.append(Term(WITHHELD if won < 0 else ADDED_TO, won, _DECIDED))
            case _:
                bought = next((x for x in order.lines if x.n == line), None)
                found.append(Term(GOODS, won, pieces(qty), item_text(bought) if bought else ""))
    return tuple(found)


def shipping_part(order: Order, refund: Entry) -> int:
    """Won of a delivery fee in the refund row *refund*."""
    due = due_of(order, refund)
    terms = due.refunds if due is not None else ()
    return sum(won for *term, won in terms if tuple(term) == SHIPPING_TERM)
