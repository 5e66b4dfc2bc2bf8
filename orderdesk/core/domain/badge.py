"""주문상태 뱃지: one word for the whole order, derived (processing.md §5, first match wins)."""

from __future__ import annotations

from functools import lru_cache

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import (
    CANCEL_STATES,
    EXCHANGE_STATES,
    LADDER,
    RETURN_STATES,
    Badge,
    PaymentState,
    SectionState,
)

_LADDER_BADGES = {
    SectionState.PREPARING: Badge.PREPARING,
    SectionState.READY: Badge.READY,
    SectionState.SHIPPING: Badge.SHIPPING,
    SectionState.DELIVERED: Badge.DELIVERED,
    SectionState.CONFIRMED: Badge.CONFIRMED,
}


def badge(order: Order) -> Badge:
    """The badge of *order*; total over every combination of states."""
    return badge_of(frozenset(s.state for s in order.sections), order_payment_state(order.entries))


@lru_cache(maxsize=1024)
def badge_of(states: frozenset[SectionState], payment: PaymentState) -> Badge:
    """The badge of an order whose sections are in *states* (not empty)."""
    ladder = states & frozenset(LADDER)
    cancels = states & CANCEL_STATES
    returns = states & (RETURN_STATES | EXCHANGE_STATES)
    if not ladder and not returns:
        if payment is PaymentState.CANCELLED_UNPAID:
            return Badge.UNPAID_CANCELLED
        if payment is PaymentState.OVERDUE:
            return Badge.OVERDUE
    if payment is PaymentState.WAITING and ladder and not returns:
        return Badge.WAITING_PART_CANCELLED if cancels else Badge.WAITING
    if returns:
        if ladder or cancels:
            return Badge.PART_RETURNED
        done = returns <= {SectionState.RETURNED, SectionState.EXCHANGED}
        return Badge.RETURNED if done else Badge.RETURN_REQUESTED
    if cancels:
        if ladder:
            return Badge.PART_CANCELLED
        requested = SectionState.CANCEL_REQUESTED in cancels
        return Badge.CANCEL_REQUESTED if requested else Badge.CANCELLED
    return _ladder_badge(ladder)


def _ladder_badge(ladder: frozenset[SectionState]) -> Badge:
    sent = {state for state in ladder if state >= SectionState.SHIPPING}
    if sent and sent != ladder:
        return Badge.PART_SHIPPED
    return _LADDER_BADGES[min(ladder)]
