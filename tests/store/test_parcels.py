from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Item, Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.verify import findings
from tests.store.samples import NOW, add, change, order, ship


def parcels(store: Store) -> dict[tuple[int, int], int]:
    """The parcel of each section that has one; the store must be clean otherwise."""
    with store.reader() as conn:
        assert list(findings(conn)) == []
        rows = conn.execute("SELECT order_id, n, parcel FROM section WHERE parcel IS NOT NULL")
        return {(order_id, n): parcel for order_id, n, parcel in rows}


def arrived(shipped: Order) -> Order:
    delivered = replace(shipped.sections[0], state=SectionState.DELIVERED, done_at=NOW)
    return replace(shipped, sections=(delivered, *shipped.sections[1:]))


def two_sections(made: Order, number: str) -> Order:
    shipped = ship(made, number)
    twin = replace(shipped.sections[0], n=2)
    return replace(shipped, sections=(shipped.sections[0], twin), items=(*made.items, Item(2, 2, 1, 0)))


def test_sections_of_one_order_share_the_parcel_of_their_number(store: Store) -> None:
    (made,) = add(store, [order(1)])
    (stored,) = change(store, [(made, two_sections(made, "600000000001"))])
    assert len(set(parcels(store).values())) == 1
    apart = replace(
        stored, sections=(stored.sections[0], replace(stored.sections[1], tracking="600000000002"))
    )
    change(store, [(stored, apart)])
    assert len(set(parcels(store).values())) == 2


def test_a_recycled_number_gets_a_parcel_of_its_own(store: Store) -> None:
    one, two = add(store, [order(1), order(2)])
    change(store, [(one, arrived(ship(one, "600000000001")))])
    change(store, [(two, ship(two, "600000000001"))])
    found = parcels(store)
    assert found[1, 1] != found[2, 1]


def test_shared_numbers_join_orders_in_one_parcel(store: Store) -> None:
    made = add(store, [order(n) for n in range(3)])
    change(store, [(made[0], ship(made[0], "600000000001", shared=True))])
    change(store, [(o, ship(o, "600000000001", shared=True)) for o in made[1:]])
    assert len(set(parcels(store).values())) == 1


def test_a_number_used_twice_without_saying_so_is_found(store: Store) -> None:
    made = add(store, [order(1), order(2)])
    change(store, [(o, ship(o, "600000000001")) for o in made])
    with store.reader() as conn:
        assert [found.code for found in findings(conn)] == ["number-shared"]


def test_sharing_recorded_later_joins_and_ends(store: Store) -> None:
    made = add(store, [order(n) for n in range(2)])
    change(store, [(made[0], ship(made[0], "600000000001"))])
    (later,) = change(store, [(made[1], ship(made[1], "600000000001", shared=True))])
    assert len(set(parcels(store).values())) == 1
    change(store, [(later, ship(later, "600000000002"))])
    assert len(set(parcels(store).values())) == 2


def test_new_orders_bring_their_parcels(store: Store) -> None:
    shared = [ship(order(n), "600000000001", shared=True) for n in range(2)]
    old = arrived(ship(order(3), "600000000001"))
    made = add(store, [*shared, two_sections(order(2), "600000000002"), old])
    found = parcels(store)
    assert found[1, 1] == found[2, 1] != found[4, 1]
    assert found[3, 1] == found[3, 2]
    with store.reader() as conn:
        assert load_orders(conn, [1, 2, 3, 4]) == made


def test_a_removed_number_leaves_no_parcel_behind(store: Store) -> None:
    (made,) = add(store, [order(1)])
    (stored,) = change(store, [(made, ship(made))])
    change(store, [(stored, replace(made, version=stored.version))])
    with store.reader() as conn:
        assert conn.execute("SELECT COUNT(*) FROM parcel").fetchone() == (0,)
