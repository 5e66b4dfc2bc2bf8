"""The board of stuck work: what gets stuck is counted and listed under its kind, until it is moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.stuck import KINDS
from orderdesk.core.domain.telling import Intent
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services import browsing
from orderdesk.core.services.stuck import stuck_board, stuck_orders
from orderdesk.core.store.engine import Store
from orderdesk.core.store.outbox import REFUSED
from orderdesk.core.store.unit import find
from orderdesk.keyboard.actions import ACTIONS
from tests.services.desk import KIM, NOW, Desk, number, sections, sold
from tests.services.station import Packer, goods, labelled

DAY = 86_400


def stuck(desk: Desk) -> dict[str, int]:
    """The kinds that something is stuck in, each with its orders; what is listed is what is counted."""
    found, orders = {}, set[int]()
    with desk.store.reader() as conn:
        for each in stuck_board(conn, desk.now):
            view = browsing.make_view(where=each.where, now=desk.now)
            listed = {order.id for order in browsing.orders(conn, view)}
            assert len(listed) == each.orders, each.kind.id
            orders |= listed
            if each.orders:
                found[each.kind.id] = each.orders
        in_english = [each.orders for each in stuck_board(conn, desk.now, "en")]
        assert in_english == [each.orders for each in stuck_board(conn, desk.now)]
        assert stuck_orders(conn, desk.now) == len(orders)
    return found


def test_nothing_is_stuck_in_a_shop_that_just_began(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    assert stuck(desk) == {}


def _label(desk: Desk) -> None:
    labelled(desk, 1)


def _held(desk: Desk) -> None:
    desk.do("hold", *sections(1, 1), reason="STOCK")
    desk.now += 4 * DAY


def _idle(desk: Desk) -> None:
    desk.now += 3 * DAY


def _overdue(desk: Desk) -> None:
    desk.do("ready", *sections(1, 1))
    desk.now += 5 * DAY


def _box(desk: Desk) -> None:
    packer = Packer(desk)
    packer.open(1), packer("A")


def _claims(desk: Desk) -> None:
    desk.do("cancel", *sections(1, 1), reason="SOLD_OUT")


def _withdrawn(desk: Desk) -> None:
    _claims(desk)
    desk.do("withdraw", *sections(1, 1))


@pytest.mark.parametrize(
    "kind, get_stuck",
    [
        ("label", _label),
        ("held", _held),
        ("idle", _idle),
        ("overdue", _overdue),
        ("box", _box),
        ("claims", _claims),
        ("withdrawn", _withdrawn),
    ],
)
def test_what_is_stuck_is_counted_under_its_kind(
    store: Store, kind: str, get_stuck: Callable[[Desk], None]
) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    get_stuck(desk)
    assert stuck(desk).get(kind) == 1, stuck(desk)


def test_an_order_that_is_stuck_in_two_ways_is_one(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 2))
    _overdue(desk)
    packer = Packer(desk)
    packer.open(1), packer("A")
    found = stuck(desk)
    assert (found["overdue"], found["box"], found["idle"]) == (2, 1, 1), found
    with store.reader() as conn:
        assert stuck_orders(conn, desk.now) == 2


def test_who_left_a_box_that_is_still_packed_is_not_stuck_in_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 2))
    for n in (1, 2):
        packer = Packer(desk)
        packer.open(n), packer("A")
    assert stuck(desk)["box"] == 2
    with store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE box_section SET live = 0 WHERE order_id = ?", (first_id(desk),))
    assert stuck(desk)["box"] == 1


def test_what_its_channel_refused_is_stuck_until_it_is_told(store: Store) -> None:
    desk = Desk(store)
    desk.add(replace(sold(1), channel=Channel.NAVER, channel_number="N1"))
    with store.unit(KIM, NOW) as unit:
        connection = unit.add_connection("naver", "네이버", {"client_id": "x"})
        order = first_id(desk)
        unit.conn.insert(
            "outbox",
            ("id", "order_id", "connection", "state", "at", "intent", "tries", "next_at", "code", "message"),
            [(1, order, connection.id, REFUSED, NOW, Intent(Operation.DISPATCH, 1).text(), 1, NOW, "x", "")],
        )
    assert stuck(desk) == {"untold": 1}
    with store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE outbox SET state = 2")
    assert stuck(desk) == {}


def first_id(desk: Desk) -> int:
    with desk.store.reader() as conn:
        return find(conn, [number(1)])[number(1)]


def test_every_kind_names_the_action_that_moves_it_on() -> None:
    known = {*BY_ID, *(each.id for each in ACTIONS)}
    assert all(kind.action in known for kind in KINDS)
    assert len({kind.id for kind in KINDS}) == len(KINDS)
