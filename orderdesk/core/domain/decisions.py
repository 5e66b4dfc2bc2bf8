"""The money of an approval: what its fields say, and why it can't be so (processing.md §8.4, §7.7)."""

from __future__ import annotations

from orderdesk.core.domain.claim_rules import withheld
from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.refunds import Decided, coupons_used, fees_owed, plan_refund
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.transitions import Transition


def decided(request: Request, claim: Claim | None = None) -> Decided:
    """What the fields of an approval decide; what *claim* proposes to keep counts where nothing is said."""
    coupons = request.choices("coupons") if request.gives("coupons") else None
    withhold = withheld(request, claim) if claim else request.number("withhold") or 0
    points = request.number("points") or 0
    return Decided(withhold, request.number("refund"), points, coupons)


def refuse_decision(
    order: Order, section: int, request: Request, steps: tuple[Transition, ...]
) -> Refusal | None:
    """Why an approval's money can't be so.

    A refund never exceeds what is left of the payments; a fixed sum excludes deductions, of won and of
    points, and is more than nothing; an exchange refunds nothing, and keeps no more than could be refunded.
    """
    effects = {name for step in steps for name in step.effects}
    if "resend" in effects:
        return _refuse_exchange(order, request)
    if "refund" not in effects:
        return None
    claim = order.open_claim(section)
    if claim is None:
        return Refusal.NO_CLAIM
    said = decided(request, claim)
    if said.requested is not None and (said.withhold or said.points):
        return Refusal.EITHER_AMOUNT
    if said.requested == 0:
        return Refusal.FIELD_BAD
    if said.coupons and not said.coupons <= coupons_used(order):
        return Refusal.NO_COUPON
    plan = plan_refund(order, order.section(section), claim, said)
    return Refusal.REFUND_TOO_LARGE if plan.amount > plan.balance else None


def _refuse_exchange(order: Order, request: Request) -> Refusal | None:
    said = decided(request)
    if said.requested is not None or said.points or said.coupons:
        return Refusal.EXCHANGE_REFUNDS_NOTHING
    left = sum(p.refundable for p in payments(order.entries)) - fees_owed(order)
    return Refusal.NOTHING_TO_KEEP if said.withhold > left else None
