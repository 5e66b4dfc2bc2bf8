"""The guide 주문관리v2 주문 일괄처리 방법, step by step by keys, ending with what every order then is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orderdesk.core.domain.orders import EntryKind, Hold, Order
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from tests.domain.builders import NOW, SELLER, order, section
from tests.screens.driver import fill, numbered, opened
from tests.screens.sections import Ending, ending, now
from tests.screens.walking import walks

S = SectionState
PAID = [(EntryKind.PAID, 10_000)]
BY = SELLER.name


def labelled(place: int, **more: Any) -> Order:  # noqa: ANN401
    """An order that is ready, with its number."""
    label = section(1, S.READY, courier="CJ", tracking=f"52185312347{place}", tracked_at=NOW - 60)
    return replace(order(sections=(label,), **more), number=f"20260921{place:07}", placed_at=NOW - place * 60)


@walks("bulk")
async def test_주문_일괄처리_방법_the_orders_that_were_checked(empty_store: Store) -> None:
    """1. 주문 건 체크하기 2. 주문처리 3. 배송중 처리: 배송대기 → 배송중."""
    ids = fill(empty_store, [labelled(n) for n in range(1, 4)])
    async with opened(empty_store) as desk:
        await desk.press("3")  # 배송대기 탭
        await desk.grid.mark(0, 2)
        assert "선택 2건 · 섹션 2 · 20,000원" in desk.text()
        await desk.press("full_stop", "2")
        assert "섹션 2 · 주문 2건 · 2개 · 20,000원" in desk.text()
        assert ending(empty_store, ids[0]).states == {1: S.READY}  # nothing before it was confirmed
        await desk.press("ctrl+s")
        assert "2건 배송중 · Ctrl+Z 되돌리기 · F12 작업" in desk.told

    ready = Ending({1: S.READY}, Badge.READY, Trade.OPEN, PaymentState.COMPLETE, PAID, [])
    shipped = ready._replace(states={1: S.SHIPPING}, badge=Badge.SHIPPING, timeline=[("배송중", 1, BY)])
    assert [ending(empty_store, each) for each in ids] == [shipped, ready, shipped]
    assert verify(empty_store).wrong == 0


async def test_주문_일괄처리_방법_all_orders_and_what_does_not_fit_is_left(empty_store: Store) -> None:
    """4. 모든 주문 선택; 조건에 맞지 않는 주문은 건너뜀. An order that comes later is not meant."""
    gone = replace(order(state=S.SHIPPING), number="20260921000005", placed_at=NOW - 300)
    ids = fill(
        empty_store,
        [
            *(labelled(n) for n in (1, 2)),
            labelled(3, holds=(Hold(1, 1, "STOCK", "", "김영희", NOW),)),
            replace(order(state=S.READY), number="20260921000004", placed_at=NOW - 240),
            gone,
            replace(order(unpaid=True), number="20260921000006", placed_at=NOW - 360),
        ],
    )
    async with opened(empty_store) as desk:
        await desk.press("asterisk")
        assert "선택 6건" in desk.text()
        with empty_store.unit(SELLER, NOW) as unit:
            late = unit.insert([labelled(7)])[0]
        await desk.press("full_stop", "2")
        text = desk.text()
        for group in ("바뀜", "건너뜀 · 이미 그 상태입니다", "배송보류 주문입니다", "송장번호 없음"):
            assert group in text
        assert "섹션 2 · 주문 2건 · 2개 · 20,000원" in text
        await desk.press("ctrl+s")
        assert "2건 배송중 · 3건 거절 · Ctrl+Z 되돌리기 · F12 작업" in desk.told

    ready = Ending({1: S.READY}, Badge.READY, Trade.OPEN, PaymentState.COMPLETE, PAID, [])
    before = ready._replace(states={1: S.SHIPPING}, badge=Badge.SHIPPING)
    shipped = before._replace(timeline=[("배송중", 1, BY)])
    waiting = Ending(
        {1: S.PREPARING}, Badge.WAITING, Trade.OPEN, PaymentState.WAITING, [(EntryKind.REQUEST, 10_000)], []
    )
    found = [ending(empty_store, each) for each in (*ids, late)]
    assert found == [shipped, shipped, ready, ready, before, waiting, ready]
    assert len(now(empty_store, ids[2]).holds) == 1
    assert verify(empty_store).wrong == 0


@walks("bulk")
async def test_주문_일괄처리_방법_is_taken_back_with_one_key(empty_store: Store) -> None:
    """배송대기 처리; 조건에 맞지 않는 주문은 건너뛰고, u로 되돌린다."""
    unpaid = replace(order(unpaid=True), number="20260921000009")
    ids = fill(empty_store, [*numbered(2), unpaid])
    before = [ending(empty_store, each) for each in ids]
    async with opened(empty_store) as desk:
        await desk.press("asterisk", "full_stop", "1")
        assert "결제대기 주문입니다" in desk.text()
        await desk.press("ctrl+s")
        ready = before[0]._replace(states={1: S.READY}, badge=Badge.READY, timeline=[("배송대기", 1, BY)])
        assert [ending(empty_store, each) for each in ids] == [ready, ready, before[2]]
        await desk.press("ㅕ", "ctrl+s")  # u 되돌리기

    back = Ending(
        {1: S.PREPARING},
        Badge.PREPARING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [("배송대기", 1, BY), ("배송대기 되돌림", 1, BY)],
    )
    assert [ending(empty_store, each) for each in ids] == [back, back, before[2]]
    assert before[2].badge is Badge.WAITING and before[2].timeline == []
