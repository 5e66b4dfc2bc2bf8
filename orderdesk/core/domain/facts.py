"""What the rules need to know about one section: small, hashable, so that equal facts share a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.orders import (
    ActorKind,
    Channel,
    ClaimKind,
    Decision,
    Delivery,
    EntryKind,
    Method,
    Order,
    Origin,
    Section,
)
from orderdesk.core.domain.payments import Payment, payments
from orderdesk.core.domain.states import PaymentState, SectionState, Trade

CONFIRM_AFTER = 7 * 24 * 3600
"""Seconds from delivery until the purchase confirms itself (7 × 24 h, processing.md §12-13)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a section, of its payment and of its claim; `number` is courier and number."""

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
        hold_reasons=frozenset(hold.reason for hold in holds),
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
    )


def _payment_of(order: Order, section: Section) -> Payment:
    found = payments(order.entries)
    for payment in found:
        if payment.root.n == section.paid_by:
            return payment
    return found[0]


def _refund_open(order: Order, section: Section) -> bool:
    """Whether the refund of the section's last claim has not been executed."""
    claim = order.last_claim(section.n)
    if claim is None:
        return False
    return not any(e.claim == claim.n and e.kind is EntryKind.REFUND for e in order.entries)


def _resend_waits(order: Order, section: Section) -> bool:
    """Whether what an exchange sends again still stands untouched in preparation."""
    resend = resend_of(order, section.n)
    return resend is not None and resend.state is SectionState.PREPARING and resend.tracking is None


def resend_of(order: Order, section: int) -> Section | None:
    """The section that the approved exchange of *section* added, if there is one."""
    claim = order.last_claim(section)
    if claim is None or claim.kind is not ClaimKind.EXCHANGE:
        return None
    resends = [s for s in order.sections if s.origin is Origin.RESEND and s.n > section]
    return resends[0] if resends else None
