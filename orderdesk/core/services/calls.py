"""Calls: what another system asks for, item by item, becomes one plan and one job, and is answered by item.

A call names sections, claims or orders as its caller knows them. What it names is found first; the rest goes
the way of everything that is done here, so that it is refused for the same reasons and can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.identifiers import item_number, read_section, section_number
from orderdesk.core.domain.orders import Actor, Channel, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import BY_CODE, NOTHING_TO_DO, Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import apply_action, plan_request, tracking_options
from orderdesk.core.services.applying import Clock
from orderdesk.core.services.enough import seen_enough
from orderdesk.core.services.planning import Plan, PlanRow, Target, permitted, plan_row
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import RowVerdict
from orderdesk.core.services.tracking_rules import Reason
from orderdesk.core.services.whole_parcels import decide_all, with_companions
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job_rows
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.request_keys import job_of
from orderdesk.core.store.unit import find
from orderdesk.settings import Settings

RETRYABLE = frozenset({Refusal.MOVED, Refusal.STOCK_GONE})
"""Reasons that the same call may not meet again: somebody else was there between plan and job."""

TO_DO = "planned"
"""The verdict of a row of a job that was not come to yet."""

_SHIPPED = "배송중"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: as whom they act, and the one channel whose orders they reach, None for all."""

    actor: Actor
    channel: Channel | None
    settings: Settings


class Outcome(NamedTuple):
    """What became of one item, as its caller named it: why it was not done, None when it was, or was so."""

    name: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a call: its job, None where nothing was to change, and of each item in their order.

    `along` are sections that nobody named, which went along in a shared parcel.
    """

    job: int | None
    outcomes: tuple[Outcome, ...]
    along: tuple[str, ...] = ()


Found = Mapping[str, Target | Refusal]
"""What the items name, by their names, or why they name nothing."""


class Planned(NamedTuple):
    """The plan of what was found, and why an item is refused where its row can't say it as exactly."""

    plan: Plan
    reasons: Mapping[str, Reason] = {}


NO_PLAN = Plan("", Request(""), ())
"""What is planned where a job is there already."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for: how to find what it names, and how to plan it for what was found."""

    find: Callable[[Conn], Found]
    plan: Callable[[Conn, Mapping[str, Target], int], Planned]


def perform(store: Store, call: Call, caller: Caller, clock: Clock, key: str = "") -> Done:
    """Do what *call* asks for. With a *key* it is done once, however often it is asked (`apply_plan`).

    ApiRefused where another process is at it under the same key.
    """
    with store.reader() as conn:
        found = call.find(conn)
        targets = {name: target for name, target in found.items() if not isinstance(target, Refusal)}
        job = job_of(conn, key) if key else None
        planned = Planned(NO_PLAN) if job is not None else call.plan(conn, targets, clock())
    if job is not None:
        recover(store, clock)  # whoever began it may have been killed in the middle
    elif planned.plan.applying():
        job = apply_action(store, planned.plan, caller.actor, clock, key=key)
    verdicts, numbers = _planned(planned.plan.rows), dict[int, str]()
    if job is not None:
        with store.reader() as conn:
            rows = job_rows(conn, job)
            numbers = numbers_of(conn, {row.order_id for row in rows})
        verdicts = {(row.order_id, row.section): (row.verdict, row.code or "") for row in rows}
        if any(verdict == TO_DO for verdict, _ in verdicts.values()):
            raise ApiRefused(ApiRefusal.IN_FLIGHT)
    outcomes = tuple(_outcome(name, target, verdicts, planned.reasons) for name, target in found.items())
    return Done(job, outcomes, _along(verdicts, numbers, targets))


Verdicts = Mapping[Target, tuple[str, str]]


def _planned(rows: Iterable[PlanRow]) -> Verdicts:
    return {(row.order_id, row.section): (row.verdict.kind.value, row.verdict.code) for row in rows}


def _outcome(
    name: str, target: Target | Refusal, verdicts: Verdicts, reasons: Mapping[str, Reason]
) -> Outcome:
    if isinstance(target, Refusal):
        return Outcome(name, None if target in NOTHING_TO_DO else target)
    verdict, code = verdicts.get(target, (Kind.REFUSE.value, Refusal.NO_SECTION.code))
    if verdict != Kind.REFUSE.value:
        return Outcome(name, None)
    return Outcome(name, reasons.get(name) or BY_CODE.get(code) or Refusal.MOVED)


def _along(verdicts: Verdicts, numbers: Mapping[int, str], targets: Mapping[str, Target]) -> tuple[str, ...]:
    named = set(targets.values())
    return tuple(
        section_number(numbers[order], section)
        for (order, section), (verdict, _) in verdicts.items()
        if verdict == Kind.APPLY.value and section is not None and (order, section) not in named
    )


# --- what is named -----------------------------------------------------------------------------


def reached(conn: Conn, numbers: Iterable[str], channel: Channel | None) -> dict[str, Order]:
    """The orders of these numbers that are of *channel*, by number; others are as if they were not there."""
    orders = load_orders(conn, find(conn, dict.fromkeys(numbers)).values())
    return {order.number: order for order in orders if channel is None or order.channel is channel}


def find_sections(conn: Conn, codes: Sequence[str], channel: Channel | None) -> Found:
    """The sections that *codes* name."""
    read = {code: _read(code) for code in codes}
    orders = reached(conn, [number for number, _ in read.values()], channel)
    found: dict[str, Target | Refusal] = {}
    for code, (number, n) in read.items():
        order = orders.get(number)
        there = order is not None and any(section.n == n for section in order.sections)
        found[code] = (order.id, n) if order is not None and there else Refusal.NO_SECTION
    return found


def _read(code: str) -> tuple[str, int]:
    try:
        return read_section(code)
    except ValueError:
        return "", 0


# --- what is asked for -------------------------------------------------------------------------


def same_for_all(codes: Sequence[str], request: Request, caller: Caller) -> Call:
    """*request* on each of the sections."""

    def plan(conn: Conn, targets: Mapping[str, Target], now: int) -> Planned:
        only = frozenset(targets.values())
        ids = list(dict.fromkeys(order for order, _ in targets.values()))
        return Planned(plan_request(conn, ids, request, caller.actor, now, only))

    return Call(lambda conn: find_sections(conn, codes, caller.channel), plan)


def splitting(items: Sequence[tuple[str, Pieces]], caller: Caller) -> Call:
    """Pieces, by item number, split off the sections that hold them; of one section also several times."""

    def plan(conn: Conn, targets: Mapping[str, Target], now: int) -> Planned:
        wanted: dict[Target, tuple[Request, ...]] = {}
        for name, pieces in items:
            if name in targets:
                asked = wanted.get(targets[name], ())
                wanted[targets[name]] = (*asked, Request("split", (("items", pieces),)))
        return Planned(plan_each(conn, "split", wanted, caller.actor, now))

    return Call(lambda conn: find_sections(conn, [name for name, _ in items], caller.channel), plan)


def merging(groups: Sequence[Sequence[str]], caller: Caller) -> Call:
    """Sections of one order joined into one, for each of *groups*, which is named by its first section."""
    of_name: dict[str, tuple[str, ...]] = {}
    for group in groups:
        of_name[group[0]] = (*of_name.get(group[0], ()), *group)

    def found(conn: Conn) -> Found:
        orders = reached(conn, [_read(name)[0] for name in of_name], caller.channel)
        wholes: dict[str, Target | Refusal] = {}
        for name, group in of_name.items():
            whole = _whole(group, orders)
            twice = isinstance(whole, tuple) and whole in wholes.values()
            wholes[name] = Refusal.ONE_AT_A_TIME if twice else whole
        return wholes

    def plan(conn: Conn, targets: Mapping[str, Target], now: int) -> Planned:
        there = find_sections(conn, [code for name in targets for code in of_name[name]], caller.channel)
        wanted: dict[Target, tuple[Request, ...]] = {}
        reasons: dict[str, Reason] = {}
        for name, target in targets.items():
            numbers = ",".join(str(_read(code)[1]) for code in dict.fromkeys(of_name[name]))
            wanted[target] = (Request("merge", (("sections", numbers),)),)
            missing = [why for code in of_name[name] if isinstance(why := there[code], Refusal)]
            if missing:
                reasons[name] = missing[0]
        return Planned(plan_each(conn, "merge", wanted, caller.actor, now), reasons)

    return Call(found, plan)


def _whole(group: Sequence[str], orders: Mapping[str, Order]) -> Target | Refusal:
    """The order that all of *group* belong to; those of it that have been merged away are not asked for."""
    numbers = {_read(code)[0] for code in group}
    order = orders.get(_read(group[0])[0])
    if order is None:
        return Refusal.NO_SECTION
    return (order.id, None) if len(numbers) == 1 else Refusal.MERGE_DIFFERS


class Label(NamedTuple):
    """A tracking number for a section, or for the pieces of it that are named by item number."""

    code: str
    carrier: str
    number: str
    pieces: Pieces = ()
    ships: bool = True
    overwrite: bool = False


def labelling(labels: Sequence[Label], caller: Caller) -> Call:
    """Tracking numbers for sections, which ship with them where so said; by the rules that forms go by."""
    codes = tuple(dict.fromkeys(label.code for label in labels))
    return Call(
        lambda conn: find_sections(conn, codes, caller.channel),
        lambda conn, targets, now: plan_labels(conn, labels, targets, caller, now),
    )


def plan_labels(
    conn: Conn, labels: Sequence[Label], targets: Mapping[str, Target], caller: Caller, now: int
) -> Planned:
    """The plan of *labels* on what was found: those that may replace a number, and those that may not."""
    replacing = {label.code for label in labels if label.overwrite}
    plan, reasons = Plan("track", Request("track"), ()), dict[str, Reason]()
    for overwrite in (False, True):
        of_kind = [each for each in labels if each.code in targets and (each.code in replacing) is overwrite]
        rows = [row for label in of_kind for row in _rows(label)]
        rows = [row._replace(row=n) for n, row in enumerate(rows, 1)]
        if not rows:
            continue
        options = replace(tracking_options(caller.settings), overwrite=overwrite)
        told = plan_tracking(conn, rows, caller.actor, now, options)
        plan = _together(plan, told.plan)
        for verdict in told.rows:
            if _tells(verdict) and verdict.reason is not None:
                reasons.setdefault(verdict.section, verdict.reason)
    return Planned(plan, reasons)


def _tells(verdict: RowVerdict) -> bool:
    """Whether *verdict* says better than its section's why nothing becomes of it."""
    blank, sibling = Refusal.BLANK_ROW, Refusal.SIBLING_ROW
    return verdict.reason is blank or (verdict.kind is Kind.REFUSE and verdict.reason is not sibling)


def _together(plan: Plan, other: Plan) -> Plan:
    known = {(row.order_id, row.section) for row in plan.rows}
    rows = [row for row in other.rows if (row.order_id, row.section) not in known]
    each = {**other.each, **plan.each}
    return replace(plan, rows=(*plan.rows, *rows), each=each)


def _rows(label: Label) -> list[TrackingRow]:
    """The rows that a form would have for *label*: one, or one per chosen piece."""
    order, _ = read_section(label.code)
    state = _SHIPPED if label.ships else ""
    return [
        TrackingRow(
            0,
            label.code,
            item_number(order, item) if item else "",
            qty or None,
            label.carrier,
            label.number,
            state,
            label.number,
            "",
        )
        for item, qty in label.pieces or ((0, 0),)
    ]


def plan_each(
    conn: Conn, verb: str, wanted: Mapping[Target, tuple[Request, ...]], actor: Actor, now: int
) -> Plan:
    """The plan of requests of its own for each target, decided one after the other within an order."""
    shop = shop_of(conn)
    orders = {order.id: order for order in load_orders(conn, dict.fromkeys(order for order, _ in wanted))}
    rows, states = list[PlanRow](), dict(orders)
    for (order, section), requests in wanted.items():
        verdict, states[order] = decide_all(states[order], section, requests, actor, now, shop)
        rows.append(plan_row(orders[order], section, verdict))
    plan = permitted(conn, Plan(verb, Request(verb), tuple(rows), wanted), actor)
    return seen_enough(conn, with_companions(conn, plan, actor, now, shop), actor, now, shop)
