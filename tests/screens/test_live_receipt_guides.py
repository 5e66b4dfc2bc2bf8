"""The guides of cash receipts (현금영수증 발급, 자동 발행 설정) by key alone, as on `demo --live`."""

from __future__ import annotations

import time
from dataclasses import replace

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import EntryKind, Receipt
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.states import Badge, PaymentState, SectionState
from orderdesk.core.services.receipt_settings import mode_of, set_mode
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.receipts import ReceiptsDialog
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import fill, opened
from tests.screens.live_desk import Training, training
from tests.screens.receipt_desk import PHONE, deposited
from tests.screens.sections import ending, now, pick

__all__ = ["training"]

S = SectionState
PAID = [(EntryKind.REQUEST, 10_000), (EntryKind.PAID, 10_000)]


async def test_현금영수증_발급하기_by_key(training: Training) -> None:
    """PG 신청 사용: 신청을 보고 발급하고, 결제 상세 하단에서 승인번호를 본다."""
    made = replace(deposited(), receipts=(Receipt(1, "income", PHONE, "wait"),))
    ids = fill(training.store, [made])
    set_mode(training.store, SELLER, NOW, Mode.ASKED)
    async with training.opened() as desk:
        await desk.search(made.number)
        await desk.press("enter")
        await pick(desk, "receipt-issue")
        await desk.press("ctrl+s", "ctrl+s", "dollar_sign")
        (receipt,) = now(training.store, ids[0]).receipts
        assert len(receipt.approval) == 9 and f"승인번호 {receipt.approval}" in desk.text()
    assert (receipt.state, receipt.mode, receipt.amount) == ("done", "pg", 10_000)
    assert ending(training.store, ids[0]).timeline == [
        ("현금영수증 발급 요청", None, SELLER.name),
        ("현금영수증 발급", None, SYSTEM.name),
    ]
    (there,) = training.town.toss.receipts.values()
    assert (there.amount, there.left, there.approval) == (10_000, 10_000, receipt.approval)


async def test_현금영수증_자동_발행_설정(training: Training) -> None:
    """입금이 은행에서 확인되면 저절로 발급된다."""
    made = replace(order(unpaid=True), receipts=(Receipt(1, "income", PHONE, "wait"),))
    at = int(time.time()) - 60
    asked = tuple(replace(each, at=at, due_at=at + 86_400) for each in made.entries)
    made = replace(made, buyer_name="영수증받을분", placed_at=at, entries=asked)
    ids = fill(training.store, [made])
    account = training.town.accounts[0][1]
    async with training.opened((80, 24)) as desk:
        await desk.press("apostrophe", "2", "3")
        await desk.press("escape", "escape")
        with training.store.reader() as conn:
            assert mode_of(conn) is Mode.AUTO
        training.town.popbill.bank.deposit(account, 10_000, "영수증받을분")
        await training.later(desk)
        await training.later(desk)
    (receipt,) = now(training.store, ids[0]).receipts
    assert (receipt.state, receipt.mode, receipt.amount) == ("done", "pg", 10_000)
    end = ending(training.store, ids[0])
    assert (end.states, end.badge, end.payment) == ({1: S.PREPARING}, Badge.PREPARING, PaymentState.COMPLETE)
    assert end.timeline == [
        ("입금 확인", None, SYSTEM.name),
        ("현금영수증 발급 요청", None, SYSTEM.name),
        ("현금영수증 발급", None, SYSTEM.name),
    ]


async def test_현금영수증_자동_발행_설정_without_a_company(empty_store: Store) -> None:
    """PG와 자동 입금 확인이 있어야 고를 수 있다."""
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("apostrophe", "2")
        assert isinstance(desk.screen, ReceiptsDialog)
        assert "2, 3: 결제대행사(PG)가 연결되어 있지 않습니다" in desk.text()
        await desk.press("3")
        assert "결제대행사(PG)가 연결되어 있지 않습니다" in desk.text()
