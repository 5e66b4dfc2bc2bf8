"""Carve, move and merge: what is split off, what goes along, and what may be joined again."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.apply import may
from orderdesk.core.domain.changes import diff, take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.identifiers import (
    entry_number,
    item_number,
    read_item,
    read_section,
    section_number,
)
from orderdesk.core.domain.orders import Channel, Delivery, Freight, Item, Order, Origin, Section
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import carve, covers, merge, move, refuse_merge, refuse_pieces, splittable
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import HOME, NOW, NUMBER, SELLER, do, line, order, refusal, section, states

S = SectionState
TWO = order(line(1, 3), line(2, 2), fee=3_000)


def quantities(of: Order) -> dict[int, int]:
    sums: dict[int, int] = {}
    for item in of.items:
        sums[item.line] = sums.get(item.line, 0) + item.qty
    return sums


def test_carving_part_of_a_line_makes_a_new_item_and_leaves_the_fee() -> None:
    now, made = carve(TWO, 1, ((1, 2), (2, 2)))
    assert made == 2
    assert now.items == (Item(1, 1, 1, 1), Item(2, 2, 2, 2), Item(3, 2, 1, 2))
    assert [s.fee for s in now.sections] == [3_000, 0]
    assert now.section(2).origin is Origin.SPLIT and now.section(2).address == HOME
    assert (now.sections_made, now.items_made) == (2, 3)
    assert check(now) == ()


def test_carving_copies_holds_delay_and_keeps_where_added_goods_came_from() -> None:
    now = order(line(1, 2), held=True, channel=Channel.OWN)
    now = do(do(now, "hold", reason="BUYER"), "split", items="1:1")
    assert [(h.n, h.section, h.reason) for h in now.holds] == [
        (1, 1, "STOCK"),
        (2, 1, "BUYER"),
        (3, 2, "STOCK"),
        (4, 2, "BUYER"),
    ]
    released = do(now, "release", 2)
    assert {h.section for h in released.holds} == {1}
    added = do(order(), "add", None, name="x", qty="2", price="1")
    assert do(added, "split", 2, items="2:1").section(3).origin is Origin.ADDED
    late = do(order(line(1), line(2), channel=Channel.NAVER), "delay", reason="PREPARING", until="2030-01-01")
    assert do(late, "split", items="2:1").section(2).delay_until is not None


def test_numbers_are_never_used_again() -> None:
    now = do(TWO, "split", items="1:1")
    now = do(now, "merge", None, sections="S1,S2")
    now = do(now, "split", items="2:1")
    assert states(now) == {1: S.PREPARING, 3: S.PREPARING}
    assert [item.n for item in now.items] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((), "split-nothing"),
        (((9, 1),), "no-item"),
        (((1, 0),), "bad-quantity"),
        (((1, -1),), "bad-quantity"),
        (((1, 4),), "bad-quantity"),
        (((1, 1), (1, 1)), "bad-quantity"),
    ],
)
def test_pieces_that_cannot_be_taken(pieces: tuple[tuple[int, int], ...], code: str) -> None:
    found = refuse_pieces(TWO, 1, pieces)
    assert found is not None and found.code == code
    if pieces:
        with pytest.raises(ValueError, match=code):
            carve(TWO, 1, pieces)


def test_pieces_of_another_section_are_not_here() -> None:
    now = do(TWO, "split", items="2:2")
    assert refusal(now, "cancel", 1, reason="ETC", items="2:1") == "no-item"


def test_the_whole_section_is_not_split_but_may_go_whole() -> None:
    assert covers(TWO, 1, ()) and covers(TWO, 1, ((1, 3), (2, 2))) and not covers(TWO, 1, ((1, 3),))
    assert refusal(TWO, "split", items="1:3,2:2") == "split-all"
    with pytest.raises(ValueError, match="split-all"):
        carve(TWO, 1, ((1, 3), (2, 2)))
    assert states(do(TWO, "ready", items="1:3,2:2")) == {1: S.READY}


def test_channel_items_are_split_only_whole() -> None:
    now = order(line(1, 2), line(2), channel=Channel.NAVER)
    assert refusal(now, "split", items="1:1") == "channel-line"
    assert states(do(now, "split", items="1:2")) == {1: S.PREPARING, 2: S.PREPARING}


def test_a_section_with_a_number_stays_whole_before_dispatch() -> None:
    now = do(order(line(1, 2)), "track", courier="CJ", number="1")
    assert refusal(now, "split", items="1:1") == "has-tracking"
    assert refusal(now, "ready", items="1:1") == "has-tracking"
    assert refusal(now, "track", items="1:1", courier="CJ", number="2", overwrite="yes") == "has-tracking"


def test_a_shipped_section_is_not_split_by_a_number() -> None:
    now = order(line(1, 2), state=S.SHIPPING, delivery=Delivery.DIRECT)
    assert refusal(now, "track", items="1:1", courier="CJ", number="2") == "split-state"


def test_part_of_a_section_takes_its_own_number() -> None:
    now = do(order(line(1, 2)), "track", courier="CJ", number="1", to="ship", items="1:1")
    assert states(now) == {1: S.PREPARING, 2: S.SHIPPING}
    assert (now.section(1).tracking, now.section(2).tracking) == (None, "1")


@given(data=st.data())
def test_split_then_merge_keeps_every_sum_and_undo_restores_all(data: st.DataObject) -> None:
    qtys = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    start = order(*(line(n, qty) for n, qty in enumerate(qtys, 1)), fee=2_500)
    chosen = {n: data.draw(st.integers(0, qty)) for n, qty in enumerate(qtys, 1)}
    pieces = tuple((n, qty) for n, qty in chosen.items() if qty)
    if not pieces or covers(start, 1, pieces):
        return
    split, made = carve(start, 1, pieces)
    assert quantities(split) == quantities(start) and check(split) == ()
    assert take_back(split, diff(start, split)) == start
    joined = merge(split, (1, made))
    assert quantities(joined) == quantities(start) and check(joined) == ()
    assert joined.section(1).fee == 2_500
    if all(qty in (0, qtys[n - 1]) for n, qty in chosen.items()):
        assert joined == replace(start, sections_made=2)
    assert take_back(joined, diff(split, joined)) == split


@given(data=st.data())
def test_any_splits_are_joined_again_and_every_step_is_taken_back(data: st.DataObject) -> None:
    qtys = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    start = order(*(line(n, qty) for n, qty in enumerate(qtys, 1)), fee=2_500, held=data.draw(st.booleans()))
    passed, whole = [start], True
    for _ in range(data.draw(st.integers(1, 4))):
        now = passed[-1]
        source = data.draw(st.sampled_from([s.n for s in now.sections]))
        pieces = tuple(
            (item.n, qty) for item in now.items_of(source) if (qty := data.draw(st.integers(0, item.qty)))
        )
        if pieces and not covers(now, source, pieces):
            whole = whole and all(qty == item.qty for n, qty in pieces for item in now.items if item.n == n)
            passed.append(carve(now, source, pieces)[0])
            assert refuse_merge(passed[-1], (source, passed[-1].sections_made)) is (
                Refusal.HELD if start.holds else None
            )
    passed.append(replace(passed[-1], holds=()))
    while len(numbers := [s.n for s in passed[-1].sections]) > 1:
        chosen = data.draw(st.lists(st.sampled_from(numbers), min_size=2, unique=True))
        passed.append(merge(passed[-1], chosen))
    for before, after in pairwise(passed):
        assert quantities(after) == quantities(start) and check(after) == ()
        assert sum(s.fee for s in after.sections) == 2_500
        assert take_back(after, diff(before, after)) == before
    if whole:
        assert passed[-1] == replace(start, holds=(), sections_made=passed[-1].sections_made)


SPLIT = do(TWO, "split", items="1:1")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": S.READY}, "merge-differs"),
        ({"address": replace(HOME, line2="302호")}, "merge-differs"),
        ({"delivery": Delivery.VISIT}, "merge-differs"),
        ({"freight": Freight.COLLECT}, "merge-differs"),
        ({"courier": "CJ", "tracking": "1"}, "has-tracking"),
        ({"state": S.SHIPPING}, "split-state"),
        ({"state": S.CANCELLED}, "split-state"),
    ],
)
def test_only_alike_sections_merge(fields: dict[str, object], code: str) -> None:
    other = replace(SPLIT.section(2), **fields)  # type: ignore[arg-type]  # fields are Section's own
    now = replace(SPLIT, sections=(SPLIT.section(1), other))
    assert refusal(now, "merge", None, sections="1,2") == code
    with pytest.raises(ValueError, match=code):
        merge(now, (1, 2))


def test_merging_needs_two_that_exist_and_none_held() -> None:
    for sections in ((1,), (1, 1), (1, 9)):
        assert refuse_merge(SPLIT, sections) is Refusal.MERGE_ALONE
    assert refusal(TWO, "merge", None) == "merge-alone"
    assert refusal(SPLIT, "merge", None, sections="S1,x") == "field-bad"
    assert refusal(do(SPLIT, "hold", 2, reason="STOCK"), "merge", None, sections="S1,S2") == "held"


def test_merging_without_names_joins_the_first_that_fit() -> None:
    now = do(SPLIT, "split", 1, items="2:1")
    now = do(now, "hold", 1, reason="STOCK")
    assert states(do(now, "merge", None)) == {1: S.PREPARING, 2: S.PREPARING}


def test_sections_of_different_payments_merge_only_when_all_are_paid() -> None:
    now = do(order(), "add", None, name="양말", qty="1", price="3,000")
    assert refusal(now, "merge", None, sections="1,2") == "unpaid"
    assert refusal(now, "merge", None) == "merge-alone"
    paid = do(now, "confirm-payment", None)
    assert states(do(paid, "merge", None, sections="1,2")) == {1: S.PREPARING}


def test_sections_of_one_unpaid_payment_merge() -> None:
    now = do(order(line(1, 2), unpaid=True), "split", items="1:1")
    assert states(do(now, "merge", None)) == {1: S.PREPARING}


def test_past_claims_of_a_merged_section_go_along() -> None:
    now = do(SPLIT, "cancel", 2, reason="ETC")
    now = do(do(now, "withdraw", 2), "merge", None)
    assert [claim.section for claim in now.claims] == [1] and check(now) == ()


@pytest.mark.parametrize(
    ("notes", "kept"),
    [
        (("문 앞", "경비실"), "문 앞 / 경비실"),
        (("", "경비실"), "경비실"),
        (("문 앞", "문 앞"), "문 앞"),
        (("문 앞 / 경비실", "경비실"), "문 앞 / 경비실"),
        (("", ""), ""),
    ],
)
def test_delivery_notes_of_merged_sections_stand_beside_each_other(notes: tuple[str, str], kept: str) -> None:
    sections = tuple(replace(s, note=note) for s, note in zip(SPLIT.sections, notes, strict=True))
    assert merge(replace(SPLIT, sections=sections), (1, 2)).section(1).note == kept


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(None, 9, 9), (5, None, 5), (5, 9, 9), (9, 5, 9), (None, None, None)],
)
def test_of_the_delays_of_merged_sections_the_latest_holds(
    first: int | None, second: int | None, kept: int | None
) -> None:
    def delayed(n: int, until: int | None) -> Section:
        told = (f"REASON-{until}", f"note {until}") if until else ("", "")
        return replace(SPLIT.section(n), delay_until=until, delay_reason=told[0], delay_note=told[1])

    now = replace(SPLIT, channel=Channel.NAVER, sections=(delayed(1, first), delayed(2, second)))
    merged = merge(now, (1, 2))
    assert merged.section(1) == replace(delayed(1, kept), fee_base=merged.section(1).fee_base)
    assert take_back(merged, diff(now, merged)) == now and check(merged) == ()


def test_moving_opens_and_closes_the_order() -> None:
    now = order(state=S.SHIPPING)
    done = move(now, 1, S.DELIVERED, may_close=True)
    assert done.trade is Trade.CLOSED
    assert move(now, 1, S.DELIVERED, may_close=False).trade is Trade.OPEN
    assert move(done, 1, S.RETURN_REQUESTED, may_close=False).trade is Trade.OPEN
    assert move(done, 1, S.CONFIRMED, may_close=True).trade is Trade.CLOSED


def test_an_order_closes_only_with_its_last_section() -> None:
    now = order(
        line(1),
        line(2),
        sections=(section(1, S.SHIPPING), section(2, S.SHIPPING)),
        items=[Item(1, 1, 1, 1), Item(2, 2, 2, 1)],
    )
    now = do(now, "deliver", 1)
    assert now.trade is Trade.OPEN
    assert do(now, "deliver", 2).trade is Trade.CLOSED


def test_people_numbers_go_there_and_back() -> None:
    assert (section_number(NUMBER, 2), entry_number(NUMBER, 3)) == (f"{NUMBER}-S2", f"{NUMBER}-P3")
    assert read_section(section_number(NUMBER, 12)) == (NUMBER, 12)
    assert read_item(item_number("A-1", 4)) == ("A-1", 4)
    for text in ("", "-S1", NUMBER, f"{NUMBER}-Sx", f"{NUMBER}-S"):
        with pytest.raises(ValueError):
            read_section(text)
    for text in ("", "-1", NUMBER, f"{NUMBER}-x"):
        with pytest.raises(ValueError):
            read_item(text)


def test_what_takes_whole_sections_refuses_pieces() -> None:
    some = Request("back", (("items", ((1, 1),)),))
    ready = do(TWO, "ready")
    assert refusal(ready, some) == "whole-only"
    assert states(do(ready, Request("back", (("items", ((1, 3), (2, 2))),)))) == {1: S.PREPARING}


@pytest.mark.parametrize(
    ("of", "fine"),
    [
        (order(line(1, 2)), True),
        (order(line(1)), False),
        (order(line(1, 2), channel=Channel.NAVER), False),
        (order(line(1), line(2), channel=Channel.NAVER), True),
    ],
)
def test_whether_there_is_enough_to_split(of: Order, fine: bool) -> None:
    assert splittable(of, 1) is fine
    assert (may(of, 1, "split", SELLER, NOW, Shop()).kind is Kind.APPLY) is fine


def test_what_may_be_done_is_known_before_its_fields() -> None:
    late = may(order(channel=Channel.NAVER), 1, "delay", SELLER, NOW, Shop())
    assert late.kind is Kind.APPLY
    assert may(order(), 1, "delay", SELLER, NOW, Shop()).code == "not-delayable"
    assert may(order(), None, "merge", SELLER, NOW, Shop()).code == "merge-alone"
    assert may(TWO, 1, "address", SELLER, NOW, Shop(), ((1, 1),)).code == "whole-only"
    assert may(TWO, 1, "ready", SELLER, NOW, Shop(), ((1, 1),)).kind is Kind.APPLY
