"""Every invariant of one order in one place; used by tests, fuzzing and `orderdesk verify`.

What needs more than one order (unique numbers, shared parcels, versions, counts, the chain) is
the store's to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from orderdesk.core.domain.asked_goods import taken_off
from orderdesk.core.domain.badge import badge_of
from orderdesk.core.domain.claims import ClaimKind, Decision
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Delivery, EntryKind, Order, Origin
from orderdesk.core.domain.payments import Payment, payments, state_over
from orderdesk.core.domain.states import (
    CANCEL_STATES,
    EXCHANGE_STATES,
    FINAL_STATES,
    OPEN_CLAIM_STATES,
    RETURN_STATES,
    UNDISPATCHED_STATES,
    SectionState,
    Trade,
)

Paid = Sequence[Payment]
"""The payments of the order, folded once for all rules."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant that does not hold: its code, where, and the values that show it."""

    code: str
    where: str
    detail: str


def check(order: Order) -> tuple[Finding, ...]:
    """Every invariant of DESIGN §3 that one order can show to be broken; empty when sound.

    An order without sections or with payment rows that hang in the air has no states to check
    further; that is then the only finding.
    """
    shapeless = tuple(_shape(order))
    if shapeless:
        return shapeless
    found = payments(order.entries)
    broken: list[Finding] = []
    for rule in _RULES:
        broken.extend(rule(order, found))
    return tuple(broken)


def _pieces(order: Order, _: Paid) -> Iterator[Finding]:
    """Quantities of a line over its sections always sum to the line."""
    sums: dict[int, int] = {}
    for item in order.items:
        sums[item.line] = sums.get(item.line, 0) + item.qty
        if item.qty < 1:
            yield Finding("item-empty", f"{order.number}-{item.n}", str(item.qty))
    for line in order.lines:
        if sums.pop(line.n, 0) != line.qty:
            yield Finding("line-sum", f"{order.number} line {line.n}", f"{line.qty}")
    for n in sums:
        yield Finding("item-without-line", f"{order.number} line {n}", "")


def _numbering(order: Order, _: Paid) -> Iterator[Finding]:
    """Numbers are unique, within what was given out, and every section holds something."""
    filled = {item.section for item in order.items}
    numbers = [section.n for section in order.sections]
    items = [item.n for item in order.items]
    if len(set(numbers)) != len(numbers) or len(set(items)) != len(items):
        yield Finding("number-twice", order.number, "")
    if max(numbers) > order.sections_made or (items and max(items) > order.items_made):
        yield Finding("number-beyond", order.number, f"{order.sections_made}/{order.items_made}")
    for n in filled.symmetric_difference(numbers):
        yield Finding("section-empty", section_number(order.number, n), "")


def _shape(order: Order) -> Iterator[Finding]:
    """There is something to sell and a payment for it; rows follow rows that stand before them."""
    if not order.sections or not order.entries:
        yield Finding("order-empty", order.number, "")
    known: set[int] = set()
    for entry in order.entries:
        if entry.follows is not None and entry.follows not in known:
            yield Finding("entry-follows", f"{order.number}-P{entry.n}", str(entry.follows))
        known.add(entry.n)


def _money(order: Order, found: Paid) -> Iterator[Finding]:
    """Refunds never exceed payments, per payment and so per order; signs are right."""
    for entry in order.entries:
        negative = entry.kind in (EntryKind.REFUND, EntryKind.REFUND_DUE, EntryKind.REFUND_STARTED)
        if entry.amount > 0 if negative else entry.amount < 0:
            yield Finding("entry-sign", f"{order.number}-P{entry.n}", str(entry.amount))
    for payment in found:
        if payment.refunded + payment.refund_due > payment.paid:
            yield Finding("over-refund", f"{order.number}-P{payment.root.n}", str(payment.refundable))


def _shares(order: Order, _: Paid) -> Iterator[Finding]:
    """Refunds of a line telescope: never more than it cost, and all of it with the last piece."""
    counted = taken_off(order)
    for line in order.lines:
        pieces, won = counted.get(line.n, (0, 0))
        if not 0 <= won <= line.total or pieces > line.qty or (pieces == line.qty and won != line.total):
            yield Finding("refund-share", f"{order.number} line {line.n}", f"{pieces} pcs, {won} won")
    for entry in order.entries:
        if entry.kind is EntryKind.REFUND_DUE and entry.refunds:
            derived = sum(won for _, _, won in entry.refunds)
            if derived != -entry.amount:
                yield Finding("refund-sum", f"{order.number}-P{entry.n}", f"{derived} of {-entry.amount}")


_HOLDABLE = UNDISPATCHED_STATES | {SectionState.CANCEL_REQUESTED}
_SENT_STATES = frozenset({SectionState.SHIPPING, SectionState.DELIVERED, SectionState.CONFIRMED})


def _shipping(order: Order, found: Paid) -> Iterator[Finding]:
    """What is on its way is paid, has its number and its right address, and is not held.

    Sections whose dispatch the desk did not see (brought by a file) have no `sent_at`.
    """
    paid = {payment.root.n for payment in found if payment.paid_at is not None}
    for section in order.sections:
        where = section_number(order.number, section.n)
        if (section.courier is None) != (section.tracking is None):
            yield Finding("half-number", where, str(section.courier or section.tracking))
        if order.holds and section.state not in _HOLDABLE and order.holds_of(section.n):
            yield Finding("shipped-held", where, section.state.name)
        if section.state not in _SENT_STATES or section.sent_at is None:
            continue
        if section.delivery is Delivery.PARCEL and section.tracking is None:
            yield Finding("shipped-without-number", where, "")
        if section.paid_by not in paid:
            yield Finding("shipped-unpaid", where, str(section.paid_by))
        if section.state is SectionState.SHIPPING and section.label_stale:
            yield Finding("shipped-stale-label", where, "")


_CLAIM_STATES = {
    ClaimKind.CANCEL: CANCEL_STATES,
    ClaimKind.RETURN: RETURN_STATES,
    ClaimKind.EXCHANGE: EXCHANGE_STATES,
}


def _claims(order: Order, _: Paid) -> Iterator[Finding]:
    """A section is in a claim's state exactly while it has an open claim of that kind; none dangles."""
    if order.claims or order.holds:
        numbers = {section.n for section in order.sections}
        for n in ({c.section for c in order.claims} | {h.section for h in order.holds}) - numbers:
            yield Finding("part-astray", section_number(order.number, n), "")
    for section in order.sections:
        claim = order.open_claim(section.n) if order.claims else None
        fits = claim is not None and section.state in _CLAIM_STATES[claim.kind] & OPEN_CLAIM_STATES
        if (claim is not None or section.state in OPEN_CLAIM_STATES) and not fits:
            yield Finding("claim-state", section_number(order.number, section.n), section.state.name)
    open_ones = [c.section for c in order.claims if c.decision is Decision.OPEN]
    if len(open_ones) != len(set(open_ones)):
        yield Finding("claim-twice", order.number, "")


def _trade(order: Order, _: Paid) -> Iterator[Finding]:
    """A closed order has nothing left to process; every section is paid by a payment it has."""
    if order.trade is Trade.CLOSED and any(s.state not in FINAL_STATES for s in order.sections):
        yield Finding("closed-early", order.number, "")
    roots = {e.n for e in order.entries if e.follows is None}
    for section in order.sections:
        if section.paid_by not in roots:
            yield Finding("no-payment", section_number(order.number, section.n), str(section.paid_by))
        if section.delay_until is not None and not order.channel.external:
            yield Finding("delay-own", section_number(order.number, section.n), "")


def _derived(order: Order, found: Paid) -> Iterator[Finding]:
    """The badge is total, versions count, and what is sent again costs nothing."""
    badge_of(frozenset(section.state for section in order.sections), state_over(found))
    if order.version < 1:
        yield Finding("version", order.number, str(order.version))
    for line in order.lines:
        if line.cause is Origin.RESEND and line.total:
            yield Finding("resend-price", f"{order.number} line {line.n}", str(line.total))


_RULES: tuple[Callable[[Order, Paid], Iterator[Finding]], ...] = (
    _pieces,
    _numbering,
    _money,
    _shares,
    _shipping,
    _claims,
    _trade,
    _derived,
)


_OWN = attrgetter("channel", "trade", "version", "sections_made", "items_made", "claims", "holds")
_SECTION = attrgetter("n", "state", "delivery", "paid_by", "sent_at", "label_stale", "delay_until")
_ITEM = attrgetter("n", "section", "line", "qty")
_LINE = attrgetter("n", "qty", "total", "cause")
_ENTRY = attrgetter("n", "kind", "amount", "follows", "refunds")
_MOST_SHAPES = 10_000
"""How many shapes are remembered at most, some 10 MB."""


def shape(order: Order) -> tuple[Any, ...]:
    """All of *order* that the rules go by: orders of one shape break the same rules, whoever bought what."""
    return (
        _OWN(order),
        tuple([(*_SECTION(s), s.courier is None, s.tracking is None) for s in order.sections]),
        tuple(map(_ITEM, order.items)),
        tuple(map(_LINE, order.lines)),
        tuple(map(_ENTRY, order.entries)),
    )


class Checked:
    """`check` for very many orders, most of which have a shape that others had before."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], str] = {}

    def fault(self, order: Order) -> str:
        """The code of the first rule that *order* breaks; "" when it is sound."""
        own = shape(order)
        code = self._known.get(own)
        if code is None:
            code = next((finding.code for finding in check(order)), "")
            if len(self._known) < _MOST_SHAPES:
                self._known[own] = code
        return code
