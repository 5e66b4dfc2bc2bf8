from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.facets import ASSUMED, HELD, Facet, facets
from orderdesk.core.domain.orders import Channel, Entry, EntryKind, Hold, Member, Method, Order
from orderdesk.core.domain.payments import paid_balance
from orderdesk.core.domain.states import PaymentState, SectionState, Trade
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import (
    Contains,
    ListQuery,
    Sort,
    Walk,
    count,
    counts,
    ids,
    stream,
    stretches,
    walks,
    window,
    windows,
)
from orderdesk.core.store.listing.queries import FILTERS, SORTS
from orderdesk.core.store.listing.ranks import before, rank
from orderdesk.core.store.listing.stretches import Stretches
from orderdesk.core.store.search import mistyped
from tests.store.samples import NOW, add, change, order, rich_order

S = SectionState


def conditions(**values: set[int]) -> ListQuery:
    return ListQuery({key: frozenset(chosen) for key, chosen in values.items()})


def shop(store: Store, size: int = 120) -> list[Order]:
    """A shop of orders of many kinds, newest first, two at a time placed in the same second."""
    chance = random.Random(7)
    made = []
    for n in range(size):
        one = order(n, state=chance.choice(list(S)[:7]))
        kind, follows = chance.choice([(EntryKind.PAID, None), (EntryKind.REQUEST, None)])
        made.append(
            replace(
                one,
                placed_at=NOW + n // 2 * 30_000,
                channel=chance.choice([Channel.OWN, Channel.KAKAO]),
                trade=chance.choice(list(Trade)),
                member=chance.choice(list(Member)),
                entries=(
                    Entry(
                        1,
                        kind,
                        chance.choice([Method.BANK, Method.CARD]),
                        23_000,
                        NOW,
                        follows,
                        assumed=n % 9 == 0,
                    ),
                ),
                holds=(Hold(1, 1, "stock", "", "김", NOW),) if n % 7 == 0 else (),
            )
        )
    return sorted(add(store, made), key=lambda o: (o.placed_at, o.id), reverse=True)


QUERIES: dict[str, tuple[ListQuery, Callable[[Facet], object]]] = {
    "all": (ListQuery(), lambda f: True),
    "state": (conditions(state={S.READY, S.SHIPPING}), lambda f: f.mask & (1 << S.READY | 1 << S.SHIPPING)),
    "held": (conditions(flag={HELD}), lambda f: f.mask & HELD),
    "either flag": (conditions(flag={HELD, ASSUMED}), lambda f: f.mask & (HELD | ASSUMED)),
    "four dimensions": (
        conditions(channel={0}, trade={0}, pay={PaymentState.WAITING, PaymentState.COMPLETE}, member={1, 2}),
        lambda f: f.channel == 0 and f.trade == 0 and f.member in (1, 2),
    ),
    "no such value": (conditions(state={-1}), lambda f: False),
    "no such flag": (conditions(flag={-1}), lambda f: False),
    "nothing chosen": (conditions(method=set()), lambda f: False),
}


@pytest.mark.parametrize(("near", "many_facets"), [(256, 10_000), (3, 10_000), (3, 0), (0, 10_000)])
def test_windows_and_counts_are_those_of_the_orders(
    store: Store, near: int, many_facets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "NEAR", near)
    monkeypatch.setattr(windows, "_MANY_FACETS", many_facets)
    made = shop(store, 60)
    with store.reader() as conn:
        for name, (query, fits) in QUERIES.items():
            expected = [o.id for o in made if fits(facets(o))]
            assert count(conn, query) == len(expected), name
            assert ids(conn, query) == expected, name
            for offset in range(0, len(expected) + 3, 4):
                assert window(conn, query, offset, 5) == expected[offset : offset + 5], (name, offset)
            oldest = replace(query, sort=Sort("placed_at", False))
            for each, order_of in ((query, expected), (oldest, ids(conn, oldest))):
                walk = Walk(conn, each)
                offsets = list(range(0, len(expected) + 3, 4)) * 2
                random.Random(3).shuffle(offsets)
                for offset in offsets:
                    _, rows = walk.window(conn, offset, 5)
                    assert [o.id for o in rows] == order_of[offset : offset + 5], (name, offset)
            assert [n for chunk in stream(conn, query, 7) for n in chunk] == expected, name


def test_all_tabs_are_counted_at_once(store: Store) -> None:
    made = shop(store)
    queries = [query for query, _ in QUERIES.values()] + [ListQuery(search="홍길동")]
    with store.reader() as conn:
        found = counts(conn, queries)
    assert found == [*(len([o for o in made if fits(facets(o))]) for _, fits in QUERIES.values()), len(made)]


def test_an_empty_store_has_empty_lists(store: Store) -> None:
    with store.reader() as conn:
        assert counts(conn, [ListQuery(), conditions(state={1})]) == [0, 0]
        assert window(conn, ListQuery(), 0, 50) == window(conn, conditions(state={1}), 5000, 50) == []


def test_lists_can_be_sorted_otherwise(store: Store) -> None:
    made = shop(store, 20)
    with store.reader() as conn:
        oldest = sorted(made, key=lambda o: (o.placed_at, -o.id))
        assert window(conn, ListQuery(sort=Sort("placed_at", False)), 0, 30) == [o.id for o in oldest]
        assert window(conn, ListQuery(sort=Sort("number", True)), 0, 2) == [20, 19]


VALUES: dict[str, Callable[[Order], int | str | None]] = {
    "placed_at": lambda o: o.placed_at,
    "number": lambda o: o.number,
    "buyer_name": lambda o: o.buyer_name,
    "paid": lambda o: paid_balance(o.entries),
    "quantity": lambda o: sum(line.qty for line in o.lines),
    "paid_at": lambda o: max((e.at for e in o.entries if e.kind is EntryKind.PAID), default=None),
    "tracked_at": lambda o: max((s.tracked_at for s in o.sections if s.tracked_at), default=None),
    "sent_at": lambda o: max((s.sent_at for s in o.sections if s.sent_at), default=None),
    "done_at": lambda o: max((s.done_at for s in o.sections if s.done_at), default=None),
    "delay_until": lambda o: max((s.delay_until for s in o.sections if s.delay_until), default=None),
}


def in_order(made: list[Order], sort: Sort) -> list[int]:
    """The naive order: by value, without one last, ties by id, newest first."""
    value = VALUES[sort.key]
    newest = sorted(made, key=lambda o: o.id, reverse=True)
    having = [o for o in newest if value(o) is not None]
    return [
        *(o.id for o in sorted(having, key=lambda o: value(o) or 0, reverse=sort.desc)),
        *(o.id for o in newest if value(o) is None),
    ]


def various(store: Store) -> list[Order]:
    """Orders of which many are alike in what they are sorted by, and some lack it."""
    chance = random.Random(11)
    made = []
    for one in shop(store, 30):
        stamps: dict[str, Any] = {
            name: chance.choice([None, NOW + chance.randrange(4)])
            for name in ("tracked_at", "sent_at", "done_at", "delay_until")
        }
        sections = tuple(replace(each, **stamps) for each in one.sections)
        made.append((one, replace(one, buyer_name=chance.choice(["가", "나", "다"]), sections=sections)))
    return change(store, made)


@pytest.mark.parametrize("desc", [True, False])
@pytest.mark.parametrize("key", SORTS)
def test_every_sort_is_that_of_a_naive_one(store: Store, key: str, desc: bool) -> None:
    made, sort = various(store), Sort(key, desc)
    query = ListQuery(sort=sort)
    with store.reader() as conn:
        expected = in_order(made, sort)
        assert ids(conn, query) == expected
        assert [n for chunk in stream(conn, query, 7) for n in chunk] == expected
        for offset in range(0, 32, 4):
            assert window(conn, query, offset, 5) == expected[offset : offset + 5]
        tab = replace(QUERIES["held"][0], sort=sort)
        assert ids(conn, tab) == in_order([o for o in made if facets(o).mask & HELD], sort)


@pytest.mark.parametrize(("length", "near"), [(3, 0), (7, 6), (100, 0)])
@pytest.mark.parametrize("desc", [True, False])
@pytest.mark.parametrize("key", ["buyer_name", "number"])
def test_a_list_found_in_stretches_is_the_sorted_one(
    store: Store, key: str, desc: bool, length: int, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "LENGTH", length)
    monkeypatch.setattr(stretches, "NEAR", near)
    made, sort = various(store), Sort(key, desc)
    with store.reader() as conn:
        for name, (query, fits) in QUERIES.items():
            expected = in_order([o for o in made if fits(facets(o))], sort)
            offsets = list(range(0, len(expected) + 6, 3))
            for seed in range(3):  # from the top, from the end and from the middle, whichever comes first
                random.Random(seed).shuffle(offsets)
                found = Stretches(conn, replace(query, sort=sort))
                assert found.total == len(expected), name
                for offset in offsets:
                    assert found.ids(conn, offset, 5) == expected[offset : offset + 5], (name, offsets)


@pytest.mark.parametrize("desc", [True, False])
@pytest.mark.parametrize("key", SORTS)
def test_the_place_of_an_order_is_where_the_list_has_it(store: Store, key: str, desc: bool) -> None:
    made = various(store)
    with store.reader() as conn:
        for tab in (ListQuery(), QUERIES["held"][0], ListQuery(extra=(("placed_at", (NOW, None)),))):
            query = replace(tab, sort=Sort(key, desc))
            places = {order_id: at for at, order_id in enumerate(ids(conn, query))}
            assert {o.id: rank(conn, query, o.id) for o in made} == {o.id: places.get(o.id) for o in made}
            value = VALUES[key](made[7])
            if value is not None:
                same = [o.id for o in made if VALUES[key](o) == value and o.id in places]
                first = min((places[each] for each in same), default=None)
                assert first is None or before(conn, query, value) == first


def test_further_filters_narrow_a_tab(store: Store) -> None:
    shop(store, 10)
    (rich,) = add(store, [rich_order()])

    def found(*extra: object) -> list[int]:
        with store.reader() as conn:
            return ids(conn, ListQuery(extra=extra))  # type: ignore[arg-type]  # spelled in the calls

    assert found(("number", frozenset({rich.number, "x"}))) == [rich.id]
    assert found(("tracked_at", (NOW, NOW + 1))) == [rich.id]
    assert found(("tracked_at", (NOW + 2, None))) == []
    assert found(("paid", (13_000, 13_000)), ("courier", frozenset({"cj"}))) == [rich.id]
    assert found(("items", (3, 9)), ("delivery", frozenset({1}))) == [rich.id]
    assert found(("delay_until", (None, None))) == [rich.id]
    assert found(("number", Contains(rich.number[2:9])), ("tracked", frozenset({1}))) == [rich.id]
    assert rich.id not in found(("tracked", frozenset({0}))) and found(("tracked", frozenset({0})))
    with pytest.raises(KeyError):
        found(("nonsense", (1, 2)))


def test_every_filter_is_understood_by_the_engine(store: Store) -> None:
    texts = {
        "number",
        "channel_number",
        "buyer_name",
        "site",
        "courier",
        "tracking",
        "product",
        "sku",
        "zip",
        "receiver",
        "address",
        "receipt",
        "taken_by",
        "taken_by_others",
    }
    with store.reader() as conn:
        for key in FILTERS:
            low: int | str = "a" if key in texts else 1
            assert count(conn, ListQuery(extra=((key, (low, None)),))) == 0, key
            if key in texts:
                assert count(conn, ListQuery(extra=((key, Contains("A")),))) == 0, key


FOUND = [
    "김민서",
    "민서",
    "민",
    "김민",
    "ㄱㅁㅅ",
    "ㅁㅅ",
    "구매자:김민서",
    "b: 김 민서",
    "010-0000-0001",
    "0001",
    "00000001",
    "00001",
    "p:0001",
    "202611220000001",
    "o:202611220000001",
    "0000001",
    "T-77",
    "주문번호:T-77",
    "612345678901",
    "6123-4567-8901",
    "678901",
    "8901",
    "78901",
    "t:8901",
    "송장번호:6123456",
    "받는이",
    "ㅂㄴㅇ",
]


def test_search_finds_an_order_by_what_people_type(store: Store) -> None:
    one = order(1, "김민서", "받는이")
    section = replace(one.sections[0], courier="cj", tracking="612345678901")
    add(
        store,
        [order(2, "박지호"), replace(one, sections=(section,), channel=Channel.NAVER, channel_number="T-77")],
    )
    with store.reader() as conn:
        for query in FOUND:
            assert window(conn, ListQuery(search=query), 0, 9) == [2], query


ABSENT = [
    "없는",
    "김서민",
    "민김",
    "9999",
    "o:8901",
    "b:0001",
    "t:0001",
    "'\"*",
    "[/red]",
    "ㅋㅋ",
    "김민서우",
]


def test_search_finds_nothing_else(store: Store) -> None:
    section = replace(order(1).sections[0], courier="cj", tracking="612345678901")
    add(store, [replace(order(1, "김민서"), sections=(section,))])
    with store.reader() as conn:
        for query in ABSENT:
            assert window(conn, ListQuery(search=query), 0, 9) == [], query


def test_a_name_typed_in_english_mode_is_found_where_nothing_else_is(store: Store) -> None:
    add(store, [order(1, "길지우"), order(2, "rlfwldn"), order(3, "김민서")])
    with store.reader() as conn:
        assert window(conn, ListQuery(search="rlaalstj"), 0, 9) == [3]
        assert window(conn, ListQuery(search=" raㄴ"), 0, 9) == []
        assert window(conn, ListQuery(search="rat"), 0, 9) == [3]  # ㄱㅁㅅ
        assert window(conn, ListQuery(search="rlfwldn"), 0, 9) == [2]  # so it is written
        found = [mistyped(conn, query) for query in ("rlaalstj", "rlfwldn", "김민서", "dlqslek", "rk")]
        assert found == ["김민서", "", "", "", ""]


def test_longer_names_are_checked_on_the_text(store: Store) -> None:
    add(store, [order(1, "남궁민 궁민수"), order(2, "남궁민수"), order(3, "Kim Minsu")])
    with store.reader() as conn:
        assert window(conn, ListQuery(search="남궁민수"), 0, 9) == [2]
        assert window(conn, ListQuery(search="kim minsu"), 0, 9) == [3]
        assert window(conn, ListQuery(search="  "), 0, 9) == [3, 2, 1]


def test_windows_of_tabs_go_through_the_facet_index(store: Store) -> None:
    shop(store)
    with store.connection() as conn:
        conn.execute("ANALYZE")
        sql = windows.place_sql(conn, conditions(state={1}), "TRUE", windows.NEWEST, False)
        if conn.engine == "postgresql":
            conn.execute("SET enable_seqscan = off")
            rows = conn.execute("EXPLAIN " + sql, (50, 50, 0))
        else:
            rows = conn.execute("EXPLAIN QUERY PLAN " + sql, (50, 0))
        plan = "\n".join(str(row[-1]) for row in rows)
    assert "orders_facet" in plan
    assert "SCAN o\n" not in plan + "\n"


def test_the_first_window_of_everything_walks_the_date_index(store: Store) -> None:
    shop(store)
    with store.connection() as conn:
        sql = windows.place_sql(conn, ListQuery(), "TRUE", windows.NEWEST, True)
        if conn.engine == "postgresql":
            conn.execute("SET enable_seqscan = off")
        word = "EXPLAIN QUERY PLAN " if conn.engine == "sqlite" else "EXPLAIN "
        plan = "\n".join(str(row[-1]) for row in conn.execute(word + sql, (50, 0)))
    assert "orders_placed" in plan
    assert "TEMP B-TREE" not in plan
