"""Undo and redo: a job's events folded backwards, as a plan of their own.

What was applied can be taken back while the world outside has not moved and nobody changed the
same fields since. Redo is the undo of an undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from orderdesk.core.domain.erasing import ERASE
from orderdesk.core.domain.money import share
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import APPLY, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.applying import job_rows_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.folding import AlikeFolded, AlikeFolder, Folded, fold_back
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import CHUNK, Held, Plan, PlanRow, held_by_sections, permitted, plan_row
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.running import DONE, Clock, Progress, never, nothing, run_undo, taking_back
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import AtOnce, Job, begun_job, job_rows, jobs, undo_needs
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import running_elsewhere
from orderdesk.core.uncollected import uncollected

UNDO, REDO = "undo", "redo"
NOT_TAKEN_BACK = {"import": Refusal.NOT_UNDOABLE, ERASE: Refusal.ERASED}
"""Actions that are jobs, but are not undone (DESIGN §3), and why."""


RECENT = 200
"""How many jobs back `undo` without a number looks."""


class NothingToUndo(Exception):
    """There is no job that could be taken back (or done again)."""


def last_job(conn: Conn, actor: Actor, redo: bool = False) -> int:
    """The newest job of *actor* that `undo` (or `redo`) means. NothingToUndo without one."""
    listed = jobs(conn, RECENT)
    undone = {job.undo_of for job in listed if job.undo_of is not None and job.applied}
    for job in listed:
        if _may_mean(job, redo) and job.applied and job.actor == actor.name and job.id not in undone:
            return job.id
    raise NothingToUndo


def _may_mean(job: Job, redo: bool) -> bool:
    return job.action == UNDO if redo else job.action not in (UNDO, *NOT_TAKEN_BACK)


def plan_undo(conn: Conn, job: int, redo: bool = False) -> Plan:
    """What taking *job* back would do: a verdict on every row that it applied.

    With *redo* the plan is called so; *job* is then an undo. Of a job that is never taken back every row
    is refused; JobRefused when it has none. KeyError when there is no such job, StoreProblem while it is run.
    """
    found = read_job(conn, job)
    if found.state in ("planned", "running"):
        raise running_elsewhere(job, f"job {job}")
    lasting = NOT_TAKEN_BACK.get(found.action)
    rows: list[PlanRow] = []
    by_order: dict[int, list[int | None]] = {}
    with uncollected():
        for row in job_rows(conn, job):
            if row.verdict == DONE[0]:
                by_order.setdefault(row.order_id, []).append(row.section)
    if lasting and not by_order:
        raise JobRefused(lasting, job)
    folder, gone, back = AlikeFolder(job), 0, 0
    for ids in chunks(by_order, CHUNK):
        with uncollected():
            alike = {} if lasting else folder.fold(conn, ids)
            whole = {order.id: order for order in load_orders(conn, [n for n in ids if n not in alike])}
            folded, refusals = _folded(conn, job, list(whole.values()), lasting)
            gone += sum(_numbers_lost(one.order, one.earlier) for one in folded.values())
            back += sum(_numbers_lost(one.earlier, one.order) for one in folded.values())
            held = held_by_sections(conn, alike)
            for order_id in ids:
                if order_id in alike:
                    rows += _alike_rows(order_id, alike[order_id], by_order[order_id], held)
                elif order_id in whole:
                    verdict = refuse(refusals[order_id]) if order_id in refusals else APPLY
                    own = [plan_row(whole[order_id], n, verdict) for n in by_order[order_id]]
                    rows += [_of_what_moves(own[0], folded[order_id])] if _is_one(own, folded) else own
    action = REDO if redo else UNDO
    return Plan(action, Request(action), tuple(rows), numbers=(gone, back))


def permitted_undo(conn: Conn, plan: Plan, job: int, actor: Actor) -> Plan:
    """*plan*, which takes back *job*; all of it refused when *actor* may not do that."""
    return permitted(conn, plan, actor, *undo_needs(conn, job, actor))


def _folded(
    conn: Conn, job: int, orders: Sequence[Order], lasting: Refusal | None
) -> tuple[Mapping[int, Folded], Mapping[int, Refusal]]:
    if lasting:
        return {}, dict.fromkeys((order.id for order in orders), lasting)
    return fold_back(conn, job, orders)


def _numbers_lost(before: Order, after: Order) -> int:
    """How many sections of *before* have a tracking number that they have not in *after*."""
    return len(_numbers(before) - _numbers(after))


def _numbers(order: Order) -> frozenset[tuple[int, str | None, str]]:
    return frozenset((s.n, s.courier, s.tracking) for s in order.sections if s.tracking)


def _is_one(rows: Sequence[PlanRow], folded: Mapping[int, Folded]) -> bool:
    return len(rows) == 1 and rows[0].order_id in folded


def _of_what_moves(row: PlanRow, folded: Folded) -> PlanRow:
    """*row* for the pieces that come to another section, if any do: others of a split never left."""
    moved = Counter[int]()
    for (line, _), qty in (_places(folded.earlier) - _places(folded.order)).items():
        moved[line] += qty
    if not moved:
        return row
    lines = [(folded.earlier.line(n), qty) for n, qty in moved.items()]
    won = sum(share(line.total, line.qty, qty) for line, qty in lines)
    return row._replace(pieces=moved.total(), won=won, left=0)


def _places(order: Order) -> Counter[tuple[int, int]]:
    """How many pieces of which line lie in which section."""
    places = Counter[tuple[int, int]]()
    for item in order.items:
        places[item.line, item.section] += item.qty
    return places


def _alike_rows(
    order_id: int, alike: AlikeFolded, sections: Sequence[int | None], held: Held
) -> Iterator[PlanRow]:
    """The rows of an order of one section, which are about that section or about the order."""
    for n in sections:
        pieces, won = held.get((order_id, alike.section), (0, 0))
        yield PlanRow(order_id, alike.number, n, alike.version, APPLY, pieces, won)


def apply_undo(
    store: Store,
    job: int,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Take *job* back as *plan* says, or until *cancelled*; the number of the job that does it.

    Abandoned jobs are carried on first, as before every plan that is applied.
    """
    recover(store, clock)
    at_once = AtOnce(taking_back(job), cancelled)
    with begun_job(
        store, actor, clock(), plan.action, "{}", job_rows_of(plan), undo_of=job, at_once=at_once
    ) as undo:
        run_undo(store, undo, job, actor, clock, progress, cancelled, held=True)
    return undo
