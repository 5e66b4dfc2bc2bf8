"""What a claim gives back, term by term, and the money rows that say so (processing.md §8.4–8.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orderdesk.core.domain.money import refund_share, refunded_of
from orderdesk.core.domain.orders import Claim, ClaimKind, Entry, EntryKind, Method, Order, Section
from orderdesk.core.domain.payments import AUTOMATIC_REFUND, Payment, next_entry, payment_of
from orderdesk.core.domain.states import SectionState

GIVEN_BACK = frozenset({SectionState.CANCELLED, SectionState.RETURNED})


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """The derivation of a refund in won.

    `goods` are (line, pieces, won) triples; `shipping` the delivery fee given back; `withheld`
    what is kept; `amount` what the buyer receives; `balance` the most that may be given.
    """

    goods: tuple[tuple[int, int, int], ...]
    shipping: int
    withheld: int
    amount: int
    balance: int

    @property
    def base(self) -> int:
        """Goods and shipping before anything is withheld, won."""
        return sum(won for _, _, won in self.goods) + self.shipping


def plan_refund(
    order: Order, section: Section, claim: Claim, withhold: int = 0, requested: int | None = None
) -> RefundPlan:
    """What approving *claim* on *section* gives back. Nothing is capped silently: compare `balance`."""
    payment = payment_of(order, section.paid_by)
    goods: list[tuple[int, int, int]] = []
    taken: dict[int, tuple[int, int]] = {}
    for item in order.items_of(section.n):
        line = order.line(item.line)
        already = taken.get(line.n) or refunded_of(order, line.n)
        won = refund_share(line, already, item.qty)
        goods.append((line.n, item.qty, won))
        taken[line.n] = (already[0] + item.qty, already[1] + won)
    shipping = _shipping_back(order, section, claim)
    base = sum(won for _, _, won in goods) + shipping
    amount = max(0, base - withhold) if requested is None else requested
    return RefundPlan(tuple(goods), shipping, base - amount, amount, payment.refundable)


def _shipping_back(order: Order, section: Section, claim: Claim) -> int:
    """Delivery fees, when this empties the payment's sections and the seller or nobody shipped."""
    group = [s for s in order.sections if s.paid_by == section.paid_by]
    emptied = all(s.n == section.n or s.state in GIVEN_BACK for s in group)
    if not emptied or (claim.kind is ClaimKind.RETURN and claim.buyer_fault):
        return 0
    return sum(s.fee for s in group)


def enter_refund(order: Order, section: Section, claim: Claim, plan: RefundPlan, at: int) -> Order:
    """The order with the refund entered: due, and done at once where the method does it by itself.

    Line 0 of the triples carries what belongs to no line: shipping less what is withheld.
    """
    payment = payment_of(order, section.paid_by)
    rest = plan.amount - sum(won for _, _, won in plan.goods)
    refunds = plan.goods if rest == 0 else (*plan.goods, (0, 0, rest))
    due = Entry(
        next_entry(order.entries),
        EntryKind.REFUND_DUE,
        payment.root.method,
        -plan.amount,
        at,
        follows=payment.root.n,
        claim=claim.n,
        refunds=refunds,
    )
    entries = (*order.entries, due)
    if _automatic(payment, plan.amount):
        entries = (*entries, replace(due, n=due.n + 1, kind=EntryKind.REFUND, follows=due.n, refunds=()))
    return replace(order, entries=entries)


def _automatic(payment: Payment, amount: int) -> bool:
    """Whether the payment company refunds by itself; bank account transfers only in full."""
    if amount == 0 or payment.root.method in AUTOMATIC_REFUND:
        return True
    return payment.root.method is Method.TRANSFER and amount == payment.paid


def withdraw_refund(order: Order, claim: int, at: int) -> Order:
    """The order with the claim's waiting refund withdrawn."""
    entries = list(order.entries)
    for entry in order.entries:
        if entry.claim == claim and entry.kind is EntryKind.REFUND_DUE:
            entries.append(
                replace(
                    entry,
                    n=next_entry(entries),
                    kind=EntryKind.VOID,
                    amount=0,
                    at=at,
                    follows=entry.n,
                    refunds=(),
                )
            )
    return replace(order, entries=tuple(entries))


def charge(order: Order, section: Section, claim: int, amount: int, at: int) -> Order:
    """The order with *amount* won asked from the buyer in addition, for a claim."""
    root = payment_of(order, section.paid_by).root
    asked = Entry(
        next_entry(order.entries), EntryKind.REQUEST, root.method, amount, at, extra=True, claim=claim
    )
    return replace(order, entries=(*order.entries, asked))
