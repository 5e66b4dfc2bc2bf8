"""The guides of cash receipts (현금영수증 발급, 자동 발행 설정) step by step, by key alone."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Receipt
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.receipt_settings import connect_simulated, mode_of, set_mode
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.dialogs.receipts import ReceiptsDialog
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.sections import Ending, ending, now

S = SectionState
PHONE = "010-0000-1234"
PAID = [(EntryKind.REQUEST, 10_000), (EntryKind.PAID, 10_000)]


def deposited(*receipts: Receipt) -> Order:
    made = order(unpaid=True)
    paid = Entry(2, EntryKind.PAID, Method.BANK, 10_000, NOW, follows=1)
    return replace(made, entries=(*made.entries, paid), receipts=receipts)


async def pick(desk: DeskDriver, verb: str) -> None:
    """The action *verb* by its number in the process menu."""
    await desk.press("full_stop", *strokes(BY_ID[verb]))


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


async def test_현금영수증_발급하기_by_key(empty_store: Store) -> None:
    """PG 신청 사용: 신청을 보고 발급하고, 결제 상세 하단에서 승인번호를 본다."""
    made = replace(deposited(), receipts=(Receipt(1, "income", PHONE, "wait"),))
    ids = fill(empty_store, [made])
    connect_simulated(empty_store, SELLER, NOW)
    set_mode(empty_store, SELLER, NOW, Mode.ASKED)
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await pick(desk, "receipt-issue")
        await desk.press("ctrl+s", "ctrl+s", "dollar_sign")
        (receipt,) = now(empty_store, ids[0]).receipts
        assert len(receipt.approval) == 9 and f"승인번호 {receipt.approval}" in desk.text()
    assert (receipt.state, receipt.mode, receipt.amount) == ("done", "pg", 10_000)
    assert ending(empty_store, ids[0]).timeline == [
        ("현금영수증 발급 요청", None, SELLER.name),
        ("현금영수증 발급", None, SYSTEM.name),
    ]


async def test_현금영수증_자동_발행_설정(empty_store: Store) -> None:
    """PG와 자동 입금 확인이 있어야 고를 수 있다; 그 뒤에는 입금이 확인되면 저절로 발급된다."""
    made = replace(order(unpaid=True), receipts=(Receipt(1, "income", PHONE, "wait"),))
    ids = fill(empty_store, [made])
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("apostrophe", "2")
        assert isinstance(desk.screen, ReceiptsDialog)
        assert "3   자동 발행: 입금이 확인되면 저절로" in desk.text()
        assert "2, 3: 결제대행사(PG)가 연결되어 있지 않습니다" in desk.text()
        await desk.press("3")
        assert "결제대행사(PG)가 연결되어 있지 않습니다" in desk.text()
        await desk.press("escape")
        connect_simulated(empty_store, SELLER, NOW)
        await desk.press("apostrophe", "2", "3")
        await desk.press("escape")
        with empty_store.reader() as conn:
            assert mode_of(conn) is Mode.AUTO
        await pick(desk, "confirm-payment")
        await desk.press("ctrl+s", "ctrl+s")
        tick(empty_store, lambda: NOW)
    (receipt,) = now(empty_store, ids[0]).receipts
    assert (receipt.state, receipt.mode, receipt.amount) == ("done", "pg", 10_000)
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.PREPARING},
        Badge.PREPARING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [
            ("입금 확인", None, SELLER.name),
            ("현금영수증 발급 요청", None, SYSTEM.name),
            ("현금영수증 발급", None, SYSTEM.name),
        ],
    )
