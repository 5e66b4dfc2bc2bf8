"""The claims board and claims in bulk, from the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import Delivery, Method
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from tests.domain.builders import do, line, order, states
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.sections import now

BOARD = "circumflex_accent"


def returns(store: Store) -> list[int]:
    """Three returns of paid bank transfers, two asked for and one picked up, and an order without a claim."""
    delivered = order(line(1, 2, 9_999), state=S.DELIVERED, method=Method.BANK, delivery=Delivery.DIRECT)
    back = do(delivered, "return", reason="BROKEN")
    made = [back, back, do(back, "pickup-done"), delivered]
    return fill(store, [replace(each, number=f"20260921{n:07}") for n, each in enumerate(made, 1)])


def all_states(store: Store, ids: list[int]) -> list[S]:
    return [states(now(store, each))[1] for each in ids]


async def test_the_board_counts_what_waits_and_lists_a_stage(empty_store: Store) -> None:
    returns(empty_store)
    async with opened(empty_store, size=(100, 30)) as desk:
        assert "5 클레임 3" in desk.text()
        await desk.press(BOARD)
        assert "클레임 · 3건이 기다림" in desk.text()
        assert "2   반품 접수" in desk.text() and "8   기한 초과" in desk.text()
        await desk.press("1")  # 비어 있는 단계는 열리지 않는다
        assert "3건이 기다림" in desk.text()
        await desk.press("2")
        assert desk.grid.numbers == ["202609210000002", "202609210000001"]
        assert "클레임 단계 반품 접수" in desk.text()
        await desk.press("escape", "5")
        assert len(desk.grid.numbers) == 3


async def process(desk: DeskDriver, *keys: str) -> None:
    await desk.press("asterisk", "full_stop", "0", "0", *keys)


@pytest.mark.slow
async def test_claims_are_settled_in_bulk(empty_store: Store) -> None:
    """모두 골라 수거 완료, 승인: 미리보기는 환불할 돈을 모두 더해 보여 주고, 되돌릴 수 있다."""
    ids = returns(empty_store)
    async with opened(empty_store, size=(100, 30)) as desk:
        await process(desk, "2")  # 수거 완료
        assert "✓ 바뀜" in desk.text() and "섹션 2 · 주문 2건 · 4개 · 19,998원" in desk.text()
        await desk.press("ctrl+s")
        assert all_states(empty_store, ids) == [S.RETURN_COLLECTED] * 3 + [S.DELIVERED]
        await process(desk, "3")
        await desk.press("tab", *"4000", "ctrl+s")  # 4,000원씩 차감
        assert "섹션 3 · 주문 3건 · 6개 · 17,997원" in desk.text()
        assert "금액은 돌려줄 돈입니다" in desk.text()
        await desk.press("ctrl+s")
        assert all_states(empty_store, ids) == [S.RETURNED] * 3 + [S.DELIVERED]
        refunds = [payments(now(empty_store, each).entries)[0].refund_due for each in ids]
        assert refunds == [5_999, 5_999, 5_999, 0]
        await desk.press("ctrl+z")
        await desk.press("ctrl+s")
    assert all_states(empty_store, ids) == [S.RETURN_COLLECTED] * 3 + [S.DELIVERED]


@pytest.mark.slow
async def test_what_was_not_picked_up_is_approved_only_when_that_is_chosen(empty_store: Store) -> None:
    ids = returns(empty_store)
    async with opened(empty_store, size=(100, 30)) as desk:
        await process(desk, "3")
        assert "수거 전 반품 2섹션" in desk.text()
        await desk.press("1", "ctrl+s")
        assert "거절 · 수거가 끝나지 않았습니다" in desk.text()
        await desk.press("ctrl+s")
    assert all_states(empty_store, ids) == [S.RETURN_REQUESTED] * 2 + [S.RETURNED, S.DELIVERED]


@pytest.mark.slow
async def test_claims_are_rejected_in_bulk(empty_store: Store) -> None:
    ids = returns(empty_store)
    async with opened(empty_store, size=(100, 30)) as desk:
        await process(desk, "4")
        await desk.type("used")
        await desk.press("ctrl+s")
        assert "섹션 3 · 주문 3건 · 6개 · 29,997원" in desk.text()
        await desk.press("ctrl+s")
    assert all_states(empty_store, ids) == [S.DELIVERED] * 4
    assert [claim.decision_note for each in ids for claim in now(empty_store, each).claims] == ["used"] * 3
