"""Register tracking numbers: rows from a form, the keyboard or a scanner become one plan.

Nothing is written until the preview is confirmed. A section is all or nothing: one bad row of it
refuses its other rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.plans import Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import TemplateRow, TrackingRow
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.planning import Plan, PlanRow, Target, permitted, pieces_of, plan_row
from orderdesk.core.services.tracking_alike import Ordinary, judge_ordinary
from orderdesk.core.services.tracking_requests import requests_of
from orderdesk.core.services.tracking_rows import (
    TRACKABLE,
    BadRow,
    Options,
    ReadRow,
    RowVerdict,
    apart,
    orders_named,
    read_row,
    refuse_unpaid,
    section_named,
    with_other_couriers,
)
from orderdesk.core.services.tracking_rules import COURIER_PROBLEMS, Label, Reason, user_words, users_of
from orderdesk.core.services.whole_parcels import WAITING, decide_all, with_companions
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.parcels import Holder

Users = Mapping[tuple[str, str], Word | None]
"""Labels that several orders use, each with who has it already, where somebody has."""

_UNSHARED: Users = {}

_SAID_LAST = (Refusal.PARCEL_IN_PART, Refusal.NOT_PERMITTED)


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """The plan over sections, and the verdict on every row, in the rows' order."""

    plan: Plan
    rows: tuple[RowVerdict, ...]


@dataclass(slots=True)
class _Work:
    """What is gathered while rows are read; `labels`: every label that a section's rows bring.

    `bad`: rows of which something could not be taken; `places`: where the form names a section first.
    `elsewhere`: labels whose number another courier has, with who uses it.
    """

    verdicts: dict[int, RowVerdict] = field(default_factory=dict)
    groups: dict[Target, list[ReadRow]] = field(default_factory=dict)
    spoilt: dict[Target, Refusal] = field(default_factory=dict)
    labels: dict[Target, set[tuple[str, str]]] = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)
    places: dict[Target, int] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], Word] = field(default_factory=dict)

    def copy(self) -> _Work:
        """The same again, to be changed on its own."""
        groups = {target: list(group) for target, group in self.groups.items()}
        return _Work(dict(self.verdicts), groups, dict(self.spoilt), self.labels, self.bad, self.places)

    def spoil(self, target: Target, reason: Reason) -> None:
        """Refuse the whole section *target*; the first reason is the one that is told."""
        if not isinstance(reason, Refusal):
            courier = reason in COURIER_PROBLEMS
            reason = Refusal.COURIER_UNKNOWN if courier else Refusal.NUMBER_INVALID
        self.spoilt.setdefault(target, reason)
        self.groups.setdefault(target, [])


def plan_tracking(
    conn: Conn,
    rows: Sequence[TrackingRow],
    actor: Actor,
    now: int,
    options: Options,
    unread: Sequence[TrackingRow] = (),
) -> TrackingPlan:
    """The plan that *rows* make, and a verdict on each of them.

    *unread* are rows that were refused already: nothing of their sections is done. A row of several sections
    is taken for all of them or for none.
    """
    rows, unread = apart(rows), apart(unread)
    ordinary = judge_ordinary(conn, rows, unread, actor, now, options)
    rest = [(place, row) for place, row in enumerate(rows) if place not in ordinary.verdicts]
    plan, work = _plan_each(conn, rest, unread, actor, now, options)
    plan = _together(plan, work.places, ordinary)
    plan = with_companions(conn, plan, actor, now, shop_of(conn), alone=ordinary.each.keys())
    plan = permitted(conn, plan, actor)
    _judge_again(work, plan)
    verdicts = _permitted(ordinary, plan) | {place: work.verdicts[row.row] for place, row in rest}
    return TrackingPlan(plan, tuple(verdicts[place] for place in range(len(rows))))


def _together(plan: Plan, places: Mapping[Target, int], ordinary: Ordinary) -> Plan:
    """*plan* and what was told of *ordinary* rows, in the order in which the form names the sections."""
    rows = [(places.get((row.order_id, row.section), -1), row) for row in plan.rows]
    rows.extend(ordinary.rows.items())
    rows.sort(key=itemgetter(0))
    each = {**plan.each, **ordinary.each}
    targets = [(row.order_id, row.section) for _, row in rows]
    return replace(
        plan,
        rows=tuple(row for _, row in rows),
        each={target: each[target] for target in targets if target in each},
    )


def _plan_each(
    conn: Conn,
    rows: Sequence[tuple[int, TrackingRow]],
    unread: Sequence[TrackingRow],
    actor: Actor,
    now: int,
    options: Options,
) -> tuple[Plan, _Work]:
    """The plan that *rows*, each with its place in the form, make order by order, and the work on it."""
    orders = orders_named(conn, (*(row for _, row in rows), *unread))
    read = _Work()
    for row in unread:
        meant = section_named(row, orders)
        if meant:
            read.spoil((meant[0].id, meant[1].n), Refusal.NUMBER_INVALID)
    for place, row in rows:
        known = len(read.groups)
        _take(row, orders, options, read, actor, now)
        if len(read.groups) > known:
            read.places[next(reversed(read.groups))] = place
    for target, group in read.groups.items():
        if any(each.row in read.bad for each in group):
            read.spoil(target, Refusal.SIBLING_ROW)
    by_id = {order.id: order for order in orders.values()}
    leaving = _leaving(read) if options.overwrite else frozenset[Target]()
    shop = shop_of(conn)
    while True:
        work = read.copy()
        shared = _share(conn, work, options, leaving)
        plan = _whole_or_none(work, _plan(work, by_id, shared, options, actor, now, shop))
        stayed = leaving - {(row.order_id, row.section) for row in plan.applying()}
        if not stayed:
            return plan, work
        leaving -= stayed


def _whole_or_none(work: _Work, plan: Plan) -> Plan:
    """*plan* without the parcels of several sections of which one was refused."""
    refused = {(row.order_id, row.section) for row in plan.rows if row.verdict.kind is Kind.REFUSE}
    users: dict[tuple[str, str], set[Target]] = {}
    for target, labels in work.labels.items():
        for label in labels:
            users.setdefault(label, set()).add(target)
    held = [targets for targets in users.values() if targets & refused]
    applying = {(row.order_id, row.section) for row in plan.applying()}
    return plan.refusing(applying & set[Target]().union(*held), refuse(Refusal.PARCEL_IN_PART))


def _judge_again(work: _Work, plan: Plan) -> None:
    """Refuse the rows of sections whose parcels can't leave whole, or that are not the actor's to move."""
    for row in plan.rows:
        if row.verdict.refusal in _SAID_LAST and row.section is not None:
            _judge(work, work.groups.get((row.order_id, row.section), ()), row.verdict)


def _permitted(ordinary: Ordinary, plan: Plan) -> dict[int, RowVerdict]:
    """The verdicts on *ordinary* rows, refused where *plan* says that they are not the actor's to move."""
    denied = {(r.order_id, r.section) for r in plan.rows if r.verdict.refusal is Refusal.NOT_PERMITTED}
    verdicts = dict(ordinary.verdicts)
    for place, row in ordinary.rows.items() if denied else ():
        if (row.order_id, row.section) in denied:
            told = verdicts[place]
            verdicts[place] = told._replace(kind=Kind.REFUSE, reason=Refusal.NOT_PERMITTED)
    return verdicts


def _leaving(work: _Work) -> frozenset[Target]:
    """The sections whose numbers the rows replace: others may take these numbers, if it comes to that."""
    return frozenset(
        target
        for target, group in work.groups.items()
        if group
        and target not in work.spoilt
        and group[0].section.tracking is not None
        and all(read.label and not _has(read.section, read.label) for read in group)
    )


def _has(section: Section, label: Label) -> bool:
    return (section.courier, section.tracking) == (label.courier, label.number)


def _plan(
    work: _Work,
    by_id: Mapping[int, Order],
    shared: Users,
    options: Options,
    actor: Actor,
    now: int,
    shop: Shop,
) -> Plan:
    """The plan over the sections that were read, noting the verdict on each of their rows."""
    planned: list[PlanRow] = []
    each: dict[Target, tuple[Request, ...]] = {}
    states: dict[int, Order] = {}
    for target, group in work.groups.items():
        order_id, section = target
        order = by_id[order_id]
        if target in work.spoilt:
            _judge(work, group, refuse(Refusal.SIBLING_ROW))
            planned.append(plan_row(order, section, refuse(work.spoilt[target])))
            continue
        requests = requests_of(order, group, shared, options)
        pieces: Pieces = ()
        if isinstance(requests, Refusal):
            verdict = refuse(requests)
        else:
            before = states.get(order_id, order)
            verdict, states[order_id] = decide_all(before, section, requests, actor, now, shop)
            pieces = pieces_of(requests)
            if verdict.kind is not Kind.SKIP:  # of refused rows too, so that they can be tried again
                each[target] = requests
        row = plan_row(order, section, verdict, pieces)
        _judge(work, group, verdict, shared, bool(row.left))
        planned.append(row)
    asked = Request("track", (("shared", True),) if options.share else ())
    return Plan("track", asked, tuple(planned), each)


def _take(
    row: TrackingRow, orders: Mapping[str, Order], options: Options, work: _Work, actor: Actor, now: int
) -> None:
    try:
        read = read_row(row, orders, options)
        target = (read.order.id, read.section.n)
        if read.label:
            work.labels.setdefault(target, set()).add((read.label.courier, read.label.number))
        refuse_unpaid(read.order, read.section, actor, now)
    except BadRow as bad:
        number = section_number(bad.order.number, bad.section) if bad.order and bad.section else row.section
        blank = bad.reason is Refusal.BLANK_ROW
        kind = Kind.SKIP if blank else Kind.REFUSE
        work.verdicts[row.row] = RowVerdict(
            row.row, number or row.order, kind, bad.reason, further=bad.further
        )
        work.bad.add(row.row)
        if bad.order and bad.section and not blank:
            work.spoil((bad.order.id, bad.section), bad.reason)
        return
    work.groups.setdefault(target, []).append(read)


def _judge(
    work: _Work,
    group: Iterable[ReadRow],
    verdict: Verdict,
    shared: Users = _UNSHARED,
    in_part: bool = False,
) -> None:
    for read in group:
        name = section_number(read.order.number, read.section.n)
        odd = read.label.odd if read.label else ()
        label = (read.label.courier, read.label.number) if read.label else ("", "")
        if label in shared and verdict.kind is Kind.APPLY:
            odd = (*odd, Refusal.NUMBER_TAKEN)
        elif label in work.elsewhere and verdict.kind is Kind.APPLY:
            odd = (*odd, NumberProblem.OTHER_COURIER)
        if in_part and verdict.kind is Kind.APPLY:
            odd = (*odd, Refusal.IN_PART)
        user = shared.get(label) or work.elsewhere.get(label)
        work.verdicts[read.row] = RowVerdict(
            read.row, name, verdict.kind, verdict.refusal, odd, user=user, label=label
        )


def _share(conn: Conn, work: _Work, options: Options, leaving: frozenset[Target]) -> Users:
    """The labels that several orders use; rows whose receivers differ are refused unless allowed.

    The sections *leaving* give their present numbers up in the same plan, and use them no more.
    """
    users: dict[tuple[str, str], list[ReadRow]] = {}
    for group in work.groups.values():
        for read in group:
            if read.label:
                users.setdefault((read.label.courier, read.label.number), []).append(read)
    in_use = users_of(conn, users)
    work.elsewhere = with_other_couriers(conn, in_use, users, leaving)
    used = {
        label: [one for one in held if (one.order_id, one.section) not in leaving]
        for label, held in in_use.items()
    }
    shared: dict[tuple[str, str], Word | None] = {}
    for label, reads in users.items():
        held = used.get(label, [])
        receivers = {(r.order.id, r.section.address.receiver) for r in reads}
        receivers |= {(one.order_id, one.receiver) for one in held}
        if len({order for order, _ in receivers}) < 2:
            continue
        own = {read.order.id for read in reads}
        others = [one for one in held if one.order_id not in own]
        shared[label] = user_words(conn, others) if others else None
        why = None
        if _leaves_in_part(reads, held):
            gone = any(one.state not in WAITING for one in others)
            why = Refusal.PARCEL_LEFT if gone else Refusal.PARCEL_APART
        elif any(one.separate for one in held):
            why = Refusal.SEPARATE
        elif len({name for _, name in receivers}) > 1 and not options.share:
            why = Refusal.OTHER_RECEIVER
        for read in reads:
            if why and read.label and not _has(read.section, read.label):
                _spoil(work, read, why, shared[label])
    return shared


def _leaves_in_part(reads: Sequence[ReadRow], held: Sequence[Holder]) -> bool:
    """Whether one parcel of *reads*, and of who has the number already, would have left with a part of it.

    Who waits with the number comes along when a row ships it, but not with a section that has left before.
    """
    own = {(read.order.id, read.section.n) for read in reads}
    others = [one.state for one in held if (one.order_id, one.section) not in own]
    waits = [read.section.state in WAITING for read in reads]
    stays = any(wait and read.to != "ship" for wait, read in zip(waits, reads, strict=True))
    goes = not all(waits) or any(read.to == "ship" for read in reads)
    return (stays and (goes or not WAITING.issuperset(others))) or (
        not all(waits) and not WAITING.isdisjoint(others)
    )


def _spoil(work: _Work, read: ReadRow, why: Refusal, user: Word | None) -> None:
    target = (read.order.id, read.section.n)
    work.spoil(target, why)
    work.groups[target].remove(read)
    name = section_number(read.order.number, read.section.n)
    work.verdicts[read.row] = RowVerdict(read.row, name, Kind.REFUSE, why, user=user)


def template_rows(orders: Iterable[Order], only: frozenset[Target] | None = None) -> list[TemplateRow]:
    """The pre-filled form: a row per item of every chosen section that can still take a number."""
    rows: list[TemplateRow] = []
    for order in orders:
        for section in order.sections:
            chosen = only is None or (order.id, section.n) in only
            if section.state not in TRACKABLE or not chosen:
                continue
            for item in order.items_of(section.n):
                rows.append(
                    TemplateRow(
                        section_number(order.number, section.n),
                        item_number(order.number, item.n),
                        item.qty,
                        section.courier or "",
                        section.tracking or "",
                    )
                )
    return rows
