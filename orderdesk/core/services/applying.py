"""Apply: a plan becomes a job, and the job changes the orders, slice by slice.

The plan is stored before the first change. A row whose order has moved since the preview is
refused, not silently changed. Whoever finds an abandoned job carries it on the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from orderdesk.core.domain.apply import Happening, Shop, carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Actor, Order, Region
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.job_requests import read_requests, write_requests
from orderdesk.core.services.planning import Plan, Requests, Target
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import JobRow, create_job, run_slices
from orderdesk.core.store.unit import UnitOfWork

Clock = Callable[[], int]
Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) after each slice."""

Outcome = tuple[str, str | None]
"""(verdict, code) that a row ended with."""


DONE: Outcome = (Kind.APPLY.value, None)


def nothing(done: int, total: int) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """A job that nobody cancels."""
    return False


def store_plan(store: Store, plan: Plan, actor: Actor, now: int, region: Region = Region.DOMESTIC) -> int:
    """The number of the job that *plan* becomes; nothing is changed yet."""
    with store.unit(actor, now) as unit:
        return create_job(unit, plan.action, write_requests(plan, region), job_rows_of(plan))


def job_rows_of(plan: Plan) -> list[JobRow]:
    """The rows of *plan* as a job stores them."""
    return [
        JobRow(row.order_id, row.section, row.verdict.kind.value, row.verdict.code or None, row.version)
        for row in plan.rows
    ]


def run_job(
    store: Store,
    job: int,
    request_text: str,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Carry job *job* on to its end, or until *cancelled*; done rows stay done."""
    request, each, region = read_requests(request_text)

    def apply_slice(unit: UnitOfWork, rows: Sequence[JobRow]) -> Mapping[Target, Outcome]:
        return _apply_slice(unit, rows, request, each, region, job)

    run_slices(store, job, actor, clock, apply_slice, progress, cancelled)


def _apply_slice(
    unit: UnitOfWork, rows: Sequence[JobRow], request: Request, each: Requests, region: Region, job: int
) -> Mapping[Target, Outcome]:
    outcomes: dict[Target, Outcome] = {}
    pairs: list[tuple[Order, Order]] = []
    events: list[NewEvent] = []
    shop = shop_of(unit.conn)
    by_order: dict[int, list[JobRow]] = {}
    for row in rows:
        by_order.setdefault(row.order_id, []).append(row)
    orders = {order.id: order for order in unit.orders(list(by_order))}
    for order_id, its_rows in by_order.items():
        before = orders.get(order_id)
        if before is None or before.version != its_rows[0].version:
            outcomes.update({(order_id, row.section): refused(Refusal.MOVED) for row in its_rows})
            continue
        after, happenings = before, list[Happening]()
        for row in its_rows:
            target = (order_id, row.section)
            requests = each.get(target, (request,))
            after, outcomes[target], happened = _do(after, row.section, requests, unit, shop, region)
            happenings.extend(happened)
        if after is not before:
            pairs.append((before, after))
            events.extend(_events(order_id, happenings, unit.now))
    unit.save(pairs, events, job)
    return outcomes


def _do(
    order: Order,
    section: int | None,
    requests: Sequence[Request],
    unit: UnitOfWork,
    shop: Shop,
    region: Region,
) -> tuple[Order, Outcome, list[Happening]]:
    """All of *requests* on one target, or none of them."""
    state, happened = order, list[Happening]()
    for request in requests:
        verdict = decide(state, section, request, unit.actor, unit.now, shop)
        if verdict.kind is Kind.APPLY:
            call = Call(request, unit.actor, unit.now, region)
            state, happenings = carry_out(state, section, verdict, call)
            happened.extend(happenings)
        elif verdict.kind is Kind.REFUSE or len(requests) == 1:
            return order, (verdict.kind.value, verdict.code), []
    return state, DONE, happened


def refused(refusal: Refusal) -> Outcome:
    """The outcome of a row that was refused."""
    return Kind.REFUSE.value, refusal.code


def _events(order_id: int, happenings: Sequence[Happening], now: int) -> list[NewEvent]:
    return [NewEvent(order_id, h.verb, h.section, now, h.actor, h.changes) for h in happenings]


def apply_plan(
    store: Store,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
    region: Region = Region.DOMESTIC,
) -> int:
    """Store *plan* as a job and carry it out; the job's number."""
    job = store_plan(store, plan, actor, clock(), region)
    run_job(store, job, write_requests(plan, region), actor, clock, progress, cancelled)
    return job
