from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.domain import columns
from orderdesk.core.domain.facets import DELAYED, facets
from orderdesk.core.domain.orders import Channel, Delivery, Member, Order
from orderdesk.core.domain.states import OPEN_CLAIM_STATES, SectionState
from orderdesk.core.domain.words import Lang
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import BadCondition, find_tab, make_view
from orderdesk.core.services.showing import show
from orderdesk.core.services.tabs import ALL, begin_shop, read_tabs
from orderdesk.core.store.dialect import Conn, Row
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.shop import bank_accounts
from tests.services.desk import KIM, NOW, Desk, number, sold

S = SectionState
LANGS: tuple[Lang, ...] = ("ko", "en")
LABEL: dict[str, Any] = {"courier": "CJ대한통운", "to": "ship"}


def fill(desk: Desk) -> None:
    """Forty orders in every state that a few steps lead to."""
    orders = []
    for n in range(1, 41):
        order = sold(n, 1 + n % 3, 1, sections=[[1], [2]] if n % 4 == 0 else (), unpaid=n % 7 == 0)
        if n % 5 == 0 and n % 7:
            order = replace(order, channel=Channel.NAVER, channel_number=f"N-{n}")
        if n % 3 == 0:
            order = replace(order, member=Member.GUEST, buyer_name=f"김{n}" if n % 6 else "홍길동")
        orders.append(order)
    desk.add(*orders)
    for n in (1, 2, 4, 8, 12, 16, 20):
        desk.do("track", f"{number(n)}-S1", number=f"6801234567{n:02d}", **LABEL)
    for n in (3, 8, 9):
        desk.do("ready", f"{number(n)}-S{2 if n == 8 else 1}")
    for n in (4, 6, 9):
        desk.do("hold", f"{number(n)}-S{2 if n == 4 else 1}", reason="STOCK")
    desk.do("delay", 5, reason="PREPARING", until="2026-12-24")
    desk.do("cancel", 11, reason="SOLD_OUT")
    desk.do("deliver", f"{number(2)}-S1")


def names(order: Order) -> set[str]:
    return {section.state.name for section in order.sections}


TABS: dict[str, Callable[[Order], bool]] = {
    "전체": lambda o: True,
    "결제대기": lambda o: "PREPARING" in names(o) and columns.row(o)["pay_status"] == "결제대기",
    "상품준비": lambda o: "PREPARING" in names(o) and columns.row(o)["pay_status"] == "결제완료",
    "배송대기": lambda o: "READY" in names(o),
    "배송중": lambda o: "SHIPPING" in names(o),
    "클레임": lambda o: any(s.state in OPEN_CLAIM_STATES for s in o.sections),
    "배송보류": lambda o: bool(o.holds),
}
SEARCHES: dict[str, Callable[[Order], bool]] = {
    "": lambda o: True,
    "홍길동": lambda o: o.buyer_name == "홍길동",
    "010-0000-0012": lambda o: o.buyer_phone == "010-0000-0012",
    number(8): lambda o: o.number == number(8),
}
WHERE: dict[str, Callable[[Order], bool]] = {
    "": lambda o: True,
    "section=배송중": lambda o: "SHIPPING" in names(o),
    "section=배송대기,배송중": lambda o: bool(names(o) & {"READY", "SHIPPING"}),
    "section=Shipping": lambda o: "SHIPPING" in names(o),
    "hold=yes": lambda o: bool(o.holds),
    "hold=no": lambda o: not o.holds,
    "badge=Shipping": lambda o: columns.row(o)["badge"] == "배송중",
    "delayed=yes": lambda o: bool(facets(o).mask & DELAYED),
    "channel=주문형 네이버페이": lambda o: o.channel is Channel.NAVER,
    "member=비회원": lambda o: o.member is Member.GUEST,
    "qty=3..": lambda o: sum(line.qty for line in o.lines) >= 3,
    "qty=2": lambda o: sum(line.qty for line in o.lines) == 2,
    "paid=20,000..30000": lambda o: 20_000 <= int(columns.row(o)["paid"] or 0) <= 30_000,
    "item_total=40000..": lambda o: int(columns.row(o)["item_total"] or 0) >= 40_000,
    "pay_status=결제 대기": lambda o: columns.row(o)["pay_status"] == "결제대기",
    "buyer=홍길동,김3": lambda o: o.buyer_name in ("홍길동", "김3"),
    "courier=CJ대한통운": lambda o: any(s.courier for s in o.sections),
    "ordered_at=2026-09-21..2026-09-21": lambda o: str(columns.row(o)["ordered_at"])[:10] == "2026-09-21",
    "ordered_at=2026-09-21": lambda o: str(columns.row(o)["ordered_at"])[:10] == "2026-09-21",
    "product=~품": lambda o: any("품" in line.name for line in o.lines),
    "address=~테헤란로 2": lambda o: any(
        "테헤란로 2" in f"{s.address.line1} {s.address.line2}" for s in o.sections
    ),
    "receiver=~이1": lambda o: any("이1" in s.address.receiver for s in o.sections),
    "item_count=2..": lambda o: len(o.items) >= 2,
    "delivery=택배": lambda o: any(s.delivery is Delivery.PARCEL for s in o.sections),
    "invoiced=yes": lambda o: any(s.tracking for s in o.sections),
    "invoiced=no": lambda o: not any(s.tracking for s in o.sections),
    "memo_open=no": lambda o: not any(not memo.resolved for memo in o.memos),
    "assumed=no": lambda o: not columns.row(o)["assumed"],
    "delayed=no": lambda o: not facets(o).mask & DELAYED,
    "sent_at=..2026-09-30": lambda o: columns.row(o)["sent_at"] is not None,
}


def test_a_jobs_orders_are_listed_by_its_number(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(sold(n) for n in (1, 2, 3)))
    done = desk.do("hold", 1, 3, reason="STOCK")
    with store.reader() as conn:
        listed = browsing.ids(conn, make_view(where=(f"job={done}",)))
        assert sorted(listed) == [desk.order(1).id, desk.order(3).id]
        assert browsing.ids(conn, make_view(where=(f"job={done + 1}",))) == []


def test_what_is_planned_is_what_is_listed_for_every_tab_search_and_condition(store: Store) -> None:
    desk = Desk(store)
    fill(desk)
    orders = desk.whole()
    seen = set()
    with desk.store.reader() as conn:
        for tab, search, where in itertools.product(TABS, SEARCHES, WHERE):
            wanted = [o.number for o in orders if TABS[tab](o) and SEARCHES[search](o) and WHERE[where](o)]
            view = make_view(find_tab(conn, tab), search, [where] if where else [])
            found = list(browsing.orders(conn, view))
            assert [o.number for o in found] == wanted, (tab, search, where)
            assert browsing.ids(conn, view) == [o.id for o in found]
            assert browsing.count(conn, view) == len(wanted)
            seen.add((where, bool(wanted)))
    assert {where for where, some in seen if some} == set(WHERE)
    for tab, where in itertools.product(TABS, WHERE):
        plan = desk.plan("memo", tab=tab, where=[where] if where else [], text="확인")
        wanted = [o.number for o in orders if TABS[tab](o) and WHERE[where](o)]
        assert [row.order for row in plan.rows] == wanted, (tab, where)


def test_several_conditions_must_all_hold(desk: Desk) -> None:
    fill(desk)
    with desk.store.reader() as conn:

        def found(*where: str, tab: str = "전체") -> list[str]:
            return [o.number for o in browsing.orders(conn, make_view(find_tab(conn, tab), "", where))]

        both = found("section=배송중", "section=배송대기")
        assert both == [number(8)] == found("section=배송중", tab="배송대기")
        assert found("hold=yes", "delayed=yes") == []
        assert found("hold=yes", "section=배송중") == [number(4)] == found("section=배송중", tab="배송보류")
        assert found("channel=주문형 네이버페이", "channel=자사몰") == []
        assert found("section=배송중,배송대기", "section=배송중") == found("section=배송중")
    desk.do("delay", 10, reason="PREPARING", until="2026-12-24")
    desk.do("hold", 10, reason="STOCK")
    with desk.store.reader() as conn:
        assert found("hold=yes", "delayed=yes") == [number(10)] == found("delayed=yes", tab="배송보류")


def test_tab_counts_are_what_the_tabs_show(desk: Desk) -> None:
    fill(desk)
    with desk.store.reader() as conn:
        tabs = [find_tab(conn, name) for name in TABS]
        assert browsing.tab_counts(conn, tabs) == [browsing.count(conn, make_view(tab)) for tab in tabs]


def test_windows_cut_the_list_and_nothing_else(desk: Desk) -> None:
    fill(desk)
    with desk.store.reader() as conn:
        for where in ((), ("hold=no",)):
            view = make_view(where=where)
            everything = [order.number for order in browsing.orders(conn, view)]
            for offset, limit in ((0, 5), (3, 7), (35, 10), (0, 0), (99, 5)):
                cut = browsing.window(conn, view, offset, limit, ("order_no",))
                assert [row.cells["order_no"] for row in cut] == everything[offset : offset + limit]
            assert [o.number for o in browsing.orders(conn, view, 3)] == everything[:3]
            assert list(browsing.orders(conn, view, 0)) == []


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("section=날아감", "배송중"),
        ("없는열=1", "order_no"),
        ("section", "키=값"),
        ("section=", "키=값"),
        ("paid=많이..", "10000..50000"),
        ("item_total=..x", "10000..50000"),
        ("ordered_at=어제..", "2026-11-23"),
        ("ordered_at=그저께", "2026-11-23"),
        ("invoiced=글쎄", "아니요"),
        ("discounts=공짜", "쿠폰"),
        ("ordered_at=2026-11-23..2026-11-01", "늦습니다"),
    ],
)
def test_a_bad_condition_says_what_there_is(where: str, named: str) -> None:
    with pytest.raises(BadCondition) as caught:
        make_view(where=[where])
    assert named in caught.value.advice.ko and caught.value.advice.en


def test_a_bad_tab_names_the_tabs_there_are(desk: Desk) -> None:
    with desk.store.reader() as conn, pytest.raises(BadCondition) as caught:
        find_tab(conn, "없는탭")
    assert all(name in caught.value.advice.ko for name in TABS)


def test_a_tab_that_the_shop_began_with_is_found_by_its_name_in_either_language(desk: Desk) -> None:
    with desk.store.reader() as conn:
        assert find_tab(conn, "ready") == find_tab(conn, "배송대기")


def test_the_orders_of_a_search_by_tracking_number_and_receiver(desk: Desk) -> None:
    fill(desk)
    with desk.store.reader() as conn:
        assert [o.number for o in browsing.orders(conn, make_view(search="680123456708"))] == [number(8)]
        assert [o.number for o in browsing.orders(conn, make_view(where=["receiver=받는이9"]))] == [number(9)]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("오늘", "2026-03-01", "2026-03-01"),
        ("Yesterday", "2026-02-28", "2026-02-28"),
        ("최근 7일", "2026-02-23", "2026-03-01"),
        ("last30", "2026-01-31", "2026-03-01"),
        ("최근90일", "2025-12-02", "2026-03-01"),
        ("이번 달", "2026-03-01", "2026-03-01"),
        ("지난달", "2026-02-01", "2026-02-28"),
    ],
)
def test_a_period_by_name_means_days_in_seoul_counted_from_now(period: str, first: str, last: str) -> None:
    now = int(datetime(2026, 2, 28, 15, 30, tzinfo=UTC).timestamp())  # half past midnight on 1 March in Seoul
    named = make_view(where=[f"ordered_at={period}"], now=now)
    assert named.query == make_view(where=[f"ordered_at={first}..{last}"]).query


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadCondition) as caught:
        make_view(where=["memo_at=2026-09-02..2026-09-01"])
    assert caught.value.advice.ko == "시작일이 종료일보다 늦습니다"


class Narrow:
    """A connection that never hands out more than a chunk of orders at a time."""

    def __init__(self, conn: Conn, most: int) -> None:
        self._conn = conn
        self._most = most

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a connection has
        return getattr(self._conn, name)

    def execute(self, sql: str, params: Row = ()) -> Any:  # noqa: ANN401  # a cursor, or its rows
        cursor = self._conn.execute(sql, params)
        if not sql.startswith("SELECT o.id"):
            return cursor
        whole = type("Whole", (), {"fetchall": lambda _: pytest.fail("all ids at once")})
        whole.fetchmany = lambda _, size: cursor.fetchmany(size)  # type: ignore[attr-defined]  # made above
        return whole()


def test_a_checked_list_is_never_whole_in_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk)
    monkeypatch.setattr(browsing, "_CHUNK", 7)
    with desk.store.reader() as conn:
        narrow: Any = Narrow(conn, 7)
        view = make_view(where=["item_total=0.."])
        assert browsing.count(narrow, view) == 40
        assert len(list(browsing.orders(narrow, make_view()))) == 40


def test_a_new_shop_speaks_the_language_that_it_was_made_in_and_keeps_it(
    sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "english.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        begin_shop(store, KIM, NOW, "en")
        begin_shop(store, KIM, NOW, "ko")
        with store.reader() as conn:
            names = [tab.name for tab in read_tabs(conn, "en")]
            assert names == [
                "All", "Unpaid", "Preparing", "Ready", "Shipping", "Claims", "Held", "Made by the seller",
                "Bank transfers, VAT",
            ]  # fmt: skip
            assert [tab.name for tab in read_tabs(conn)] == ["전체", *names[1:]]
            assert find_tab(conn, "all") == find_tab(conn, "전체") == ALL
            assert bank_accounts(conn) == []  # no account is invented


def test_english_conditions_are_advised_in_english(desk: Desk) -> None:
    with pytest.raises(BadCondition) as caught:
        make_view(where=["section=nowhere"])
    assert "Shipping" in caught.value.advice.en and "배송중" not in caught.value.advice.en


def test_the_timeline_speaks_the_language_that_is_asked_for(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("ready", 1)
    desk.do("hold", 1, reason="STOCK")
    with desk.store.reader() as conn:
        told = {lang: [line.details for line in show(conn, number(1), lang).timeline] for lang in LANGS}
    assert told["ko"][:2] == ["재고 확인", "상품준비 → 배송대기"]
    assert told["en"][:2] == ["Check the stock", "Preparing → Ready"]
