"""Takes an order along its course through the rules, and notes what happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from orderdesk.core.domain.apply import Happening, carry_out, decide
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import (
    EntryKind,
    Item,
    Order,
    Origin,
)
from orderdesk.core.domain.payments import next_entry
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.services.demo.courses import CHANNELS, Step
from orderdesk.core.store.events import NewEvent

SHOP = Shop(has_account=True)

_TOLD = {
    SectionState.PREPARING: ChannelState.PREPARING,
    SectionState.READY: ChannelState.PREPARING,
    SectionState.SHIPPING: ChannelState.SHIPPING,
    SectionState.CONFIRMED: ChannelState.CONFIRMED,
    SectionState.CANCEL_REQUESTED: ChannelState.PREPARING,
    SectionState.CANCELLED: ChannelState.CANCELLED,
    SectionState.RETURNED: ChannelState.RETURNED,
    SectionState.EXCHANGED: ChannelState.EXCHANGED,
}
"""What a channel says of a section's items; 배송완료 in all other states."""


class WrongCourse(Exception):
    """The rules refuse a step of a course: a mistake in its plot."""


def drive(order: Order, steps: Iterable[Step]) -> tuple[Order, list[NewEvent]]:
    """*order* after *steps*, and what happened; WrongCourse when the rules refuse one.

    Its version has grown by one for each step but memos, which have their own.
    """
    events: list[NewEvent] = []
    version = order.version
    for at, section, request, actor in steps:
        call = Call(request, actor, at)
        order, happenings = _step(order, section, call)
        note = request.text("note") if request.verb == "import" else ""
        events += (NewEvent(order.id, h.verb, h.section, at, h.actor, h.changes, note) for h in happenings)
        version += request.verb != "memo"
    return (replace(order, version=version) if version > order.version else order), events


def _step(order: Order, section: int | None, call: Call) -> tuple[Order, list[Happening]]:
    request = call.request
    if request.verb == "import":
        changed = _read_payment_file(order, call)
        return changed, [Happening("import", None, call.actor, diff(order, changed))]
    verdict = decide(order, section, request, call.actor, call.now, SHOP)
    if verdict.kind is not Kind.APPLY:
        raise WrongCourse(f"{order.number}-S{section} {request.verb}: {verdict.kind.value} {verdict.code}")
    changed, happenings = carry_out(order, section, verdict, call)
    if request.flag("resolved"):
        *others, memo = changed.memos
        changed = replace(changed, memos=(*others, replace(memo, resolved=True)))
        happenings = [Happening("memo", None, call.actor, diff(order, changed))]
    return changed, happenings


def _read_payment_file(order: Order, call: Call) -> Order:
    """The payment company's file says that the refund under way was started, or failed."""
    n, due = next_entry(order.entries), next(e for e in order.entries if e.kind is EntryKind.REFUND_DUE)
    row = replace(due, n=n, kind=EntryKind.REFUND_STARTED, at=call.now, follows=due.n, refunds=())
    if call.request.text("refund") == "failed":
        row = replace(row, kind=EntryKind.REFUND_FAILED, amount=0, note=call.request.text("note"))
    return replace(order, entries=(*order.entries, row))


def hear_channel(order: Order, at: int) -> tuple[Order, list[NewEvent]]:
    """The order after its channel said how it sees the items, as one event at *at*; no change, no event."""
    seen = {s.n: _TOLD.get(s.state, ChannelState.DELIVERED) for s in order.sections}
    resent = {s.n for s in order.sections if s.origin is Origin.RESEND}
    items = tuple(
        item
        if item.section in resent or item.channel_state is seen[item.section]
        else Item(item.n, item.section, item.line, item.qty, seen[item.section])
        for item in order.items
    )
    if items == order.items:
        return order, []
    heard = replace(order, items=items, version=order.version + 1)
    actor = CHANNELS[order.channel]
    return heard, [NewEvent(order.id, "import", None, at, actor, diff(order, heard), "채널 품목 상태")]
