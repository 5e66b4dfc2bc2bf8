"""Run: a stored job changes the orders slice by slice, for who began it or for who found it abandoned.

Everything that a plan was decided on is looked at again in the transaction that writes. A row whose order has
moved since the preview is refused, not silently changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.apply import Happening, carry_out, decide
from orderdesk.core.domain.boxes import BOX, read_ref
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.erasing import BEFORE, ERASE
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.verbs import MEMO_VERBS
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.enough import Shelf
from orderdesk.core.services.erasing_slice import drop_addresses, erase_slice
from orderdesk.core.services.folding import AlikeFolder, Folded, fold_back
from orderdesk.core.services.job_requests import JobRequests
from orderdesk.core.services.labelling import Labeller
from orderdesk.core.services.moving import Mover
from orderdesk.core.services.number_conflicts import Number, conflicts, gained
from orderdesk.core.services.planning import Target
from orderdesk.core.services.whole_parcels import crossed, numbers_given, torn
from orderdesk.core.store.boxes import is_closed
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import TAKEN_BACK, NewEvent
from orderdesk.core.store.jobs import ApplySlice, JobRow, run_slices
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.unit import UnitOfWork

Clock = Callable[[], int]
Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) after each slice."""

Stop = Callable[[], bool]
"""Asked between slices whether the operator wants to stop."""

Outcome = tuple[str, str | None]
"""(verdict, code) that a row ended with."""


DONE: Outcome = (Kind.APPLY.value, None)


def nothing(done: int, total: int) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """A job that nobody cancels."""
    return False


def run_job(
    store: Store,
    job: int,
    asked: JobRequests,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
    held: bool = False,
) -> None:
    """Carry job *job* on to its end, or until *cancelled*; done rows stay done. *held*: its lock is ours."""
    run_slices(store, job, actor, clock, applying(asked)(job), progress, cancelled, held)
    if asked.request.verb == ERASE:
        drop_addresses(store, actor, clock())


def applying(asked: JobRequests) -> Callable[[int], ApplySlice]:
    """How a slice of a job that was *asked* this is applied, by the job's number."""
    if asked.request.verb == ERASE:
        before = asked.request.number(BEFORE) or 0
        return lambda job: lambda unit, rows: erase_slice(unit, rows, job, before)
    mover = Labeller(asked) if asked.request.verb == "track" else Mover(asked)

    def of(job: int) -> ApplySlice:
        return lambda unit, rows: _apply_slice(unit, rows, asked, job, mover)

    return of


def run_undo(
    store: Store,
    undo: int,
    job: int,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
    held: bool = False,
) -> None:
    """Carry the undo job *undo* of *job* on to its end. *held*: its lock is ours."""
    run_slices(store, undo, actor, clock, taking_back(job)(undo), progress, cancelled, held)


def taking_back(job: int) -> Callable[[int], ApplySlice]:
    """How a slice of an undo of *job* is applied, by the undo's number."""
    folder = AlikeFolder(job)

    def of(undo: int) -> ApplySlice:
        return lambda unit, rows: _undo_slice(unit, rows, folder, undo)

    return of


@dataclass(slots=True)
class _Tried:
    """What becomes of the rows of a slice, before it is written; `numbers`: those a row brings or moves."""

    outcomes: dict[Target, Outcome] = field(default_factory=dict)
    pairs: list[tuple[Order, Order]] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    numbers: dict[Target, frozenset[Number]] = field(default_factory=dict)


def _apply_slice(
    unit: UnitOfWork, rows: Sequence[JobRow], asked: JobRequests, job: int, mover: Mover | Labeller
) -> Mapping[Target, Outcome]:
    if not unit.permits(asked.request.verb):
        return {(row.order_id, row.section): _refused(Refusal.NOT_PERMITTED) for row in rows}
    if (box := asked.request.text(BOX)) and not is_closed(unit.conn, *read_ref(box)):
        return {(row.order_id, row.section): _refused(Refusal.BOX_REOPENED) for row in rows}
    shop = shop_of(unit.conn)
    moved = mover.move(unit, rows, shop)
    by_order: dict[int, list[JobRow]] = {}
    for row in moved.rest:
        by_order.setdefault(row.order_id, []).append(row)
    orders = {order.id: order for order in unit.orders(list(by_order))}
    denied: dict[Target, Refusal] = {}
    while True:
        tried = _try(unit, orders, by_order, asked, shop, denied)
        taken = conflicts(unit.conn, tried.pairs, asked.request.flag("shared"))
        if not taken:
            broken = torn(unit.conn, tried.pairs) | _given_in_part(tried, asked)
            taken = dict.fromkeys(broken, Refusal.PARCEL_IN_PART)
        if not taken:
            break
        for target, numbers in tried.numbers.items():
            for number in numbers:
                if (target[0], number) in taken:
                    denied[target] = taken[target[0], number]
    unit.save(tried.pairs, tried.events, job, moved.alike)
    return {**moved.outcomes, **tried.outcomes}


def _given_in_part(tried: _Tried, asked: JobRequests) -> set[tuple[int, Number]]:
    """(order id, number) of whoever would share a number with somebody who was refused it."""
    refused = {
        number
        for target, (verdict, _) in tried.outcomes.items()
        if verdict == Kind.REFUSE.value
        for number in numbers_given(asked.each.get(target, ()), shared=True)
    }
    return {(target[0], number) for target, own in tried.numbers.items() for number in own & refused}


def _try(
    unit: UnitOfWork,
    orders: Mapping[int, Order],
    by_order: Mapping[int, Sequence[JobRow]],
    asked: JobRequests,
    shop: Shop,
    denied: Mapping[Target, Refusal],
) -> _Tried:
    """What the rows do to *orders* when those of the *denied* targets are refused."""
    tried, shelf = _Tried(), Shelf(unit.conn)
    apart = asked.request.verb in MEMO_VERBS  # what people write waits for nobody, and nobody for it
    for order_id, rows in by_order.items():
        before = orders.get(order_id)
        moved = before is not None and before.version != rows[0].version and not apart
        if before is None or moved:
            tried.outcomes.update({(order_id, row.section): _refused(Refusal.MOVED) for row in rows})
            continue
        after = before
        for row in rows:
            target = (order_id, row.section)
            if target in denied:
                tried.outcomes[target] = _refused(denied[target])
                continue
            state, tried.outcomes[target], happened = _do(after, row.section, asked, unit, shop, shelf)
            tried.numbers[target] = gained(after, state) | crossed(after, state)
            tried.events.extend(_events(order_id, happened, unit.now))
            after = state
        if after is not before:
            tried.pairs.append((before, after))
    return tried


def _do(
    order: Order, section: int | None, asked: JobRequests, unit: UnitOfWork, shop: Shop, shelf: Shelf
) -> tuple[Order, Outcome, list[Happening]]:
    """All requests on one target, or none of them."""
    requests: Sequence[Request] = asked.each.get((order.id, section), (asked.request,))
    state, happened = order, list[Happening]()
    for request in requests:
        verdict = decide(state, section, request, unit.actor, unit.now, shop)
        if verdict.kind is Kind.APPLY:
            receipts, outside = shop.receipts, shop.refunds_outside
            call = Call(request, unit.actor, unit.now, asked.region, receipts, outside)
            done, happenings = carry_out(state, section, verdict, call)
            if not shelf.takes(state, done, request):
                return order, _refused(Refusal.STOCK_GONE), []
            state = done
            happened.extend(happenings)
        elif verdict.kind is Kind.REFUSE or len(requests) == 1:
            return order, (verdict.kind.value, verdict.code), []
    return state, DONE, happened


def _refused(refusal: Refusal) -> Outcome:
    return Kind.REFUSE.value, refusal.code


def _events(order_id: int, happenings: Sequence[Happening], now: int) -> list[NewEvent]:
    return [NewEvent(order_id, h.verb, h.section, now, h.actor, h.changes) for h in happenings]


def _undo_slice(
    unit: UnitOfWork, rows: Sequence[JobRow], folder: AlikeFolder, undo: int
) -> Mapping[Target, Outcome]:
    if not unit.permits(Act.UNDO.value):
        return {(row.order_id, row.section): _refused(Refusal.NOT_PERMITTED) for row in rows}
    versions = {row.order_id: row.version for row in rows}
    outcomes = {order_id: _refused(Refusal.MOVED) for order_id in versions}
    alike: dict[Folded, dict[int, int]] = {}
    looked = folder.fold(unit.conn, versions)
    for order_id, like in looked.items():
        if like.version == versions[order_id]:
            alike.setdefault(like.folded, {})[order_id] = like.placed_at
            outcomes[order_id] = DONE
    still = unit.orders(order_id for order_id in versions if order_id not in looked)
    still = [order for order in still if order.version == versions[order.id]]
    folded, refusals = fold_back(unit.conn, folder.job, still)
    outcomes.update({order_id: _refused(refusal) for order_id, refusal in refusals.items()})
    outcomes.update(dict.fromkeys(folded, DONE))
    events = [event for one in folded.values() for event in _reversed_events(one, unit)]
    groups = [
        Alike(one.order, one.earlier, _reversed_events(one, unit), orders) for one, orders in alike.items()
    ]
    unit.save([(one.order, one.earlier) for one in folded.values()], events, undo, groups)
    unit.withdraw_intents(folder.job, [order_id for order_id in versions if outcomes[order_id] is DONE])
    return {(row.order_id, row.section): outcomes[row.order_id] for row in rows}


def _reversed_events(folded: Folded, unit: UnitOfWork) -> list[NewEvent]:
    return [
        NewEvent(
            event.order_id,
            TAKEN_BACK,
            event.section,
            unit.now,
            unit.actor,
            tuple(change.reversed() for change in reversed(event.changes)),
            event.verb,
        )
        for event in reversed(folded.events)
    ]
