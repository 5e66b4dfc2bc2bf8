"""Which sections a wave takes, what the walk does to its list, and what becomes of it in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.boxes import Want, wanted
from orderdesk.core.domain.orders import Channel, Item, Order
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.waves import (
    WAVE_WORDS,
    Candidate,
    Picked,
    WalkGesture,
    WaveLine,
    WaveState,
    Wish,
    choose,
    end,
    in_wave,
    lines_of,
    meant,
    name_words,
    next_line,
    pick,
    shortfall,
    walk,
)
from tests.domain.builders import NOW, line, order, section

V = PackVerdict


def candidate(n: int, *marks: str, parcel: str = "", courier: str = "CJ", place: str = "A-1") -> Candidate:
    there = frozenset(marks or ("a",))
    return Candidate((n, 1), f"{n}-S1", NOW + n, courier, parcel, frozenset({place}), there, 1)


def taken(wish: Wish, *candidates: Candidate) -> list[int]:
    return [each.target[0] for each in choose(candidates, wish)]


def test_single_products_come_first_alike_ones_together_then_the_oldest() -> None:
    four = (
        candidate(1, "a", "b"),
        candidate(2, "b"),
        candidate(3, "a"),
        candidate(4, "b"),
        candidate(5, "a"),
    )
    assert taken(Wish(), *four) == [3, 5, 2, 4, 1]
    assert taken(Wish(only="single"), *four) == [3, 5, 2, 4] and taken(Wish(only="multi"), *four) == [1]
    assert taken(Wish(most=2), *four) == [3, 5]


def test_a_wave_is_narrowed_by_courier_place_and_cut_off() -> None:
    three = (candidate(1), candidate(2, courier="롯데"), candidate(3, place="B-1"))
    assert taken(Wish(frozenset({"CJ"})), *three) == [1, 3]
    assert taken(Wish(places=("A", "C")), *three) == [1, 2]
    assert taken(Wish(before=NOW + 1), *three) == [1]
    both = replace(three[0], places=frozenset({"A-1", "B-1"}))
    assert taken(Wish(places=("A",)), both) == [], "all of its goods must stand there"
    assert Wish(frozenset({"CJ"}), ("A",), NOW, "single").name == "CJ · A · ~09-21 23:13 · 단품"
    assert Wish().name == "전체" and set(WAVE_WORDS) == set(WaveState)


def test_sections_of_a_parcel_come_together_or_not_at_all() -> None:
    pair = (candidate(1, parcel="P"), candidate(9, parcel="P"), candidate(3), candidate(4, "a", "b"))
    assert taken(Wish(), *pair) == [3, 1, 9, 4]
    assert taken(Wish(most=2), *pair) == [3, 4], "for both of a parcel there is no room"
    assert taken(Wish(before=NOW + 5), *pair) == [3, 4]


def wants(*orders: Order) -> tuple[Want, ...]:
    return wanted({o.id: o for o in orders}, [(o.id, s.n) for o in orders for s in o.sections], {})


def lines(*orders: Order, **picked: Picked) -> tuple[WaveLine, ...]:
    places = {"a": ("B-2", "A"), "b": ("A-1", "B"), "c": ("", "C")}
    kept = {f"sku:{name}": each for name, each in picked.items()}
    return lines_of(wants(*orders), lambda want: places[want.mark[4:]], kept)


def two() -> tuple[Order, Order]:
    first = order(line(1, 2, sku="A"), line(2, 1, sku="B"))
    return first, replace(order(line(1, 3, sku="A"), line(2, 1, sku="C")), id=2)


def test_the_list_goes_by_the_shelves_and_names_who_gets_what() -> None:
    found = lines(*two(), a=Picked(1))
    assert [(each.n, each.sku, each.qty, each.left) for each in found] == [
        *((1, "B", 1, 1), (2, "A", 5, 4), (3, "C", 1, 1))
    ]
    assert found[1].sections == (((1, 1), 2), ((2, 1), 3))


def test_what_is_put_off_comes_last_and_what_is_done_is_passed() -> None:
    found = lines(*two(), a=Picked(5), b=Picked(0, 2), c=Picked(0, 1))
    assert [each.sku for each in walk(found)] == ["A", "C", "B"]
    assert (then := next_line(found)) is not None and then.sku == "C"
    assert next_line(lines(*two(), a=Picked(5), b=Picked(1), c=Picked(9))) is None
    assert lines(*two(), c=Picked(9))[2].over == 8


@pytest.mark.parametrize(
    ("qty", "verdict"), [(1, V.RIGHT_ITEM), (5, V.PICKED), (6, V.ONE_TOO_MANY), (0, V.BAD_QUANTITY)]
)
def test_picking_is_counted_at_the_shelf(qty: int, verdict: PackVerdict) -> None:
    found = lines(*two())
    assert pick(found, found[1], qty) is verdict
    last = lines(*two(), b=Picked(1), c=Picked(1))
    assert pick(last, last[1], 5) is V.ALL_PICKED


def test_a_line_is_meant_by_its_number_or_by_what_is_scanned() -> None:
    found = lines(*two())
    assert meant(found, WalkGesture("g", line=2)) is meant(found, WalkGesture("g", code="a")) is found[1]
    assert meant(found, WalkGesture("g", line=9)) is meant(found, WalkGesture("g", code="x")) is V.WRONG_ITEM
    same = (found[0], replace(found[1], codes=found[0].codes))
    assert meant(same, WalkGesture("g", code="b")) is V.SEVERAL


def test_missing_pieces_are_taken_from_the_latest_sections() -> None:
    first, second = two()
    line_a = lines(first, second)[1]
    orders = {1: first, 2: second}
    assert shortfall(orders, line_a, 2) == {(2, 1): ((1, 2),)}
    assert shortfall(orders, line_a, 4) == {(2, 1): ((1, 3),), (1, 1): ((1, 1),)}
    whole = order(line(1, 2, sku="A"))
    assert shortfall({1: whole}, lines(whole)[0], 2) == {(1, 1): ()}
    channel = replace(second, channel=Channel.NAVER)
    assert shortfall({1: first, 2: channel}, line_a, 1) == {(2, 1): ((1, 3),)}, "a channel's line goes whole"
    sent = replace(second, sections=(replace(second.sections[0], state=SectionState.SHIPPING),))
    assert shortfall({1: first, 2: sent}, line_a, 2) == {(1, 1): ((1, 2),)}


def test_pieces_of_a_line_in_several_items_go_by_their_numbers() -> None:
    split = order(
        line(1, 3, sku="A"),
        line(2, 1, sku="B"),
        sections=[section(1)],
        items=[Item(1, 1, 1, 1), Item(2, 1, 1, 2), Item(3, 1, 2, 1)],
    )
    assert shortfall({1: split}, lines(split)[1], 3) == {(1, 1): ((1, 1), (2, 2))}
    assert shortfall({1: split}, lines(split)[1], 1) == {(1, 1): ((2, 1),)}


def test_what_may_not_be_packed_wants_nothing_and_what_was_sent_does() -> None:
    of = order(held=True)
    assert not in_wave(of, 1) and not in_wave(of, 2) and in_wave(order(), 1)
    assert in_wave(order(state=SectionState.SHIPPING), 1)
    assert not in_wave(order(unpaid=True), 1)


def test_in_the_end_whose_goods_are_all_there_is_picked_and_the_rest_is_free() -> None:
    first, second = two()
    all_of_it = wants(first, second)
    members = [(1, 1), (2, 1)]
    ended = end(members, {}, all_of_it, {"sku:a": Picked(4), "sku:b": Picked(1), "sku:c": Picked(1)})
    assert (ended.picked, ended.released, ended.spare) == (((1, 1),), ((2, 1),), {"sku:a": 2, "sku:c": 1})
    parcel = dict.fromkeys(members, "P")
    ended = end(members, parcel, all_of_it, {"sku:a": Picked(4), "sku:b": Picked(1), "sku:c": Picked(1)})
    assert ended.picked == () and ended.released == ((1, 1), (2, 1))


@given(st.integers(0, 6), st.integers(0, 2), st.integers(0, 2), st.integers(1, 5))
def test_no_piece_is_given_twice_and_none_gets_lost(a: int, b: int, c: int, missing: int) -> None:
    first, second = two()
    picked = {"sku:a": Picked(a), "sku:b": Picked(b), "sku:c": Picked(c)}
    ended = end([(1, 1), (2, 1)], {}, wants(first, second), picked)
    given_out = sum(w.qty for w in wants(first, second) if (w.order_id, w.section) in ended.picked)
    assert given_out + sum(ended.spare.values()) == a + b + c
    gone = shortfall({1: first, 2: second}, lines(first, second)[1], missing)
    assert sum(qty for pieces in gone.values() for _, qty in pieces) == missing


def test_what_the_desk_wrote_into_a_waves_name_is_told_in_english_too() -> None:
    assert name_words(Wish().name).en == "All"
    made = Wish(couriers=frozenset({"롯데택배"}), only="single").name
    assert made == "롯데택배 · 단품" and name_words(made).en == "롯데택배 · single products"
