"""다른 상품으로 교환: what goes back and what is added for it, done as one, with the difference in price.

The goods go back as a return, or as a cancel while they were not sent. What was paid for them stays with the
shop and counts for the new ones: it is taken off their price, and kept from the refund. So a dearer product
asks for the difference, and a cheaper one leaves it to be refunded.
"""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.asked_goods import paid_parts
from orderdesk.core.domain.money import refund_share, refunded
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payments import payment_of
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState

SWAP = "swap"

_BACK = ("reason", "fault", "cost", "detail", "items")
_ADDED = ("product", "name", "option", "sku", "kind", "qty", "price", "fee")


@dataclass(frozen=True, slots=True)
class Difference:
    """What was paid for the goods that go back, the price of the new ones, the delivery fee; won."""

    old: int
    new: int
    fee: int

    @property
    def counted(self) -> int:
        """What of the old goods' price counts for the new ones."""
        return min(self.old, self.new)

    @property
    def asked(self) -> int:
        """What the buyer is asked for in addition."""
        return self.new - self.counted + self.fee

    @property
    def refunded(self) -> int:
        """What is left of the old goods' price, to be refunded."""
        return self.old - self.counted


def going_back(request: Request, state: SectionState, physical: bool) -> Request:
    """The part of *request* by which goods in *state* go back, without its money."""
    if state in UNDISPATCHED_STATES or not physical:
        return Request("cancel", _among(request, _BACK), request.open)
    return Request("return", _among(request, (*_BACK, "pickup")), request.open)


def difference(order: Order, section: int, request: Request) -> Difference:
    """The money of exchanging *section*, or the pieces that *request* names, for the goods that it names."""
    qty, price, fee = (request.number(key) or 0 for key in ("qty", "price", "fee"))
    return Difference(_worth(order, section, request), qty * price, fee)


def parts(order: Order, section: int, request: Request) -> tuple[Request, Request]:
    """The two requests that *request* on *section* is: the goods go back, then the new ones are added.

    The goods must be able to go back.
    """
    money, where = difference(order, section, request), order.section(section)
    back = going_back(request, where.state, where.delivery.physical)
    kept: tuple[tuple[str, Value], ...] = (("withhold", money.counted),) if money.counted else ()
    off: tuple[tuple[str, Value], ...] = (("discount", money.counted),) if money.counted else ()
    return (
        Request(back.verb, (*back.values, *kept)),
        Request("add", (*_among(request, _ADDED), *off)),
    )


def _among(request: Request, keys: tuple[str, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple(pair for pair in request.values if pair[0] in keys)


def _worth(order: Order, section: int, request: Request) -> int:
    """What was paid for the goods that go back and could be refunded, won; nothing while it was not paid."""
    if not payment_of(order, order.section(section).paid_by).settled:
        return 0
    chosen = dict(request.pieces)
    given, paid = refunded(order), paid_parts(order, section)
    total = 0
    for item in order.items_of(section):
        pieces = min(chosen.get(item.n, 0), item.qty) if chosen else item.qty
        before = given.get(item.line, (0, 0))
        won = refund_share(paid[item.line], before, pieces)
        given[item.line] = (before[0] + pieces, before[1] + won)
        total += won
    return total
