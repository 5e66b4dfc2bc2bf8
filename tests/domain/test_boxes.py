"""What a gesture does to a box: which pieces count, which are refused and how that sounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.box_records import Packed, ScanRow, packed, read_packed, seal_of
from orderdesk.core.domain.boxes import (
    BOX_WORDS,
    GESTURE_WORDS,
    Box,
    BoxState,
    Counted,
    Gesture,
    GestureKind,
    Want,
    begun,
    code_key,
    count,
    followed,
    next_requests,
    same_wants,
    verdict_on,
    wanted,
)
from orderdesk.core.domain.orders import Delivery, Item, Order
from orderdesk.core.domain.pack_words import PACK_VERDICTS, PackVerdict
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import SectionState
from tests.domain.builders import decide, line, order, section

KIM, LEE = "김포장", "이민준"
V = PackVerdict
RICE = ("R-1", "F101", "8801234500011")


def of() -> Order:
    """An order of two pieces of rice and one of beans, in one section."""
    bought = (
        line(1, 2, sku=RICE[0], product=RICE[1]),
        line(2, 1, sku="B-1", product="F202"),
    )
    return order(*bought)


def box(*orders: Order, holder: str = KIM) -> Box:
    """An open box for all sections of *orders*."""
    known = {each.id: each for each in orders or (of(),)}
    members = tuple((each.id, s.n) for each in known.values() for s in each.sections)
    barcodes = {(each.id, 1): (RICE[2],) for each in known.values()}
    return Box(1, BoxState.OPEN, 1, holder, members, wanted(known, members, barcodes))


def scan(into: Box, code: str, qty: int = 1, who: str = KIM) -> Counted:
    return count(into, Gesture("g", GestureKind.ITEM, code, qty), who)


def by_hand(into: Box, want: int, qty: int = 1) -> Counted:
    return count(into, Gesture("g", GestureKind.HAND, qty=qty, want=want), KIM)


@pytest.mark.parametrize("code", [*RICE, "r-1", "Ｒ-１", " R-1 "])
def test_a_piece_is_known_by_sku_product_code_and_barcode(code: str) -> None:
    told = scan(box(), code)
    assert (told.verdict, told.took) == (V.RIGHT_ITEM, ((1, 1),))
    assert [want.left for want in told.box.wants] == [1, 1]


def test_a_wrong_item_and_one_too_many_are_refused_at_once_and_change_nothing() -> None:
    begun_box = scan(box(), "R-1", 2).box
    assert scan(begun_box, "R-1") == Counted(V.ONE_TOO_MANY, begun_box)
    assert scan(begun_box, "X-9") == Counted(V.WRONG_ITEM, begun_box)
    assert scan(begun_box, "") == Counted(V.WRONG_ITEM, begun_box)
    assert by_hand(begun_box, 1) == Counted(V.ONE_TOO_MANY, begun_box)
    assert by_hand(begun_box, 9) == Counted(V.WRONG_ITEM, begun_box)
    assert scan(box(), "R-1", 3).verdict is V.ONE_TOO_MANY, "a typed quantity counts whole or not at all"
    assert scan(box(), "R-1", 0).verdict is V.BAD_QUANTITY


def test_the_last_piece_closes_the_box_and_hands_are_told_apart() -> None:
    told = by_hand(scan(box(), "R-1", 2).box, 2)
    assert (told.verdict, told.box.state) == (V.COMPLETE, BoxState.CLOSED)
    assert (told.box.counted, told.box.by_hand, told.box.pieces) == (3, 1, 3)
    assert by_hand(box(), 1).verdict is V.BY_HAND
    assert scan(told.box, "R-1").verdict is V.ONE_TOO_MANY
    assert scan(told.box, "X").verdict is V.WRONG_ITEM


def test_somebody_else_packs_nothing_into_it() -> None:
    assert scan(box(), "R-1", who=LEE) == Counted(V.PACKED_BY_OTHER, box())


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (BoxState.SHIPPED, V.ALREADY_SHIPPED),
        (BoxState.LEFT, V.ALREADY_SHIPPED),
        (BoxState.EMPTIED, V.REFUSED),
    ],
)
def test_nothing_goes_into_a_box_that_is_gone(state: BoxState, verdict: PackVerdict) -> None:
    assert scan(replace(box(), state=state), "R-1").verdict is verdict


def test_a_code_that_two_options_share_is_no_answer() -> None:
    two = order(line(1, sku="R-1", product="F101"), line(2, sku="R-2", product="F101"))
    assert scan(box(two), "F101").verdict is V.SEVERAL
    assert scan(box(two), "R-2").took == ((2, 1),)


def test_pieces_that_are_alike_fill_the_sections_of_a_parcel_one_after_the_other() -> None:
    first, second = of(), replace(of(), id=2)
    told = scan(box(first, second), "R-1", 3)
    assert told.took == ((1, 2), (3, 1))
    assert by_hand(told.box, 3).took == ((3, 1),)


def test_pieces_of_a_line_are_wanted_once_a_section_and_what_can_not_be_touched_never() -> None:
    split = order(
        line(1, 3, sku="R-1"),
        line(2, sku="M-1", physical=False),
        sections=[section(1)],
        items=[Item(1, 1, 1, 1), Item(2, 1, 1, 2), Item(3, 1, 2, 1)],
    )
    assert [(want.line, want.qty) for want in box(split).wants] == [(1, 3)]


def test_a_new_round_counts_from_nothing() -> None:
    full = by_hand(scan(box(), "R-1", 2).box, 2).box
    again = begun(full, LEE, full.members, full.wants)
    assert (again.state, again.round, again.holder, again.counted) == (BoxState.REOPENED, 2, LEE, 0)
    assert same_wants(full, again.wants) and not same_wants(full, again.wants[:1])


GESTURES = st.lists(
    st.one_of(
        st.builds(
            lambda code, qty: Gesture("g", GestureKind.ITEM, code, qty),
            st.sampled_from(("R-1", "B-1", "F101", "X-1", "")),
            st.integers(-1, 3),
        ),
        st.builds(
            lambda want, qty: Gesture("g", GestureKind.HAND, qty=qty, want=want),
            st.integers(0, 5),
            st.integers(-1, 3),
        ),
    ),
    max_size=20,
)


@given(GESTURES)
def test_whatever_is_scanned_counts_add_up_and_only_a_full_box_is_closed(gestures: list[Gesture]) -> None:
    state = box(of(), replace(of(), id=2))
    for gesture in gestures:
        told = count(state, gesture, KIM)
        taken = sum(pieces for _, pieces in told.took)
        assert taken == told.box.counted - state.counted
        assert told.verdict.fine == (taken > 0) and (not taken or taken == gesture.qty)
        assert all(min(want.scanned, want.hand, want.left) >= 0 for want in told.box.wants)
        assert (told.box.state is BoxState.CLOSED) == told.box.complete
        assert told.box.by_hand - state.by_hand == (taken if gesture.kind is GestureKind.HAND else 0)
        state = told.box


def test_every_answer_has_words_and_a_sound_of_its_own() -> None:
    assert len({verdict.sound for verdict in V}) == len(V) == len(PACK_VERDICTS)
    assert len({verdict.large for verdict in V}) == len({verdict.message for verdict in V}) == len(V)
    for verdict in V:
        assert all(verdict.large) and all(verdict.message) and all(verdict.advice)
        alarming = max(verdict.sound, default=0) >= 300 or len(verdict.sound) >= 4
        assert alarming != verdict.fine, verdict
    assert set(BOX_WORDS) == set(BoxState) and set(GESTURE_WORDS) == set(GestureKind)


S = SectionState
ANSWERS = {
    S.CANCELLED: V.CANCELLED,
    **dict.fromkeys((S.PREPARING, S.READY), V.REFUSED),
    **dict.fromkeys((S.CANCEL_REQUESTED, S.RETURN_REQUESTED, S.RETURN_COLLECTING), V.CLAIM_OPEN),
    **dict.fromkeys((S.RETURN_COLLECTED, S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING), V.CLAIM_OPEN),
    S.EXCHANGE_COLLECTED: V.CLAIM_OPEN,
    **dict.fromkeys((S.SHIPPING, S.DELIVERED, S.CONFIRMED), V.ALREADY_SHIPPED),
    **dict.fromkeys((S.RETURNED, S.EXCHANGED), V.ALREADY_SHIPPED),
}


@pytest.mark.parametrize("state", SectionState)
def test_what_can_not_leave_has_an_answer_in_every_state(state: SectionState) -> None:
    assert verdict_on(state, Refusal.PAST) is ANSWERS[state]


@pytest.mark.parametrize("state", [S.PREPARING, S.READY])
@pytest.mark.parametrize("delivery", [Delivery.PARCEL, Delivery.DIRECT])
def test_what_waits_leaves_by_steps_that_the_rules_know(state: SectionState, delivery: Delivery) -> None:
    made = order(state=state, delivery=delivery)
    requests = next_requests(made.sections[0], "CJ대한통운 000000000000")
    parcel = delivery is Delivery.PARCEL
    steps = ["ready", "ship"] if state is S.PREPARING else ["ship"]
    assert [each.verb for each in requests] == (["track"] if parcel else steps)
    assert decide(made, requests[0]).kind is Kind.APPLY
    labelled = replace(made.sections[0], courier="CJ대한통운", tracking="680123456782")
    assert [each.verb for each in next_requests(labelled)] == steps


@pytest.mark.parametrize(
    ("before", "sections", "as_counted", "after"),
    [
        (BoxState.CLOSED, [S.SHIPPING, S.SHIPPING], True, BoxState.SHIPPED),
        (BoxState.CLOSED, [S.SHIPPING, None], True, BoxState.SHIPPED),
        (BoxState.CLOSED, [S.SHIPPING], False, BoxState.LEFT),
        (BoxState.OPEN, [S.SHIPPING], True, BoxState.LEFT),
        (BoxState.CLOSED, [None], True, BoxState.LEFT),
        (BoxState.CLOSED, [S.SHIPPING, S.READY], True, BoxState.CLOSED),
        (BoxState.REOPENED, [S.CANCELLED], True, BoxState.REOPENED),
        (BoxState.SHIPPED, [S.READY], True, BoxState.CLOSED),
        (BoxState.SHIPPED, [S.RETURNED], True, BoxState.SHIPPED),
        (BoxState.EMPTIED, [S.SHIPPING], True, BoxState.EMPTIED),
    ],
)
def test_a_box_follows_its_sections(
    before: BoxState, sections: list[SectionState | None], as_counted: bool, after: BoxState
) -> None:
    assert followed(before, sections, lambda: as_counted) is after


@pytest.mark.parametrize(
    ("refusal", "verdict"),
    [
        (Refusal.HELD, V.HELD),
        (Refusal.UNPAID, V.UNPAID),
        (Refusal.LABEL_STALE, V.ADDRESS_NEWER),
        (Refusal.MOVED, V.CHANGED),
        (Refusal.BOX_REOPENED, V.CHANGED),
        (Refusal.OTHER_RECEIVER, V.REFUSED),
        (None, V.REFUSED),
    ],
)
def test_refusals_of_the_rules_have_answers(refusal: Refusal | None, verdict: PackVerdict) -> None:
    assert verdict_on(SectionState.READY, refusal) is verdict


def test_a_seal_tells_any_other_gesture_and_the_event_says_it() -> None:
    rows = [
        ScanRow(1, "a-1", 1, 5, KIM, GestureKind.OPEN, "O-S1", 1, 0, "opened", ""),
        ScanRow(2, "a-2", 1, 6, KIM, GestureKind.HAND, "", 1, 1, "complete", "쌀"),
    ]
    seal = seal_of(rows)
    assert seal == seal_of(list(rows)) and len(seal) == 16
    for other in (
        rows[1]._replace(took=2),
        rows[1]._replace(kind=GestureKind.ITEM),
        rows[1]._replace(who=LEE),
    ):
        assert seal_of([rows[0], other]) != seal
    full = by_hand(scan(box(), "R-1", 2).box, 2).box
    told = packed(full, seal)
    assert read_packed(told.note) == told == Packed(1, 1, 3, 1, seal)
    assert (
        "손 확인 1개" in told.words.ko
        and "1 by hand" in told.words.en
        and "손" not in told._replace(hand=0).words.ko
    )
    assert read_packed("CJ대한통운 680123456782") is None and read_packed("") is None


def test_codes_are_compared_as_people_read_them() -> None:
    assert code_key(" ａｂ-1 ") == code_key("AB-1") == code_key("ab-1") != code_key("ab1")
    empty = Want(1, 1, 1, 1, "쌀", "m", frozenset(), 1)
    assert scan(Box(1, BoxState.OPEN, 1, KIM, ((1, 1),), (empty,)), "").verdict is V.WRONG_ITEM
