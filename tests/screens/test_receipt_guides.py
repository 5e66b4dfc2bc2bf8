"""The guides of cash receipts (현금영수증 발급, 자동 발행 설정) step by step, by key alone."""

from __future__ import annotations

from orderdesk.core.domain.orders import EntryKind, Receipt
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.store.engine import Store
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import fill, opened
from tests.screens.receipt_desk import PHONE, deposited
from tests.screens.sections import Ending, ending, now, pick

S = SectionState
PAID = [(EntryKind.REQUEST, 10_000), (EntryKind.PAID, 10_000)]


async def test_현금영수증_발급하기_by_hand(empty_store: Store) -> None:
    """PG 없이: 다른 곳에서 발급하고 수동 완료 처리; 승인번호는 적을 수도 있다."""
    ids = fill(empty_store, [deposited()])
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await pick(desk, "receipt-issue")
        assert "현금영수증 발급을 쓰지 않고 있습니다" in desk.text()
        await desk.press("escape")
        await pick(desk, "receipt")
        await desk.press("1")
        await desk.type(PHONE)
        await desk.press("enter", "enter")
        await desk.type("123456789")
        await desk.press("ctrl+s", "ctrl+s", "dollar_sign")
        assert "승인번호 123456789" in desk.text()
    assert now(empty_store, ids[0]).receipts == (
        Receipt(1, "income", PHONE, "done", "manual", "123456789", NOW, 10_000),
    )
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.PREPARING},
        Badge.PREPARING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [("현금영수증 발급", None, SELLER.name)],
    )
