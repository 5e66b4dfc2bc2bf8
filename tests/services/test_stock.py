from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.stock import EFFECTS, MOVE_WORDS, MoveKind
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import StockRefused, adjust, moves_of_option, option_of, receive
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from orderdesk.core.store.stock import tracks
from tests.services.desk import KIM, NOW, Desk, number, sold

RICE = Product("F101", "유기농 쌀 10kg", 10_000, (Option("F101-01", tracked=True),))
SHIRT = Product(
    "C301", "티셔츠", 10_000, (Option("C301-M", "사이즈: M", tracked=True), Option("C301-L", "사이즈: L"))
)
LABEL: dict[str, Any] = {"courier": "CJ대한통운", "number": "680123456782"}
CLAIM: dict[str, Any] = {"reason": "SOLD_OUT"}


def of_rice(order: Order) -> Order:
    """*order*, its first line rice by its SKU, the others shirts by product and option."""
    first, *others = order.lines
    shirts = (replace(line, product="C301", option="사이즈: M") for line in others)
    return replace(order, lines=(replace(first, sku="F101-01"), *shirts))


@pytest.fixture
def both(store: Store) -> Desk:
    """A desk on a store of each engine that counts rice and one size of a shirt."""
    put_products(store, KIM, NOW, [RICE, SHIRT])
    receive(store, KIM, NOW, "F101-01", 10)
    receive(store, KIM, NOW, "C301-M", 10)
    return Desk(store)


def stock(desk: Desk, sku: str = "F101-01") -> tuple[int, int]:
    with desk.store.reader() as conn:
        option = option_of(conn, sku)
    return option.on_hand, option.allocated


def ledger(desk: Desk, sku: str = "F101-01") -> list[tuple[str, int]]:
    """The moves of an option, oldest first, but the pieces that came in first."""
    with desk.store.reader() as conn:
        rows = moves_of_option(conn, option_of(conn, sku))
    return [(row.kind.value, row.qty) for row in reversed(rows)][1:]


def s1(n: int = 1) -> str:
    return f"{number(n)}-S1"


def test_paid_pieces_wait_leave_with_the_parcel_and_come_back_by_a_step_back(both: Desk) -> None:
    both.add(of_rice(sold(1, 3, 2)))
    assert (stock(both), stock(both, "C301-M")) == ((10, 3), (10, 2))
    both.do("track", s1(), **LABEL, to="ship")
    assert (stock(both), stock(both, "C301-M")) == ((7, 0), (8, 0))
    both.do("deliver", s1())
    both.do("reopen", 1)
    both.do("back", s1())
    both.do("back", s1())
    assert stock(both) == (10, 3)
    assert ledger(both) == [("allocated", 3), ("shipped", 3), ("unshipped", 3)]
    assert both.sound()


def test_unpaid_pieces_do_not_wait_and_their_cancel_moves_nothing(both: Desk) -> None:
    both.add(of_rice(sold(1, 3, unpaid=True)), of_rice(sold(2, 1, unpaid=True)))
    assert stock(both) == (10, 0)
    both.do("confirm-payment", 1)
    both.do("cancel", 2, **CLAIM)
    assert stock(both) == (10, 3)
    assert ledger(both) == [("allocated", 3)]


def test_a_cancel_releases_once_however_often_it_is_taken_back(both: Desk) -> None:
    both.add(of_rice(sold(1, 3)))
    both.do("cancel", s1(), **CLAIM, items="1:2")
    assert stock(both) == (10, 3)
    approved = both.do("approve", f"{number(1)}-S2")
    assert stock(both) == (10, 1)
    undo = both.undo(approved)
    assert stock(both) == (10, 3)
    both.undo(undo, redo=True)
    assert stock(both) == (10, 1)
    assert ledger(both) == [("allocated", 3), ("released", 2), ("allocated", 2), ("released", 2)]
    assert both.sound()


def test_a_return_goes_back_on_the_shelf_where_its_approval_says_so(both: Desk) -> None:
    both.add(of_rice(sold(1, 2)), of_rice(sold(2, 2)))
    both.do("track", s1(1), **LABEL, to="ship")
    both.do("track", s1(2), courier="CJ대한통운", number="680123456790", to="ship")
    both.do("return", s1(1), **CLAIM)
    both.do("return", s1(2), **CLAIM)
    assert stock(both) == (6, 0)
    back = both.do("approve", s1(1), no_pickup="yes", restock="yes")
    assert stock(both) == (8, 0)
    both.undo(back)
    assert stock(both) == (6, 0)
    both.do("approve", s1(2), no_pickup="yes")
    assert stock(both) == (6, 0)
    assert Counter(kind for kind, _ in ledger(both)) == {
        "allocated": 2,
        "shipped": 2,
        "returned": 1,
        "unreturned": 1,
    }
    assert both.sound()


def test_what_is_cancelled_and_not_fit_for_the_shelf_is_written_off(both: Desk) -> None:
    both.add(of_rice(sold(1, 3)))
    both.do("cancel", s1(), **CLAIM)
    job = both.do("approve", s1(), restock="no")
    assert (stock(both), ledger(both)) == ((7, 0), [("allocated", 3), ("released", 3), ("adjusted", -3)])
    both.undo(job)
    assert stock(both) == (10, 3)
    assert both.sound()


def test_splits_and_merges_move_no_stock(both: Desk) -> None:
    both.add(of_rice(sold(1, 3, 2)))
    both.do("split", s1(), items="1:1")
    both.do("merge", 1)
    assert ledger(both) == [("allocated", 3)]


def test_bulk_moves_are_counted_like_single_ones_and_taken_back_whole(both: Desk) -> None:
    both.add(*(of_rice(sold(n, 1 + n % 3, 1)) for n in range(1, 31)))
    held = sum(1 + n % 3 for n in range(1, 31))
    assert stock(both) == (10, held)
    both.do("ready", *range(1, 31))
    assert stock(both) == (10, held)
    for n in range(1, 31):
        both.do("track", s1(n), courier="CJ대한통운", number=f"{68012345678 + n}{(68012345678 + n) % 7}")
    job = both.do("ship", *range(1, 31))
    assert (stock(both), stock(both, "C301-M")) == ((10 - held, 0), (10 - 30, 0))
    both.undo(job)
    assert (stock(both), stock(both, "C301-M")) == ((10, held), (10, 30))
    assert both.sound()


def test_counting_begins_with_what_orders_hold_already(both: Desk) -> None:
    for n, unpaid in ((1, False), (2, True), (3, False)):
        order = sold(n, 2, unpaid=unpaid)
        both.add(replace(order, lines=(replace(order.lines[0], sku="C301-L"),)))
    both.do("track", s1(3), **LABEL, to="ship")
    counted = tuple(replace(option, tracked=True) for option in SHIRT.options)
    (shirt,) = put_products(both.store, KIM, NOW, [replace(SHIRT, options=counted)])
    assert [option.allocated for option in shirt.options] == [0, 2]
    receive(both.store, KIM, NOW, "C301-L", 5, "첫 입고")
    assert stock(both, "C301-L") == (5, 2)
    both.do("confirm-payment", 2)
    assert stock(both, "C301-L") == (5, 4)
    assert both.sound()


def test_entries_by_hand_say_why_they_are_not_taken(both: Desk) -> None:
    def refused(enter: Any, *given: Any) -> str:  # noqa: ANN401
        with pytest.raises(StockRefused) as error:
            enter(both.store, KIM, NOW, *given)
        return error.value.word.en

    assert refused(receive, "X", 1) == "There is no option of that SKU"
    assert refused(receive, "F101-01", 0).startswith("The quantity is 1")
    assert refused(adjust, "F101-01", 0, "없어짐") == "The quantity can't be 0"
    assert refused(adjust, "F101-01", -1, " ") == "An adjustment needs a note"
    assert adjust(both.store, KIM, NOW, "F101-01", -2, "파손").on_hand == 8
    assert ledger(both) == [("adjusted", -2)]


def test_where_nothing_is_counted_nothing_is_written(desk: Desk) -> None:
    put_products(desk.store, KIM, NOW, [replace(RICE, options=(Option("F101-01"),))])
    desk.add(of_rice(sold(1, 3)))
    with desk.store.reader() as conn:
        assert not tracks(conn)
        assert conn.execute("SELECT COUNT(*) FROM stock_move").fetchall()[0][0] == 0


def test_verify_finds_counters_that_are_not_their_ledger_and_what_nobody_holds(both: Desk) -> None:
    both.add(of_rice(sold(1, 3)))

    def codes() -> Iterator[str]:
        return (finding.code for finding in verify(both.store).findings)

    assert list(codes()) == []
    with both.store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE product_option SET on_hand = 11 WHERE sku = 'F101-01'")
    assert list(codes()) == ["stock-sum"]
    with both.store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE product_option SET on_hand = 10, allocated = 4 WHERE sku = 'F101-01'")
    assert sorted(codes()) == ["stock-allocated", "stock-sum"]


def test_every_move_has_an_effect() -> None:
    assert set(EFFECTS) == set(MOVE_WORDS) == set(MoveKind)
