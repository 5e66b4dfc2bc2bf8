"""What the rules need to know about one section: small, hashable, so that equal facts share a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.claim_rules import asked_of
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import (
    ActorKind,
    Channel,
    Delivery,
    EntryKind,
    Hold,
    Line,
    Method,
    Order,
    Origin,
    Section,
)
from orderdesk.core.domain.payments import Payment, payments
from orderdesk.core.domain.refund_rows import charges, standing
from orderdesk.core.domain.states import PaymentState, SectionState, Trade

CONFIRM_AFTER = 7 * 24 * 3600
"""Seconds from delivery until the purchase confirms itself (7 × 24 h, processing.md §12-13)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a section, of its payment and of its claim; `number` is courier and number.

    `pickup_asked` is how the buyer wishes the goods of the open claim to come back.
    """

    state: SectionState
    trade: Trade
    actor: ActorKind
    channel: Channel
    delivery: Delivery
    origin: Origin
    physical: bool
    paid: bool
    payment: PaymentState
    method: Method
    held: bool
    hold_reasons: frozenset[str]
    delayed: bool
    tracked: bool
    number: tuple[str, str] | None
    label_stale: bool
    claim: ClaimKind | None
    claim_before: SectionState | None
    claim_held: bool
    claim_in_order: bool
    refund_open: bool
    resend_waits: bool
    ripe: bool
    fee_paid: bool = False
    past_due: bool = False
    separate: bool = False
    pickup_asked: str = ""


def section_facts(order: Order, section: Section, actor: ActorKind, now: int, exact_number: bool) -> Facts:
    """The facts of *section*. Its courier and number are among them only when *exact_number*."""
    payment = _payment_of(order, section)
    claim = order.open_claim(section.n)
    holds = order.holds_of(section.n) if order.holds else ()
    number = (section.courier or "", section.tracking or "") if exact_number and section.tracking else None
    return Facts(
        state=section.state,
        trade=order.trade,
        actor=actor,
        channel=order.channel,
        delivery=section.delivery,
        origin=section.origin,
        physical=section.delivery.physical,
        paid=payment.settled,
        payment=payment.state,
        method=payment.root.method,
        held=bool(holds),
        hold_reasons=_hold_reasons(holds, claim),
        delayed=section.delay_until is not None,
        tracked=section.tracking is not None,
        number=number,
        label_stale=section.label_stale,
        claim=claim.kind if claim else None,
        claim_before=claim.before if claim else None,
        claim_held=bool(claim and claim.held),
        claim_in_order=any(c.decision is Decision.OPEN for c in order.claims),
        refund_open=_refund_open(order, section),
        resend_waits=_resend_waits(order, section),
        ripe=section.done_at is not None and now - section.done_at >= CONFIRM_AFTER,
        fee_paid=_fee_paid(order, section),
        past_due=payment.due_at is not None and payment.due_at <= now,
        separate=order.separate,
        pickup_asked=asked_of(claim) if claim else "",
    )


def _hold_reasons(holds: Sequence[Hold], claim: Claim | None) -> frozenset[str]:
    """Why the section, or its exchange, is held."""
    return frozenset((*(hold.reason for hold in holds), *((claim.held,) if claim and claim.held else ())))


def _payment_of(order: Order, section: Section) -> Payment:
    found = payments(order.entries)
    for payment in found:
        if payment.root.n == section.paid_by:
            return payment
    return found[0]


def _refund_open(order: Order, section: Section) -> bool:
    """Whether the refund of the section's last claim has neither been executed nor asked for outside."""
    claim = order.last_claim(section.n)
    if claim is None:
        return False
    dues = [e for e in order.entries if e.claim == claim.n and e.kind is EntryKind.REFUND_DUE]
    return not any(standing(order, due) in (EntryKind.REFUND, EntryKind.REFUND_STARTED) for due in dues)


def _fee_paid(order: Order, section: Section) -> bool:
    """Whether the buyer has paid what the section's last claim charged in addition."""
    claim = order.last_claim(section.n)
    if claim is None or not claim.fee_charged:
        return False
    return any(p.paid_at is not None for p in charges(order, claim.n))


def _resend_waits(order: Order, section: Section) -> bool:
    """Whether what an exchange sends again still stands untouched in preparation."""
    return section.state is SectionState.EXCHANGED and resend_of(order, section.n) is not None


def resend_of(order: Order, section: int) -> Section | None:
    """The untouched section that the approved exchange of *section* added; None once it has moved on.

    Known by its goods: equal pieces that exchanges send again are as good as each other.
    """
    claim = order.last_claim(section)
    if claim is None or claim.kind is not ClaimKind.EXCHANGE:
        return None
    claimed = {c.section for c in order.claims}
    for resend in order.sections:
        untouched = resend.state is SectionState.PREPARING and resend.tracking is None
        if resend.origin is Origin.RESEND and untouched and resend.n > section and resend.n not in claimed:
            whole = all(
                (line := order.line(i.line)).cause is Origin.RESEND and line.qty == i.qty
                for i in order.items_of(resend.n)
            )
            if whole and _goods(order, resend.n) == _goods(order, section, claim):
                return resend
    return None


def sent_instead(line: Line, claim: Claim) -> Line:
    """*line* as an exchange sends it again; the SKU of another option is not known."""
    option = dict(claim.options).get(line.n)
    return line if option is None else replace(line, option=option, sku="")


def _goods(order: Order, section: int, claim: Claim | None = None) -> list[tuple[str, str, str, str, int]]:
    """What *section* holds; with *claim* what its exchange sends instead."""
    held = [(order.line(item.line), item.qty) for item in order.items_of(section)]
    if claim is not None:
        held = [(sent_instead(line, claim), qty) for line, qty in held]
    return sorted((line.product, line.sku, line.name, line.option, qty) for line, qty in held)
