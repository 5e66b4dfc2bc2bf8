"""The guides of claims (취소·반품, 교환), step by step by keys; each ends with what the order then is."""

from __future__ import annotations

from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Method
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from tests.domain.builders import SELLER, line, order
from tests.screens.driver import opened
from tests.screens.sections import CJ, GOOD, Ending, basket, contents, ending, now, open_detail, put

RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"
BY = SELLER.name
CANCEL, RETURN, EXCHANGE = (("full_stop", "0", n) for n in "678")
PICKUP, PICKED_UP, APPROVE, REJECT, WITHDRAW = (("full_stop", "0", "0", n) for n in "12345")
SWAP = ("full_stop", "0", "0", "0", "1")
PAID, DUE, REFUND, ASKED = EntryKind.PAID, EntryKind.REFUND_DUE, EntryKind.REFUND, EntryKind.REQUEST


async def test_취소_품목과_수량을_골라_접수하고_승인(empty_store: Store) -> None:
    """상품준비에서 품목과 수량을 골라 취소 접수: 사유, 귀책, 비용 부담; 승인하면 그만큼 환불된다."""
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "down", "plus", "plus", *CANCEL)  # 참기름 2개
        await desk.press("3")  # 다른 상품 잘못 주문: 구매자 귀책, 환불금에서 차감
        assert "● 구매자" in desk.text() and "● 환불금에서 차감" in desk.text()
        await desk.press("ctrl+s")
        assert "1섹션 · 1주문 · 2개 · 20,000원" in desk.text()
        await desk.press("ctrl+s", "ctrl+end", *["down"] * 4)
        assert "! 귀책 구매자 · 환불금에서 차감" in desk.text()
        await desk.press(*APPROVE, "ctrl+s", "ctrl+s")

    cancelled = now(empty_store, made)
    assert contents(cancelled) == {1: [(RICE, 2), (OIL, 2)], 2: [(OIL, 2)]}
    assert (cancelled.claims[0].reason, cancelled.claims[0].cost) == ("WRONG_ORDER", "REFUND")
    assert ending(empty_store, made) == Ending(
        {1: S.PREPARING, 2: S.CANCELLED},
        Badge.PART_CANCELLED,
        Trade.OPEN,
        PaymentState.PART_REFUNDED,
        [(PAID, 68_000), (DUE, -20_000), (REFUND, -20_000)],
        [("나눔", 1, BY), ("취소접수", 2, BY), ("승인", 2, BY)],
    )


async def test_취소_송장이_있으면_먼저_삭제(empty_store: Store) -> None:
    """배송대기라도 송장번호가 있으면 취소할 수 없다: 송장번호를 삭제하고 취소한다."""
    made = put(empty_store, order(state=S.READY))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press("f4", "1")
        await desk.type(GOOD[0])
        await desk.press("enter", "ctrl+s", "ctrl+s")
        await desk.press(*CANCEL)
        assert "송장번호를 삭제해야 취소할 수 있습니다" in desk.told[-1]
        await desk.press("escape", "full_stop", "9", "ctrl+s")  # 송장 삭제
        await desk.press(*CANCEL, "7", "ctrl+s", "ctrl+s", *APPROVE, "ctrl+s", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.CANCELLED},
        Badge.CANCELLED,
        Trade.CLOSED,
        PaymentState.REFUNDED,
        [(PAID, 10_000), (DUE, -10_000), (REFUND, -10_000)],
        [("송장 입력", 1, BY), ("송장 삭제", 1, BY), ("취소접수", 1, BY), ("승인", 1, BY)],
    )


async def test_취소_철회와_거절은_앞_상태로(empty_store: Store) -> None:
    """구매자가 철회하거나 판매자가 거절하면 접수 전의 상태로 돌아간다."""
    made = put(empty_store, order(state=S.READY))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*CANCEL, "1", "ctrl+s", "ctrl+s", *WITHDRAW, "ctrl+s")
        await desk.press(*CANCEL, "1", "ctrl+s", "ctrl+s", *REJECT)
        await desk.type("포장 완료")
        await desk.press("ctrl+s", "ctrl+s")

    ended = [(claim.decision, claim.decision_note) for claim in now(empty_store, made).claims]
    assert ended == [(Decision.WITHDRAWN, ""), (Decision.REJECTED, "포장 완료")]
    assert ending(empty_store, made) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000)],
        [("취소접수", 1, BY), ("철회", 1, BY), ("취소접수", 1, BY), ("거절", 1, BY)],
    )


async def test_취소_외부_채널은_거절하면_발송(empty_store: Store) -> None:
    """네이버페이 취소를 거절하려면 택배사와 송장번호를 넣어 바로 발송한다."""
    made = put(empty_store, order(state=S.READY, channel=Channel.NAVER))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*CANCEL, "1", "ctrl+s", "ctrl+s", *REJECT, "ctrl+s")
        assert "택배사: 필요한 값이 없습니다" in desk.text()
        await desk.type(CJ)
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("ctrl+s", "ctrl+s")

    assert now(empty_store, made).sections[0].tracking == GOOD[0]
    assert ending(empty_store, made) == Ending(
        {1: S.SHIPPING},
        Badge.SHIPPING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000)],
        [("취소접수", 1, BY), ("거절", 1, BY)],
    )


async def test_비실물_상품의_취소(empty_store: Store) -> None:
    """거래 재개 → 취소 → 취소 접수 → 환불 처리; 취소 완료는 되돌릴 수 없다."""
    digital = order(state=S.CONFIRMED, delivery=Delivery.DIGITAL, trade=Trade.CLOSED, method=Method.BANK)
    made = put(empty_store, digital)
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "5", "ctrl+s")  # 거래 재개
        await desk.press(*CANCEL, "1", "ctrl+s", "ctrl+s", *APPROVE, "ctrl+s", "ctrl+s")
        await desk.press("full_stop", "5")
        assert "비실물 상품의 취소완료는 되돌릴 수 없습니다" in desk.told[-1]
        await desk.press("escape", "ctrl+z")
        assert "거절 · 비실물 상품의 취소완료는 되돌릴 수 없습니다" in desk.text()
        await desk.press("escape")

    assert ending(empty_store, made) == Ending(
        {1: S.CANCELLED},
        Badge.CANCELLED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (DUE, -10_000)],
        [("거래 재개", None, BY), ("취소접수", 1, BY), ("승인", 1, BY)],
    )


async def test_반품_수거하고_승인(empty_store: Store) -> None:
    """배송완료에서 반품 접수, 수동 수거신청, 도착한 것만 수거 완료, 승인; 나머지는 기다린다."""
    made = put(empty_store, order(line(1, 3), state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "8", "ctrl+s", "ctrl+s")  # 상품 파손, 지정 택배
        assert "반품접수" in desk.row(0) and "다음: 수거 신청 (.)" in desk.text()
        await desk.press(*PICKUP, "2", "ctrl+s")  # 수동 수거신청
        assert "송장번호: 필요한 값이 없습니다" in desk.text()
        await desk.type(GOOD[0])
        await desk.press("enter", "2", "ctrl+s", "ctrl+s")  # 착불
        assert f"! 수거: 수동 수거신청 · {CJ} {GOOD[0]} · 착불" in desk.text()
        await desk.press("down", "plus", "plus", *PICKED_UP, "ctrl+s")  # 2개만 도착
        await desk.press("ctrl+end", *["down"] * 3, *APPROVE, "ctrl+s", "ctrl+s")

    returned = now(empty_store, made)
    assert [section.n for section in returned.sections] == [1, 2]
    assert [claim.collected_at is None for claim in returned.claims] == [True, False]
    assert ending(empty_store, made) == Ending(
        {1: S.RETURN_COLLECTING, 2: S.RETURNED},
        Badge.RETURN_REQUESTED,
        Trade.OPEN,
        PaymentState.PART_REFUNDED,
        [(PAID, 30_000), (DUE, -20_000), (REFUND, -20_000)],
        [
            ("반품접수", 1, BY),
            ("수거 신청", 1, BY),
            ("나눔", 1, BY),
            ("수거 완료", 2, BY),
            ("승인", 2, BY),
        ],
    )


async def test_반품_수거_없이_완료는_따로_확인(empty_store: Store) -> None:
    """수거하지 않은 반품의 승인은 수거 없이 완료를 골라야 하고, 환불 전에는 되돌릴 수 있다."""
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED, method=Method.BANK))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "1", *["down"] * 12, "ctrl+s", "ctrl+s")
        await desk.press(*APPROVE)
        assert "수거 전 반품 1섹션" in desk.text()
        await desk.press("1", "ctrl+s")
        assert "거절 · 수거가 끝나지 않았습니다" in desk.text()
        await desk.press("escape", *APPROVE, "2", "ctrl+s", "ctrl+s")
        assert "반품완료" in desk.row(0)
        await desk.press("full_stop", "5", "ctrl+s")  # 한 단계 뒤로: 수거 완료로
        await desk.press(*APPROVE, "ctrl+s", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.RETURNED},
        Badge.RETURNED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (DUE, -10_000), (EntryKind.VOID, 0), (DUE, -10_000)],
        [("반품접수", 1, BY), ("승인", 1, BY), ("한 단계 뒤로", 1, BY), ("승인", 1, BY)],
    )


async def test_교환_동일_상품_다른_옵션으로(empty_store: Store) -> None:
    """교환 접수 → 수거 진행 → 수거 완료 → 교환 승인 → 추가된 상품 발송; 옵션을 바꾸어 보낸다."""
    shirt = line(1, 2, name="순면 티셔츠", option="화이트/L")
    made = put(empty_store, order(shirt, state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", *EXCHANGE, "2")  # 1개, 색상 및 사이즈 변경
        await desk.press("enter", "enter", "down", "down", "2")  # 직접 발송
        print(desk.text())
        await desk.press("tab", "tab", "ctrl+a")
        await desk.type("화이트/XL")
        await desk.press("ctrl+s", "ctrl+s")
        print(desk.text())
    assert 0
