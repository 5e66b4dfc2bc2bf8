from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from orderdesk.core import reference
from orderdesk.core.domain.changes import take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.combining import Match, Miss, candidates, combine
from orderdesk.core.domain.orders import Channel, Delivery, Device, Member, Method, Order, Region
from orderdesk.core.domain.parcels import Courier, check_number, find_courier
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import PaymentState, SectionState
from orderdesk.core.domain.text import clean, multi_line
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.customers import find_customers
from orderdesk.core.services.demo.catalogue import LONG_MEMO, catalogue
from orderdesk.core.services.demo.customers import customer
from orderdesk.core.services.demo.drive import drive
from orderdesk.core.services.demo.fill import DemoCancelled, fill_demo
from orderdesk.core.services.demo.moments import DAY, SEOUL, moments
from orderdesk.core.services.demo.plain import follow_plain
from orderdesk.core.services.demo.plots import PLOTS, steps_of
from orderdesk.core.services.demo.purchase import Buying, bought
from orderdesk.core.services.demo.shop import DESK_DAYS, DemoOrder, demo_orders
from orderdesk.core.services.demo.stories import PLAIN, STORIES
from orderdesk.core.services.goods import find_products
from orderdesk.core.services.tabs import DEFAULT_TABS, read_tabs
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.customers import grades
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.load import load_orders

NOW = 1_795_400_000
"""A Monday morning in Seoul, in November 2026."""

RARE = 0.003
"""What is in the demo at all is in this share of its orders at least."""


@pytest.fixture(scope="module")
def shop() -> list[DemoOrder]:
    return list(demo_orders(2000, 1, NOW))


def kinds_of(order: Order) -> Iterable[object]:
    """What of the rare things *order* shows, each once."""
    yield from {section.state for section in order.sections}
    yield order_payment_state(order.entries)
    yield from {claim.kind for claim in order.claims}
    if order.holds:
        yield "hold"
    if any(section.delay_until is not None for section in order.sections):
        yield "delay"


EVERY_KIND = [*SectionState, *PaymentState, *ClaimKind, "hold", "delay"]


@pytest.mark.parametrize("n", [2000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_every_state_claim_kind_hold_and_delay_is_there(n: int) -> None:
    # Members of different enums are equal as numbers, so they are counted by name.
    found = Counter(repr(kind) for order, _ in demo_orders(n, 1, NOW) for kind in kinds_of(order))
    missing = {repr(kind): found[repr(kind)] for kind in EVERY_KIND if found[repr(kind)] < RARE * n}
    assert missing == {}


def test_another_seed_has_every_kind_too() -> None:
    found = Counter(repr(kind) for order, _ in demo_orders(2000, 2, NOW) for kind in kinds_of(order))
    assert {repr(kind) for kind in EVERY_KIND if found[repr(kind)] < RARE * 2000} == set()


def test_every_order_keeps_every_invariant(shop: list[DemoOrder]) -> None:
    assert [finding for order, _ in shop for finding in check(order)] == []


def test_same_seed_same_shop_and_another_seed_another(shop: list[DemoOrder]) -> None:
    assert list(islice(demo_orders(2000, 1, NOW), 500)) == shop[:500]
    assert [order for order, _ in islice(demo_orders(2000, 2, NOW), 20)] != [order for order, _ in shop[:20]]


@pytest.mark.parametrize("n", [1, 7, 199, 200, 201, 450])
def test_any_number_of_orders(n: int) -> None:
    orders = [order for order, _ in demo_orders(n, 5, NOW)]
    assert [order.id for order in orders] == list(range(1, n + 1))
    assert all(order.placed_at <= NOW for order in orders)


def test_numbers_run_per_day_and_ids_in_order_of_time(shop: list[DemoOrder]) -> None:
    orders = [order for order, _ in shop]
    assert [o.placed_at for o in orders] == sorted(o.placed_at for o in orders)
    per_day: Counter[str] = Counter()
    for order in orders:
        day = order.number[:8]
        per_day[day] += 1
        assert order.number == f"{day}{per_day[day]:07d}"
    assert orders[0].number.startswith("202608") and orders[-1].number.startswith("20261123")


def test_channel_and_tracking_numbers_never_come_twice(shop: list[DemoOrder]) -> None:
    channel_numbers = [(o.channel, o.channel_number) for o, _ in shop if o.channel_number]
    labels = {(o.id, s.courier, s.tracking) for o, _ in shop for s in o.sections if s.tracking}
    numbers = Counter((courier, number) for _, courier, number in labels)
    assert len(set(channel_numbers)) == len(channel_numbers) > 400
    assert numbers.most_common(1)[0][1] == 1
    assert all(bool(o.channel_number) is o.channel.external for o, _ in shop)


def test_tracking_numbers_are_as_their_courier_writes_them(shop: list[DemoOrder]) -> None:
    couriers = reference.couriers()
    for order, _ in shop:
        for section in order.sections:
            if section.courier and section.tracking:
                courier = find_courier(couriers, section.courier)
                assert isinstance(courier, Courier)
                assert check_number(courier, section.tracking) == []


def test_a_believable_mixture(shop: list[DemoOrder]) -> None:
    orders = [order for order, _ in shop]
    sections = [section for order in orders for section in order.sections]
    assert {o.channel for o in orders} == set(Channel)
    assert {o.entries[0].method for o in orders} == set(Method) - {Method.UNKNOWN}
    assert {o.member for o in orders} >= {Member.MEMBER, Member.GUEST}
    assert {o.device for o in orders} == set(Device)
    assert {s.delivery for s in sections} == set(Delivery)
    assert {s.address.region for s in sections} == set(Region)
    for flag in (
        lambda o: o.first,
        lambda o: o.gift,
        lambda o: o.pending,
        lambda o: any(r.state == "done" for r in o.receipts),
        lambda o: any(r.state == "wait" for r in o.receipts),
        lambda o: any(m.resolved for m in o.memos),
        lambda o: any(not m.resolved for m in o.memos),
        lambda o: any(len(m.text) == LONG_MEMO for m in o.memos),
    ):
        assert 0 < sum(map(flag, orders)) < len(orders)
    closed = sum(s.state in (SectionState.CONFIRMED, SectionState.DELIVERED) for s in sections)
    assert closed > 0.7 * len(sections)
    assert 1.1 < sum(len(o.lines) for o in orders) / len(orders) < 1.5
    assert 3 < len(orders) / len({(o.buyer_name, o.buyer_phone) for o in orders}) < 8


def test_no_phone_could_be_anybodys(shop: list[DemoOrder]) -> None:
    phones = {o.buyer_phone for o, _ in shop} | {s.address.phone for o, _ in shop for s in o.sections}
    assert all(phone.startswith("010-0000-") and len(phone) == 13 for phone in phones)


def test_regions_are_those_of_the_postcodes(shop: list[DemoOrder]) -> None:
    for order, _ in shop:
        for section in order.sections:
            where = section.address
            expected = {"normal": Region.DOMESTIC, "jeju": Region.JEJU, "island": Region.ISLAND}
            if where.country == "KR":
                assert where.region is expected[reference.region(where.zip)]
            else:
                assert where.region is Region.ABROAD


def test_awkward_texts_are_as_an_import_would_let_them_in(shop: list[DemoOrder]) -> None:
    names = {o.buyer_name for o, _ in shop}
    assert {"[선물] 김영희", "=김영희="} <= names
    assert not [name for name in names if any(sign in name for sign in ("[/", "cmd|", "<b>"))]
    for order, _ in shop:
        texts = [order.buyer_name, *(s.note for s in order.sections)]
        texts += [text for line in order.lines for text in (line.name, line.option)]
        texts += [text for s in order.sections for text in (s.address.line1, s.address.line2)]
        assert [clean(text) for text in texts] == texts
        assert all(multi_line(memo.text) == memo.text for memo in order.memos)


def test_payments_are_what_lines_and_delivery_cost(shop: list[DemoOrder]) -> None:
    for order, _ in shop:
        first = order.entries[0].n
        paid_for = {item.line for s in order.sections if s.paid_by == first for item in order.items_of(s.n)}
        if len({section.paid_by for section in order.sections}) == 1:
            goods = sum(line.total for line in order.lines if line.n in paid_for)
            assert order.entries[0].amount == goods + sum(section.fee for section in order.sections)


def test_old_orders_came_by_a_file_and_new_ones_tell_their_story(shop: list[DemoOrder]) -> None:
    began = NOW - DESK_DAYS * DAY
    old = [(order, events) for order, events in shop if order.placed_at < began]
    new = [(order, events) for order, events in shop if order.placed_at >= began]
    assert old and new
    for order, events in old:
        (first,) = events
        assert (first.verb, first.at, order.version) == ("create", began, 1)
    for order, events in new:
        assert events[0].verb == "create" and events[0].at == order.placed_at
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert events[-1].at <= NOW
        assert {event.order_id for event in events} == {order.id}


def test_history_folds_back_to_the_purchase(shop: list[DemoOrder]) -> None:
    for order, events in shop[-600:]:
        for event in reversed(events):
            order = take_back(order, event.changes)
        assert len(order.sections) == 1 and len(order.entries) == 1
        assert order.sections[0].state is SectionState.PREPARING
        assert check(order) == ()


def test_the_shortcut_of_plain_courses_is_equal_to_the_rules() -> None:
    rng = Random(9)
    long_ago = NOW - 400 * DAY
    compared: Counter[Delivery] = Counter()
    for k in range(900):
        at = long_ago if k % 3 else NOW - k % 20 * DAY // 2
        buying = Buying(k + 1, f"20251001{k + 1:07d}", at, NOW, customer(9, k), first=True)
        order = bought(buying, PLAIN, rng)
        steps = [step for step in steps_of(order, PLAIN, NOW, rng) if step.at <= NOW]
        driven, events = drive(order, steps)
        shortcut = follow_plain(order, steps)
        assert shortcut == replace(driven, version=1)
        assert bool(events) is bool(steps)
        compared[order.sections[0].delivery] += 1
    assert set(compared) == set(Delivery)


def test_every_story_has_a_plot_and_runs_to_its_end() -> None:
    assert set(PLOTS) == {story.name for story in (PLAIN, *STORIES)}
    rng = Random(4)
    for story in (PLAIN, *STORIES):
        for k in range(15):
            at = NOW - 60 * DAY
            buying = Buying(k + 1, f"20260924{k + 1:07d}", at, NOW, customer(4, k), first=True)
            placed = bought(buying, story, rng)
            order, _ = drive(placed, steps_of(placed, story, NOW, rng))
            assert check(order) == ()


def test_trade_grows_and_nights_are_quiet() -> None:
    times = list(moments(20_000, NOW, Random(1)))
    half = (times[0] + times[-1]) // 2
    assert sum(at > half for at in times) > 1.3 * sum(at <= half for at in times)
    hours = Counter((at + SEOUL) % DAY // 3600 for at in times)
    assert hours[21] > 4 * hours[4]
    assert math.isclose((times[-1] - times[0]) / DAY, 227, rel_tol=0.05)


def test_a_million_orders_are_three_years() -> None:
    first = next(moments(1_000_000, NOW, Random(1)))
    assert 1050 < (NOW - first) / DAY < 1100


def test_fills_a_store(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'demo.db'}")
    told: list[int] = []
    assert fill_demo(store, 300, 1, NOW, told.append) == 300
    with store.reader() as conn:
        assert load_orders(conn, range(1, 301)) == [order for order, _ in demo_orders(300, 1, NOW)]
        assert len(read_tabs(conn)) == len(DEFAULT_TABS) + 1
        assert shop_of(conn).has_account
        sold = {line.product for order, _ in demo_orders(300, 1, NOW) for line in order.lines} - {""}
        assert sold <= {product.code for product in find_products(conn, "", None)}
        counted = [
            option
            for product in find_products(conn, "", None)
            for option in product.options
            if option.tracked
        ]
        assert counted and all(option.available > 0 for option in counted)
        assert any(option.allocated for option in counted)
        assert {customer.grade for customer in find_customers(conn, "")} == {
            grade.name for grade in grades(conn)
        }
    assert told[-1] == 300
    assert verify(store).findings == ()
    store.close()


def test_filling_can_be_cancelled(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'demo.db'}")
    answers = iter([False, True])
    with pytest.raises(DemoCancelled):
        fill_demo(store, 1000, 1, NOW, cancelled=lambda: next(answers))
    store.close()


def test_the_catalogue_is_clean() -> None:
    texts = catalogue()
    assert len(texts.long_memo) == LONG_MEMO
    assert all(product.price > 0 and product.options for product in (*texts.parcels, *texts.others))


def test_parcels_to_combine_and_near_misses_of_every_kind_of_text_are_there(shop: list[DemoOrder]) -> None:
    groups, misses = combine(one for order, _ in shop for one in candidates(order, NOW))
    assert {match for group in groups for match in group.why} > {Match.SAME}
    assert {miss.why for miss in misses} >= {Miss.OTHER_DETAIL, Miss.OTHER_PHONE, Miss.HELD, Miss.UNPAID}
