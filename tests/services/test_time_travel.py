from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import Badge, SectionState
from orderdesk.core.services.showing import earlier_texts, show
from orderdesk.core.services.time_travel import NotRecorded, Then, show_then
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from tests.services.desk import KIM, NOW, Desk, number, sold

S = SectionState
MARK = "(개인정보를 지움)"


def then(desk: Desk, at: int, n: int = 1) -> Then:
    with desk.store.reader() as conn:
        return show_then(conn, desk.order(n).id, at)


def live(desk: Desk, *steps: tuple[str, str, dict[str, str]]) -> list[tuple[int, Order]]:
    """Order 1 after each of *steps*, a minute apart, with the time."""
    lived = [(desk.now, desk.order())]
    for verb, where, fields in steps:
        desk.now += 60
        desk.do(verb, f"{number(1)}{where}", actor=KIM, **fields)
        lived.append((desk.now, desk.order()))
    return lived


STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("split", "-S1", {"items": "1:1"}),
    ("memo", "", {"text": "첫 메모"}),
    ("address", "-S1", {"receiver": "새이름", "line2": "302호"}),
    ("memo-edit", "", {"n": "1", "text": "고친 메모"}),
    ("hold", "-S2", {"reason": "STOCK", "note": "입고"}),
    ("release", "-S2", {}),
    ("track", "-S1", {"courier": "CJ대한통운", "number": "521853123451", "to": "ship"}),
    ("return", "-S1", {"reason": "BROKEN", "detail": "깨짐"}),
    ("cancel", "-S2", {"reason": "SOLD_OUT"}),
    ("approve", "-S2", {}),
    ("memo-delete", "", {"n": "1"}),
)


def test_every_moment_of_an_order_can_be_seen_again(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 3, 1))
    lived = live(desk, *STEPS)
    for at, order in lived:
        for moment in (at, at + 59):
            seen = then(desk, moment)
            assert replace(seen.view.order, version=1) == replace(order, version=1)
            assert seen.whole and badge(seen.view.order) is badge(order)
            assert seen.view.timeline[0].at <= moment
    assert (then(desk, lived[3][0]).earlier, then(desk, lived[3][0]).later) == (lived[2][0], lived[4][0])
    assert then(desk, lived[0][0]).earlier is None and then(desk, lived[-1][0] + 9).later is None


def test_money_and_timeline_are_those_of_the_time(desk: Desk) -> None:
    desk.add(sold(1, unpaid=True))
    (_, asked), (paid_at, _) = live(desk, ("confirm-payment", "", {"depositor": "홍길동"}))
    before = then(desk, paid_at - 1).view
    assert (before.money[-1].amount, badge(before.order)) == (0, Badge.WAITING)
    assert before.order.entries == asked.entries
    assert [line.words.ko for line in before.timeline] == ["주문 생성"]
    assert then(desk, paid_at).view.money[-1].amount == 10_000


def test_there_is_nothing_before_the_order_came(desk: Desk) -> None:
    desk.add(sold(1))
    with pytest.raises(NotRecorded, match="begins") as told:
        then(desk, NOW - 1)
    assert told.value.since == NOW


def erase(desk: Desk) -> None:
    with desk.store.unit(KIM, desk.now) as unit:
        erase_personal(unit.conn, [desk.order().id])


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ((("hold", "", {"reason": "STOCK"}), ("release", "", {})), ("holds",)),
        ((("memo", "", {"text": "비밀"}), ("memo-edit", "", {"n": "1", "text": "다른 비밀"})), ("memos",)),
        ((("address", "", {"receiver": "비밀", "phone": "010-0000-9999"}),), ()),
        ((("ready", "", {}), ("split", "", {"items": "1:1"})), ("sections", "items")),
        ((("cancel", "", {"reason": "ETC", "detail": "비밀"}), ("approve", "", {})), ("claims", "entries")),
    ],
)
def test_what_was_erased_is_shown_as_erased(
    desk: Desk, steps: tuple[tuple[str, str, dict[str, str]], ...], kept: tuple[str, ...]
) -> None:
    desk.add(sold(1, 3))
    lived = live(desk, *steps)
    erase(desk)
    seen = then(desk, NOW)
    assert not seen.whole
    order, was = seen.view.order, lived[0][1]
    for part in kept:
        assert len(getattr(order, part)) == len(getattr(was, part)), part
    assert [section.state for section in order.sections] == [S.PREPARING]
    assert (order.buyer_name, order.sections[0].address.receiver) == (MARK, MARK)
    assert "비밀" not in repr(seen)
    assert then(desk, desk.now).whole


def test_where_too_much_was_erased_nothing_is_shown_rather_than_something_wrong(desk: Desk) -> None:
    desk.add(sold(1, 3))
    lived = live(desk, ("split", "", {"items": "1:1"}), ("merge", "", {}), ("ready", "", {}))
    erase(desk)
    with pytest.raises(NotRecorded, match="erased") as told:
        then(desk, lived[1][0])
    assert told.value.since == lived[2][0]
    assert then(desk, lived[2][0]).view.order.sections[0].state is S.PREPARING


def test_a_memo_stands_once_with_its_earlier_texts_behind_it(desk: Desk) -> None:
    desk.add(sold(1))
    live(
        desk,
        ("memo", "", {"text": "지워질 글"}),
        ("memo-delete", "", {"n": "1"}),
        ("memo", "", {"text": "하나"}),
        ("memo-edit", "", {"n": "2", "text": "둘"}),
        ("memo-edit", "", {"n": "2", "text": "셋"}),
        ("memo-resolve", "", {"n": "2"}),
    )
    with desk.store.reader() as conn:
        lines = show(conn, number(1)).timeline
    assert [line.words.ko for line in lines] == ["메모 해결", "메모 · 해결", "메모 삭제", "주문 생성"]
    assert [line.memo for line in lines] == [0, 2, 0, None]
    assert lines[1].details.startswith("셋\n(고침 ")
    assert (lines[0].job, lines[1].job) == (6, 3)
    assert earlier_texts(desk.events(1), 2) == ((NOW + 300, "둘"), (NOW + 240, "하나"))


def test_a_deleted_memo_that_came_back_keeps_its_earlier_texts(desk: Desk) -> None:
    desk.add(sold(1))
    live(desk, ("memo", "", {"text": "하나"}), ("memo-edit", "", {"n": "1", "text": "둘"}))
    desk.undo(desk.do("memo-delete", 1, n="1"))
    assert earlier_texts(desk.events(1), 1) == ((NOW + 120, "하나"),)
