"""Tick: what time itself does to orders, as jobs of the system.

A delivered section confirms itself after seven days, an unpaid order is cancelled when its deadline has
passed, a cash receipt that was asked for is issued where the shop does so by itself, and follows what is
refunded. A second tick, or one of another desk, finds nothing left to do. What a person took back stays with
the person: it is not done again. Whoever is connected outside is asked for what waits to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.erasing import ERASE
from orderdesk.core.domain.facts import CONFIRM_AFTER
from orderdesk.core.domain.orders import Order, Receipt
from orderdesk.core.domain.payments import payment_of
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.receipts import CANCEL, REISSUE, WAIT, Mode, mark
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.connected import connected
from orderdesk.core.services.erasing import erase_due
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, plan_order
from orderdesk.core.services.reaching_out import hear_of_deposits, look_at_troubles, settle_outside
from orderdesk.core.services.rhythm import USUAL
from orderdesk.core.services.running import Clock
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.due import Place, asked_until, delivered_until, happened
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.receipts import to_follow

CONFIRM, EXPIRE, ISSUE, WITHDRAW = "confirm", "expire", "receipt-issue", "receipt-cancel"
BY_ITSELF = (EXPIRE, CONFIRM, ISSUE, WITHDRAW)
"""What the system does when its time has come, in this order."""

DESK_LIMIT = 2000
"""How many orders an open desk takes in one tick; the others wait for the next."""

_LOCK = "tick"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did of one kind: the verb, the job (None: nothing was due) and its rows in numbers."""

    verb: str
    job: int | None = None
    applied: int = 0
    refused: int = 0


def tick(
    store: Store, clock: Clock, limit: int | None = None, bank_every: int = USUAL.bank
) -> tuple[Ticked, ...]:
    """Do what is due now, at most to *limit* orders of a kind. Empty while another process does it.

    The bank is asked once in *bank_every* seconds.
    """
    with connected(store, clock) as to:
        hear_of_deposits(store, clock, to, bank_every)
        with store.backend.try_lock(_LOCK) as free:
            if not free:
                return ()
            done = tuple(_do(store, verb, clock, limit) for verb in BY_ITSELF)
            done += _erased(store, clock, limit)
        settle_outside(store, clock, to)
    look_at_troubles(store, clock)
    return done


def _erased(store: Store, clock: Clock, limit: int | None) -> tuple[Ticked, ...]:
    """What was erased because its time had come; nothing on most ticks."""
    number = erase_due(store, clock, limit)
    return () if number is None else (_ticked(store, ERASE, number),)


def _do(store: Store, verb: str, clock: Clock, limit: int | None) -> Ticked:
    with store.reader() as conn:
        plan = _PLANS[verb](conn, clock(), limit)
    if not plan.applying():
        return Ticked(verb)
    return _ticked(store, verb, apply_plan(store, plan, SYSTEM, clock))


def _ticked(store: Store, verb: str, number: int) -> Ticked:
    with store.reader() as conn:
        done = read_job(conn, number)
    return Ticked(verb, number, done.applied, done.refused)


def plan_confirm(conn: Conn, now: int, limit: int | None = None) -> Plan:
    """The purchases that confirm themselves at *now*; a delivery once, whoever took that back."""
    due = delivered_until(conn, now - CONFIRM_AFTER)
    before = happened(conn, CONFIRM, {order for order, _ in due}) if due else {}
    places = (place for place, done_at in due.items() if before.get(place, 0) <= done_at)
    return _plan(conn, CONFIRM, places, now, limit)


def plan_expire(conn: Conn, now: int, limit: int | None = None) -> Plan:
    """The sections whose payment is overdue at *now*; a deadline passes once, whoever took that back."""
    ids = asked_until(conn, now)
    before = happened(conn, EXPIRE, ids) if ids else {}
    places = [
        place
        for chunk in chunks(ids, CHUNK)
        for order in load_orders(conn, chunk)
        for place in _overdue(order, now, before)
    ]
    return _plan(conn, EXPIRE, places, now, limit)


def plan_issue(conn: Conn, now: int, limit: int | None = None) -> Plan:
    """The cash receipts that issue themselves: those that were asked for, once their payment is here.

    One that is about more than what a refund left is issued anew for that.
    """

    def due(order: Order, receipt: Receipt) -> bool:
        return receipt.state == WAIT or mark(order, receipt) is REISSUE

    return _receipts(conn, ISSUE, due, now, limit)


def plan_withdraw(conn: Conn, now: int, limit: int | None = None) -> Plan:
    """The cash receipts that cancel themselves: those of payments that were refunded whole."""
    return _receipts(conn, WITHDRAW, lambda order, receipt: mark(order, receipt) is CANCEL, now, limit)


def _receipts(
    conn: Conn, verb: str, due: Callable[[Order, Receipt], bool], now: int, limit: int | None
) -> Plan:
    """The plan of *verb* on each order's first receipt that is *due*, where the shop does so by itself."""
    shop = shop_of(conn)
    rows: list[PlanRow] = []
    each: dict[Target, tuple[Request, ...]] = {}
    for chunk in chunks(to_follow(conn) if shop.receipts is Mode.AUTO else [], CHUNK):
        for order in load_orders(conn, chunk):
            receipt = next((receipt for receipt in order.receipts if due(order, receipt)), None)
            if receipt is not None:
                request = Request(verb, (("n", receipt.n),))
                each[order.id, None] = (request,)
                rows += plan_order(order, request, SYSTEM, now, shop)
    return replace(_applying(verb, Request(verb), rows, limit), each=each)


def _overdue(order: Order, now: int, before: Mapping[Place, int]) -> Iterator[Place]:
    for section in order.sections:
        due_at = payment_of(order, section.paid_by).due_at
        if due_at is not None and due_at <= now and before.get((order.id, section.n), 0) < due_at:
            yield order.id, section.n


def _plan(conn: Conn, verb: str, places: Iterable[Place], now: int, limit: int | None) -> Plan:
    """The plan of *verb* on *places*, oldest orders first; rows that do not apply are left out."""
    only: frozenset[Target] = frozenset(places)
    ids = sorted({order for order, _ in only})[:limit]
    shop, request = shop_of(conn), Request(verb)
    rows: list[PlanRow] = []
    for chunk in chunks(ids, CHUNK):
        rows += _rows(load_orders(conn, chunk), request, now, shop, only)
    return _applying(verb, request, rows)


def _applying(verb: str, request: Request, rows: Iterable[PlanRow], limit: int | None = None) -> Plan:
    """The plan of those *rows* that apply, *limit* at most; nobody reads why others were left alone."""
    return Plan(verb, request, tuple(row for row in rows if row.verdict.kind is Kind.APPLY)[:limit])


def _rows(
    orders: Sequence[Order], request: Request, now: int, shop: Shop, only: frozenset[Target]
) -> Iterator[PlanRow]:
    for order in orders:
        yield from plan_order(order, request, SYSTEM, now, shop, only)


_PLANS = {CONFIRM: plan_confirm, EXPIRE: plan_expire, ISSUE: plan_issue, WITHDRAW: plan_withdraw}
