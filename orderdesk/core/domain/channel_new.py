"""A new order, made from what its channel tells: a section for each bundle that it ships together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orderdesk.core.domain.channel_sync import item_state
from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, Recipient
from orderdesk.core.domain.orders import (
    Address,
    Delivery,
    Entry,
    EntryKind,
    Item,
    Line,
    Method,
    Order,
    Region,
    Section,
)
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.domain.text import clean

_SENT = {
    ChannelState.SHIPPING: SectionState.SHIPPING,
    ChannelState.DELIVERED: SectionState.DELIVERED,
    ChannelState.CONFIRMED: SectionState.CONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Making:
    """What it takes to make an order: its number here, whom its parcel's courier is, and regions."""

    number: str
    courier_of: Callable[[str], str]
    region_of: Callable[[str, str], Region]


def bundles(told: ChannelOrder) -> list[list[ChannelLine]]:
    """The lines that travel together, in the order of the first of each."""
    found: dict[str, list[ChannelLine]] = {}
    for line in told.lines:
        found.setdefault(line.ref.section or line.bundle, []).append(line)
    return list(found.values())


def make_order(told: ChannelOrder, making: Making) -> Order:
    """The order that *told* describes, as new; lines are numbered as `line_numbers` says.

    What was sent before the desk knew of it is sent here, too: nobody will send it again. Where no parcel is
    told of, somebody brought it.
    """
    address = _address(told.recipient, making.region_of)
    sections, items, lines = [], list[Item](), list[Line]()
    for n, bundle in enumerate(bundles(told), 1):
        sections.append(_section(n, bundle, address, told, making))
        for line in bundle:
            lines.append(_line(len(lines) + 1, line))
            items.append(Item(len(items) + 1, n, len(lines), line.qty, item_state(line)))
    return Order(
        0,
        making.number,
        told.channel,
        told.placed_at,
        clean(told.buyer_name),
        clean(told.buyer_phone),
        tuple(sections),
        tuple(items),
        tuple(lines),
        (_entry(told),),
        buyer_email=clean(told.buyer_email),
        channel_number=told.number if told.channel.external else "",
        sections_made=len(sections),
        items_made=len(items),
    )


def line_numbers(told: ChannelOrder) -> dict[str, int]:
    """Our number of each of the channel's lines, in an order made from *told*."""
    ordered = [line for bundle in bundles(told) for line in bundle]
    return {line.ref.line: n for n, line in enumerate(ordered, 1)}


def _address(to: Recipient, region_of: Callable[[str, str], Region]) -> Address:
    return Address(
        clean(to.name),
        clean(to.phone),
        clean(to.postcode),
        clean(to.line1),
        clean(to.line2),
        to.country,
        region_of(to.country, to.postcode),
    )


def _section(
    n: int, bundle: list[ChannelLine], address: Address, told: ChannelOrder, making: Making
) -> Section:
    first = bundle[0]
    states = {_SENT.get(item_state(line), SectionState.PREPARING) for line in bundle}
    state = states.pop() if len(states) == 1 else SectionState.PREPARING
    sent = state is not SectionState.PREPARING
    courier = making.courier_of(first.courier) if first.tracking else ""
    at = first.sent_at or told.placed_at
    return Section(
        n,
        state,
        address,
        delivery=Delivery.DIRECT if sent and not courier else Delivery.PARCEL,
        fee_base=told.delivery_fee if n == 1 else 0,
        note=clean(told.recipient.note),
        courier=courier or None,
        tracking=first.tracking if courier else None,
        tracked_at=at if courier else None,
        sent_at=at if sent else None,
        done_at=at if state in (SectionState.DELIVERED, SectionState.CONFIRMED) else None,
        confirmed_at=at if state is SectionState.CONFIRMED else None,
    )


def _line(n: int, line: ChannelLine) -> Line:
    return Line(
        n,
        clean(line.product),
        clean(line.option),
        line.qty,
        line.unit_price,
        line.total,
        product=clean(line.product_code),
        sku=clean(line.sku),
        promotion_discount=max(0, line.unit_price * line.qty - line.total),
    )


def _entry(told: ChannelOrder) -> Entry:
    method = Method.CHANNEL if told.channel.external else told.method
    if told.paid_at is None:
        return Entry(1, EntryKind.REQUEST, method, told.paid, told.placed_at)
    return Entry(1, EntryKind.PAID, method, told.paid, told.paid_at)
