"""What splitting and joining would come to, told while it is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import Channel, Item, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.menu import make_menu, only_fitting
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.splitting import Split, joinable, merge_of, split_of
from tests.domain.builders import HOME, NOW, SELLER, do, line, order, section
from tests.services.desk import KIM, Desk, sold

TWO = order(line(1, 3, 25_000, name="쌀"), line(2, 2, name="기름"), fee=3_000)


def split(of: Order, **goes: int) -> Split:
    """What splitting off item quantities (`_1=2`) makes of the first section."""
    return split_of(of, 1, {int(key[1:]): qty for key, qty in goes.items()}, SELLER, NOW, Shop())


def test_a_split_tells_both_sides_the_fee_and_the_discounts() -> None:
    made = split(TWO, _1=2)
    assert made.refusal is None and made.made == 2 and made.fee == 3_000
    assert [(each.text, each.held, each.stays, each.goes) for each in made.lines] == [
        ("쌀", 3, 1, 2),
        ("기름", 2, 2, 0),
    ]
    assert made.pieces == ((1, 2),)
    assert made.discounts == (5_000 - 3_334, 3_334)
    assert sum(made.discounts) == 30_000 - 25_000


@pytest.mark.parametrize(
    ("of", "goes", "refusal"),
    [
        (TWO, {}, Refusal.SPLIT_NOTHING),
        (TWO, {"_1": 3, "_2": 2}, Refusal.SPLIT_ALL),
        (TWO, {"_1": 4}, Refusal.BAD_QUANTITY),
        (replace(TWO, channel=Channel.NAVER), {"_1": 1}, Refusal.CHANNEL_LINE),
        (order(line(1, 2), state=S.SHIPPING), {"_1": 1}, Refusal.SPLIT_STATE),
        (do(TWO, "track", courier="CJ", number="1"), {"_1": 1}, Refusal.HAS_TRACKING),
    ],
)
def test_a_split_that_can_not_be_says_why(of: Order, goes: dict[str, int], refusal: Refusal) -> None:
    assert split(of, **goes).refusal is refusal


def test_sections_say_whether_they_fit_the_chosen_ones() -> None:
    away = replace(HOME, zip="63001")
    sections = [section(n, address=away if n in (2, 5) else HOME) for n in (1, 2, 3)]
    sections += [section(4, S.SHIPPING), section(5, address=away)]
    of = order(line(1, 5), sections=sections, items=[Item(n, n, 1, 1) for n in range(1, 6)])
    merge = merge_of(of, (1,))
    assert [choice.refusal for choice in merge.choices] == [
        None,
        Refusal.MERGE_DIFFERS,
        None,
        Refusal.SPLIT_STATE,
        Refusal.MERGE_DIFFERS,
    ]
    assert merge.refusal is Refusal.MERGE_ALONE
    assert merge_of(of, (1, 3)).refusal is None
    assert merge_of(of, (1, 2)).refusal is Refusal.MERGE_DIFFERS
    assert joinable(of) == (1, 3) and joinable(of, (5,)) == (2, 5)
    assert joinable(of, (4,)) == (4,)
    assert merge_of(order(), ()).choices[0].refusal is None


def test_the_menu_counts_by_state_and_says_what_comes_later(desk: Desk) -> None:
    ids = [made.id for made in desk.add(sold(1, 2), sold(2), sold(3, unpaid=True))]
    desk.do("ready", 2)
    with desk.store.reader() as conn:
        menu = make_menu(conn, ids, KIM, NOW)
    assert menu.states == (None, S.PREPARING, S.READY)
    assert menu.sections == {None: 3, S.PREPARING: 2, S.READY: 1}
    fits = {
        (state, entry.verb.id): (entry.fits, entry.reason)
        for state in menu.states
        for entry in menu.entries[state]
    }
    assert fits[None, "ready"] == (1, None)
    assert fits[S.READY, "ready"] == (0, Refusal.ALREADY)
    assert fits[S.PREPARING, "confirm-payment"] == (1, None)
    assert fits[S.READY, "confirm-payment"] == (0, Refusal.PAID_ALREADY)
    assert fits[None, "split"] == (1, None)
    assert fits[None, "address"] == (0, Refusal.ONE_AT_A_TIME)
    assert fits[S.READY, "address"] == (1, None)
    assert fits[None, "cancel"] == (3, None)


def test_the_menu_asks_for_marked_pieces_only(desk: Desk) -> None:
    made = desk.add(sold(1, 2, 2))[0]
    with desk.store.reader() as conn:
        some: PiecesOf = {(made.id, 1): ((1, 1),)}
        menu = make_menu(conn, [made.id], KIM, NOW, frozenset({(made.id, 1)}), some)
    found = {entry.verb.id: entry.reason for entry in menu.entries[None]}
    assert found["ready"] is found["split"] is found["hold"] is None
    assert found["address"] is Refusal.WHOLE_ONLY


def test_the_only_section_that_an_action_fits(desk: Desk) -> None:
    a, b = (made.id for made in desk.add(sold(1, 1, 2, sections=[[1], [2]]), sold(2)))
    with desk.store.reader() as conn:
        found = only_fitting(conn, [a, b], "split", KIM, NOW)
        assert isinstance(found, tuple) and (found[0].id, found[1]) == (a, 2)
        assert only_fitting(conn, [b], "split", KIM, NOW) is Refusal.SPLIT_ALL
        assert only_fitting(conn, [a, b], "address", KIM, NOW) is Refusal.ONE_AT_A_TIME
        assert only_fitting(conn, [a], "delay", KIM, NOW, frozenset({(a, 1)})) is Refusal.NOT_DELAYABLE
