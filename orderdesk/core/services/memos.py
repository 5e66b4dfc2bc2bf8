"""Memos of one order: as they are, what they said before, and what an operator does to them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orderdesk.core.domain.orders import Actor, Memo
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.requests import BadRequest, make_request
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.running import Clock
from orderdesk.core.services.showing import NoSuchOrder, earlier_texts, masked
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import events_of
from orderdesk.core.store.jobs import refused_code
from orderdesk.core.store.load import load_orders


@dataclass(frozen=True, slots=True)
class Written:
    """A memo with when it was edited (UTC seconds) and what it said until then, newest first.

    `whole` is False where something of its text is masked.
    """

    memo: Memo
    earlier: tuple[tuple[int, str], ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Memos:
    """The memos of the order called `number`, newest first."""

    number: str
    memos: tuple[Written, ...]


def read_memos(conn: Conn, order_id: int, hide: bool = False) -> Memos:
    """The memos of the order with store id *order_id*, masked where *hide* says so; NoSuchOrder."""
    for order in load_orders(conn, [order_id]):
        shown, events = masked(order, events_of(conn, order_id) if order.memos else [], hide)
        found = (
            Written(memo, earlier_texts(events, memo.n), memo == real)
            for memo, real in zip(reversed(shown.memos), reversed(order.memos), strict=True)
        )
        return Memos(order.number, tuple(found))
    raise NoSuchOrder(str(order_id))


def do_memo(
    store: Store, order_id: int, verb: str, fields: Mapping[str, str], actor: Actor, clock: Clock
) -> Refusal | None:
    """Do the memo action *verb* to one order, as a job that can be taken back; why it was not done."""
    try:
        request = make_request(verb, fields)
    except BadRequest as bad:
        return bad.refusal
    with store.reader() as conn:
        plan = make_plan(conn, [order_id], request, actor, clock(), shop_of(conn))
    for row in plan.rows:
        if row.verdict.refusal is not None:
            return row.verdict.refusal
    number = apply_plan(store, plan, actor, clock)
    with store.reader() as conn:
        code = refused_code(conn, number)
    return BY_CODE[code] if code else None
