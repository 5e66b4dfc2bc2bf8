from __future__ import annotations

import re
from dataclasses import replace

import pytest

from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import make_view
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.sorting import SORTED, SortBy, in_order
from orderdesk.core.services.windows import Windows
from orderdesk.core.store.dialect import Conn, Cursor, Engine, Row
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import stretches
from orderdesk.core.store.load import load_orders
from tests.services.desk import KIM, Desk
from tests.store.samples import NOW, order

SIZE = 3_000
PAGE = 64


class Recorder:
    """A connection that keeps the statements it was asked for."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn
        self.engine: Engine = conn.engine
        self.asked: list[tuple[str, Row]] = []

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        self.asked.append((sql, params))
        return self._conn.execute(sql, params)

    def executemany(self, sql: str, rows: object) -> int:
        raise AssertionError(sql)

    def insert(self, table: str, columns: object, rows: object) -> None:
        raise AssertionError(table)

    def offset(self) -> int:
        """The largest OFFSET so far; it is the last value of its statement."""
        found = [0]
        for sql, params in self.asked:
            if re.search(r"OFFSET \?", sql):
                found.append(int(params[-1]))
        return max(found)

    @property
    def sorts(self) -> list[tuple[str, Row]]:
        """The statements so far that put all that they find in order."""
        return [(sql, params) for sql, params in self.asked if re.search(r"ORDER BY o\.(?!.* LIMIT)", sql)]


@pytest.mark.parametrize("where", [[], ["section=상품준비,배송중"]])
@pytest.mark.parametrize("desc", [True, False])
def test_a_window_is_one_statement_at_any_depth(store: Store, where: list[str], desc: bool) -> None:
    fill_demo(store, SIZE, 1, NOW)
    view = in_order(make_view(where=where), SortBy("ordered_at", desc))
    with store.reader() as conn:
        naive = browsing.ids(conn, view)
        pages = range(0, len(naive), PAGE)
        recorder = Recorder(conn)
        windows = Windows(view)
        assert windows.count(recorder) == len(naive)
        windows.read(recorder, len(naive) // 2, PAGE)  # the day counts are read
        middle = len(naive) // 3 // PAGE * PAGE
        for offset in (0, pages[-1], middle, *pages, *reversed(pages), len(naive) + 5):
            before = len(recorder.asked)
            found = windows.read(recorder, offset, PAGE)
            assert [each.id for each in found] == naive[offset : offset + PAGE]
            assert len(recorder.asked) - before == 1, offset
        assert recorder.offset() <= 256


@pytest.mark.parametrize(("search", "where"), [("", []), ("김", []), ("", ["paid=30000.."])])
def test_a_long_list_of_any_kind_is_found_once(store: Store, search: str, where: list[str]) -> None:
    fill_demo(store, 600, 1, NOW)
    for key in SORTED:
        view = in_order(make_view(search=search, where=where), SortBy(key, True))
        with store.reader() as conn:
            naive = browsing.ids(conn, view)
            recorder = Recorder(conn)
            windows = Windows(view)
            assert windows.count(recorder) == len(naive) == browsing.count(conn, view)
            windows.read(recorder, max(0, len(naive) - 300), 300)
            asked = len(recorder.asked)
            for n, offset in enumerate(range(256, 600, PAGE), 1):
                found = windows.read(recorder, offset, PAGE)
                assert [each.id for each in found] == naive[offset : offset + PAGE]
                assert len(recorder.asked) == asked + n
            assert [each.id for each in windows.read(recorder, 0, PAGE)] == naive[:PAGE]


@pytest.mark.parametrize("desc", [True, False])
def test_a_list_by_buyer_is_never_sorted_whole_and_no_part_of_it_twice(
    store: Store, desc: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "LENGTH", 100)
    fill_demo(store, 600, 1, NOW)
    view = in_order(make_view(), SortBy("buyer", desc))
    with store.reader() as conn:
        naive, recorder, windows = browsing.ids(conn, view), Recorder(conn), Windows(view)
        windows.top(recorder, PAGE)
        assert not recorder.sorts
        for offset in (576, 512, 576):  # the end, as it is read ahead, and then again
            assert [each.id for each in windows.read(recorder, offset, PAGE)] == naive[offset : offset + PAGE]
        one = len(recorder.sorts)
        assert 0 < one <= 2  # of six; a page may reach into the stretch before
        windows.read(recorder, 200, PAGE)  # nearer to the top
        assert one < len(recorder.sorts) < 6
        for offset, limit in ((200, 1), (300, 1), (0, 600), (256, PAGE)):
            found = windows.read(recorder, offset, limit)
            assert [each.id for each in found] == naive[offset : offset + limit]
        sizes = [len(conn.execute(sql, params).fetchall()) for sql, params in recorder.sorts]
        assert sum(sizes) == 600
        assert max(sizes) < 250


def test_a_page_is_read_as_whole_orders_are(store: Store) -> None:
    fill_demo(store, 400, 1, NOW)
    with store.reader() as conn:
        view = make_view()
        assert Windows(view).read(conn, 0, 400) == load_orders(conn, browsing.ids(conn, view))


@pytest.mark.parametrize("key", ["ordered_at", "paid", "order_no"])
def test_orders_that_came_or_changed_are_seen_at_once(desk: Desk, key: str) -> None:
    fill_demo(desk.store, 500, 1, NOW)
    view = in_order(make_view(), SortBy(key, True))
    windows = Windows(view)
    for n in range(3):
        with desk.store.reader() as conn:
            naive = browsing.ids(conn, view)
            for offset in (300, 0, 448):
                found = windows.read(conn, offset, PAGE)
                assert [each.id for each in found] == naive[offset : offset + PAGE]
            assert windows.count(conn) == len(naive) == 500 + n
        with desk.store.unit(KIM, NOW) as unit:
            unit.insert([replace(order(9_000 + n), placed_at=NOW - 40 * 86_400 * n)])


@pytest.mark.parametrize("where", [["paid=1000.."], ["discounts=쿠폰"], ["pay_status=결제완료"]])
def test_the_top_of_a_filtered_list_comes_before_its_count(store: Store, where: list[str]) -> None:
    fill_demo(store, 600, 1, NOW)
    with store.reader() as conn:
        for key, desc in (("ordered_at", True), ("ordered_at", False), ("buyer", False)):
            view = in_order(make_view(where=where), SortBy(key, desc))
            naive = browsing.ids(conn, view)
            windows = Windows(view)
            orders, total = windows.top(conn, PAGE)
            assert [each.id for each in orders] == naive[:PAGE]
            counted = view.query.plain and not view.checks
            assert total == (len(naive) if counted or len(naive) < PAGE else None)
            assert windows.count(conn) == len(naive)
            assert [each.id for each in windows.read(conn, PAGE, PAGE)] == naive[PAGE : 2 * PAGE]


def test_what_is_checked_order_by_order_comes_from_the_top_too(store: Store) -> None:
    fill_demo(store, 600, 1, NOW)
    view = make_view(where=["phone=0.."])
    assert view.checks
    with store.reader() as conn:
        orders, total = Windows(view).top(conn, PAGE)
        assert [each.id for each in orders] == browsing.ids(conn, make_view())[:PAGE]
        assert total is None
        assert Windows(view).top(conn, 1_000)[1] == 600
