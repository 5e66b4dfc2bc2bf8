"""What a claim gives back, term by term, and the money rows that say so (processing.md §8.4–8.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.later_fees import later_fees
from orderdesk.core.domain.money import given_of, refund_share
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Origin, Section
from orderdesk.core.domain.payments import (
    AUTOMATIC_REFUND,
    Payment,
    due_refunds,
    next_entry,
    payment_of,
    payments,
)
from orderdesk.core.domain.states import CANCEL_STATES, PaymentState, SectionState

GIVEN_BACK = frozenset({SectionState.CANCELLED, SectionState.RETURNED})
SHIPPING_TERM = (0, 1)
"""(line, pieces) of the triple that gives a delivery fee back; (0, 0) is what was withheld or added."""


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """The derivation of a refund in won.

    `goods` are (line, pieces, won) triples; `shipping` the delivery fee given back; `withheld`
    what is kept (negative when more than the base is given); `amount` what the buyer receives;
    `balance` the most that may be given: what is left of the order's payments. `shares` say from
    which payments (by their root) the amount comes.
    """

    goods: tuple[tuple[int, int, int], ...]
    shipping: int
    withheld: int
    amount: int
    balance: int
    shares: tuple[tuple[int, int], ...] = ()

    @property
    def base(self) -> int:
        """Goods and shipping before anything is withheld, won."""
        return sum(won for _, _, won in self.goods) + self.shipping


def plan_refund(
    order: Order, section: Section, claim: Claim, withhold: int = 0, requested: int | None = None
) -> RefundPlan:
    """What approving *claim* on *section* gives back. Nothing is capped silently: compare `balance`."""
    goods: list[tuple[int, int, int]] = []
    taken: dict[int, tuple[int, int]] = {}
    for item in order.items_of(section.n):
        line = order.line(item.line)
        already = taken.get(line.n) or given_of(order, line.n)
        won = refund_share(line, already, item.qty)
        goods.append((line.n, item.qty, won))
        taken[line.n] = (already[0] + item.qty, already[1] + won)
    shipping = _shipping_back(order, section, claim)
    base = sum(won for _, _, won in goods) + shipping
    amount = max(0, base - withhold) if requested is None else requested
    balance = sum(p.refundable for p in payments(order.entries))
    wanted = [(_payer(order, section, line), won) for line, _, won in goods]
    shares = _shares(order, [*wanted, (section.paid_by, shipping)], amount)
    return RefundPlan(tuple(goods), shipping, base - amount, amount, balance, shares)


def _shipping_back(order: Order, section: Section, claim: Claim) -> int:
    """Delivery fees, when this empties the payment's sections and the buyer is not at fault or nothing left.

    Less what an earlier refund of the same sections gave back of them.
    """
    group = [s for s in order.sections if s.paid_by == section.paid_by]
    emptied = all(s.n == section.n or s.state in GIVEN_BACK for s in group)
    sent = any(s.state not in CANCEL_STATES for s in group)
    if not emptied or (claim.buyer_fault and (sent or claim.kind is ClaimKind.RETURN)):
        return 0
    numbers = {s.n for s in group}
    whole = all(s.n in numbers or s.state in GIVEN_BACK for s in order.sections)
    fees = sum(s.fee for s in group) + later_fees(order, section.paid_by, whole)
    return max(0, fees - _shipping_given(order, numbers))


def _shipping_given(order: Order, sections: set[int]) -> int:
    withdrawn = {e.follows for e in order.entries if e.kind is EntryKind.VOID}
    claims = {c.n for c in order.claims if c.section in sections}
    return sum(
        won
        for entry in order.entries
        if entry.kind is EntryKind.REFUND_DUE and entry.n not in withdrawn and entry.claim in claims
        for *term, won in entry.refunds
        if tuple(term) == SHIPPING_TERM
    )


def _payer(order: Order, section: Section, line: int) -> int:
    """The root of the payment that paid for *line*: added goods remember theirs, wherever they stand now."""
    if order.line(line).cause is Origin.ADDED:
        for entry in order.entries:
            if entry.follows is None and any(named == line for named, _, _ in entry.refunds):
                return entry.n
    return section.paid_by


def _shares(order: Order, wanted: list[tuple[int, int]], amount: int) -> tuple[tuple[int, int], ...]:
    """*amount* taken first from the payments *wanted*, then from any with money left, oldest first."""
    room = {p.root.n: p.refundable for p in payments(order.entries)}
    taken: dict[int, int] = {}
    for root, most in [*wanted, *((n, left) for n, left in room.items())]:
        won = min(most, amount, room[root])
        if won > 0:
            taken[root] = taken.get(root, 0) + won
            room[root], amount = room[root] - won, amount - won
    return tuple(taken.items())


def enter_refund(order: Order, section: Section, claim: Claim, plan: RefundPlan, at: int) -> Order:
    """The order with the refund entered: due, and done at once where the method does it by itself.

    The triples of each row add up to its amount: goods, the delivery fee, and as line 0 with no
    pieces what is withheld or given in addition.
    """
    shares = dict(plan.shares) or {section.paid_by: 0}
    first = next(iter(shares))
    terms: dict[int, list[tuple[int, int, int]]] = {root: [] for root in shares}
    for line, pieces, won in plan.goods:
        root = _payer(order, section, line)
        terms[root if root in terms else first].append((line, pieces, won))
    if plan.shipping:
        terms[section.paid_by if section.paid_by in terms else first].append((*SHIPPING_TERM, plan.shipping))
    for root, won in shares.items():
        rest = won - sum(term[2] for term in terms[root])
        refunds = (*terms[root], (0, 0, rest)) if rest else tuple(terms[root])
        order = _enter(order, payment_of(order, root), Refunded(claim.n, won, refunds), at)
    return order


@dataclass(frozen=True, slots=True)
class Refunded:
    """One payment's part of a refund: the claim it is for, won, and the triples that derive it."""

    claim: int
    amount: int
    refunds: tuple[tuple[int, int, int], ...]


def _enter(order: Order, payment: Payment, part: Refunded, at: int) -> Order:
    due = Entry(
        next_entry(order.entries),
        EntryKind.REFUND_DUE,
        payment.root.method,
        -part.amount,
        at,
        follows=payment.root.n,
        claim=part.claim,
        refunds=part.refunds,
    )
    entries = (*order.entries, due)
    if _automatic(payment, part.amount):
        entries = (*entries, replace(due, n=due.n + 1, kind=EntryKind.REFUND, follows=due.n, refunds=()))
    return replace(order, entries=entries)


def _automatic(payment: Payment, amount: int) -> bool:
    """Whether the payment company refunds by itself; bank account transfers only in full.

    Nothing is executed for a refund of nothing, so that its decision can still be taken back.
    """
    if not amount:
        return False
    if payment.root.method in AUTOMATIC_REFUND:
        return True
    return payment.root.method is Method.TRANSFER and amount == payment.paid


def withdraw_refund(order: Order, claim: int, at: int) -> Order:
    """The order with the claim's waiting refunds withdrawn."""
    for due in due_refunds(order.entries):
        if due.claim == claim:
            order = _void(order, due, at)
    return order


def charge(order: Order, section: Section, claim: int, amount: int, at: int) -> Order:
    """The order with *amount* won asked from the buyer in addition, for a claim."""
    root = payment_of(order, section.paid_by).root
    asked = Entry(
        next_entry(order.entries), EntryKind.REQUEST, root.method, amount, at, extra=True, claim=claim
    )
    return replace(order, entries=(*order.entries, asked))


def charges(order: Order, claim: int) -> tuple[Payment, ...]:
    """What was asked from the buyer for *claim*, each as a payment of its own."""
    return tuple(p for p in payments(order.entries) if p.root.claim == claim and p.root.extra)


def withdraw_charge(order: Order, claim: int, at: int) -> Order:
    """The order that no longer asks for what *claim* charged and nobody has paid."""
    for payment in charges(order, claim):
        if payment.state is PaymentState.WAITING:
            order = _void(order, payment.root, at)
    return order


def _void(order: Order, entry: Entry, at: int) -> Order:
    void = Entry(
        next_entry(order.entries), EntryKind.VOID, entry.method, 0, at, follows=entry.n, claim=entry.claim
    )
    return replace(order, entries=(*order.entries, void))
