"""The facet of an order: the few small numbers that tabs and counts go by (one pure function)."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.channel_agreeing import differing
from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.orders import Entry, EntryKind, Order, Region, Section
from orderdesk.core.domain.payments import due_refunds, order_payment_state
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState

HELD = 1 << 15
DELAYED = 1 << 16
PENDING = 1 << 17
ASSUMED = 1 << 18
REFUND_DUE = 1 << 19
WITHDRAWN = 1 << 20
DIFFERS = 1 << 21
"""Bits of the mask above the section states: held, delayed, made by the shop and not yet paid
for, payment assumed from a file, a refund that is promised and not executed, a claim that was withdrawn and
left something to do, a channel that says something else of an item than where its section stands."""

_DOMESTIC, _PAID = Region.DOMESTIC, EntryKind.PAID
_STOPS = (EntryKind.VOID, EntryKind.OVERDUE)
_SEOUL_OFFSET = 9 * 3600
_DAY = 24 * 3600


class Facet(NamedTuple):
    """One combination of the dimensions that tabs use; a million orders share a few thousand."""

    channel: int
    trade: int
    pay: int
    method: int
    member: int
    region: int
    mask: int


def day_of(at: int) -> int:
    """The day in Seoul that *at* (UTC seconds) falls on, as a number of days since 1970."""
    return (at + _SEOUL_OFFSET) // _DAY


def facets(order: Order) -> Facet:
    """The facet of *order*. The region is the farthest one of its sections."""
    mask, region, entries = 0, _DOMESTIC, order.entries
    for section in order.sections:
        mask |= 1 << section.state
        if section.delay_until is not None:
            mask |= DELAYED
        if section.address.region > region:
            region = section.address.region
    if order.holds:
        mask |= HELD
    if order.pending:
        mask |= PENDING
    if assumed(entries):
        mask |= ASSUMED
    if len(entries) > 1 and any(due.amount for due in due_refunds(entries)):
        mask |= REFUND_DUE
    if order.claims and any(_withdrawn(order, section) for section in order.sections):
        mask |= WITHDRAWN
    if differing(order):
        mask |= DIFFERS
    return Facet(
        order.channel,
        order.trade,
        order_payment_state(entries),
        entries[0].method,
        order.member,
        region,
        mask,
    )


def _withdrawn(order: Order, section: Section) -> bool:
    """Whether the buyer took the section's claim back and the desk has something to do.

    The goods are to be sent after all, or a pickup that was asked for is to be called off. A cancel before
    deposit is taken back by the desk itself.
    """
    claim = order.last_claim(section.n)
    if claim is None or claim.decision is not Decision.WITHDRAWN:
        return False
    if section.state in UNDISPATCHED_STATES:
        return not any(e.kind in _STOPS and e.follows == section.paid_by for e in order.entries)
    return bool(claim.pickup) and section.state in (SectionState.SHIPPING, SectionState.DELIVERED)


def assumed(entries: tuple[Entry, ...]) -> bool:
    """Whether a payment stands only because a file implied it."""
    return any([e.assumed and e.kind is _PAID for e in entries])
