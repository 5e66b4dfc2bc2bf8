"""Waves: chosen, walked, short at the shelf, taken over, closed; on both engines."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.waves import Ended, WalkGesture, WalkKind, Wish
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.packing import Station
from orderdesk.core.services.waves import (
    Walked,
    WaveView,
    chosen_for,
    close_wave,
    make_wave,
    picking_of,
    walk_on,
    wave_view,
    waves,
)
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.unit import find
from tests.services.desk import KIM, LEE, NOW, Desk, number, sections
from tests.services.people import PEOPLE, staff
from tests.services.station import LABELS, K, Packer, goods, labelled

V = PackVerdict
W = WalkKind
GOODS = (("A", "B-02"), ("B", "A-01"), ("C", ""))


class Picker:
    """Somebody with a trolley and a scanner."""

    _made = count(1)

    def __init__(self, desk: Desk, actor: Actor = KIM) -> None:
        self.at = Station(desk.store, actor, desk.clock, desk.settings)

    def make(self, wish: Wish = Wish()) -> int:  # noqa: B008  # frozen
        made = make_wave(self.at.store, self.at.actor, NOW, wish)
        assert made is not None
        return made

    def __call__(
        self, wave: int, code: str = "", qty: int = 1, kind: WalkKind = W.PICK, line: int = 0
    ) -> str:
        return self.told(wave, code, qty, kind, line).verdict.code

    def told(
        self, wave: int, code: str = "", qty: int = 1, kind: WalkKind = W.PICK, line: int = 0, name: str = ""
    ) -> Walked:
        gesture = WalkGesture(name or f"{self.at.actor.name}-{next(self._made)}", kind, code, line, qty)
        return walk_on(self.at, gesture, wave)

    def view(self, wave: int) -> WaveView:
        with self.at.store.reader() as conn:
            found = wave_view(conn, wave)
        assert found is not None
        return found

    def close(self, wave: int) -> Ended:
        ended = close_wave(self.at.store, self.at.actor, NOW, wave)
        assert isinstance(ended, Ended)
        return ended


@pytest.fixture
def shop(store: Store) -> Desk:
    """Four orders of goods that stand on shelves."""
    desk = Desk(store)
    put_products(
        store, KIM, NOW, [Product(f"P{c}", c, 1, (Option(c, barcode=f"88{c}"),), place=p) for c, p in GOODS]
    )
    desk.add(goods(1, 2), goods(2, 1, 1), goods(3, 3), goods(4, 1, 1, 1))
    return desk


def told(view: WaveView) -> list[tuple[str, str, int, int]]:
    return [(line.sku, line.place, line.picked, line.qty) for line in view.lines]


def named(desk: Desk, targets: tuple[tuple[int, int], ...]) -> list[str]:
    with desk.store.reader() as conn:
        ids = {order: name for name, order in find(conn, [number(n) for n in range(1, 6)]).items()}
    return [f"{ids[order]}-S{section}" for order, section in targets]


def test_a_wave_is_walked_from_shelf_to_shelf_and_closed(shop: Desk) -> None:
    kim = Picker(shop)
    wave = kim.make()
    assert told(kim.view(wave)) == [("B", "A-01", 0, 2), ("A", "B-02", 0, 7), ("C", "", 0, 1)]
    assert [kim(wave, "88B"), kim(wave, "X"), kim(wave, "B"), kim(wave, "B")] == [
        *("right-item", "wrong-item", "picked", "one-too-many")
    ]
    walked = kim.told(wave, kind=W.SKIP, line=2)
    assert (walked.verdict, walked.view and walked.view.next and walked.view.next.sku) == (V.SKIPPED, "C")
    assert [kim(wave, "C"), kim(wave, "A", 7)] == ["picked", "all-picked"]
    ended = kim.close(wave)
    assert len(ended.picked) == 4 and ended.released == () and ended.spare == {}
    assert kim(wave, "A") == "refused" and shop.sound()
    with shop.store.reader() as conn:
        assert [(each.id, each.state.name, each.sections) for each in waves(conn)] == [(1, "CLOSED", 4)]


def test_what_was_not_picked_is_free_for_the_next_wave(shop: Desk) -> None:
    kim, lee = Picker(shop), Picker(shop, LEE)
    first = kim.make()
    with shop.store.reader() as conn:
        assert chosen_for(conn, Wish()) == ()
    assert make_wave(shop.store, LEE, NOW, Wish()) is None
    kim(first, "A", 4)
    ended = kim.close(first)
    assert named(shop, ended.picked) == [sections(3, 1)[0]], "the oldest single of A comes first"
    assert ended.spare == {"sku:a": 1} and len(ended.released) == 3
    second = lee.make()
    assert {name for _, name in lee.view(second).sections} == {sections(n, 1)[0] for n in (1, 2, 4)}


def test_what_was_picked_is_fetched_again_only_when_it_went_back_to_the_shelf(shop: Desk) -> None:
    kim = Picker(shop)
    first = kim.make(Wish(most=1))
    (picked,) = [name for _, name in kim.view(first).sections]
    (line,) = kim.view(first).lines
    kim(first, line.sku, line.qty)
    kim.close(first)

    def chosen() -> list[str]:
        with shop.store.reader() as conn:
            return [each.number for each in chosen_for(conn, Wish())]

    assert picked not in chosen() and len(chosen()) == 3
    packer = Packer(shop)
    packer(picked, K.OPEN)
    assert picked not in chosen()
    assert packer(kind=K.EMPTY) == "emptied"
    assert picked in chosen()


def test_a_wave_takes_what_waits_and_is_nobodys(shop: Desk) -> None:
    shop.do("hold", *sections(1, 1), reason="STOCK")
    Packer(shop).open(2)
    labelled(shop, 4)
    with shop.store.reader() as conn:
        assert [each.number for each in chosen_for(conn, Wish())] == sections(3, 1) + sections(4, 1)
        assert [each.number for each in chosen_for(conn, Wish(frozenset({"CJ대한통운"})))] == sections(4, 1)
        assert [each.number for each in chosen_for(conn, Wish(places=("B",)))] == sections(3, 1)
        assert [each.number for each in chosen_for(conn, Wish(only="multi"))] == sections(4, 1)
        cut = shop.order(3).placed_at - 1
        assert [each.number for each in chosen_for(conn, Wish(before=cut))] == sections(4, 1)


def test_others_only_look_and_take_it_over_visibly(shop: Desk) -> None:
    kim, lee = Picker(shop), Picker(shop, LEE)
    wave = kim.make()
    assert [lee(wave, "A"), lee(wave, kind=W.SKIP, line=1), lee(wave, "A", kind=W.SHORT)] == [
        "packed-by-other"
    ] * 3
    assert isinstance(close_wave(shop.store, LEE, NOW, wave), Walked)
    assert lee.view(wave).wave.holder == KIM.name
    assert lee(wave, kind=W.TAKE) == "taken-over" and kim(wave, "A") == "packed-by-other"
    assert lee.view(wave).wave.holder == LEE.name and lee(wave, "A") == "right-item"


def test_a_gesture_of_the_walk_that_comes_twice_counts_once(shop: Desk) -> None:
    kim = Picker(shop)
    wave = kim.make()
    assert [kim.told(wave, "A", name="g").again for _ in range(3)] == [False, True, True]
    assert [line.picked for line in kim.view(wave).lines] == [0, 1, 0]
    for _ in range(2):
        assert kim.told(wave, "A", 1, W.SHORT, name="s").verdict is V.SHORT
    assert kim.view(wave).lines[1].qty == 6
    assert sum(shop.verbs(n).count("hold") for n in range(1, 5)) == 1 and shop.sound()


def test_what_is_missing_is_split_off_held_and_out_of_the_way(shop: Desk) -> None:
    labelled(shop, 4, LABELS[3])
    kim = Picker(shop)
    wave = kim.make()
    assert kim(wave, "A", 2, W.SHORT) == "short"
    last = shop.order(4)
    first, cut = last.sections
    assert (first.tracking, cut.tracking) == (LABELS[3], None), "its parcel does not wait for what is missing"
    assert [(hold.section, hold.reason, hold.note) for hold in last.holds] == [(cut.n, "STOCK", "피킹 결품")]
    assert [(line.sku, line.qty) for line in kim.view(wave).lines] == [("B", 2), ("A", 5), ("C", 1)]
    assert [kim(wave, "A", 6, W.SHORT), kim(wave, "A", 0, W.SHORT), kim(wave, "X", 1, W.SHORT)] == [
        *("one-too-many", "bad-quantity", "wrong-item")
    ]
    kim(wave, "A", 5), kim(wave, "B", 2), kim(wave, "C")
    assert len(kim.close(wave).picked) == 4
    pack = Packer(shop)
    assert [pack.open(4), pack("B"), pack("C")] == ["opened", "right-item", "shipped"]
    assert shop.states(4) == [S.SHIPPING, S.PREPARING] and shop.sound()


def test_a_section_of_which_nothing_is_there_is_held_whole(shop: Desk) -> None:
    kim = Picker(shop)
    wave = kim.make(Wish(places=("B",)))
    assert kim(wave, "A", 5, W.SHORT) == "short" and kim.view(wave).lines == ()
    assert [bool(shop.order(n).holds) for n in (1, 3)] == [True, True]
    assert len(shop.order(1).sections) == 1 and len(kim.close(wave).released) == 2


def test_of_a_channels_order_the_whole_item_goes(shop: Desk) -> None:
    made = replace(goods(5, 3, 1), channel=Channel.NAVER, channel_number="N-5")
    shop.add(made)
    kim = Picker(shop)
    wave = kim.make(Wish(before=made.placed_at))
    assert kim(wave, "A", 1, W.SHORT) == "short"
    held = shop.order(5).holds[0].section
    assert [item.qty for item in shop.order(5).items_of(held)] == [3] and shop.sound()


def test_what_is_cancelled_leaves_the_list_and_what_was_picked_of_it_is_spare(shop: Desk) -> None:
    kim = Picker(shop)
    wave = kim.make()
    kim(wave, "A", 7), kim(wave, "B", 2), kim(wave, "C")
    shop.do("cancel", *sections(1, 1), reason="SOLD_OUT")
    line = kim.view(wave).lines[1]
    assert (line.qty, line.over) == (5, 2)
    assert kim.close(wave).spare == {"sku:a": 2}


def test_what_is_sent_while_the_wave_goes_on_does_not_count_as_too_much(shop: Desk) -> None:
    labelled(shop, 1)
    kim, pack = Picker(shop), Packer(shop)
    wave = kim.make()
    kim(wave, "A", 7)
    pack.open(1), pack("A", qty=2)
    assert shop.states(1) == [S.SHIPPING] and kim.view(wave).lines[1].over == 0
    kim(wave, "B", 2), kim(wave, "C")
    assert len(kim.close(wave).picked) == 4 and shop.sound()


def test_the_paper_list_is_that_of_the_wave_alone(shop: Desk) -> None:
    wave = Picker(shop).make(Wish(only="single"))
    with shop.store.reader() as conn:
        picking = picking_of(conn, wave)
    assert [(line.sku, line.place, line.qty) for line in picking.lines()] == [("A", "B-02", 5)]
    assert (picking.orders, picking.sections) == (2, 2)


def test_who_may_not_pack_makes_no_wave(shop: Desk) -> None:
    staff(shop.store)
    with pytest.raises(NotPermitted):
        make_wave(shop.store, PEOPLE[Role.VIEWER], NOW, Wish())
    assert Picker(shop, PEOPLE[Role.PACKER]).make() == 1
    assert Picker(shop)(9) == "unknown"


def test_a_closed_wave_says_so(shop: Desk) -> None:
    kim = Picker(shop)
    wave = kim.make()
    kim.close(wave)
    walked = kim.told(wave, "A")
    assert (walked.verdict, walked.why) == (V.REFUSED, Refusal.WAVE_CLOSED)
    assert isinstance(close_wave(shop.store, KIM, NOW, wave), Walked)


def test_what_changes_while_a_wave_is_chosen_is_looked_at_again(shop: Desk) -> None:
    shop.add(goods(5, 1, receiver="성춘향"), goods(6, 1, receiver="성춘향"))
    shop.do("track", *sections(5, 1), *sections(6, 1), courier="CJ", number=LABELS[0])

    def meanwhile(name: str) -> None:
        if name == "wave-chosen":
            shop.store.checkpoint = lambda name: None
            shop.do("hold", *sections(1, 1), *sections(6, 1), reason="STOCK")
            Packer(shop).open(2)

    shop.store.checkpoint = meanwhile
    kim = Picker(shop)
    assert sorted(name for _, name in kim.view(kim.make()).sections) == sections(3, 1) + sections(4, 1)
