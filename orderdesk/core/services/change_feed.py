"""The change feed for other systems: pages of orders or claims by their last change, each with its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Order
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.feed import PLACED_AT, Changed, Feed, change_before, changed, changes_of
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find


class Place(NamedTuple):
    """A place in the feed: behind `change`, and behind so many `claims` of the order of `within`."""

    change: int = 0
    within: int = 0
    claims: int = 0


BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read. `conditions` go by `listing.DIMENSIONS` and section states; times are UTC seconds.

    The modified and ordered times hold both ends, None is no end; `kinds` and `decisions` are of claims.
    """

    conditions: Mapping[str, frozenset[int]]
    modified: tuple[int | None, int | None] = (None, None)
    ordered: tuple[int | None, int | None] = (None, None)
    place: Place = BEGINNING
    limit: int = 100
    kinds: frozenset[int] = frozenset()
    decisions: frozenset[int] = frozenset()


class OrderAt(NamedTuple):
    """An order with the time of its last change, UTC seconds."""

    order: Order
    at: int


class ClaimAt(NamedTuple):
    """A claim with its order, and the time of the order's last change, UTC seconds."""

    order: Order
    claim: Claim
    at: int


def orders_page(conn: Conn, asked: Asked) -> tuple[list[OrderAt], Place | None]:
    """A page of orders, and the place behind it where there may be more."""
    found = changed(conn, _feed(conn, asked, claims=False), asked.limit + 1)
    page = found[: asked.limit]
    more = Place(page[-1].seq) if len(found) > asked.limit else None
    return [OrderAt(order, each.at) for order, each in _loaded(conn, page)], more


def claims_page(conn: Conn, asked: Asked) -> tuple[list[ClaimAt], Place | None]:
    """A page of claims by the last change of their orders, then by number; the place behind it."""
    found = changed(conn, _feed(conn, asked, claims=True), asked.limit + 1)
    listed: list[ClaimAt] = []
    behind = asked.place.change
    for order, each in _loaded(conn, found):
        fitting = [claim for claim in order.claims if _fits(claim, asked)]
        passed = asked.place.claims if each.seq == asked.place.within else 0
        for n, claim in enumerate(fitting[passed:], passed):
            if len(listed) == asked.limit:
                return listed, Place(behind, each.seq, n)
            listed.append(ClaimAt(order, claim, each.at))
        behind = each.seq
    return listed, Place(behind) if len(found) > asked.limit else None


def _fits(claim: Claim, asked: Asked) -> bool:
    kind, decision = int(claim.kind), int(claim.decision)
    return (not asked.kinds or kind in asked.kinds) and (not asked.decisions or decision in asked.decisions)


def _loaded(conn: Conn, found: Sequence[Changed]) -> Iterator[tuple[Order, Changed]]:
    orders = {order.id: order for order in load_orders(conn, [each.order for each in found])}
    return ((orders[each.order], each) for each in found)


def _feed(conn: Conn, asked: Asked, claims: bool) -> Feed:
    since, until = asked.modified
    after = change_before(conn, since) if since is not None else 0
    extra = ((PLACED_AT, asked.ordered),) if asked.ordered != (None, None) else ()
    return Feed(
        ListQuery(asked.conditions, extra=extra),
        max(after, asked.place.change),
        change_before(conn, until + 1) if until is not None else None,
        claims,
        asked.kinds,
        asked.decisions,
    )


def order_at(conn: Conn, number: str) -> OrderAt | None:
    """The order of that number, None when there is none."""
    order_id = find(conn, [number]).get(number)
    if order_id is None:
        return None
    at = changes_of(conn, [order_id])[order_id].at
    return OrderAt(load_orders(conn, [order_id])[0], at)
