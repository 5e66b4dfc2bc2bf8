"""Rows that were refused because of others say what was changed, by whom, when and in which job."""

from __future__ import annotations

from orderdesk.core.services.moved import Since, in_the_way, in_words, moved_since, why_refused
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, Desk, codes, sold


def since(desk: Desk, version: int, n: int = 1) -> list[str]:
    order = desk.order(n)
    with desk.store.reader() as conn:
        return [in_words(each) for each in moved_since(conn, {order.id: version}).get(order.id, ())]


def ways(desk: Desk, job: int, n: int = 1) -> tuple[Since, ...]:
    order = desk.order(n)
    with desk.store.reader() as conn:
        return in_the_way(conn, job, [order.id]).get(order.id, ())


def test_what_happened_after_a_version_transaction_by_transaction(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    begun = desk.order(1).version
    desk.do("hold", 1, actor=LEE, reason="STOCK")
    desk.do("release", 1, actor=LEE)
    seen = desk.order(1).version
    desk.do("memo", 1, actor=LEE, text="메모는 막지 않는다")
    label = {"courier": "CJ대한통운", "number": "680123456782", "to": "ship"}
    job = desk.do("track", f"{desk.order(1).number}-S1", actor=LEE, **label)
    told = since(desk, seen)
    assert len(told) == 3 and all(f"작업 {job} (이민준 " in line for line in told)
    assert "배송대기 → 배송중" in told[-1] and "680123456782" in " ".join(told)
    assert len(since(desk, begun)) == 5
    assert since(desk, desk.order(1).version) == since(desk, desk.order(2).version, 2) == []


def test_an_undo_is_one_transaction_too(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    seen = desk.order(1).version
    back = desk.undo(job, actor=LEE)
    assert [f"작업 {back} (이민준 " in line and "배송대기 되돌림" in line for line in since(desk, seen)] == [
        True
    ]


def test_what_is_done_again_is_told_from_what_is_taken_back(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    back = desk.undo(job)
    seen = desk.order(1).version
    desk.undo(back, redo=True)
    assert ["배송대기 다시 함" in line for line in since(desk, seen)] == [True]
    assert [each.words.ko for each in ways(desk, job)] == ["배송대기 되돌림", "배송대기 다시 함"]


def test_what_stands_in_the_way_of_an_undo_is_what_touches_it(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    job = desk.do("ready", 1, 2)
    desk.do("hold", 1, actor=LEE, reason="STOCK")
    desk.do("memo", 1, text="전화")
    later = desk.do("back", 1, 2, actor=LEE)
    found = ways(desk, job)
    assert [(each.verb, each.who, each.job) for each in found] == [("back", LEE, later)]
    assert found[0].details and "배송대기 → 상품준비" in in_words(found[0])
    desk.undo(later, actor=LEE)
    assert [each.verb for each in ways(desk, job)] == ["back", "undo"]


def test_where_nothing_touches_it_all_that_came_later_is_told(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    assert ways(desk, job) == ()
    held = desk.do("hold", 1, actor=LEE, reason="STOCK")
    desk.do("memo", 1, text="전화")
    assert [each.job for each in ways(desk, job)] == [held]


def test_the_refused_rows_of_jobs_say_why(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    plan = desk.plan("ready", 1, 2)
    held = desk.do("hold", 1, actor=LEE, reason="STOCK")
    job = desk.apply(plan)
    assert codes(desk.outcomes(job)) == [("refuse", "moved"), ("apply", None)]
    back = desk.do("back", 2, actor=LEE)
    undo = desk.undo(job)
    with desk.store.reader() as conn:
        moved = why_refused(conn, desk.outcomes(job), None)
        kept = why_refused(conn, desk.outcomes(undo), job)
    assert {order: [each.job for each in found] for order, found in moved.items()} == {
        desk.order(1).id: [held]
    }
    assert {order: [each.job for each in found] for order, found in kept.items()} == {
        desk.order(2).id: [back]
    }


def test_in_english(desk: Desk) -> None:
    desk.add(sold(1))
    seen = desk.order(1).version
    job = desk.do("ready", 1, actor=KIM)
    with desk.store.reader() as conn:
        line = in_words(moved_since(conn, {desk.order(1).id: seen}, "en")[desk.order(1).id][0], "en")
    assert line.startswith(f"changed by job {job} (김영희 ") and line.endswith("ready · Preparing → Ready")
