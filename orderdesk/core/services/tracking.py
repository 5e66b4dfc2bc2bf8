"""Register tracking numbers: rows from a form, the keyboard or a scanner become one plan.

Nothing is written until the preview is confirmed. A section is all or nothing: one bad row of it
refuses its other rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.apply import Shop
from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.guards import UNPAID_STATES
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.plans import Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request, Value
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TemplateRow, TrackingRow
from orderdesk.core.services.planning import Plan, PlanRow, Target, permitted, plan_row
from orderdesk.core.services.tracking_rows import (
    BadRow,
    Options,
    ReadRow,
    apart,
    orders_named,
    read_row,
    section_named,
)
from orderdesk.core.services.tracking_rules import COURIER_PROBLEMS, Label, Reason, used_elsewhere
from orderdesk.core.services.whole_parcels import WAITING, decide_all, with_companions
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.parcels import Holder

_SAID_LAST = (Refusal.PARCEL_IN_PART, Refusal.NOT_PERMITTED)
TRACKABLE = (SectionState.PREPARING, SectionState.READY, SectionState.SHIPPING)


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What becomes of one row: apply, skip or refuse, why, and what is only odd about it."""

    row: int
    section: str
    kind: Kind
    reason: Reason | None = None
    odd: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """The plan over sections, and the verdict on every row, in the rows' order."""

    plan: Plan
    rows: tuple[RowVerdict, ...]


@dataclass(slots=True)
class _Work:
    """What is gathered while rows are read; `labels`: every label that a section's rows bring.

    `bad`: rows of which something could not be taken.
    """

    verdicts: dict[int, RowVerdict] = field(default_factory=dict)
    groups: dict[Target, list[ReadRow]] = field(default_factory=dict)
    spoilt: dict[Target, Refusal] = field(default_factory=dict)
    labels: dict[Target, set[tuple[str, str]]] = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)

    def copy(self) -> _Work:
        """The same again, to be changed on its own."""
        groups = {target: list(group) for target, group in self.groups.items()}
        return _Work(dict(self.verdicts), groups, dict(self.spoilt), self.labels)

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
    orders = orders_named(conn, (*rows, *unread))
    read = _Work()
    for row in unread:
        meant = section_named(row, orders)
        if meant:
            read.spoil((meant[0].id, meant[1].n), Refusal.NUMBER_INVALID)
    for row in rows:
        _take(row, orders, options, read, actor, now)
    for target, group in read.groups.items():
        if any(each.row in read.bad for each in group):
            read.spoil(target, Refusal.SIBLING_ROW)
    by_id = {order.id: order for order in orders.values()}
    leaving = _leaving(read) if options.overwrite else frozenset[Target]()
    while True:
        work = read.copy()
        shared = _share(conn, work, options, leaving)
        plan = _whole_or_none(work, _plan(work, by_id, shared, options, actor, now))
        stayed = leaving - {(row.order_id, row.section) for row in plan.applying()}
        if not stayed:
            plan = permitted(conn, with_companions(conn, plan, actor, now, Shop()), actor)
            _judge_again(work, plan)
            return TrackingPlan(plan, tuple(work.verdicts[row.row] for row in rows))
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
    shared: frozenset[tuple[str, str]],
    options: Options,
    actor: Actor,
    now: int,
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
        requests = _requests(order, group, shared, options)
        if isinstance(requests, Refusal):
            verdict = refuse(requests)
        else:
            before = states.get(order_id, order)
            verdict, states[order_id] = decide_all(before, section, requests, actor, now, Shop())
            if verdict.kind is not Kind.SKIP:  # of refused rows too, so that they can be tried again
                each[target] = requests
        _judge(work, group, verdict, shared)
        planned.append(plan_row(order, section, verdict))
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
        _refuse_unpaid(read, actor, now)
    except BadRow as bad:
        number = section_number(bad.order.number, bad.section) if bad.order and bad.section else row.section
        blank = bad.reason is Refusal.BLANK_ROW
        kind = Kind.SKIP if blank else Kind.REFUSE
        work.verdicts[row.row] = RowVerdict(row.row, number or row.order, kind, bad.reason)
        work.bad.add(row.row)
        if bad.order and bad.section and not blank:
            work.spoil((bad.order.id, bad.section), bad.reason)
        return
    work.groups.setdefault(target, []).append(read)


def _refuse_unpaid(read: ReadRow, actor: Actor, now: int) -> None:
    """A section that waits for its payment takes no number, whatever its row asks for (§9.2-8)."""
    facts = section_facts(read.order, read.section, actor.kind, now, exact_number=False)
    if read.section.state in TRACKABLE and facts.payment in UNPAID_STATES:
        raise BadRow(Refusal.UNPAID, read.order, read.section.n)


def _judge(
    work: _Work, group: Iterable[ReadRow], verdict: Verdict, shared: frozenset[tuple[str, str]] = frozenset()
) -> None:
    for read in group:
        name = section_number(read.order.number, read.section.n)
        odd = read.label.odd if read.label else ()
        if read.label and (read.label.courier, read.label.number) in shared and verdict.kind is Kind.APPLY:
            odd = (*odd, Refusal.NUMBER_TAKEN)
        work.verdicts[read.row] = RowVerdict(read.row, name, verdict.kind, verdict.refusal, odd)


def _share(
    conn: Conn, work: _Work, options: Options, leaving: frozenset[Target]
) -> frozenset[tuple[str, str]]:
    """The labels that several orders use; rows whose receivers differ are refused unless allowed.

    The sections *leaving* give their present numbers up in the same plan, and use them no more.
    """
    users: dict[tuple[str, str], list[ReadRow]] = {}
    for group in work.groups.values():
        for read in group:
            if read.label:
                users.setdefault((read.label.courier, read.label.number), []).append(read)
    used = used_elsewhere(conn, users)
    shared: set[tuple[str, str]] = set()
    for label, reads in users.items():
        receivers = {(r.order.id, r.section.address.receiver) for r in reads}
        receivers |= {
            (holder.order_id, holder.receiver)
            for holder in used.get(label, ())
            if (holder.order_id, holder.section) not in leaving
        }
        if len({order for order, _ in receivers}) < 2:
            continue
        shared.add(label)
        held = [one for one in used.get(label, ()) if (one.order_id, one.section) not in leaving]
        why = None
        if _leaves_in_part(reads, held):
            why = Refusal.PARCEL_LEFT
        elif any(one.separate for one in held):
            why = Refusal.SEPARATE
        elif len({name for _, name in receivers}) > 1 and not options.share:
            why = Refusal.OTHER_RECEIVER
        for read in reads:
            if why and read.label and not _has(read.section, read.label):
                _spoil(work, read, why)
    return frozenset(shared)


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


def _spoil(work: _Work, read: ReadRow, why: Refusal) -> None:
    target = (read.order.id, read.section.n)
    work.spoil(target, why)
    work.groups[target].remove(read)
    name = section_number(read.order.number, read.section.n)
    work.verdicts[read.row] = RowVerdict(read.row, name, Kind.REFUSE, why)


Parcel = tuple[tuple[str, str] | None, str]
"""A label (None: the number that is there) and the state to move to."""


def _requests(
    order: Order, group: Sequence[ReadRow], shared: frozenset[tuple[str, str]], options: Options
) -> tuple[Request, ...] | Refusal:
    """The requests that the rows of one section make, one per parcel; why not, when they contradict."""
    section = group[0].section
    parcels: dict[Parcel, list[ReadRow]] = {}
    for read in group:
        label = (read.label.courier, read.label.number) if read.label else None
        parcels.setdefault((label, read.to), []).append(read)
    whole = any(read.item is None for read in group)
    if whole and len(parcels) > 1:
        return Refusal.DUPLICATE_ROW
    left = {item.n: item.qty for item in order.items_of(section.n)}
    contradiction = None if whole else _contradiction(parcels, left)
    if contradiction:
        return contradiction
    requests: list[Request] = []
    for (label, to), reads in parcels.items():
        pieces: Pieces = ()
        if not whole:
            pieces = _pieces(reads, left)
            for item, qty in pieces:
                left[item] -= qty
            if not any(left.values()):
                pieces = ()
        requests.extend(_parcel_requests(section, label, to, pieces, label in shared, options))
    return tuple(requests)


def _pieces(reads: Iterable[ReadRow], held: Mapping[int, int]) -> Pieces:
    """The pieces of one parcel: rows of one item add up, and a blank quantity means all that is held."""
    found: dict[int, int] = {}
    for read in reads:
        if read.item is None:
            continue
        if read.qty is None:
            found[read.item] = held[read.item]
        else:
            found[read.item] = found.get(read.item, 0) + read.qty
    return tuple(found.items())


def _contradiction(parcels: Mapping[Parcel, Sequence[ReadRow]], held: Mapping[int, int]) -> Refusal | None:
    """Why rows can't hold together: an item goes whole into two parcels, or in more pieces than there are.

    With quantities an item may go in several parcels, whose numbers then differ.
    """
    for item, qty in held.items():
        named = [(parcel, r) for parcel, reads in parcels.items() for r in reads if r.item == item]
        blank = [read for _, read in named if read.qty is None]
        places = {parcel for parcel, _ in named}
        if len(places) > 1 and (blank or len({label for label, _ in places}) < len(places)):
            return Refusal.DUPLICATE_ROW
        counted = sum(read.qty or 0 for _, read in named)
        if counted > (0 if blank else qty):
            return Refusal.BAD_QUANTITY
    return None


def _parcel_requests(
    section: Section,
    label: tuple[str, str] | None,
    to: str,
    pieces: Pieces,
    shared: bool,
    options: Options,
) -> list[Request]:
    items: tuple[tuple[str, Value], ...] = (("items", pieces),) if pieces else ()
    if label is None:
        steps = ("ready", "ship") if to == "ship" and section.state is SectionState.PREPARING else (to,)
        return [Request(step, items if n == 0 else ()) for n, step in enumerate(steps)]
    values: list[tuple[str, Value]] = [("courier", label[0]), ("number", label[1])]
    if to:
        values.append(("to", to))
    if options.overwrite:
        values.append(("overwrite", True))
    if shared:
        values.append(("shared", True))
    return [Request("track", (*values, *items))]


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
