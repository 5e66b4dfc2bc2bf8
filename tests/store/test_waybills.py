"""Labels and watched parcels as both engines keep them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.waybills import Waybill, WaybillState
from orderdesk.core.store.engine import Store
from orderdesk.core.store.waybills import (
    DUE,
    Watch,
    carried,
    due_parcels,
    pending_waybills,
    watches,
    waybills_by_key,
    waybills_of,
)
from tests.services.desk import NOW, Desk, sold

CJ = "CJ대한통운"


@pytest.fixture
def shop(store: Store) -> Desk:
    """A parcel on its way, one waiting, one that comes back, and one that was delivered."""
    desk = Desk(store)
    desk.add(*(sold(n) for n in range(1, 6)))
    desk.do("track", 1, courier="CJ", number="500000000011", to="ship")
    desk.do("track", 2, courier="CJ", number="500000000022", to="ready")
    for n in (3, 4):
        desk.do("track", n, courier="CJ", number=f"5000000000{n}{n}", to="ship")
    desk.do("return", 3, reason="BROKEN")
    desk.do("pickup", 3, pickup="MANUAL", courier=CJ, number="500000000077", pay="PREPAID")
    desk.do("deliver", 4)
    return desk


def label(order: int, key: str = "K1") -> Waybill:
    return Waybill(key, order, 1, "cj", NOW)


def test_labels_are_kept_changed_and_forgotten(shop: Desk) -> None:
    order = shop.order(5).id
    first, second = label(order), replace(label(order, "K2"), made_at=NOW + 1, back=True, why="x'; --")
    with shop.store.unit(SYSTEM, NOW) as unit:
        unit.put_waybills([second, first])
    with shop.store.reader() as conn:
        assert waybills_of(conn, [order]) == pending_waybills(conn, 9) == [first, second]
        assert pending_waybills(conn, 1) == [first]
    used = replace(first, state=WaybillState.USED, number="500000000055", pending=False)
    with shop.store.unit(SYSTEM, NOW) as unit:
        unit.put_waybills([used], ["K1", "K2", "K3"])
    with shop.store.reader() as conn:
        assert waybills_by_key(conn, ["K1", "K2", "K3"]) == {"K1": used}
        assert pending_waybills(conn, 9) == []


def test_what_is_under_way_or_comes_back_is_due(shop: Desk) -> None:
    with shop.store.reader() as conn:
        found = due_parcels(conn, NOW, 9)
        assert [(each.number, each.misses, each.code) for each in found] == [
            ("500000000011", 0, -1),
            ("500000000077", 0, -1),
        ]
        assert [each.number for each in due_parcels(conn, NOW, 1)] == ["500000000011"]


def test_what_was_asked_after_waits_for_its_time(shop: Desk) -> None:
    told = [
        Watch(CJ, "500000000011", NOW + 60, NOW, 3, 2, ""),
        Watch(CJ, "500000000077", NOW + 30, NOW, 0, 1, "auth 101"),
    ]
    with shop.store.unit(SYSTEM, NOW) as unit:
        unit.put_watches(told)
    with shop.store.reader() as conn:
        assert due_parcels(conn, NOW + 29, 9) == []
        assert [each.number for each in due_parcels(conn, NOW + 60, 9)] == ["500000000077", "500000000011"]
        assert due_parcels(conn, NOW + 60, 9)[1][2:] == (2, 3)
        assert watches(conn) == [told[1], told[0]]
    with shop.store.unit(SYSTEM, NOW) as unit:
        unit.put_watches((), [(CJ, "500000000011")])
    with shop.store.reader() as conn:
        assert watches(conn) == [told[1]]


def test_a_parcel_brings_sections_or_fetches_them(shop: Desk) -> None:
    ids = {n: shop.order(n).id for n in range(1, 6)}
    asked = [(CJ, f"5000000000{n}") for n in (11, 22, 44, 77)]
    with shop.store.reader() as conn:
        assert carried(conn, asked) == {
            (CJ, "500000000011"): [(ids[1], 1)],
            (CJ, "500000000022"): [(ids[2], 1)],
            (CJ, "500000000077"): [(ids[3], 1)],
        }
        assert carried(conn, [("한진택배", "500000000011")]) == {}


def test_parcels_are_reached_through_the_facets(shop: Desk) -> None:
    if shop.store.engine != "sqlite":
        return
    with shop.store.reader() as conn:
        steps = " ".join(str(row[3]) for row in conn.execute("EXPLAIN QUERY PLAN " + DUE, (1, 1)))
    assert steps.count("SCAN facet") == 2
    assert steps.count("USING COVERING INDEX orders_facet (facet_id=?") == 2
    for table in ("SCAN orders", "SCAN section", "SCAN parcel ", "SCAN claim"):
        assert table not in steps
