"""Register tracking numbers: rows from a form, the keyboard or a scanner become one plan.

Nothing is written until the preview is confirmed. A section is all or nothing: one bad row of it
refuses its other rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.apply import Shop, carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.plans import APPLY, SKIP, Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request, Value
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TemplateRow, TrackingRow
from orderdesk.core.services.planning import Plan, PlanRow, Target, plan_row
from orderdesk.core.services.tracking_rows import (
    BadRow,
    Options,
    ReadRow,
    orders_named,
    read_row,
    section_named,
)
from orderdesk.core.services.tracking_rules import Reason, used_elsewhere
from orderdesk.core.store.dialect import Conn

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
    """What is gathered while rows are read."""

    verdicts: dict[int, RowVerdict] = field(default_factory=dict)
    groups: dict[Target, list[ReadRow]] = field(default_factory=dict)
    spoilt: dict[Target, Refusal] = field(default_factory=dict)

    def spoil(self, target: Target, reason: Reason) -> None:
        """Refuse the whole section *target*; the first reason is the one that is told."""
        if not isinstance(reason, Refusal):
            courier = reason in _COURIER_PROBLEMS
            reason = Refusal.COURIER_UNKNOWN if courier else Refusal.NUMBER_INVALID
        self.spoilt.setdefault(target, reason)
        self.groups.setdefault(target, [])


_COURIER_PROBLEMS = (
    NumberProblem.COURIER_MISSING,
    NumberProblem.COURIER_UNKNOWN,
    NumberProblem.COURIER_AMBIGUOUS,
)


def plan_tracking(
    conn: Conn,
    rows: Sequence[TrackingRow],
    actor: Actor,
    now: int,
    options: Options,
    unread: Sequence[TrackingRow] = (),
) -> TrackingPlan:
    """The plan that *rows* make, and a verdict on each of them.

    *unread* are rows that were refused already: nothing of their sections is done.
    """
    orders = orders_named(conn, (*rows, *unread))
    work = _Work()
    for row in unread:
        meant = section_named(row, orders)
        if meant:
            work.spoil((meant[0].id, meant[1].n), Refusal.NUMBER_INVALID)
    for row in rows:
        _take(row, orders, options, work)
    shared = _share(conn, work, options)
    by_id = {order.id: order for order in orders.values()}
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
        verdict = Verdict(Kind.REFUSE, Refusal.DUPLICATE_ROW)
        if requests:
            verdict, states[order_id] = _decide(states.get(order_id, order), section, requests, actor, now)
        if verdict.kind is Kind.APPLY:
            each[target] = requests
        _judge(work, group, verdict, shared)
        planned.append(plan_row(order, section, verdict))
    plan = Plan("track", Request("track"), tuple(planned), each)
    return TrackingPlan(plan, tuple(work.verdicts[row.row] for row in rows))


def _take(row: TrackingRow, orders: Mapping[str, Order], options: Options, work: _Work) -> None:
    try:
        read = read_row(row, orders, options)
    except BadRow as bad:
        number = section_number(bad.order.number, bad.section) if bad.order and bad.section else row.section
        blank = bad.reason is Refusal.BLANK_ROW
        kind = Kind.SKIP if blank else Kind.REFUSE
        work.verdicts[row.row] = RowVerdict(row.row, number or row.order, kind, bad.reason)
        if bad.order and bad.section and not blank:
            work.spoil((bad.order.id, bad.section), bad.reason)
        return
    work.groups.setdefault((read.order.id, read.section.n), []).append(read)


def _judge(
    work: _Work, group: Iterable[ReadRow], verdict: Verdict, shared: frozenset[tuple[str, str]] = frozenset()
) -> None:
    for read in group:
        name = section_number(read.order.number, read.section.n)
        odd = read.label.odd if read.label else ()
        if read.label and (read.label.courier, read.label.number) in shared and verdict.kind is Kind.APPLY:
            odd = (*odd, Refusal.NUMBER_TAKEN)
        work.verdicts[read.row] = RowVerdict(read.row, name, verdict.kind, verdict.refusal, odd)


def _share(conn: Conn, work: _Work, options: Options) -> frozenset[tuple[str, str]]:
    """The labels that several orders use; rows whose receivers differ are refused unless allowed."""
    users: dict[tuple[str, str], list[ReadRow]] = {}
    for group in work.groups.values():
        for read in group:
            if read.label:
                users.setdefault((read.label.courier, read.label.number), []).append(read)
    used = used_elsewhere(conn, users)
    shared: set[tuple[str, str]] = set()
    for label, reads in users.items():
        receivers = {(r.order.id, r.section.address.receiver) for r in reads}
        receivers |= {(holder.order_id, holder.receiver) for holder in used.get(label, ())}
        if len({order for order, _ in receivers}) < 2:
            continue
        shared.add(label)
        if len({name for _, name in receivers}) > 1 and not options.share:
            for read in reads:
                if (read.section.courier, read.section.tracking) != label:
                    _spoil(work, read)
    return frozenset(shared)


def _spoil(work: _Work, read: ReadRow) -> None:
    target = (read.order.id, read.section.n)
    work.spoil(target, Refusal.OTHER_RECEIVER)
    work.groups[target].remove(read)
    name = section_number(read.order.number, read.section.n)
    work.verdicts[read.row] = RowVerdict(read.row, name, Kind.REFUSE, Refusal.OTHER_RECEIVER)


Parcel = tuple[tuple[str, str] | None, str]
"""A label (None: the number that is there) and the state to move to."""


def _requests(
    order: Order, group: Sequence[ReadRow], shared: frozenset[tuple[str, str]], options: Options
) -> tuple[Request, ...]:
    """The requests that the rows of one section make, one per parcel; none when rows contradict."""
    section = group[0].section
    parcels: dict[Parcel, list[ReadRow]] = {}
    for read in group:
        label = (read.label.courier, read.label.number) if read.label else None
        parcels.setdefault((label, read.to), []).append(read)
    whole = [parcel for parcel, reads in parcels.items() if any(r.item is None for r in reads)]
    if (whole and len(parcels) > 1) or _twice(group):
        return ()
    left = {item.n: item.qty for item in order.items_of(section.n)}
    requests: list[Request] = []
    for (label, to), reads in parcels.items():
        pieces: Pieces = ()
        if not whole:
            pieces = tuple((r.item, r.qty or left[r.item]) for r in reads if r.item is not None)
            for item, qty in pieces:
                left[item] -= qty
            if not any(left.values()):
                pieces = ()
        requests.extend(_parcel_requests(section, label, to, pieces, label in shared, options))
    return tuple(requests)


def _twice(group: Sequence[ReadRow]) -> bool:
    """Whether an item stands twice; with quantities it may go in several parcels, once in each."""
    named: dict[int, list[ReadRow]] = {}
    for read in group:
        if read.item is not None:
            named.setdefault(read.item, []).append(read)
    for reads in named.values():
        numbers = {read.label.number if read.label else "" for read in reads}
        if len(reads) > 1 and (len(numbers) < len(reads) or any(read.qty is None for read in reads)):
            return True
    return False


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


def _decide(
    order: Order, section: int | None, requests: Sequence[Request], actor: Actor, now: int
) -> tuple[Verdict, Order]:
    """The verdict on all of *requests* together, and the order after them."""
    state, verdicts = order, list[Verdict]()
    for request in requests:
        verdict = decide(state, section, request, actor, now, Shop())
        verdicts.append(verdict)
        if verdict.kind is Kind.REFUSE:
            return verdict, order
        if verdict.kind is Kind.APPLY:
            state, _ = carry_out(state, section, verdict, Call(request, actor, now))
    applied = [verdict for verdict in verdicts if verdict.kind is Kind.APPLY]
    return (applied[0] if len(verdicts) == 1 and applied else APPLY if applied else SKIP), state


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
