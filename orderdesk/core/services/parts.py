"""Parts of a selection: the sections of one state, or pieces of sections that are not split off yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.address_fees import plan_fees
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.enough import seen_enough
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, one_at_a_time, permitted, plan_row
from orderdesk.core.services.tracking_rules import with_courier
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.names import sections_in

PiecesOf = Mapping[Target, Pieces]
"""The pieces that are meant of a section; a section without an entry is meant whole."""


def in_state(
    conn: Conn, ids: Sequence[int], state: SectionState, only: frozenset[Target] | None = None
) -> tuple[list[int], frozenset[Target]]:
    """The sections in *state* now among the orders *ids* (or the targets *only*), and their orders."""
    found: set[Target] = set()
    for chunk in chunks(ids, CHUNK):
        found.update(t for t in sections_in(conn, chunk, int(state)) if only is None or t in only)
    orders = {order_id for order_id, _ in found}
    return [order_id for order_id in ids if order_id in orders], frozenset(found)


def held_reasons(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None) -> frozenset[str]:
    """Why sections of the orders *ids* (or the targets *only*), or their claims, are held."""
    found: set[str] = set()
    for chunk in chunks(ids, CHUNK):
        for order in load_orders(conn, chunk):
            reasons = [(hold.section, hold.reason) for hold in order.holds]
            reasons += [(claim.section, claim.held) for claim in order.claims if claim.held]
            found.update(reason for n, reason in reasons if only is None or (order.id, n) in only)
    return frozenset(found)


def plan_pieces(
    conn: Conn,
    ids: Sequence[int],
    request: Request,
    only: frozenset[Target],
    pieces: PiecesOf,
    actor: Actor,
    now: int,
    shop: Shop,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """The plan of *request* on the targets *only*, of some of them on the chosen *pieces*.

    Pieces are split off and moved in the one plan.
    """
    rows: list[PlanRow] = []
    each: dict[Target, tuple[Request, ...]] = {}
    request = with_courier(request)
    answer, request = request, request.without("fee") if request.verb == "address" else request
    for order in load_orders(conn, ids):
        for row, asked in _rows(order, request, only, pieces, actor, now, shop):
            rows.append(row)
            if asked is not request and row.verdict.kind is Kind.APPLY:
                each[order.id, row.section] = (asked,)
    progress(len(ids))
    plan = permitted(conn, one_at_a_time(Plan(request.verb, request, tuple(rows), each)), actor)
    plan = seen_enough(conn, plan, actor, now, shop)
    return plan_fees(conn, plan, answer) if request.verb == "address" else plan


def _rows(
    order: Order,
    request: Request,
    only: frozenset[Target],
    pieces: PiecesOf,
    actor: Actor,
    now: int,
    shop: Shop,
) -> Iterator[tuple[PlanRow, Request]]:
    """A row per target with its own request, each decided on what the earlier ones leave."""
    state = order
    for section in order.sections:
        if (order.id, section.n) not in only:
            continue
        chosen = pieces.get((order.id, section.n), ())
        asked = Request(request.verb, (*request.values, ("items", chosen))) if chosen else request
        verdict = decide(state, section.n, asked, actor, now, shop)
        yield plan_row(order, section.n, verdict, chosen), asked
        if verdict.kind is Kind.APPLY:
            state, _ = carry_out(state, section.n, verdict, Call(asked, actor, now))
