from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.changes import PARTS
from orderdesk.core.domain.orders import Address, Entry, EntryKind, Hold, Item, Memo, Method, Order
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.store.dialect import scalar
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import Conflict, Taken
from orderdesk.core.store.refs import Goods
from orderdesk.core.store.unit import find
from orderdesk.core.store.verify import findings, order_findings
from tests.store.samples import ME, NOW, add, change, order, rich_order, save, ship, with_ids


def load(store: Store, *ids: int) -> list[Order]:
    with store.reader() as conn:
        return load_orders(conn, ids)


def assert_clean(store: Store) -> None:
    with store.reader() as conn:
        every = load_orders(conn, [row[0] for row in conn.execute("SELECT id FROM orders")])
        assert list(findings(conn)) == []
        assert list(order_findings(conn, every)) == []


def test_every_part_comes_back_as_it_was_stored(store: Store) -> None:
    made = add(store, [rich_order(), order(1), order(2)])
    assert [o.id for o in made] == [1, 2, 3]
    assert made[0] == replace(rich_order(), id=1)
    assert load(store, 3, 1, 99, 2) == [made[2], made[0], made[1]]
    flags = load(store, 1)[0]
    assert (flags.first, flags.sections[0].label_stale, flags.lines[1].physical) == (True, True, False)
    assert_clean(store)


@pytest.mark.parametrize("part", list(PARTS))
def test_a_part_can_go_and_come_back(store: Store, part: str) -> None:
    (made,) = add(store, [rich_order()])
    kept = () if part in ("claims", "holds", "receipts", "memos") else getattr(made, part)[:1]
    changes: dict[str, Any] = {part: kept}
    less = replace(made, **changes)
    (stored,) = change(store, [(made, less)])
    assert load(store, 1) == [stored]
    (again,) = change(store, [(stored, replace(made, version=stored.version))])
    assert load(store, 1) == [again]
    assert replace(again, version=1) == made
    assert_clean(store)


def test_changed_fields_of_many_orders_are_written_together(store: Store) -> None:
    made = add(store, [order(n) for n in range(40)])
    pairs = []
    for before in made:
        after = ship(before) if before.id % 3 else replace(before, trade=Trade.CLOSED, buyer_name="강감찬")
        pairs.append((before, after))
    stored = change(store, pairs)
    assert load(store, *[o.id for o in made]) == stored
    assert {o.version for o in stored} == {2}
    assert_clean(store)


def test_address_texts_goods_and_refunds_can_change(store: Store) -> None:
    (made,) = add(store, [rich_order()])
    moved = replace(made.sections[0], address=Address("새 이름", "010-0000-0002", "06000", "다른 길"))
    renamed = replace(made.lines[0], name="배", sku="SKU2")
    after = replace(
        made,
        sections=(moved, *made.sections[1:]),
        lines=(renamed, *made.lines[1:]),
        entries=(*made.entries[:-1], replace(made.entries[-1], refunds=((1, 1, 3000), (2, 1, 1000)))),
        items=(*made.items, Item(4, 1, 2, 0)),
    )
    (stored,) = change(store, [(made, after)])
    assert load(store, 1) == [stored]
    assert_clean(store)


def test_a_memo_leaves_the_version_alone(store: Store) -> None:
    (made,) = add(store, [order(1)])
    (stored,) = change(store, [(made, replace(made, memos=(Memo(1, "메모", "김", NOW),)))])
    assert stored.version == 1
    assert load(store, 1) == [stored]
    both = replace(stored, memos=(), holds=(Hold(1, 1, "stock", "", "김", NOW),))
    assert change(store, [(stored, both)])[0].version == 2


def test_a_change_on_an_old_version_is_a_conflict_and_writes_nothing(store: Store) -> None:
    one, two = add(store, [order(1), order(2)])
    change(store, [(two, ship(two))])
    with pytest.raises(Conflict) as caught:
        change(store, [(one, ship(one)), (two, replace(two, trade=Trade.CLOSED))])
    assert (caught.value.order_id, caught.value.number) == (two.id, two.number)
    assert load(store, 1) == [one]
    assert_clean(store)


def test_a_change_needs_an_event(store: Store) -> None:
    (made,) = add(store, [order(1)])
    with pytest.raises(ValueError, match="without an event"), store.unit(ME, NOW) as unit:
        unit.save([(made, ship(made))], [])
    assert load(store, 1) == [made]


def test_nothing_changed_writes_nothing(store: Store) -> None:
    (made,) = add(store, [order(1)])
    with store.unit(ME, NOW) as unit:
        assert unit.save([(made, replace(made))], []) == []
    assert load(store, 1)[0].version == 1


def test_any_exception_rolls_everything_back(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.unit(ME, NOW) as unit:
        unit.insert([order(1)])
        raise KeyboardInterrupt
    assert load(store, 1) == []
    assert_clean(store)
    assert add(store, [order(1)])[0].id == 1


def test_numbers_are_unique(store: Store) -> None:
    rich = rich_order()
    add(store, [order(1), rich])
    with pytest.raises(Taken, match=order(1).number):
        add(store, [order(2), order(1)])
    with pytest.raises(Taken):
        add(store, [order(3), order(3)])
    with pytest.raises(Taken, match="N-1"):
        add(store, [replace(rich, number="other")])
    with store.reader() as conn:
        assert find(conn, [rich.number, order(1).number, "?"]) == {order(1).number: 1, rich.number: 2}


def test_addresses_and_goods_are_stored_once(store: Store) -> None:
    add(store, [replace(order(1), number=f"n{n}") for n in range(5)])
    with store.reader() as conn:
        assert conn.execute("SELECT COUNT(*) FROM address").fetchone() == (1,)
        assert conn.execute("SELECT COUNT(*) FROM goods").fetchone() == (1,)


def test_product_texts_are_remembered_from_unit_to_unit(store: Store) -> None:
    known: dict[Goods, int] = {}
    with store.unit(ME, NOW) as unit:
        first = unit.insert([order(1)], goods=known)
    assert len(known) == 1
    other = replace(order(3), lines=(replace(order(3).lines[0], name="다른 상품"),))
    with store.unit(ME, NOW) as unit:
        second = unit.insert([order(2), other], goods=known)
    assert len(known) == 2 and load(store, *first, *second) == with_ids(
        [order(1), order(2), other], (1, 2, 3)
    )
    with store.reader() as conn:
        assert scalar(conn, "SELECT COUNT(*) FROM goods") == 2
    assert_clean(store)


def test_readers_keep_their_snapshot(store: Store) -> None:
    (made,) = add(store, [order(1)])
    with store.reader() as conn:
        assert load_orders(conn, [1]) == [made]
        change(store, [(made, ship(made))])
        assert load_orders(conn, [1]) == [made]
    assert load(store, 1)[0].version == 2


def test_facet_counts_follow_every_change(store: Store) -> None:
    made = add(store, [order(n) for n in range(6)])
    paid = [
        replace(o, entries=(*o.entries, Entry(2, EntryKind.REFUND, Method.CARD, -23_000, NOW, 1)))
        for o in made
    ]
    stored = change(store, list(zip(made, paid, strict=True)))
    late = [replace(o, placed_at=o.placed_at + 86_400) for o in stored]
    stored = change(store, list(zip(stored, late, strict=True)))
    change(store, [(o, ship(o)) for o in stored[:3]])
    assert_clean(store)


def test_two_saves_in_one_unit_see_each_other(store: Store) -> None:
    (made,) = add(store, [order(1)])
    with store.unit(ME, NOW) as unit:
        save(unit, [(made, ship(made))])
        (now,) = unit.orders([1])
        assert now.sections[0].state is SectionState.SHIPPING
