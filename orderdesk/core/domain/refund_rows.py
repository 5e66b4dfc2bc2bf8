"""The money rows of refunds and charges: promised, started, executed, failed (processing.md §8.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Section
from orderdesk.core.domain.payments import (
    AUTOMATIC_REFUND,
    Payment,
    due_refunds,
    next_entry,
    payment_of,
    payments,
)
from orderdesk.core.domain.refund_terms import ADJUSTED, EXCHANGE_TERM, SHIPPING_TERM, due_of
from orderdesk.core.domain.refunds import RefundPlan, payer
from orderdesk.core.domain.states import PaymentState


def enter_refund(
    order: Order, section: Section, claim: Claim, plan: RefundPlan, at: int, outside: bool = False
) -> Order:
    """The order with the refund entered: due, and where its method refunds by itself done, too.

    With *outside* such a refund is only started: whoever executes it outside is asked once these rows are
    stored. A channel gives its buyers' money back itself, with the claim that is granted. The triples of each
    row add up to its amount: goods, the delivery fee, what exchanges keep, and what is withheld or given in
    addition.
    """
    shares = dict(plan.shares) or {section.paid_by: 0}
    first = next(iter(shares))
    terms: dict[int, list[tuple[int, int, int]]] = {root: [] for root in shares}
    for line, pieces, won in plan.goods:
        root = payer(order, section, line)
        terms[root if root in terms else first].append((line, pieces, won))
    if plan.shipping:
        terms[section.paid_by if section.paid_by in terms else first].append((*SHIPPING_TERM, plan.shipping))
    if plan.owed:
        terms[first].append((*EXCHANGE_TERM, -plan.owed))
    for root, won in shares.items():
        rest = won - sum(term[2] for term in terms[root])
        refunds = (*terms[root], (*ADJUSTED, rest)) if rest else tuple(terms[root])
        order = _enter(order, payment_of(order, root), _Part(claim.n, won, refunds), at, outside)
    return order


@dataclass(frozen=True, slots=True)
class _Part:
    """One payment's part of a refund: the claim it is for, won, and the triples that derive it."""

    claim: int
    amount: int
    refunds: tuple[tuple[int, int, int], ...]


def _enter(order: Order, payment: Payment, part: _Part, at: int, outside: bool) -> Order:
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
    order = replace(order, entries=(*order.entries, due))
    if automatic(payment, part.amount):
        started = outside and not order.channel.external
        return follow(order, due, EntryKind.REFUND_STARTED if started else EntryKind.REFUND, at)
    return order


def automatic(payment: Payment, amount: int) -> bool:
    """Whether the payment company refunds by itself; bank account transfers only in full.

    Nothing is executed for a refund of nothing, so that its decision can still be taken back.
    """
    if not amount:
        return False
    if payment.root.method in AUTOMATIC_REFUND:
        return True
    return payment.root.method is Method.TRANSFER and amount == payment.paid


def follow(order: Order, due: Entry, kind: EntryKind, at: int, account: str = "", note: str = "") -> Order:
    """The order with a row of *kind* that says what became of the refund *due*."""
    row = replace(
        due,
        n=next_entry(order.entries),
        kind=kind,
        amount=0 if kind is EntryKind.REFUND_FAILED else due.amount,
        at=at,
        follows=due.n,
        refunds=(),
        account=account,
        note=note,
    )
    return replace(order, entries=(*order.entries, row))


def only_noted(order: Order, entry: Entry) -> bool:
    """Whether *entry* is a refund for the payment company, of which nobody there was asked."""
    due = due_of(order, entry)
    if entry.kind is not EntryKind.REFUND or due is None or order.channel.external:
        return False
    rows = (row for row in order.entries if due_of(order, row) is due)
    asked = any(row.kind is EntryKind.REFUND_STARTED for row in rows)
    return not asked and automatic(payment_of(order, due.follows or 0), -due.amount)


def standing(order: Order, due: Entry) -> EntryKind:
    """How far the refund *due* has come: the kind of its newest row."""
    rows = [entry.kind for entry in order.entries if entry is not due and due_of(order, entry) is due]
    return rows[-1] if rows else due.kind


def withdraw_refund(order: Order, claim: int, at: int) -> Order:
    """The order with the claim's waiting refunds withdrawn."""
    for due in due_refunds(order.entries):
        if due.claim == claim:
            order = _void(order, due, at)
    return order


def charge(order: Order, claim: int, amount: int, at: int) -> Order:
    """The order with *amount* won asked from the buyer in addition, for a claim.

    It is transferred: what was paid with before, a card say, is not charged again (processing.md §7.9).
    """
    asked = Entry(
        next_entry(order.entries), EntryKind.REQUEST, Method.BANK, amount, at, extra=True, claim=claim
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
