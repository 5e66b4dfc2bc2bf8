"""What news of parcels makes of their sections: plans of the system, by the same rules as people's doings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.plans import Kind, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.gateways.shipments import TrackCode
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, plan_row
from orderdesk.core.services.running import Clock
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.due import happened
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job_rows
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.waybills import Parcel, carried

Wanted = Mapping[Target, tuple[Request, ...]]
"""What each section is asked to do."""

Steps = dict[Target, tuple[Request, ...]]

COLLECTED = (Request("collected"),)
DELIVERED = (Request("deliver"),)
FETCHED = (Request("pickup-done"),)

_COLLECTING = frozenset({SectionState.RETURN_COLLECTING, SectionState.EXCHANGE_COLLECTING})


def next_steps(section: Section, code: TrackCode) -> tuple[Request, ...]:
    """What a section does whose parcel is at *code*: picked up it is on its way, delivered it is there.

    Of goods that come back the same news means that they are here. Never a step back.
    """
    arrived = code is TrackCode.DELIVERED
    match section.state:
        case SectionState.PREPARING | SectionState.READY if code.picked_up:
            first = (Request("waybill"),) if section.state is SectionState.PREPARING else ()
            return (*first, *COLLECTED, *(DELIVERED if arrived else ()))
        case SectionState.CANCEL_REQUESTED if code.picked_up:
            return COLLECTED  # which is refused: nothing of its parcel goes on by itself
        case SectionState.SHIPPING if arrived:
            return DELIVERED
        case state if state in _COLLECTING and arrived:
            return FETCHED
    return ()


def parcel_steps(conn: Conn, codes: Mapping[Parcel, TrackCode]) -> dict[Parcel, Steps]:
    """What every section does that is sent or comes back with a parcel, each parcel being at its code."""
    found = carried(conn, codes)
    orders = {order.id: order for order in load_orders(conn, {t[0] for ts in found.values() for t in ts})}
    past = _Past(conn, orders)
    steps: dict[Parcel, Steps] = {}
    for parcel, targets in found.items():
        each = {t: past.new(*_next(orders[t[0]], t[1], codes[parcel]), t) for t in targets}
        steps[parcel] = {target: requests for target, requests in each.items() if requests}
    return steps


def _next(order: Order, n: int, code: TrackCode) -> tuple[tuple[Request, ...], int]:
    """The next steps of section *n* of *order*, and since when they count as taken (UTC seconds)."""
    section, claim = order.section(n), order.open_claim(n)
    since = claim.at if claim is not None else section.sent_at or section.tracked_at or 0
    return next_steps(section, code), since


def plan_steps(conn: Conn, action: str, wanted: Wanted, now: int, actor: Actor = SYSTEM) -> Plan:
    """The plan of *actor* that does what is *wanted*; the job is listed as *action*."""
    shop = shop_of(conn)
    rows: list[PlanRow] = []
    each: dict[Target, tuple[Request, ...]] = {}
    for ids in chunks(dict.fromkeys(order for order, _ in wanted), CHUNK):
        orders: dict[int, Order] = {order.id: order for order in load_orders(conn, ids)}
        for (order_id, section), requests in wanted.items():
            if order_id not in orders:
                continue
            before = orders[order_id]
            verdict, orders[order_id] = decide_all(before, section, requests, actor, now, shop)
            rows.append(plan_row(before, section, verdict))
            if verdict.kind is Kind.APPLY:
                each[order_id, section] = requests
    return Plan(action, Request(action), tuple(rows), each)


def take_steps(
    store: Store, action: str, wanted: Wanted, clock: Clock, parcels: Iterable[Steps] = ()
) -> dict[Target, str]:
    """Do what is *wanted* as one job, where anything of it can be done; why the others can't, by code.

    Of each of *parcels* all is done or nothing.
    """
    if not wanted:
        return {}
    with store.reader() as conn:
        plan = plan_steps(conn, action, wanted, clock())
    refused = {(r.order_id, r.section): r.verdict.code for r in plan.rows if r.verdict.kind is Kind.REFUSE}
    for parcel in parcels:
        if refused.keys() & parcel.keys():
            plan = plan.refusing(parcel.keys() - refused.keys(), refuse(Refusal.PARCEL_IN_PART))
            refused = dict.fromkeys(parcel, Refusal.PARCEL_IN_PART.code) | refused
    if plan.applying():
        job = apply_plan(store, replace(plan, rows=plan.applying()), SYSTEM, clock)
        with store.reader() as conn:
            ended = job_rows(conn, job)
        refused |= {(row.order_id, row.section): row.code for row in ended if row.code}
    return refused


def move_parcels(store: Store, parcels: Mapping[Parcel, Steps], clock: Clock) -> dict[Target, str]:
    """Take the steps that *parcels*' ways ask for, as a job each kind; why some can't be, by code."""
    kinds: dict[str, list[Steps]] = {}
    for steps in parcels.values():
        for action in {_listed(requests) for requests in steps.values()}:
            same = {target: each for target, each in steps.items() if _listed(each) == action}
            kinds.setdefault(action, []).append(same)
    refused: dict[Target, str] = {}
    for action, moving in kinds.items():
        wanted = {target: requests for steps in moving for target, requests in steps.items()}
        refused |= take_steps(store, action, wanted, clock, moving)
    return refused


def _listed(requests: tuple[Request, ...]) -> str:
    """Under which action a job of such *requests* is listed."""
    return "deliver" if requests == DELIVERED else "pickup-done" if requests == FETCHED else "ship"


class _Past:
    """Which steps sections have taken: one that somebody took back since is not taken anew."""

    def __init__(self, conn: Conn, orders: Iterable[int]) -> None:
        ids = set(orders)
        self._times = {verb: happened(conn, verb, ids) for verb in ("collected", "deliver", "pickup-done")}

    def new(self, steps: tuple[Request, ...], since: int, target: tuple[int, int]) -> tuple[Request, ...]:
        """*steps*, or none where one of them was taken at *since* (UTC seconds) or later."""
        known = (self._times.get(step.verb, {}).get(target, -1) >= since for step in steps)
        return () if any(known) else steps
