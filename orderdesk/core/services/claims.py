"""What the forms of claims ask for, told by the sections that are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orderdesk.core.domain.claim_rules import (
    AMOUNT_REASON,
    AUTO,
    BUYER,
    PICKUP_NEEDS,
    asked_of,
    hold_choices,
    likeliest_pickup,
    pickup_ways,
)
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.goods import Product
from orderdesk.core.domain.orders import Line, Order, Section
from orderdesk.core.domain.refund_verbs import to_settle
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import EXCHANGE_STATES, RETURN_STATES, SectionState
from orderdesk.core.domain.swap import SWAP
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.menu import COUNTED
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.goods import products_by_code
from orderdesk.core.store.jobs import Job, done_rows
from orderdesk.core.store.load import load_orders

_PROMISING = frozenset({"approve", SWAP, "address"})
"""The actions that can promise the buyer money back."""

_WAITING = (SectionState.RETURN_REQUESTED, SectionState.EXCHANGE_REQUESTED)


@dataclass(frozen=True, slots=True)
class ExchangeItem:
    """An item that may be exchanged for another option: number, name, option (outside text), pieces.

    `offered` are the product's options, of which the catalogue knows several; else it is empty.
    """

    item: int
    name: str
    option: str
    qty: int
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejecting:
    """What a rejection asks for: courier and number where a channel's cancel is shipped instead, a reason."""

    ships: bool
    must_say_why: bool


def _meant(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None) -> Iterator[tuple[Order, Section]]:
    """The sections of the orders *ids*, or the targets *only*; of very many the first ones speak for all."""
    for order in load_orders(conn, ids[:COUNTED]):
        for section in order.sections:
            if only is None or (order.id, section.n) in only:
                yield order, section


def exchange_items(
    conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None, pieces: PiecesOf | None = None
) -> tuple[ExchangeItem, ...]:
    """The chosen items where one section is meant; none where several are: they keep their options."""
    found = list(_meant(conn, ids, only))
    if len(found) != 1:
        return ()
    order, section = found[0]
    chosen = dict((pieces or {}).get((order.id, section.n), ()))
    lines = [(item, order.line(item.line)) for item in order.items_of(section.n)]
    known = products_by_code(conn, {line.product for _, line in lines if line.product})
    return tuple(
        ExchangeItem(
            item.n, item_text(line), line.option, chosen.get(item.n, item.qty), _offered(line, known)
        )
        for item, line in lines
        if not chosen or item.n in chosen
    )


def _offered(line: Line, known: Mapping[str, Product]) -> tuple[str, ...]:
    """The options that the goods of *line* come in; none where there is nothing to choose."""
    options = [option.option for option in known[line.product].options] if line.product in known else []
    return tuple(options) if len(options) > 1 and line.option in options else ()


class Pickups(NamedTuple):
    """The `ways` in which goods may come back, the `likeliest`, and why `nobody` fetches them by himself."""

    ways: tuple[str, ...]
    likeliest: str
    nobody: Refusal | None = None


def pickups_offered(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None) -> Pickups:
    """How the goods of the claims that wait for it may come back: what any of them asks for is on offer,
    what the first does is the likeliest.

    Nobody fetches them where that was wished for and no courier has a contract.
    """
    shop, nobody = shop_of(conn), False
    found: set[str] = set()
    likeliest = ""
    for order, section in _meant(conn, ids, only):
        claim = order.open_claim(section.n)
        if claim is None or section.state not in _WAITING:
            continue
        asked, ways = asked_of(claim), pickup_ways(asked_of(claim))
        if AUTO in ways and not shop.can_fetch(order.channel):
            ways, nobody = tuple(way for way in ways if way != AUTO), True
        likeliest = likeliest or likeliest_pickup(asked, ways)
        found.update(ways)
    offered = tuple(way for way in PICKUP_NEEDS if way in found) or pickup_ways(BUYER)
    why = Refusal.NO_CONTRACT if nobody and AUTO not in found else None
    return Pickups(offered, likeliest or BUYER, why)


def holds_offered(
    conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None
) -> tuple[tuple[tuple[str, Word], ...], bool]:
    """The reasons for which what is meant may be held, and whether all of it are claims."""
    states = {section.state for _, section in _meant(conn, ids, only)}
    choices = dict(choice for state in sorted(states) for choice in hold_choices(state))
    return tuple(choices.items()), bool(states) and states <= EXCHANGE_STATES | RETURN_STATES


def states_amount(reasons: Sequence[tuple[str, Word]]) -> bool:
    """Whether one of the *reasons* to hold is about an amount."""
    return any(reason == AMOUNT_REASON for reason, _ in reasons)


def refunds_wait(conn: Conn, job: Job) -> bool:
    """Whether *job* promised refunds that nobody executes by itself; of very many the first ones speak."""
    if job.action not in _PROMISING:
        return False
    done = dict.fromkeys(row.order_id for row in done_rows(conn, job.id))
    return any(map(to_settle, load_orders(conn, [*done][:COUNTED])))


def rejecting(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None) -> Rejecting:
    """What rejecting the claims of the sections that are meant asks for."""
    channel = [section.state for order, section in _meant(conn, ids, only) if order.channel.external]
    return Rejecting(
        any(state is SectionState.CANCEL_REQUESTED for state in channel),
        any(state in EXCHANGE_STATES | RETURN_STATES for state in channel),
    )
