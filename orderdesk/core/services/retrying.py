"""Retry: what a job was asked, once more on exactly those of its rows that were refused.

It is a plan of its own, decided on the orders as they are now: what has become possible applies, what has
been done meanwhile is skipped, the rest is refused as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from orderdesk.core.domain.orders import Actor, Order, Region
from orderdesk.core.domain.plans import refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.shop import Shop
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.enough import seen_enough
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.job_requests import JobRequests, read_requests
from orderdesk.core.services.planning import (
    CHUNK,
    Plan,
    PlanRow,
    Requests,
    Target,
    permitted,
    pieces_of,
    plan_row,
)
from orderdesk.core.services.running import Clock, Progress, Stop, never, nothing
from orderdesk.core.services.undoing import NOT_TAKEN_BACK, REDO, apply_undo, permitted_undo, plan_undo
from orderdesk.core.services.whole_parcels import decide_all, with_companions
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import Job, job_rows
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders

NO_REQUEST = refuse(Refusal.NOT_RETRYABLE)


def plan_retry(
    conn: Conn,
    number: int,
    actor: Actor,
    now: int,
    codes: frozenset[str] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """What doing job *number* again on its refused rows would do now; only on rows refused with *codes*.

    `progress` is told the orders planned. KeyError when there is no such job; JobRefused for an import,
    for a job without such rows, and where what was asked is not known any more.
    """
    job = read_job(conn, number)
    if job.action in NOT_TAKEN_BACK:
        raise JobRefused(Refusal.NOT_RETRYABLE, number)
    refused = frozenset(
        (row.order_id, row.section)
        for row in job_rows(conn, number)
        if row.verdict == "refuse" and (codes is None or row.code in codes)
    )
    if not refused:
        raise JobRefused(Refusal.NOTHING_REFUSED, number)
    if job.undo_of is not None:
        return permitted_undo(conn, _undo_again(conn, job, job.undo_of, refused), job.undo_of, actor)
    asked = _asked(conn, number)
    if asked.each or job.action == "track":
        return _each_again(conn, asked, refused, actor, now, progress)
    ids = list(dict.fromkeys(order_id for order_id, _ in sorted(refused, key=_place)))
    plan = plan_request(conn, ids, asked.request, actor, now, refused, progress)
    return _with_lost(conn, plan, refused)


def _with_lost(conn: Conn, plan: Plan, wanted: frozenset[Target]) -> Plan:
    """*plan* with the *wanted* targets that are gone, such as sections that were merged since."""
    lost = wanted - {(row.order_id, row.section) for row in plan.rows}
    sections: dict[int, list[int | None]] = {}
    for order_id, section in sorted(lost, key=_place):
        sections.setdefault(order_id, []).append(section)
    gone = refuse(Refusal.NO_SECTION)
    rows = [plan_row(order, n, gone) for order in load_orders(conn, sections) for n in sections[order.id]]
    return replace(plan, rows=(*plan.rows, *rows))


def _place(target: Target) -> tuple[int, int]:
    order_id, section = target
    return order_id, section or 0


def _asked(conn: Conn, job: int) -> JobRequests:
    """What *job* was asked; JobRefused when that was erased."""
    try:
        return read_requests(request_of(conn, job))
    except (LookupError, TypeError, ValueError):
        raise JobRefused(Refusal.NOT_RETRYABLE, job) from None


def _undo_again(conn: Conn, job: Job, undone: int, refused: frozenset[Target]) -> Plan:
    plan = plan_undo(conn, undone, job.action == REDO)
    return replace(plan, rows=tuple(row for row in plan.rows if (row.order_id, row.section) in refused))


def _each_again(
    conn: Conn,
    asked: JobRequests,
    refused: frozenset[Target],
    actor: Actor,
    now: int,
    progress: Callable[[int], None],
) -> Plan:
    """The plan where every section has requests of its own; without any the row can't be tried again."""
    rows: list[PlanRow] = []
    each = {target: asked.each[target] for target in refused if target in asked.each}
    if asked.request.text("number") or asked.request.verb != "track":  # else nothing is asked of the others
        each = dict.fromkeys(refused, (asked.request,)) | each
    by_order: dict[int, list[int | None]] = {}
    for order_id, section in sorted(refused, key=_place):
        by_order.setdefault(order_id, []).append(section)
    shop, done = shop_of(conn), 0
    for ids in chunks(by_order, CHUNK):
        for order in load_orders(conn, ids):
            rows.extend(_rows_of(order, by_order[order.id], each, actor, now, shop))
        done += len(ids)
        progress(done)
    plan = permitted(conn, Plan(asked.request.verb, asked.request, tuple(rows), each), actor)
    return seen_enough(conn, with_companions(conn, plan, actor, now, shop), actor, now, shop)


def _rows_of(
    order: Order, sections: list[int | None], each: Requests, actor: Actor, now: int, shop: Shop
) -> Iterator[PlanRow]:
    state, there = order, {section.n for section in order.sections}
    for section in sections:
        requests = each.get((order.id, section))
        if requests is None:
            yield plan_row(order, section, NO_REQUEST)
        elif section is not None and section not in there:
            yield plan_row(order, section, refuse(Refusal.NO_SECTION))
        else:
            verdict, state = decide_all(state, section, requests, actor, now, shop)
            yield plan_row(order, section, verdict, pieces_of(requests))


def apply_retry(
    store: Store,
    number: int,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Stop = never,
) -> int:
    """Apply *plan*, which tries rows of job *number* again, or until *cancelled*; the new job's number."""
    with store.reader() as conn:
        job = read_job(conn, number)
        region = Region.DOMESTIC if job.undo_of is not None else _asked(conn, number).region
    if job.undo_of is not None:
        return apply_undo(store, job.undo_of, plan, actor, clock, progress, cancelled)
    return apply_plan(store, plan, actor, clock, progress, cancelled, region)
