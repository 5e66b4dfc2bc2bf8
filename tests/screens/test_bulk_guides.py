"""The guide 주문관리v2 주문 일괄처리 방법, step by step by keys, ending with what every order then is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.orders import EntryKind, Hold, Order
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from tests.domain.builders import NOW, SELLER, order, section
from tests.screens.driver import fill, opened
from tests.screens.test_guides import axes, entries, now, timeline

S = SectionState
PAID = [(EntryKind.PAID, 10_000)]


def labelled(place: int, **more: Any) -> Order:  # noqa: ANN401
    """An order that is ready, with its number."""
    label = section(1, S.READY, courier="CJ", tracking=f"52185312347{place}", tracked_at=NOW - 60)
    return replace(order(sections=(label,), **more), number=f"20260921{place:07}", placed_at=NOW - place * 60)


async def test_주문_일괄처리_방법_the_orders_that_were_checked(empty_store: Store) -> None:
    """1. 주문 건 체크하기 2. 주문처리 3. 배송중 처리: 배송대기 → 배송중."""
    ids = fill(empty_store, [labelled(n) for n in range(1, 4)])
    async with opened(empty_store) as desk:
        await desk.press("3")  # 배송대기 탭
        await desk.grid.mark(0, 2)
        assert "선택 2건 · 섹션 2 · 20,000원" in desk.text()
        await desk.press("full_stop", "2")
        assert "2섹션 · 2주문 · 2개 · 20,000원" in desk.text()
        assert axes(now(empty_store, ids[0]))[0] is S.READY  # nothing before it was confirmed
        await desk.press("ctrl+s")
        assert "2건 배송중 · u 되돌리기 · F12 작업" in desk.told

    for place, order_id in enumerate(ids):
        shipped = now(empty_store, order_id)
        state, shown = (S.READY, Badge.READY) if place == 1 else (S.SHIPPING, Badge.SHIPPING)
        assert axes(shipped) == (state, shown, Trade.OPEN, PaymentState.COMPLETE)
        assert entries(shipped) == PAID
        assert timeline(empty_store, order_id) == ["주문 생성", *["배송중"] * (place != 1)]
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
            late = unit.insert([labelled(7)])[0].id
        await desk.press("full_stop", "2")
        text = desk.text()
        for group in ("바뀜", "건너뜀 · 이미 그 상태입니다", "배송보류 주문입니다", "송장번호 없음"):
            assert group in text
        assert "2섹션 · 2주문 · 2개 · 20,000원" in text
        await desk.press("ctrl+s")
        assert "2건 배송중 · 3건 거절 · u 되돌리기 · F12 작업" in desk.told

    found = [now(empty_store, each) for each in (*ids, late)]
    assert [each.sections[0].state for each in found] == [
        S.SHIPPING, S.SHIPPING, S.READY, S.READY, S.SHIPPING, S.PREPARING, S.READY,
    ]  # fmt: skip
    assert [badge(each) for each in found] == [
        Badge.SHIPPING, Badge.SHIPPING, Badge.READY, Badge.READY, Badge.SHIPPING, Badge.WAITING, Badge.READY,
    ]  # fmt: skip
    assert [entries(each) for each in found] == [*[PAID] * 5, [(EntryKind.REQUEST, 10_000)], PAID]
    assert [timeline(empty_store, each)[1:] for each in (*ids, late)] == [["배송중"], ["배송중"], *[[]] * 5]
    assert verify(empty_store).wrong == 0
