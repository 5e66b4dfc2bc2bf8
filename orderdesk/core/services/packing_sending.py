"""What leaves the packing station, by the same plans and jobs as shipping from the list.

The last look: holds, claims, addresses and contents are read in the snapshot that the plan is decided on. The
job refuses whatever moved since, and its request names the box and round, so that nothing leaves from a box
that somebody opened again in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from orderdesk.core.domain.boxes import BOX, Box, BoxState, Gesture, next_requests, same_wants, verdict_on
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, Delivery
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.parcels import NumberProblem, normalise_number
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.gateways.shipments import TrackCode
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import plan_request, tracking_options
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.packing_look import Looked, Told, filled, known_goods, look, refused, whole_of
from orderdesk.core.services.parcel_steps import Steps, plan_steps
from orderdesk.core.services.planning import Plan, permitted
from orderdesk.core.services.running import Clock
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rules import BadLabel, Label, read_label
from orderdesk.core.services.whole_parcels import with_companions
from orderdesk.core.store.boxes import box_of, scan_named
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import refused_code
from orderdesk.core.store.parcels import labels_of
from orderdesk.core.store.waybills import codes_of, waybills_of
from orderdesk.settings import Settings

V = PackVerdict

_LOOKS: Final = 3
"""How often a box is looked at anew when somebody changed its orders between the look and the job."""


@dataclass(frozen=True, slots=True)
class Station:
    """Where somebody packs: the store, who it is, what time it is, and how numbers are taken."""

    store: Store
    actor: Actor
    clock: Clock
    settings: Settings


def send(at: Station, number: int, gesture: Gesture | None) -> Told:
    """Send the closed box *number*, with the label that *gesture* scanned or its sections' own number.

    SHIPPED, COMPLETE where it still has no number, CHANGED where its sections are not what was counted any
    more, or why it stays. A box that stays is closed still.
    """
    told = Told(V.UNKNOWN)
    for _ in range(_LOOKS):
        told = _send(at, number, gesture)
        if told.why is not Refusal.MOVED:
            break
    return told


def _send(at: Station, number: int, gesture: Gesture | None) -> Told:
    """As `send`, decided on one look; MOVED where somebody changed an order right after it."""
    with at.store.reader() as conn:
        box = box_of(conn, number)
        if box is None:
            return Told(V.UNKNOWN)
        looked = look(conn, box.members)
        box = filled(box, looked)
        planned = _planned(conn, at, box, looked, gesture)
    if isinstance(planned, Told):
        return replace(planned, box=box)
    at.store.checkpoint("box-planned")
    job = apply_plan(at.store, planned, at.actor, at.clock)
    with at.store.reader() as conn:
        code = refused_code(conn, job)
        after = box_of(conn, number) or box
        looked = look(conn, after.members)
    box = filled(after, looked)
    if code is None:
        return Told(V.SHIPPED, box, detail=_labels(looked))
    why = BY_CODE[code]
    states = [section.state for _, section in looked.sections()]
    return Told(verdict_on(states[0], why) if states else V.CHANGED, box, why)


def _planned(conn: Conn, at: Station, box: Box, looked: Looked, gesture: Gesture | None) -> Plan | Told:
    """The plan that sends *box*, or what is told instead."""
    if box.state is not BoxState.CLOSED:
        return Told(V.ALREADY_SHIPPED if box.state is BoxState.SHIPPED else V.CHANGED)
    if box.holder != at.actor.name:
        return Told(V.PACKED_BY_OTHER, detail=Word(box.holder, box.holder))
    now = at.clock()
    stuck = refused(conn, looked, at.actor, now)
    if stuck is not None:
        return stuck
    if whole_of(conn, looked.members, looked.orders) != box.members or not same_wants(box, looked.wants):
        return Told(V.CHANGED)
    label = _label(conn, at, looked, gesture)
    if isinstance(label, Told):
        return label
    plan = _plan(conn, at, looked, label, now)
    stopped = plan.stopped
    if stopped is not None:
        states = {(order.id, section.n): section.state for order, section in looked.sections()}
        state = states.get((stopped.order_id, stopped.section or 0))
        answer = V.REFUSED if state is None else verdict_on(state, stopped.verdict.refusal)
        return Told(answer, why=stopped.verdict.refusal, detail=Word(*(stopped.section_number,) * 2))
    if {(row.order_id, row.section) for row in plan.rows} != set(box.members):
        return Told(V.WRONG_LABEL, why=Refusal.NUMBER_TAKEN)
    return replace(plan, request=Request(plan.request.verb, (*plan.request.values, (BOX, box.ref))))


def _label(conn: Conn, at: Station, looked: Looked, gesture: Gesture | None) -> Label | Told | None:
    """The label that the parcel gets now, None where it has one or needs none."""
    bare = [s for _, s in looked.sections() if s.delivery is Delivery.PARCEL and s.tracking is None]
    if gesture is None:
        return Told(V.COMPLETE) if bare else None
    code = clean(gesture.code)
    if not bare:
        own = {section.tracking for _, section in looked.sections()}
        return None if own == {normalise_number(code)} else Told(V.WRONG_LABEL, detail=_labels(looked))
    if known_goods(conn, code):
        return Told(V.WRONG_ITEM, detail=Word(code, code))
    options = tracking_options(at.settings)
    try:
        label = read_label(gesture.courier, code, options.default_courier, options.strict_lotte)
    except BadLabel as bad:
        nobodys = bad.reason is NumberProblem.COURIER_MISSING
        return Told(V.NO_COURIER if nobodys else V.NOT_A_LABEL, why=bad.reason, detail=Word(code, code))
    if label.odd and not gesture.sure:
        return Told(V.NOT_A_LABEL, why=label.odd[0], detail=Word(code, code))
    return label


def _plan(conn: Conn, at: Station, looked: Looked, label: Label | None, now: int) -> Plan:
    """What sends the sections of *looked*, by the rules of typed numbers, or of shipping."""
    if label is not None:
        return plan_tracking(conn, _rows(looked, label), at.actor, now, tracking_options(at.settings)).plan
    wanted: Steps = {(order.id, section.n): next_requests(section) for order, section in looked.sections()}
    shop = shop_of(conn)
    plan = with_companions(conn, plan_steps(conn, "ship", wanted, now, at.actor), at.actor, now, shop)
    return permitted(conn, plan, at.actor)


def _rows(looked: Looked, label: Label) -> Sequence[TrackingRow]:
    """The rows that a tracking form would have for the parcel."""
    return [
        TrackingRow(
            n,
            section_number(order.number, section.n),
            "",
            None,
            label.courier,
            label.number,
            "배송중",
            label.number,
            "",
        )
        for n, (order, section) in enumerate(looked.sections(), 1)
    ]


def _labels(looked: Looked) -> Word:
    """The parcel's courier and number."""
    labels = dict.fromkeys(f"{s.courier or ''} {s.tracking or ''}".strip() for _, s in looked.sections())
    text = ", ".join(clean(each) for each in labels if each)
    return Word(text, text)


def bring_back(at: Station, number: int, gesture: Gesture) -> Told | None:
    """Take the step back for the sections of a shipped box, so that it can be opened; else why not.

    None for a box that has not left, and for one that is back now. What the courier has stays away.
    """
    with at.store.reader() as conn:
        box = box_of(conn, number)
        if box is None or box.state is not BoxState.SHIPPED or scan_named(conn, gesture.id):
            return None
        looked = look(conn, box.members)
        box = filled(box, looked)
        if box.holder != at.actor.name and not gesture.over:
            return Told(V.PACKED_BY_OTHER, box, detail=Word(box.holder, box.holder))
        if _handed_over(conn, looked):
            return Told(V.HANDED_OVER, box, detail=_labels(looked))
        orders = [order for order, _ in box.members]
        plan = plan_request(conn, orders, Request("back"), at.actor, at.clock(), frozenset(box.members))
    stopped = plan.stopped
    if stopped is not None:
        return Told(V.REFUSED, box, stopped.verdict.refusal, Word(*(stopped.section_number,) * 2))
    job = apply_plan(at.store, plan, at.actor, at.clock)
    with at.store.reader() as conn:
        code = refused_code(conn, job)
    return None if code is None else Told(V.REFUSED, box, BY_CODE[code])


def _handed_over(conn: Conn, looked: Looked) -> bool:
    """Whether a courier says that it has the parcel."""
    labels = {label for label in labels_of(conn, looked.orders).values()}
    own = {(s.courier, s.tracking) for _, s in looked.sections()}
    said = [code for label, code in codes_of(conn, {n for _, n in labels}).items() if label in own]
    said += [
        label.code
        for label in waybills_of(conn, looked.orders)
        if (label.order_id, label.section) in looked.members and not label.back
    ]
    return any(TrackCode(code).picked_up for code in said)
