"""The guide 무통장입금 미결제 취소 주문 되돌리기, case A: all of it was cancelled before the deposit."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.domain.unpaid import deposit_deadline
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.engine import Store
from tests.domain.builders import NOW, SELLER, SYSTEM, order
from tests.screens.driver import fill, opened
from tests.screens.sections import Ending, ending, now, pick
from tests.screens.walking import walks

S = SectionState
BY = SELLER.name


@walks("unpaid-cancel")
async def test_무통장_미결제_취소_주문_되돌리기_거래_재개(empty_store: Store) -> None:
    """기한이 지나 취소된 주문 → 거래 재개 (새 기한) → 입금 확인 → 배송대기."""
    made = order(unpaid=True)
    late = replace(made.entries[0], due_at=NOW - 60)
    ids = fill(empty_store, [replace(made, entries=(late,))])
    tick(empty_store, lambda: NOW)
    assert now(empty_store, ids[0]).trade is Trade.CLOSED
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await pick(desk, "reopen", "ctrl+s", "ctrl+s")
        again = now(empty_store, ids[0])
        assert ([s.state for s in again.sections], again.trade) == ([S.PREPARING], Trade.OPEN)
        assert again.entries[-1].due_at == deposit_deadline(NOW) // 60 * 60
        await pick(desk, "confirm-payment", "ctrl+s", "ctrl+s")
        await pick(desk, "ready", "ctrl+s")
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [
            (EntryKind.REQUEST, 10_000),
            (EntryKind.OVERDUE, 0),
            (EntryKind.REQUEST, 10_000),
            (EntryKind.PAID, 10_000),
        ],
        [
            ("결제기한 초과", 1, SYSTEM.name),
            ("거래 재개", None, BY),
            ("입금 확인", None, BY),
            ("배송대기", 1, BY),
        ],
    )
