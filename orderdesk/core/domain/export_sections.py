"""Which sections a template takes, and which of them share a row because they may share a parcel."""

from __future__ import annotations

from collections.abc import Hashable

from orderdesk.core.domain.export_templates import Only
from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.orders import ActorKind, Channel, Delivery, Order, Section
from orderdesk.core.domain.places import place_of
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState, Trade

_LEFT = frozenset({SectionState.READY, SectionState.SHIPPING})


def takes(only: Only, order: Order, section: Section) -> bool:
    """Whether *section* of *order* belongs into a file of *only* these.

    UNSENT: a courier's parcel that is paid for, not held, and has no number yet. NAVER: what left or is about
    to, with a number where it is a parcel. Naver knows each product by a number of its own, and the store
    keeps one an order, so only orders of one product in one section are told.
    """
    match only:
        case Only.ALL:
            return True
        case Only.UNSENT:
            return _unsent(order, section)
        case Only.NAVER:
            return _to_tell(order, section)


def _to_tell(order: Order, section: Section) -> bool:
    known = order.channel is Channel.NAVER and bool(order.channel_number)
    alone = len(order.lines) == len(order.sections) == 1
    tracked = bool(section.courier and section.tracking) or section.delivery is not Delivery.PARCEL
    return known and alone and tracked and section.delivery.physical and section.state in _LEFT


def _unsent(order: Order, section: Section) -> bool:
    if order.trade is Trade.CLOSED or section.state not in UNDISPATCHED_STATES:
        return False
    if section.delivery is not Delivery.PARCEL or section.tracking:
        return False
    facts = section_facts(order, section, ActorKind.SELLER, 0, exact_number=False)
    return facts.paid and not facts.held


def parcel_of(order: Order, section: Section) -> Hashable:
    """What equal sections share a parcel by; one that is kept apart, or lacks an address, stays alone.

    Receivers must be written the same, or the courier's number would be refused for the second of them.
    """
    place = None if order.separate else place_of(section.address)
    return (order.id, section.n) if place is None else (place, section.address.receiver, section.freight)
