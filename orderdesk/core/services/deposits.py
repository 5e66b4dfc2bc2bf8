"""Match the deposits of a bank's statement with the orders that wait, and confirm what people chose."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from orderdesk.core.domain.deposits import Deposit, Proposal, Waiting, propose
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.payments import LATER_DEPOSIT, open_request
from orderdesk.core.domain.plans import refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.files.bank_statement import Statement
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import Clock, Progress, apply_plan, never, nothing
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, permitted, plan_order, plan_row
from orderdesk.core.store.deposits import used_elsewhere, used_marks, waiting_ids
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.shop import bank_accounts

CONFIRM = "confirm-payment"
_MARK: Final = 24
"""Hex digits that tell a deposit from all others."""

Chosen = Mapping[Deposit, int]
"""The order id that each deposit is for."""


def deposits_of(conn: Conn, statement: Statement) -> tuple[Deposit, ...]:
    """The deposits of *statement*, to the shop's account of that bank where it has just one.

    A deposit is known again by what the bank says of it, and of equal ones by which of them it is.
    """
    own = [account for account in bank_accounts(conn) if account.bank == statement.bank]
    account = " · ".join(own[0][1:]) if len(own) == 1 else statement.bank
    seen: Counter[str] = Counter()
    found = []
    for row in statement.deposits:
        said = (statement.bank, row.at.isoformat(), row.depositor, row.deposit, row.balance)
        likeness = sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:_MARK]
        seen[likeness] += 1
        at = int(row.at.replace(tzinfo=SEOUL).timestamp())
        memo = " ".join(filter(None, (row.summary, row.memo)))
        found.append(Deposit(f"{likeness}-{seen[likeness]}", account, at, row.depositor, row.deposit, memo))
    return tuple(found)


def rows_paid(conn: Conn, statement: Statement) -> frozenset[int]:
    """The rows of *statement* whose deposits a payment stands for."""
    deposits = deposits_of(conn, statement)
    used = used_marks(conn, (deposit.mark for deposit in deposits))
    told = zip(statement.deposits, deposits, strict=True)
    return frozenset(row.row for row, deposit in told if deposit.mark in used)


def match(conn: Conn, deposits: Sequence[Deposit]) -> tuple[Proposal, ...]:
    """What each of *deposits* may pay of what waits now."""
    used = used_marks(conn, (deposit.mark for deposit in deposits)) | used_elsewhere(conn, deposits)
    return propose(deposits, orders_waiting(conn), used)


def orders_waiting(conn: Conn) -> Iterator[Waiting]:
    """The orders that wait for a deposit."""
    for chunk in chunks(waiting_ids(conn), CHUNK):
        for order in load_orders(conn, chunk):
            if (found := _waiting(order)) is not None:
                yield found


def _waiting(order: Order) -> Waiting | None:
    payment = open_request(order.entries)
    if payment is None or payment.root.method not in LATER_DEPOSIT:
        return None
    addresses = [section.address for section in order.sections]
    names = (order.buyer_name, *(address.receiver for address in addresses))
    phones = (order.buyer_phone, *(address.phone for address in addresses))
    return Waiting(
        order.id,
        order.number,
        payment.due,
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(phones)),
        payment.root.at,
        payment.due_at,
    )


def sure(proposals: Sequence[Proposal]) -> dict[Deposit, int]:
    """What may be confirmed without a further look: deposits that fit one order alone."""
    return {each.deposit: each.order.order_id for each in proposals if each.order is not None}


def plan_deposits(conn: Conn, chosen: Chosen, actor: Actor, now: int) -> Plan:
    """The plan that confirms the payment of each chosen order by its deposit.

    An order that two deposits are for, or that waits for another amount than came, is refused.
    """
    by_order: dict[int, list[Deposit]] = {}
    for deposit, order_id in chosen.items():
        by_order.setdefault(order_id, []).append(deposit)
    used = used_marks(conn, (deposit.mark for deposit in chosen)) | used_elsewhere(conn, chosen)
    shop = shop_of(conn)
    rows: list[PlanRow] = []
    each: dict[Target, tuple[Request, ...]] = {}
    for chunk in chunks(by_order, CHUNK):
        for order in load_orders(conn, chunk):
            came = by_order[order.id]
            refusal = _refuse(order, came, used)
            if refusal is not None:
                rows.append(plan_row(order, None, refuse(refusal)))
                continue
            request = _request(came[0])
            each[order.id, None] = (request,)
            rows.extend(plan_order(order, request, actor, now, shop))
    return permitted(
        conn, Plan(CONFIRM, Request(CONFIRM), tuple(rows), each), actor, CONFIRM, Act.DEPOSITS.value
    )


def _refuse(order: Order, came: Sequence[Deposit], used: frozenset[str]) -> Refusal | None:
    if len(came) > 1:
        return Refusal.DEPOSIT_TWICE
    if came[0].mark in used:
        return Refusal.DEPOSIT_USED
    payment = open_request(order.entries)
    return Refusal.DEPOSIT_AMOUNT if payment is not None and payment.due != came[0].amount else None


def _request(deposit: Deposit) -> Request:
    given = ("depositor", deposit.depositor), ("account", deposit.account), ("at", deposit.at)
    return Request(CONFIRM, tuple((key, value) for key, value in given if value))


def apply_deposits(
    store: Store,
    chosen: Chosen,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Carry *plan* out, which is of *chosen*; the job's number.

    What a deposit is for is kept first: a deposit counts as used only as long as its payment stands.
    """
    with store.unit(actor, clock()) as unit:
        unit.put_deposits(chosen)
    return apply_plan(store, plan, actor, clock, progress, cancelled)
