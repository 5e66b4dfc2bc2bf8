"""Every list, count, place and plan against a plain filter over whole orders, for random choices (D10)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdesk.core.domain import columns
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services import browsing
from orderdesk.core.services.acting import Selection, plan_action
from orderdesk.core.services.browsing import BadCondition, make_view
from orderdesk.core.services.demo.shop import demo_orders
from orderdesk.core.services.jumping import NoSuchPlace, find_place
from orderdesk.core.services.sorting import SORTED, SortBy, in_order
from orderdesk.core.services.tabs import FLAGS, Tab, read_tabs, save_tabs
from orderdesk.core.store.engine import Store, open_store
from tests.services import naive_list as naive
from tests.services.desk import KIM, NOW, SETTINGS, Desk, sold

SIZE = 160
LANGS: tuple[Lang, ...] = ("ko", "en")
T = TypeVar("T")


class Draw(Protocol):
    """Draws one value of a strategy."""

    def __call__(self, strategy: st.SearchStrategy[T], label: object = None, /) -> T: ...


EXAMPLES = settings(max_examples=150)


@dataclass(frozen=True)
class Shop:
    """A filled store with all of its orders in memory."""

    store: Store
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Wish:
    """A list that somebody asks for, and the rules that its orders must fulfil."""

    tab: Tab
    search: str
    where: tuple[str, ...]
    sort: SortBy
    rules: tuple[naive.Fits, ...]

    def view(self) -> browsing.View:
        return in_order(make_view(self.tab, self.search, self.where, NOW), self.sort)

    def orders(self, shop: Shop) -> list[Order]:
        kept = [each for each in shop.orders if all(rule(each) for rule in self.rules)]
        return naive.in_order(kept, self.sort.key, self.sort.desc)


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Demo orders, many of them alike in what they are sorted by."""
    path = tmp_path_factory.mktemp("lists") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    chance = random.Random(3)
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        made = [order for order, _ in demo_orders(SIZE, 5, NOW)]
        desk.add(
            *(replace(o, placed_at=o.placed_at - o.placed_at % chance.choice([1, 86_400])) for o in made)
        )
        with store.reader() as conn:
            yield Shop(store, tuple(browsing.orders(conn, make_view())))


def spelt(word: Word) -> st.SearchStrategy[str]:
    return st.sampled_from([word.ko, word.en, word.ko.replace(" ", "")])


@st.composite
def tabs(draw: st.DrawFn) -> Tab:
    """A tab of any of the seven conditions and the flags."""
    chosen = draw(st.lists(st.sampled_from([*browsing.VALUE_WORDS, "flag"]), unique=True, max_size=3))
    conditions = {}
    for key in chosen:
        codes = sorted(FLAGS.values()) if key == "flag" else sorted(browsing.VALUE_WORDS[key])
        conditions[key] = frozenset(draw(st.sets(st.sampled_from(codes), min_size=1)))
    return Tab("어떤 탭", conditions)


def coded(draw: Draw, key: str) -> tuple[str, naive.Fits]:
    dimension = browsing.DIMENSIONS.get(key, key)
    words = browsing.VALUE_WORDS[dimension] if key in browsing.DIMENSIONS else browsing.CODES[key][1]
    known = {int(code): word for code, word in words.items()}
    codes = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=4, unique=True))
    text = ",".join(draw(spelt(known[code])) for code in codes)
    named = {c for c, w in known.items() if any(w.ko == known[code].ko for code in codes)}
    return f"{key}={text}", naive.among(dimension, named)


def period(draw: Draw, key: str) -> tuple[str, naive.Fits]:
    today = (datetime.fromtimestamp(NOW, UTC) + timedelta(hours=9)).date()
    some = st.one_of(st.none(), st.integers(0, 90).map(lambda n: today - timedelta(n)))
    first, last = draw(some), draw(some)
    if draw(st.integers(0, 3)) == 0:
        return f"{key}=최근7일", naive.in_days(key, today - timedelta(6), today)
    if first and last and first > last:
        first, last = last, first
    return f"{key}={first or ''}..{last or ''}", naive.in_days(key, first, last)


def amount(draw: Draw, key: str, shop: Shop) -> tuple[str, naive.Fits]:
    read = naive.AMOUNTS[key]
    low, high = sorted(read(draw(st.sampled_from(shop.orders))) for _ in range(2))
    shape = draw(st.integers(0, 3))
    text = (f"{low}..{high}", f"{low:,}..", f"..{high}", f"{low}")[shape]
    least, most = ((low, high), (low, 10**18), (-(10**18), high), (low, low))[shape]
    return f"{key}={text}", lambda o: least <= read(o) <= most


def text(draw: Draw, key: str, shop: Shop) -> tuple[str, naive.Fits]:
    read = naive.TEXTS[key]
    found = sorted({each for o in shop.orders for each in read(o) if each and not set(each) & set(",=~")})
    if not found:
        return f"{key}=~x", lambda o: any("x" in each.lower() for each in read(o))
    whole = draw(st.sampled_from(found))
    if draw(st.booleans()):
        return f"{key}={whole.strip()}", lambda o: whole.strip() in read(o)
    start = draw(st.integers(0, len(whole) - 1))
    part = whole[start : start + draw(st.integers(1, 4))].strip() or whole.strip()
    return f"{key}=~{part}", lambda o: any(part.lower() in each.lower() for each in read(o))


def column(draw: Draw, key: str, shop: Shop) -> tuple[str, naive.Fits] | None:
    """A condition on a column that the store does not answer: one of the values that there are."""
    lang = draw(st.sampled_from(LANGS))
    wanted = columns.row(draw(st.sampled_from(shop.orders)), (key,), lang)[key]
    spelling = str(wanted)
    if wanted in (None, "") or isinstance(wanted, bool) or set(spelling) & set(",=") or ".." in spelling:
        return None
    if spelling != spelling.strip():
        return None
    return f"{key}={spelling}", lambda o: spelling in {
        str(columns.row(o, (key,), each)[key]) for each in ("ko", "en")
    }  # fmt: skip


def condition(draw: Draw, shop: Shop) -> tuple[str, naive.Fits] | None:
    key = draw(st.sampled_from(KEYS))
    if key in browsing.DIMENSIONS or key in browsing.CODES:
        return coded(draw, key)
    if key in naive.STAMPS:
        return period(draw, key)
    if key in naive.AMOUNTS:
        return amount(draw, key, shop)
    if key in naive.TEXTS:
        return text(draw, key, shop)
    if key in naive.YES:
        yes = draw(st.booleans())
        return f"{key}={'예' if yes else 'no'}", lambda o: naive.YES[key](o) is yes
    if key == "receipt":
        return "receipt=발급완료", lambda o: any(each.state == "done" for each in o.receipts)
    return column(draw, key, shop)


KEYS = list(
    dict.fromkeys(
        (*browsing.DIMENSIONS, *naive.STAMPS, *naive.AMOUNTS, *naive.TEXTS, *naive.YES, *browsing.CODES,
         "receipt", *columns.BY_KEY)
    )
)  # fmt: skip


def searched(draw: Draw, shop: Shop) -> tuple[str, naive.Fits]:
    order = draw(st.sampled_from(shop.orders))
    kind = draw(st.sampled_from(["name", "phone", "number", "tracking"]))
    tracking = [s.tracking for s in order.sections if s.tracking]
    if kind == "name":
        word = draw(st.sampled_from(order.buyer_name.split()))
        start = draw(st.integers(0, len(word) - 1))
        part = word[start : start + draw(st.integers(1, 3))]
        if part.isalnum():
            return f"b:{part}", naive.found_by_name(part)
    if kind == "phone":
        part = order.buyer_phone[-draw(st.sampled_from([4, 9, 13])) :]
        return f"p:{part}", naive.found_by_phone(part)
    if kind == "tracking" and tracking:
        size = draw(st.integers(4, len(tracking[0])))
        part = tracking[0][-size:] if size < 8 else tracking[0][:size]
        return f"t:{part}", naive.found_by_tracking(part)
    part = draw(st.sampled_from([order.number, order.number[:8], order.number[-7:], order.number[-10:]]))
    return f"o:{part}", naive.found_by_number(part)


def wish(draw: Draw, shop: Shop) -> Wish:
    """A random tab, search, up to two conditions and a sort."""
    tab = draw(st.one_of(st.just(Tab("어떤 탭", {})), tabs()))
    rules: list[naive.Fits] = [naive.in_tab(tab.conditions, FLAGS)]
    search = ""
    if draw(st.integers(0, 2)) == 0:
        search, rule = searched(draw, shop)
        rules.append(rule)
    where = []
    for _ in range(draw(st.integers(0, 2))):
        found = condition(draw, shop)
        if found is not None:
            where.append(found[0])
            rules.append(found[1])
    sort = SortBy(draw(st.sampled_from(list(SORTED))), draw(st.booleans()))
    return Wish(tab, search, tuple(where), sort, tuple(rules))


@EXAMPLES
@given(data=st.data())
def test_windows_counts_and_ids_are_those_of_a_plain_filter(shop: Shop, data: st.DataObject) -> None:
    wanted = wish(data.draw, shop)
    expected = [order.id for order in wanted.orders(shop)]
    offset, limit = data.draw(st.integers(0, len(expected) + 2)), data.draw(st.integers(0, 70))
    with shop.store.reader() as conn:
        view = wanted.view()
        rows = browsing.window(conn, view, offset, limit, ("order_no",))
        assert [row.id for row in rows] == expected[offset : offset + limit]
        assert browsing.count(conn, view) == len(expected)
        assert browsing.ids(conn, view) == expected


@EXAMPLES
@given(some=st.lists(tabs(), max_size=6))
def test_counts_of_tabs_are_those_of_a_plain_filter(shop: Shop, some: list[Tab]) -> None:
    with shop.store.reader() as conn:
        assert browsing.tab_counts(conn, some) == [
            sum(map(naive.in_tab(tab.conditions, FLAGS), shop.orders)) for tab in some
        ]


@EXAMPLES
@given(data=st.data())
def test_a_jump_lands_where_the_plain_list_says(shop: Shop, data: st.DataObject) -> None:
    wanted = wish(data.draw, shop)
    listed = wanted.orders(shop)
    order = data.draw(st.sampled_from(shop.orders))
    row = data.draw(st.integers(0, len(listed) + 1))
    day = date(2026, 9, 21) - timedelta(data.draw(st.integers(-2, 60)))
    with shop.store.reader() as conn:
        for text, place in (
            (order.number, next((at for at, each in enumerate(listed) if each.id == order.id), None)),
            (f"{row}", row - 1 if 1 <= row <= len(listed) else None),
            (day.isoformat(), place_of(listed, day, wanted.sort)),
        ):
            if place is None:
                with pytest.raises(NoSuchPlace):
                    find_place(conn, wanted.view(), text)
            else:
                assert find_place(conn, wanted.view(), text) == place


def place_of(listed: list[Order], day: date, sort: SortBy) -> int | None:
    """The first order of that day, or where it would stand, but never behind the last row."""
    if sort.key not in naive.STAMPS:
        return None
    edge = naive.midnight(day + timedelta(1)) if sort.desc else naive.midnight(day)
    values = [naive.value(each, sort.key) for each in listed]
    before = [v for v in values if isinstance(v, int) and (v >= edge if sort.desc else v < edge)]
    return max(0, min(len(before), len(listed) - 1))


@settings(max_examples=15)
@given(data=st.data())
def test_a_plan_freezes_the_orders_that_match_at_that_moment(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("plans") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        made = [order for order, _ in demo_orders(30, data.draw(st.integers(0, 5)), NOW)]
        desk.add(*made[:20])
        shop = whole(store)
        wanted = replace(wish(data.draw, shop), sort=SortBy("ordered_at", True))
        with store.reader() as conn:
            saved = read_tabs(conn)[1:]
            assert browsing.ids(conn, wanted.view()) == [o.id for o in wanted.orders(shop)]
        save_tabs(store, KIM, NOW, saved, (*saved, wanted.tab))
        desk.add(*made[20:])
        for number in data.draw(st.lists(st.sampled_from([o.number for o in made]), max_size=4, unique=True)):
            desk.do("memo", number, text="확인")
        shop = whole(store)
        expected = wanted.orders(shop)
        chosen = Selection((), wanted.tab.name, wanted.search, wanted.where, everything=True)
        request = make_request("memo", {"text": "보낼 것"})
        with store.reader() as conn:
            plan, _ = plan_action(conn, chosen, request, KIM, NOW, SETTINGS)
        assert [row.order for row in plan.rows] == [order.number for order in expected]
        desk.add(sold(99))
        desk.apply(plan)
        touched = {o.id for o in whole(store).orders if any(memo.text == "보낼 것" for memo in o.memos)}
        assert touched == {order.id for order in expected}


def whole(store: Store) -> Shop:
    with store.reader() as conn:
        return Shop(store, tuple(browsing.orders(conn, make_view())))


def test_every_key_of_a_condition_is_tried() -> None:
    with pytest.raises(BadCondition) as caught:
        make_view(where=["nothing=1"])
    advised: Any = caught.value.advice.en.removeprefix("conditions are ")
    of_jobs = {"job"}  # of no order's own; see test_browsing
    assert {*KEYS, *of_jobs} == set(advised.split(", "))
