"""Orders that somebody works on: told to the others, listed, taken over, ended; on both engines."""

from __future__ import annotations

from orderdesk.core.domain.columns import row
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.taking import SHIFT, Taken
from orderdesk.core.services import browsing
from orderdesk.core.services.moved import in_words, moved_since
from orderdesk.core.services.taking import taken_by_others
from orderdesk.core.store.engine import Store
from orderdesk.core.store.taken import taken_orders
from tests.services.desk import KIM, LEE, Desk, codes, number, sold
from tests.services.people import PEOPLE, staff


def numbers(desk: Desk, condition: str, me: str = KIM.name) -> list[str]:
    with desk.store.reader() as conn:
        view = browsing.make_view(where=[condition], now=desk.now, me=me)
        found = [order.number for order in browsing.orders(conn, view)]
        assert browsing.count(conn, view) == len(found)
        return found


def others(desk: Desk, *wanted: int) -> tuple[Taken, ...]:
    with desk.store.reader() as conn:
        return taken_by_others(conn, [desk.order(n).id for n in wanted], LEE, desk.now)


def test_the_list_is_narrowed_by_who_took_what(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(sold(n) for n in range(1, 5)))
    desk.do("take", 1, 2, note="포장 중")
    desk.do("take", 3, actor=LEE)
    first, second, third, fourth = (number(n) for n in range(1, 5))
    for me, mine, their in ((KIM.name, [first, second], [third]), (LEE.name, [third], [first, second])):
        assert numbers(desk, "taken=내가", me) == numbers(desk, "taken=me", me) == mine
        assert numbers(desk, "taken=남이", me) == numbers(desk, "taken=others", me) == their
    assert numbers(desk, "taken=누군가") == [first, second, third]
    assert numbers(desk, "taken=nobody") == [fourth]
    assert numbers(desk, f"taken={LEE.name}") == [third]


def test_it_ends_by_shipping_after_a_shift_and_by_letting_go(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2), sold(3))
    desk.do("take", 1, 2, 3)
    desk.do("ready", 1)
    desk.do("track", f"{number(1)}-S1", courier="CJ대한통운", number="680123456782", to="ship")
    assert numbers(desk, "taken=me") == [number(2), number(3)] and number(1) in numbers(desk, "taken=nobody")
    desk.do("let-go", 2)
    assert numbers(desk, "taken=me") == [number(3)]
    desk.now += SHIFT - 1
    assert numbers(desk, "taken=me") == [number(3)]
    desk.now += 1
    assert numbers(desk, "taken=me") == [] and len(numbers(desk, "taken=nobody")) == 3
    with desk.store.reader() as conn:
        assert taken_orders(conn, desk.now) == []


def test_others_are_told_and_not_kept_from_anything(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2), sold(3))
    desk.do("take", 1, 2, note="포장 중")
    assert others(desk, 1, 2, 3) == (Taken(KIM.name, "포장 중", 2),)
    assert others(desk, 3) == ()
    assert Taken(KIM.name, "포장 중", 2).words.ko == "김영희 님이 잡은 주문 2건 (포장 중)"
    desk.do("ready", 1, actor=LEE)


def test_taking_over_is_recorded_and_can_be_taken_back(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    desk.do("take", 1, note="포장 중")
    seen = desk.order(1).version
    refused = desk.plan("take", 1, actor=LEE)
    assert [each.verdict.code for each in refused.rows] == ["taken"]
    job = desk.do("take", 1, actor=LEE, over="yes", note="대신 포장")
    with desk.store.reader() as conn:
        (since,) = moved_since(conn, {desk.order(1).id: seen})[desk.order(1).id]
        assert "작업을 잡음 · 작업자 김영희 → 이민준" in in_words(since)
    desk.undo(job, actor=LEE)
    assert numbers(desk, "taken=me") == [number(1)]
    assert desk.sound()


def test_two_who_take_the_same_at_once_do_not_both_have_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    plan = desk.plan("take", 1, actor=LEE)
    desk.do("take", 1)
    assert codes(desk.outcomes(desk.apply(plan, LEE))) == [("refuse", "moved")]
    assert numbers(desk, "taken=me") == [number(1)]


def test_a_packer_may_and_a_viewer_may_not(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    staff(desk.store)
    viewer = desk.plan("take", 1, actor=PEOPLE[Role.VIEWER])
    assert [each.verdict.code for each in viewer.rows] == ["not-permitted"]
    desk.do("take", 1, actor=PEOPLE[Role.PACKER])


def test_the_columns_say_who_and_until_when(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("take", 1, note="포장 중")
    cells = row(desk.order(1), ("taken", "taken_until"))
    assert cells["taken"] == "김영희 (포장 중)" and str(cells["taken_until"]).startswith("20")
    assert row(desk.order(2), ("taken", "taken_until")) == {"taken": "", "taken_until": None}
