"""The guards and conditions that the transition table names: pure functions of facts and request."""

from __future__ import annotations

from collections.abc import Callable

from orderdesk.core.domain.claim_rules import refuse_cost, refuse_hold, refuse_pickup
from orderdesk.core.domain.facts import Facts
from orderdesk.core.domain.orders import ActorKind, Channel, Delivery, Method
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import PaymentState, SectionState, Trade

Guard = Callable[[Facts, Request], Refusal | None]
Condition = Callable[[Facts], bool]

UNPAID_STATES = frozenset({PaymentState.WAITING, PaymentState.OVERDUE})
CANCELLED_UNPAID_STATES = frozenset({PaymentState.CANCELLED_UNPAID, PaymentState.OVERDUE})

CONDITIONS: dict[str, Condition] = {
    "unpaid": lambda f: f.payment in UNPAID_STATES,
    "cancelled_unpaid": lambda f: f.payment in CANCELLED_UNPAID_STATES,
    "non_physical": lambda f: not f.physical,
    "external": lambda f: f.channel.external,
}


def _unless(fine: Condition, refusal: Refusal) -> Guard:
    return lambda facts, request: None if fine(facts) else refusal


def _paid(facts: Facts, request: Request) -> Refusal | None:
    if facts.paid:
        return None
    return Refusal.MONEY_RETURNED if facts.payment is PaymentState.REFUNDED else Refusal.UNPAID


def _new_number(facts: Facts, request: Request) -> Refusal | None:
    """A number needs its courier, and replaces another only when asked to (finding-and-files.md §9.2-6)."""
    if not request.text("courier"):
        return Refusal.COURIER_UNKNOWN
    if facts.number is None or request.flag("overwrite"):
        return None
    return Refusal.NUMBER_EXISTS


def _may_share(facts: Facts, request: Request) -> Refusal | None:
    """An order under a ban on combined parcels takes no number that others use."""
    return Refusal.SEPARATE if facts.separate and request.flag("shared") else None


def _ships_instead(facts: Facts, request: Request) -> Refusal | None:
    """Rejecting a channel's cancel means shipping at once: courier and number (C05)."""
    return None if request.text("courier") and request.text("number") else Refusal.NO_TRACKING


def _channel_reason(facts: Facts, request: Request) -> Refusal | None:
    """A channel wants to know why a return or exchange is rejected (processing.md §9.5)."""
    return Refusal.FIELD_MISSING if facts.channel.external and not request.text("reason") else None


def _seller_only(facts: Facts, request: Request) -> Refusal | None:
    if facts.actor is ActorKind.SELLER:
        return None
    return Refusal.CONFIRMED if facts.state is SectionState.CONFIRMED else Refusal.SELLER_ONLY


def _held_so(held: Condition) -> Guard:
    """Something to release: held at all, and for one of the reasons that were chosen, if any were."""

    def guard(facts: Facts, request: Request) -> Refusal | None:
        chosen = request.choices("reasons")
        return None if held(facts) and (not chosen or chosen & facts.hold_reasons) else Refusal.NOT_HELD

    return guard


def _delayable(facts: Facts, request: Request) -> Refusal | None:
    """Only a channel's order, only once (processing.md §9.3)."""
    if facts.delayed:
        return Refusal.ALREADY
    return None if facts.channel.external else Refusal.NOT_DELAYABLE


GUARDS: dict[str, Guard] = {
    "open": _unless(lambda f: f.trade is Trade.OPEN, Refusal.CLOSED),
    "paid": _paid,
    "not_held": _unless(lambda f: not f.held, Refusal.HELD),
    "is_held": _held_so(lambda f: f.held),
    "tracked": _unless(lambda f: f.delivery is not Delivery.PARCEL or f.tracked, Refusal.NO_TRACKING),
    "is_tracked": _unless(lambda f: f.tracked, Refusal.UNTRACKED),
    "no_tracking": _unless(lambda f: not f.tracked, Refusal.HAS_TRACKING),
    "label_fresh": _unless(lambda f: not f.label_stale, Refusal.LABEL_STALE),
    "own_channel": _unless(lambda f: not f.channel.external, Refusal.CHANNEL_NO_BACK),
    "physical": _unless(lambda f: f.physical, Refusal.NOT_PHYSICAL),
    "cancel_ends": _unless(lambda f: f.physical, Refusal.CANCEL_LASTS),
    "no_claim_in_order": _unless(lambda f: not f.claim_in_order, Refusal.IN_CLAIM),
    "ripe": _unless(lambda f: f.ripe, Refusal.NOT_RIPE),
    "past_due": _unless(lambda f: f.past_due, Refusal.NOT_OVERDUE),
    "bank_transfer": _unless(lambda f: f.method is Method.BANK, Refusal.NOT_REOPENABLE),
    "refund_open": _unless(lambda f: f.refund_open, Refusal.REFUND_EXECUTED),
    "fee_unpaid": _unless(lambda f: not f.fee_paid, Refusal.FEE_PAID),
    "resend_waits": _unless(lambda f: f.resend_waits, Refusal.RESEND_MOVED),
    "naver": _unless(lambda f: f.channel is Channel.NAVER, Refusal.NOT_WITHHOLDABLE),
    "is_claim_held": _held_so(lambda f: f.claim_held),
    "claim_not_held": _unless(lambda f: not f.claim_held, Refusal.CLAIM_HELD),
    "without_pickup": lambda f, r: None if r.flag("no-pickup") else Refusal.PICKUP_FIRST,
    "cost": lambda f, r: refuse_cost(r),
    "pickup_way": lambda f, r: refuse_pickup(r, f.pickup_asked),
    "hold_reason": lambda f, r: refuse_hold(r, f.state),
    "new_number": _new_number,
    "may_share": _may_share,
    "ships_instead": _ships_instead,
    "channel_reason": _channel_reason,
    "seller_only": _seller_only,
    "delayable": _delayable,
}
"""Every guard that the table names; each gives a refusal or None."""

ANSWERS = frozenset(
    {"without_pickup", "cost", "pickup_way", "hold_reason", "channel_reason", "ships_instead"}
)
"""Guards on what was answered: they wait while a request is open."""
