"""What a job did to orders, folded backwards: what undo plans and what it writes are the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orderdesk.core.domain.changes import Change, ChangeConflict, take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.claim_rules import reopens_digital
from orderdesk.core.domain.effects import ASSIGNED
from orderdesk.core.domain.entangled import entangled
from orderdesk.core.domain.orders import Entry, EntryKind, Order, Receipt
from orderdesk.core.domain.receipts import ASKED_OUTSIDE
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.services.number_conflicts import Number, conflicts, gained
from orderdesk.core.services.whole_parcels import torn
from orderdesk.core.store.alike import Likeness, standings
from orderdesk.core.store.dialect import Conn, Row
from orderdesk.core.store.events import (
    Event,
    events_after,
    events_of_job,
    first_event,
    gives_numbers,
    told_since,
)
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.outbox import claimed_orders

Kind = tuple[Likeness, tuple[Row, ...]]
"""What an order is like, and what the job did to it."""

MOVED = tuple(sorted(frozenset[str]().union(*ASSIGNED.values())))
"""The fields of a section that moving it sets beside its state."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """An order as it is and as it was before the job, with what the job did to it."""

    order: Order
    earlier: Order
    events: Sequence[Event]


class AlikeFolded(NamedTuple):
    """Of one order its section, number, version and time, and how an order that is like it is folded back."""

    section: int
    number: str
    version: int
    placed_at: int
    folded: Folded


def fold_back(
    conn: Conn, job: int, orders: Sequence[Order]
) -> tuple[Mapping[int, Folded], Mapping[int, Refusal]]:
    """Those of *orders* from which *job* can be taken back, and why it can't be from the others, by id."""
    ids = [order.id for order in orders]
    events = _by_order(events_of_job(conn, job, ids))
    later = _by_order(events_after(conn, {order: its[-1].id for order, its in events.items()}))
    told = claimed_orders(conn, job, ids)
    folded: dict[int, Folded] = {}
    refused: dict[int, Refusal] = {}
    for order in orders:
        its, since = events.get(order.id, ()), later.get(order.id, ())
        earlier = Refusal.SENT_OUTSIDE if order.id in told else _earlier(order, its, since)
        if isinstance(earlier, Refusal):
            refused[order.id] = earlier
        else:
            folded[order.id] = Folded(order, earlier, its)
    while taken := _kept_from(conn, folded):
        for (order_id, _), refusal in taken.items():
            refused[order_id] = refusal
            folded.pop(order_id, None)
    return folded, refused


def _kept_from(conn: Conn, folded: Mapping[int, Folded]) -> Mapping[tuple[int, Number], Refusal]:
    """Why numbers that *folded* would bring back or move can't be so, by (order id, number)."""
    pairs = [(one.order, one.earlier) for one in folded.values()]
    return conflicts(conn, pairs, may_share=True) or dict.fromkeys(torn(conn, pairs), Refusal.PARCEL_IN_PART)


class AlikeFolder:
    """Folds a job back from orders of one section that are alike: one of them is looked at for all.

    Only where the job changed nothing but what a likeness holds, nothing happened since, and no other order
    could mind: none shares a parcel, and none of those looked at with it gets a number back, or loses one.
    """

    def __init__(self, job: int) -> None:
        self.job = job
        self._first: int | None = None
        self._known: dict[Kind, Folded | None] = {}

    def fold(self, conn: Conn, order_ids: Collection[int]) -> dict[int, AlikeFolded]:
        """Those of the orders that can be taken back so, by id; all others must be looked at on their own."""
        if self._first is None:
            self._first = first_event(conn, self.job)
        told = told_since(conn, self._first, order_ids)
        apart = claimed_orders(conn, self.job, order_ids)
        found: list[tuple[int, int, str, int, int, Kind]] = []
        new: dict[Kind, int] = {}
        for order, n, number, version, placed_at, alone, likeness in standings(conn, order_ids, 0, MOVED):
            by_job = order in told and all(job == self.job for job, *_ in told[order])
            if alone and by_job and order not in apart:
                kind = likeness, told[order]
                found.append((order, n, number, version, placed_at, kind))
                if kind not in self._known:
                    new[kind] = order
        folded = fold_back(conn, self.job, load_orders(conn, new.values()))[0] if new else {}
        for kind, order in new.items():
            one = folded.get(order)
            self._known[kind] = one if one is not None and _speaks_for_others(one) else None
        alike = {
            order: AlikeFolded(n, number, version, placed_at, one)
            for order, n, number, version, placed_at, kind in found
            if (one := self._known[kind]) is not None
        }
        rest = (told[order] for order in order_ids if order not in alike and order in told)
        return {} if any(map(gives_numbers, rest)) else alike


def _speaks_for_others(folded: Folded) -> bool:
    """Whether what was found on this order holds for all that are like it: it is sound, before and now."""
    changes = [change for event in folded.events for change in event.changes]
    return (
        all((change.part == "order" and change.field == "trade") or _moves(change) for change in changes)
        and not gained(folded.order, folded.earlier)
        and not check(folded.order)
        and not check(folded.earlier)
    )


def _moves(change: Change) -> bool:
    return change.part == "sections" and change.field in ("state", *MOVED)


def _by_order(events: Iterable[Event]) -> Mapping[int, Sequence[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.order_id, []).append(event)
    return found


def _earlier(order: Order, events: Sequence[Event], later: Sequence[Event]) -> Order | Refusal:
    """*order* without *events* (oldest first) and with the *later* ones, or why it can't be had."""
    if any(event.erased for event in (*events, *later)):
        return Refusal.NOT_UNDOABLE
    if any(_asks_outside(change) for event in events for change in event.changes):
        return Refusal.SENT_OUTSIDE
    try:
        earlier = _without(order, events)
        if later:
            after = _without(order, later)
            if entangled(_without(after, events), after, order):
                return Refusal.CHANGED_SINCE
    except ChangeConflict:
        return Refusal.CHANGED_SINCE
    if reopens_digital(order, earlier):
        return Refusal.CANCEL_LASTS
    return Refusal.CHANGED_SINCE if check(earlier) and not check(order) else earlier


def _asks_outside(change: Change) -> bool:
    """Whether *change* is a refund or a cash receipt that somebody outside was then asked for."""
    if change.part == "receipts":
        state = change.after.state if isinstance(change.after, Receipt) else change.after
        return change.field in ("", "state") and state in ASKED_OUTSIDE
    return isinstance(change.after, Entry) and change.after.kind is EntryKind.REFUND_STARTED


def _without(order: Order, events: Sequence[Event]) -> Order:
    for event in reversed(events):
        order = take_back(order, event.changes)
    return order
