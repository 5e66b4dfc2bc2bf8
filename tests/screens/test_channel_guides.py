"""The guides about Naver's and TalkCheckout's orders, step by step by keys, as on `demo --live`."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import Badge, ChannelState, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.outbox import DONE
from tests.screens.channel_desk import OTHER, OURS
from tests.screens.driver import DeskDriver
from tests.screens.live_desk import Training, training
from tests.screens.sections import ending, now, open_detail

__all__ = ["training"]

BY, SYSTEM, CHANNEL = "김영희", "시스템", "주문형 네이버페이"


async def ship(desk: DeskDriver, number: str = OURS) -> None:
    """Gives the order a number by hand, and sends it off."""
    await desk.press("f4", "1")
    await desk.type(number)
    await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")


async def pick(desk: DeskDriver, words: str) -> None:
    """Opens the process menu and picks the entry that begins with *words*, on whichever page it stands."""
    await desk.press("full_stop")
    for _ in range(4):
        for line in desk.text().split("\n"):
            _, _, entry = line.partition("│")
            digit, _, rest = entry.strip().partition(" ")
            if rest.strip().startswith(words):
                await desk.press(digit)
                return
        await desk.press("0")
    raise AssertionError(f"{words} stands on no page")


async def test_네이버페이_톡체크아웃_주문_처리_방법_발송지연부터_교환까지(training: Training) -> None:
    """발송 지연(상품준비에서만), 배송대기, 송장을 넣어 발송, 구매자가 요청한 교환을 승인하고 다시 보낸다."""
    (ref,) = training.buys(1)
    async with training.opened() as desk:
        await training.later(desk)
        (order,) = training.orders()
        await desk.search(order.number)
        await open_detail(desk)
        await pick(desk, "발송지연")
        await desk.press("1")
        await desk.type(f"{datetime.now(SEOUL) + timedelta(days=3):%Y-%m-%d}")
        await desk.press("ctrl+s", "ctrl+s")
        await pick(desk, "배송대기 처리")
        await desk.press("ctrl+s")
        await pick(desk, "발송지연")
        assert desk.told[-1].startswith("발송지연은 외부 채널 주문의 상품준비에서만 됩니다")
        await desk.press("escape")
        await ship(desk)
        await desk.press("escape")
        await training.later(desk)
        assert training.box() == [("delay", DONE), ("confirm", DONE), ("dispatch", DONE)]
        training.naver.delivers(ref)
        await training.later(desk)
        training.naver.asks(ClaimKind.EXCHANGE, ref)
        await training.later(desk)
        assert ending(training.store, order.id).states == {1: S.EXCHANGE_REQUESTED}
        training.naver.shop.carrier_collects(ref.line)
        await training.later(desk)
        await open_detail(desk)
        await pick(desk, "수거 완료")
        await desk.press("ctrl+s")
        await pick(desk, "클레임 승인")
        await desk.press("ctrl+s", "ctrl+s")
        await desk.press("escape")
        await ship(desk, OTHER)  # what is sent again
        await training.later(desk)
        training.naver.delivers(ref)
        await training.later(desk)
    end = ending(training.store, order.id)
    assert (end.states, end.badge) == ({1: S.EXCHANGED, 2: S.SHIPPING}, Badge.PART_RETURNED)
    assert (end.trade, end.payment) == (Trade.OPEN, PaymentState.COMPLETE)
    done = ("delay", "confirm", "dispatch", "collected-exchange", "redeliver")
    assert training.box() == [(operation, DONE) for operation in done]
    there = training.naver.shop.books()[ref.line]
    assert (there["status"], there["claim"]) == ("EXCHANGED", ("EXCHANGE", "EXCHANGE_DONE", 1))
    assert now(training.store, order.id).items[0].channel_state is ChannelState.EXCHANGED


async def test_네이버페이_주문상태가_연동되지_않아요(training: Training) -> None:
    """센터에서 처리하면 채널 품목 상태만 연동된다: 타임라인과 품목 상태로 확인하고 송장을 다시 넣는다."""
    (ref,) = training.buys(1)
    async with training.opened() as desk:
        await training.later(desk)
        (order,) = training.orders()
        await desk.search(order.number)
        training.naver.shop.seller_dispatches(ref.line, tracking=OURS)
        training.naver.delivers(ref)
        await training.later(desk)
        assert "◦ 상품준비 ≠" in desk.text()
        of = now(training.store, order.id)
        assert (of.sections[0].state, of.items[0].channel_state) == (S.PREPARING, ChannelState.DELIVERED)
        await open_detail(desk)
        assert "채널 품목 상태 결제완료 → 배송완료" in desk.text()
        assert "배송중" not in [each[0] for each in ending(training.store, order.id).timeline]
        await desk.press("f4", "5")
        assert desk.told[-1] == "타임라인에 발송 처리가 없습니다: 채널에서 보낸 것입니다"
        await desk.press("ctrl+s", "ctrl+s")
        await desk.press("escape")
        await training.later(desk)
        await training.later(desk)
    end = ending(training.store, order.id)
    assert (end.states, end.badge) == ({1: S.DELIVERED}, Badge.DELIVERED)
    assert end.timeline == [
        ("채널 상태", None, CHANNEL),
        ("송장 입력", 1, BY),
        ("배송대기", 1, BY),
        ("배송중", 1, BY),
        ("채널에 전송", 1, SYSTEM),
        ("채널에 전송", 1, SYSTEM),
        ("배송완료", 1, CHANNEL),
    ]
    assert training.box() == [("confirm", DONE), ("dispatch", DONE)]


async def test_네이버페이_자동_배송_보류_처리하기(training: Training) -> None:
    """구매자가 주소를 바꾸면 시스템이 배송지를 고치고 보류한다; 확인한 뒤 보류를 풀고 발송한다."""
    (ref,) = training.buys(1)
    async with training.opened() as desk:
        await training.later(desk)
        (order,) = training.orders()
        await desk.search(order.number)
        training.naver.moves(ref, "부산광역시 해운대구 가상대로 3")
        await training.later(desk)
        await open_detail(desk)
        assert "배송보류: 채널 배송지 변경" in desk.text()
        assert "부산광역시 해운대구 가상대로 3" in desk.text()
        assert "다음: 배송대기 처리  배송보류 주문입니다" in desk.text()
        await pick(desk, "배송보류 해제")
        await desk.press("ctrl+s", "ctrl+s")
        await ship(desk)
        await desk.press("escape")
        await training.later(desk)
    end = ending(training.store, order.id)
    assert (end.states, end.badge) == ({1: S.SHIPPING}, Badge.SHIPPING)
    assert end.timeline == [
        ("배송지 변경", 1, CHANNEL),
        ("배송보류", 1, SYSTEM),
        ("보류 해제", 1, BY),
        ("송장 입력", 1, BY),
        ("배송대기", 1, BY),
        ("배송중", 1, BY),
        ("채널에 전송", 1, SYSTEM),
        ("채널에 전송", 1, SYSTEM),
        ("채널 상태", None, CHANNEL),
    ]
    assert training.naver.sent(ref) == OURS
