"""Orders with sections to split, join and ship in parts, and what tests ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.orders import Channel, EntryKind, Item, Order
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.showing import show_id
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.order_detail import OrderDetail
from tests.domain.builders import line, order, section, states
from tests.screens.driver import DeskDriver, fill

CJ = "CJ대한통운"
GOOD = ("521853123451", "521853123462", "521853123473")


def basket(**more: object) -> Order:
    """Two pieces of A at 15,000 (5,000 off in all) and four of B at 10,000, in one section; fee 3,000."""
    rice, oil = (
        line(1, 2, 25_000, 15_000, name="유기농 쌀 10kg"),
        line(2, 4, unit_price=10_000, name="참기름 320ml"),
    )
    return order(rice, oil, fee=3_000, **more)  # type: ignore[arg-type]  # fields of an order


def in_two(**more: object) -> Order:
    """Three pieces of one line in two sections, 1 and 2, both in preparation unless said otherwise."""
    sections = more.pop("sections", (section(1), section(2)))
    return order(
        line(1, 3, name="제주 감귤 5kg"),
        sections=sections,  # type: ignore[arg-type]  # sections
        items=[Item(1, 1, 1, 1), Item(2, 2, 1, 2)],
        **more,  # type: ignore[arg-type]  # fields of an order
    )


def from_naver(**more: object) -> Order:
    """A channel's order like `basket`."""
    return basket(channel=Channel.NAVER, channel_number="2026092100017", **more)


def put(store: Store, made: Order) -> int:
    """Stores *made* alone; its id."""
    return fill(store, [made])[0]


def now(store: Store, order_id: int) -> Order:
    """The order as the store has it."""
    with store.reader() as conn:
        return show_id(conn, order_id).order


def timeline(store: Store, order_id: int) -> list[tuple[str, int | None, str]]:
    """What the timeline says happened since the order came: words, section and by whom, the oldest first."""
    with store.reader() as conn:
        lines = [(each.words.ko, each.section, each.who.name) for each in show_id(conn, order_id).timeline]
    return lines[::-1][1:]


class Ending(NamedTuple):
    """What an order is on every axis, its money rows and its timeline: what each guide ends by asserting."""

    states: dict[int, SectionState]
    badge: Badge
    trade: Trade
    payment: PaymentState
    entries: list[tuple[EntryKind, int]]
    timeline: Sequence[tuple[str, int | None, str]]


def ending(store: Store, order_id: int) -> Ending:
    """The order as the store has it, all of it at once, so that no guide can leave a part of it out."""
    of = now(store, order_id)
    return Ending(
        states(of),
        badge(of),
        of.trade,
        order_payment_state(of.entries),
        [(entry.kind, entry.amount) for entry in of.entries],
        timeline(store, order_id),
    )


def contents(of: Order) -> dict[int, list[tuple[str, int]]]:
    """By section, its items with their pieces."""
    return {s.n: [(of.line(i.line).name, i.qty) for i in of.items_of(s.n)] for s in of.sections}


async def open_detail(desk: DeskDriver) -> None:
    """Opens the order of the list's cursor."""
    await desk.press("enter")
    assert isinstance(desk.screen, OrderDetail)


async def pick(desk: DeskDriver, verb: str, *more: str) -> None:
    """The action *verb* by its number in the process menu, and what its dialogs are answered with."""
    await desk.press("full_stop", *strokes(BY_ID[verb]), *more)
