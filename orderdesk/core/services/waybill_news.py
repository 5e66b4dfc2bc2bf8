"""What couriers tell of labels: the number goes into its section, the parcel's way moves it.

News is kept first and acknowledged then; what it makes of the sections is done after that, and again where
it could not be done yet. What a person took back stays with the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import LADDER, SectionState
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import Waybill, WaybillState
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.shipments import ShipmentNews, TrackCode
from orderdesk.core.services.label_plans import awaits_number, courier_name, numbering
from orderdesk.core.services.parcel_steps import (
    move_parcels,
    parcel_steps,
    take_steps,
)
from orderdesk.core.services.planning import CHUNK, Target
from orderdesk.core.services.running import Clock
from orderdesk.core.services.tracking_rules import BadLabel, read_label
from orderdesk.core.store.due import happened
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.waybills import pending_waybills, waybills_by_key

PAGES: Final = 1000
"""Pages of news at most in one go; what is left comes the next time."""

_PASSES: Final = frozenset(
    {each.code for each in (Refusal.HELD, Refusal.UNPAID, Refusal.MOVED, Refusal.PARCEL_IN_PART)}
)
"""What keeps a section from its number only for a while."""

_ASKS: Final = frozenset({SectionState.RETURN_REQUESTED, SectionState.EXCHANGE_REQUESTED})


@dataclass(frozen=True, slots=True)
class Heard:
    """What news there was: of how many labels, numbers given, sections moved; of labels that are not ours."""

    labels: int = 0
    numbered: int = 0
    moved: int = 0
    strange: int = 0
    stuck: tuple[Waybill, ...] = ()


def fetch_news(store: Store, gateway: CourierGateway, clock: Clock) -> Heard:
    """Bring the news home, and do what it makes of the sections. GatewayError."""
    labels, strange = set[str](), set[str]()
    cursor: str | None = None
    for _ in range(PAGES):
        page = gateway.results(cursor)
        ours = _keep(store, page.news, clock)
        labels |= ours
        strange |= {news.key for news in page.news} - ours
        gateway.ack(page)
        cursor = page.cursor
        if not page.more:
            break
    return replace(settle(store, clock), labels=len(labels), strange=len(strange))


def _keep(store: Store, news: Sequence[ShipmentNews], clock: Clock) -> set[str]:
    """Write *news* down; the keys of it that are ours."""
    if not news:
        return set()
    with store.unit(SYSTEM, clock()) as unit:
        known = waybills_by_key(unit.conn, {each.key for each in news})
        for each in sorted(news, key=lambda one: one.seq):
            label = known.get(each.key)
            if label is not None and each.seq > label.seq:
                known[each.key] = told_of(replace(label, seq=each.seq), each)
        unit.put_waybills(list(known.values()))
    return set(known)


def told_of(label: Waybill, news: ShipmentNews) -> Waybill:
    """*label* after *news*: a parcel's way only goes on, and a label that is void or refused stays so."""
    if label.state in (WaybillState.VOID, WaybillState.REFUSED, WaybillState.DONE):
        return label
    if news.tracking and label.state in (WaybillState.INTENDED, WaybillState.HANDED):
        courier = news.courier or label.courier
        label = replace(label, state=WaybillState.ISSUED, number=news.tracking, courier=courier)
    elif news.error and not label.number:
        return replace(label, state=WaybillState.REFUSED, pending=False, why=clean(news.error))
    further = TrackCode.NOT_YET_KNOWN < news.code <= TrackCode.DELIVERED and news.code > label.code
    return replace(label, code=int(news.code) if further else label.code, pending=True)


def settle(store: Store, clock: Clock) -> Heard:
    """Do what news that is known makes of the sections: give numbers first, then move the parcels on."""
    with store.reader() as conn:
        labels = [
            w for w in pending_waybills(conn, CHUNK) if w.state in (WaybillState.ISSUED, WaybillState.USED)
        ]
    if not labels:
        return Heard()
    whys: dict[Target, str] = {}
    numbered = _give_numbers(store, labels, clock, whys)
    moved = _move_on(store, labels, clock, whys)
    stuck = _close(store, labels, whys, clock)
    return Heard(len(labels), numbered, moved, 0, stuck)


def _sections(store: Store, labels: Iterable[Waybill]) -> dict[str, tuple[Order, Section]]:
    """Where each of *labels* belongs, as it is now; labels whose section is gone are left out."""
    known = list(labels)
    with store.reader() as conn:
        orders = {order.id: order for order in load_orders(conn, {label.order_id for label in known})}
    found: dict[str, tuple[Order, Section]] = {}
    for label in known:
        order = orders[label.order_id]
        section = next((each for each in order.sections if each.n == label.section), None)
        if section is not None:
            found[label.key] = order, section
    return found


def _give_numbers(store: Store, labels: Sequence[Waybill], clock: Clock, whys: dict[Target, str]) -> int:
    """Put the numbers of *labels* where they belong; how many there are."""
    there = _sections(store, labels)
    moved = _moved_since(store, labels)
    forward: dict[Target, tuple[Request, ...]] = {}
    back: dict[Target, tuple[Request, ...]] = {}
    noted = 0
    for label in labels:
        if label.state is not WaybillState.ISSUED or label.key not in there:
            continue
        order, section = there[label.key]
        target: Target = (order.id, section.n)
        try:
            name, number, _ = read_label(courier_name(label.courier), label.number)
        except BadLabel as bad:
            whys[target] = bad.reason.code
            continue
        if label.key in moved:
            whys[target] = Refusal.LABEL_STALE.code
        elif not label.back:
            forward[target] = numbering(section, name, number, bool(label.replaces))
        elif section.state in _ASKS:
            values = ("pickup", "AUTO"), ("courier", name), ("number", number)
            back[target] = (Request("pickup", values),)
        elif _note(store, label, name, number, clock):
            noted += 1
        else:
            whys[target] = Refusal.NO_CLAIM.code
    whys |= take_steps(store, "track", forward, clock)
    whys |= take_steps(store, "pickup", back, clock)
    return noted + sum(target not in whys for target in (*forward, *back))


def _moved_since(store: Store, labels: Sequence[Waybill]) -> frozenset[str]:
    """Those of *labels*, by key, whose address has changed since they were handed in."""
    with store.reader() as conn:
        times = happened(conn, "address", {label.order_id for label in labels})
    return frozenset(w.key for w in labels if times.get((w.order_id, w.section), 0) > w.made_at)


def _note(store: Store, label: Waybill, courier: str, number: str, clock: Clock) -> bool:
    """Write the number of a return's label into the claim whose goods are being fetched; whether it was."""
    with store.unit(SYSTEM, clock()) as unit:
        (order,) = unit.orders([label.order_id])
        claim = order.open_claim(label.section)
        if claim is None or not awaits_number(order.section(label.section), claim):
            return False
        fetched = replace(claim, pickup_courier=courier, pickup_number=number)
        after = replace(order, claims=tuple(fetched if c.n == claim.n else c for c in order.claims))
        happening = NewEvent(order.id, "waybill", label.section, unit.now, SYSTEM, diff(order, after))
        unit.save([(order, after)], [happening])
    return True


def _move_on(store: Store, labels: Sequence[Waybill], clock: Clock, whys: dict[Target, str]) -> int:
    """Move the sections whose parcels were picked up or delivered, each parcel whole; how many moved."""
    there = _sections(store, labels)
    codes = {
        (courier_name(label.courier), label.number): TrackCode(label.code)
        for label in labels
        if label.key in there and _has(*there[label.key], label)
    }
    with store.reader() as conn:
        found = parcel_steps(conn, codes)
    refused = move_parcels(store, found, clock)
    whys |= refused
    return sum(target not in refused for steps in found.values() for target in steps)


def _has(order: Order, section: Section, label: Waybill) -> bool:
    """Whether the number of *label* is where it belongs."""
    if not label.back:
        return section.tracking == label.number
    claim = order.last_claim(section.n)
    return claim is not None and claim.pickup_number == label.number


def _close(
    store: Store, labels: Sequence[Waybill], whys: Mapping[Target, str], clock: Clock
) -> tuple[Waybill, ...]:
    """Write down what became of *labels*, but of those that changed meanwhile; those that something keeps."""
    there = _sections(store, labels)
    closed: dict[str, Waybill] = {}
    for label in labels:
        why = whys.get((label.order_id, label.section), "")
        if label.key in there:
            closed[label.key] = _closed(*there[label.key], label, why)
        else:
            closed[label.key] = replace(label, state=WaybillState.VOID, pending=False)
    with store.unit(SYSTEM, clock()) as unit:
        known = waybills_by_key(unit.conn, closed)
        unit.put_waybills([closed[label.key] for label in labels if known[label.key] == label])
    return tuple(label for label in closed.values() if label.why)


def _closed(order: Order, section: Section, label: Waybill, why: str) -> Waybill:
    """*label* as it stands now; done where its goods are where they were sent to."""
    if not _has(order, section, label):
        # Somebody took the number out or gave another one, or it can't be had here ever.
        void = label.state is WaybillState.USED or (why and why not in _PASSES)
        state = WaybillState.VOID if void else label.state
        return replace(label, state=state, why=why, pending=not void)
    arrived = label.code == TrackCode.DELIVERED
    claim = order.open_claim(section.n)
    if arrived and not label.back and claim is not None and claim.before is SectionState.SHIPPING:
        why = Refusal.IN_CLAIM.code  # a claim that comes to nothing leaves goods that have arrived
    elif arrived and not label.back and not why and section.state in LADDER[:2]:
        why = Refusal.STEPPED_BACK.code
    waits = arrived and bool(why)
    waits |= not label.back and bool(why) and section.state in LADDER[:2]
    state = WaybillState.DONE if arrived and not waits else WaybillState.USED
    return replace(label, state=state, why=why, pending=waits)
