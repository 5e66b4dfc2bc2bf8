"""The guides of claims (취소·반품, 교환), step by step by keys; each ends with what the order then is."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Method
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.engine import Store
from orderdesk.widgets.choices import ManyChoices
from tests.domain.builders import NOW, SELLER, do, line, order
from tests.screens.driver import opened
from tests.screens.sections import CJ, GOOD, Ending, basket, contents, ending, now, open_detail, put
from tests.screens.walking import walks

pytestmark = pytest.mark.slow

RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"
BY = SELLER.name
CANCEL, RETURN, EXCHANGE = (("full_stop", "0", n) for n in "678")
PICKUP, PICKED_UP, APPROVE, REJECT, WITHDRAW = (("full_stop", "0", "0", n) for n in "12345")
BROUGHT = (*PICKUP, "3", *"store", "ctrl+s", "ctrl+s")
"""A pickup that no courier makes: 기타, and what became of it."""
COLLECTED = (*EXCHANGE, "8", "ctrl+s", "ctrl+s", *BROUGHT, *PICKED_UP, "ctrl+s")
"""An exchange of S1 whose goods have come back, and what the timeline says of it."""
TOLD = [("교환접수", 1, BY), ("수거 신청", 1, BY), ("수거 완료", 1, BY)]
SWAP = ("full_stop", "0", "0", "0", "4")
PAID, DUE, REFUND, ASKED = EntryKind.PAID, EntryKind.REFUND_DUE, EntryKind.REFUND, EntryKind.REQUEST


@walks("cancel-return")
async def test_취소_품목과_수량을_골라_접수하고_승인(empty_store: Store) -> None:
    """상품준비에서 품목과 수량을 골라 취소 접수: 사유, 귀책, 비용 부담; 승인하면 그만큼 환불된다."""
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "down", "plus", "plus", *CANCEL)  # 참기름 2개
        await desk.press("3")  # 다른 상품 잘못 주문: 구매자 귀책, 환불금에서 차감
        assert "● 구매자" in desk.text() and "● 환불금에서 차감" in desk.text()
        await desk.press("ctrl+s")
        assert "섹션 1 · 주문 1건 · 2개 · 20,000원" in desk.text()
        assert "구매자가 부담할 금액은 승인할 때 적습니다" in desk.text()
        await desk.press("ctrl+s")
        assert "! 귀책: 구매자 · 환불금에서 차감" in desk.text()
        await desk.press(*APPROVE)
        assert "환불에서 차감         차감하기로 함: 얼마" in desk.text()
        await desk.press("ctrl+s")

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
        assert "송장번호를 먼저 삭제하세요" in desk.told[-1]
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


@walks("cancel-return")
async def test_반품_수거하고_승인(empty_store: Store) -> None:
    """배송완료에서 반품 접수, 수동 수거신청, 도착한 것만 수거 완료, 승인; 나머지는 기다린다."""
    made = put(empty_store, order(line(1, 3), state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "8", "ctrl+s", "ctrl+s")  # 상품 파손, 지정 택배
        assert "반품접수" in desk.row(0) and "다음: 수거 신청 (.001)" in desk.text()
        await desk.press(*PICKUP)
        assert "자동 수거신청: 확인된 택배 계약이 없습니다" in desk.text()
        await desk.press("1")  # 수동 수거신청, 송장번호
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "2", "ctrl+s", "ctrl+s")  # 착불
        assert f"! 수거: 수동 수거신청 · {CJ} {GOOD[0]} · 착불" in desk.text()
        await desk.press("down", "plus", "plus", *PICKED_UP, "ctrl+s")  # 2개만 도착: 커서는 그 섹션에
        await desk.press(*APPROVE, "ctrl+s")

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


async def test_반품_수동_수거에는_송장번호가_있어야_한다(empty_store: Store) -> None:
    """수동 수거신청은 거두는 송장번호를 묻는다."""
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "8", "ctrl+s", "ctrl+s", *PICKUP, "1", "ctrl+s")
        assert "송장번호: 필요한 값이 없습니다" in desk.text()
    assert now(empty_store, made).sections[0].state is S.RETURN_REQUESTED


async def test_승인_창의_숫자는_돈이고_표시로_가면_표시다(empty_store: Store) -> None:
    put(empty_store, order(state=S.READY))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*CANCEL, "1", "ctrl+s", "ctrl+s", *APPROVE)
        assert "Tab 다음 칸 (끝 칸은 [x])" in desk.text() and "1–9" not in desk.text()
        while not isinstance(desk.app.focused, ManyChoices):
            await desk.press("tab")
        assert "1 [x] 켜고 끄기" in desk.text() and "[x] 승인하는 상품을 다시 재고로" in desk.text()
        await desk.press("1")
        assert "[ ] 승인하는 상품을 다시 재고로" in desk.text()


async def test_꼭_적을_칸은_비운_채_Enter로_지나가지_않는다(empty_store: Store) -> None:
    """방법을 고르고 습관대로 Enter를 눌러도, 택배사가 송장번호 칸에 들어가지 않는다."""
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "8", "ctrl+s", "ctrl+s", *PICKUP, "1", "enter")
        assert "택배사: 필요한 값이 없습니다" in desk.text()
        await desk.type("cj")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "2", "ctrl+s", "ctrl+s")
    claim = now(empty_store, made).claims[0]
    assert (claim.pickup_courier, claim.pickup_number) == (CJ, GOOD[0])


async def test_반품_수거_없이_완료는_따로_확인(empty_store: Store) -> None:
    """수거하지 않은 반품의 승인은 수거 없이 완료를 골라야 하고, 환불 전에는 되돌릴 수 있다."""
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED, method=Method.BANK))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "1", *["down"] * 12, "ctrl+s", "ctrl+s")
        await desk.press(*APPROVE)
        assert "[ ] 수거 없이 완료" in desk.text() and "수거가 끝나지 않았습니다" in desk.text()
        await desk.press("ctrl+s")
        assert "반품접수" in desk.row(0)
        await desk.press("1", "ctrl+s")
        assert "반품완료" in desk.row(0)
        await desk.press("full_stop", "5", "ctrl+s")  # 한 단계 뒤로: 수거 완료로
        await desk.press(*APPROVE, "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.RETURNED},
        Badge.RETURNED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (DUE, -10_000), (EntryKind.VOID, 0), (DUE, -10_000)],
        [("반품접수", 1, BY), ("승인", 1, BY), ("한 단계 뒤로", 1, BY), ("승인", 1, BY)],
    )


async def test_교환_송금하기로_한_배송비는_승인할_때_금액을_묻는다(empty_store: Store) -> None:
    """구매자 귀책이고 판매자에게 송금하기로 했다: 얼마인지, 들어왔는지는 아직 아무 데도 없다."""
    asked = do(order(state=S.DELIVERED), "exchange", 1, reason="COLOR_AND_SIZE", cost="CASH")
    put(empty_store, asked)
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*BROUGHT, *PICKED_UP, "ctrl+s")
        await desk.press(*APPROVE)
        assert "추가 배송비 청구      송금하기로 함: 얼마" in desk.text()
        assert "⚠ 구매자 부담(송금)인데 금액이 비어 있습니다: 청구하지 않습니다" in desk.text()
        await desk.type("5000")
        assert "구매자 부담(송금)인데" not in desk.text()


@walks("exchange")
async def test_교환_동일_상품_다른_옵션으로(empty_store: Store) -> None:
    """교환 접수 → 수거 진행 → 수거 완료 → 교환 승인 → 추가된 상품 발송; 옵션을 바꾸어 보낸다."""
    options = tuple(Option(f"C301-{n}", f"화이트/{size}") for n, size in enumerate(("M", "L", "XL")))
    put_products(empty_store, SELLER, NOW, [Product("C301", "순면 티셔츠", 10_000, options)])
    shirt = line(1, 2, name="순면 티셔츠", option="화이트/L", product="C301", sku="C301-1")
    made = put(empty_store, order(shirt, state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", *EXCHANGE, "2")  # 1개, 색상 및 사이즈 변경: 구매자 귀책
        await desk.press("3", "enter", "2", "2")  # 화이트/XL, 박스에 동봉, 직접 발송
        await desk.press("ctrl+s", "ctrl+s")  # 커서는 교환 섹션에 있다
        assert "! 바꿀 옵션: 순면 티셔츠 화이트/L → 화이트/XL" in desk.text()
        assert "! 구매자 희망: 직접 발송" in desk.text()
        await desk.press(*PICKUP)
        assert "자동 수거신청" not in desk.text()  # 구매자가 보내는 것은 자동으로 수거하지 않는다
        assert "2   ● 구매자 직접 발송" in desk.text()  # 순서는 늘 같고, 구매자가 바란 것이 골라져 있다
        await desk.press("2")
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[1])
        await desk.press("enter", "1", "ctrl+s", "ctrl+s", *PICKED_UP, "ctrl+s")
        assert "부분반품" in desk.row(0)
        await desk.press(*APPROVE, "ctrl+s")  # 커서는 새 섹션에 있다
        assert "S3  ◦ 상품준비" in desk.text() and "교환 재배송" in desk.text()
        await desk.press("f4", "1")
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[2])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s", "full_stop", "3", "ctrl+s")

    sent = now(empty_store, made)
    claim = sent.claims[0]
    assert (claim.cost, claim.pickup_asked, claim.pickup, claim.pickup_pay) == (
        "BOX",
        "BUYER",
        "BUYER",
        "PREPAID",
    )
    assert [(each.option, each.qty, each.total) for each in sent.lines] == [
        ("화이트/L", 2, 20_000),
        ("화이트/XL", 1, 0),
    ]
    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED, 2: S.EXCHANGED, 3: S.DELIVERED},
        Badge.PART_RETURNED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(PAID, 20_000)],
        [
            ("나눔", 1, BY),
            ("교환접수", 2, BY),
            ("수거 신청", 2, BY),
            ("수거 완료", 2, BY),
            ("승인", 2, BY),
            ("송장 입력", 3, BY),
            ("배송대기", 3, BY),
            ("배송중", 3, BY),
            ("배송완료", 3, BY),
        ],
    )


async def test_교환_네이버페이는_보류하고_해제한_뒤_승인(empty_store: Store) -> None:
    """네이버페이 교환은 사유를 골라 보류할 수 있고, 보류된 동안 승인되지 않는다."""
    made = put(empty_store, order(state=S.DELIVERED, channel=Channel.NAVER, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*COLLECTED, "full_stop", "6")
        assert "클레임 보류" in desk.text() and "청구 금액" not in desk.text()
        await desk.press("2", "ctrl+s")  # 기타 교환 비용 청구
        assert "청구 금액 (필수)" in desk.text() and "청구 금액: 필요한 값이 없습니다" in desk.text()
        await desk.type("5000")
        await desk.press("ctrl+s")
        assert "클레임 보류 · 미리보기" in desk.text()
        await desk.press("ctrl+s")
        assert "! 클레임 보류: 기타 교환 비용 청구 · 5,000" in desk.text()
        await desk.press(*APPROVE)
        assert "보류된 클레임입니다" in desk.told[-1]
        await desk.press("escape", "full_stop", "7", "ctrl+s", *APPROVE, "ctrl+s", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.EXCHANGED, 2: S.PREPARING},
        Badge.PART_RETURNED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000)],
        [*TOLD, ("배송보류", 1, BY), ("보류 해제", 1, BY), ("승인", 1, BY)],
    )


async def test_교환_승인을_되돌리면_더한_상품이_없어진다(empty_store: Store) -> None:
    """재배송이 아직 상품준비일 때는 승인을 한 단계 되돌릴 수 있다."""
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*COLLECTED, *APPROVE, "ctrl+s", "ctrl+s")
        await desk.press("up", "full_stop", "5", "ctrl+s")  # 새 섹션에서 교환 섹션으로

    assert ending(empty_store, made) == Ending(
        {1: S.EXCHANGE_COLLECTED},
        Badge.RETURN_REQUESTED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000)],
        [*TOLD, ("승인", 1, BY), ("한 단계 뒤로", 1, BY)],
    )


@walks("exchange-other")
async def test_다른_상품으로_교환하기(empty_store: Store) -> None:
    """반품과 새 상품 추가를 한 번에: 차액만 더 요청하고, 결제 상태는 결제완료로 남는다."""
    made = put(empty_store, order(line(1, 1, name=RICE), state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*SWAP)
        await desk.press("enter")  # 상품 목록에 없는 상품은 직접 입력
        await desk.press("2", *["enter"] * 4)  # 색상 및 사이즈 변경
        await desk.type("현미 10kg")
        await desk.press("enter", "enter", "enter")
        await desk.type("13000")
        assert "반품·취소 10,000원 · 새 상품 13,000원 → 추가 요청 3,000원" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")
        assert "부분반품" in desk.row(0) and "S2  ◦ 상품준비" in desk.text()
        await desk.press("full_stop", "8", "ctrl+s", "ctrl+s")  # 입금 확인
        await desk.press(*PICKUP, "3")
        await desk.type("매장으로 가져옴")
        await desk.press("ctrl+s", "ctrl+s", *PICKED_UP, "ctrl+s", *APPROVE, "ctrl+s")
        await desk.press("ctrl+end", *["down"] * 3, "f4", "1")
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s", "full_stop", "3", "ctrl+s")

    swapped = now(empty_store, made)
    assert contents(swapped) == {1: [(RICE, 1)], 2: [("현미 10kg", 1)]}
    assert [each.total for each in swapped.lines] == [10_000, 3_000]
    assert ending(empty_store, made) == Ending(
        {1: S.RETURNED, 2: S.DELIVERED},
        Badge.PART_RETURNED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (ASKED, 3_000), (PAID, 3_000), (DUE, 0)],
        [
            ("반품접수", 1, BY),
            ("추가", None, BY),
            ("입금 확인", None, BY),
            ("수거 신청", 1, BY),
            ("수거 완료", 1, BY),
            ("승인", 1, BY),
            ("송장 입력", 2, BY),
            ("배송대기", 2, BY),
            ("배송중", 2, BY),
            ("배송완료", 2, BY),
        ],
    )


async def test_다른_상품으로_교환하기_발송_전에는_취소로(empty_store: Store) -> None:
    """보내기 전이면 취소와 추가가 되고, 더 싼 상품이면 남는 돈이 승인할 때 환불된다."""
    made = put(empty_store, order(line(1, 1, name=RICE)))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*SWAP)
        await desk.press("enter")
        await desk.press("3", *["enter"] * 4)
        await desk.type("찹쌀 5kg")
        await desk.press("enter", "enter", "enter")
        await desk.type("6000")
        assert "→ 승인 때 환불 4,000원" in desk.text()
        await desk.press("ctrl+s", "ctrl+s", *APPROVE, "ctrl+s", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.CANCELLED, 2: S.PREPARING},
        Badge.PART_CANCELLED,
        Trade.OPEN,
        PaymentState.PART_REFUNDED,
        [(PAID, 10_000), (PAID, 0), (DUE, -4_000), (REFUND, -4_000)],
        [("취소접수", 1, BY), ("추가", None, BY), ("승인", 1, BY)],
    )


@walks("unpaid-cancel")
async def test_무통장_미결제_취소_한_섹션만_되돌리기(empty_store: Store) -> None:
    """다른 섹션이 함께 있으면 그 섹션에서 취소를 되돌린다: 상품준비로, 다시 결제를 요청한다."""
    made = put(empty_store, order(line(1, 2), unpaid=True))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", *CANCEL, "1", "ctrl+s", "ctrl+s")
        assert "다음: 취소 되돌리기 (.5)" in desk.text()
        await desk.press("full_stop", "5", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.PREPARING, 2: S.PREPARING},
        Badge.WAITING,
        Trade.OPEN,
        PaymentState.WAITING,
        [(ASKED, 20_000), (EntryKind.VOID, 0), (ASKED, 10_000), (ASKED, 10_000)],
        [("나눔", 1, BY), ("취소접수", 2, BY), ("한 단계 뒤로", 2, BY)],
    )


async def test_다른_상품으로_교환하기_상품에서_찾아(empty_store: Store) -> None:
    """교환할 상품을 상품 목록에서 찾으면 판매가와 코드가 채워진다."""
    put_products(empty_store, SELLER, NOW, [Product("C301", "티셔츠", 19_900, (Option("C301-M", "M"),))])
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*SWAP)
        await desk.type("C301")
        await desk.press("enter")
        await desk.press("1")
        assert "반품·취소 10,000원 · 새 상품 19,900원 → 추가 요청 9,900원" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")

    new = now(empty_store, made).lines[-1]
    assert (new.product, new.sku, new.option, new.total) == ("C301", "C301-M", "M", 9_900)
    assert ending(empty_store, made) == Ending(
        {1: S.RETURN_REQUESTED, 2: S.PREPARING},
        Badge.PART_RETURNED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (ASKED, 9_900)],
        [("반품접수", 1, BY), ("추가", None, BY)],
    )


def shirts(store: Store) -> int:
    """A delivered T-shirt in M, which the catalogue has in S, M and L; the order's id."""
    options = tuple(Option(f"C301-{size}", size) for size in ("S", "M", "L"))
    put_products(store, SELLER, NOW, [Product("C301", "티셔츠", 10_000, options)])
    shirt = line(1, name="티셔츠", option="M", product="C301", sku="C301-M")
    return put(store, order(shirt, state=S.DELIVERED, trade=Trade.CLOSED))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_교환_옵션은_고르지_않으면_묻고_같은_것은_알린다(
    empty_store: Store, size: tuple[int, int]
) -> None:
    made = shirts(empty_store)
    async with opened(empty_store, size=size) as desk:
        await open_detail(desk)
        await desk.press(*EXCHANGE, "2")
        assert "바꿀 옵션: 티셔츠 / M 1개 (필수)" in desk.text() and "3   ○ L" in desk.text()
        await desk.press("tab", "ctrl+s")  # 색상 및 사이즈 변경: 무엇도 미리 골라 두지 않는다
        assert "바꿀 옵션: 티셔츠 / M 1개: 필요한 값이 없습니다" in desk.text()
        await desk.press("2", "ctrl+s")
        assert "2   ● M (같은 옵션)" in desk.text()
        assert "구매자가 이미 받은 것과 같은 옵션입니다" in desk.text()
        await desk.press("3", "ctrl+s", "ctrl+s")
        assert "! 바꿀 옵션: 티셔츠 M → L" in desk.text()
    assert now(empty_store, made).claims[0].options == ((1, "L"),)


async def test_교환_옵션을_적는_칸은_비우면_어떻게_되는지_말한다(empty_store: Store) -> None:
    put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "8")
        assert "보낼 옵션 이름 · 비우면 같은 옵션" in desk.text()


async def test_교환_파손이면_같은_옵션이_골라져_있다(empty_store: Store) -> None:
    made = shirts(empty_store)
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*EXCHANGE, "8")
        assert "2   ● M (같은 옵션)" in desk.text()
        await desk.press("shift+tab", "1")  # 구매 의사 취소: 다시 비어 있다
        assert "2   ○ M (같은 옵션)" in desk.text()
        await desk.press("shift+tab", "0", "2", "ctrl+s", "ctrl+s")  # 색상 등이 다른 상품 잘못 배송
        assert "! 교환 · 접수: 판매자 · 색상 등이 다른 상품 잘못 배송" in desk.text()
        assert "! 바꿀 옵션: 티셔츠 M → 같은 옵션" in desk.text()
    assert now(empty_store, made).claims[0].reason == "WRONG_OPTION"


async def test_미리보기에서_돌아오면_적은_것이_그대로_있다(empty_store: Store) -> None:
    made = shirts(empty_store)
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*EXCHANGE, "2", "3", *["tab"] * 3)  # 상세 사유
        await desk.type("더 크게")
        await desk.press("ctrl+s")
        assert "섹션 1 · 주문 1건" in desk.text() and "바꿀 옵션" not in desk.text()
        await desk.press("escape")
        assert "더 크게" in desk.text() and "● 쇼핑몰 지정 택배" in desk.text()
        await desk.type(" 주세요")
        await desk.press("ctrl+s", "ctrl+s")
    claim = now(empty_store, made).claims[0]
    assert (claim.detail, claim.options) == ("더 크게 주세요", ((1, "L"),))


async def test_마지막_칸에서_더_가면_그대로_있다(empty_store: Store) -> None:
    """처음 칸으로 돌면 숫자 하나가 모르는 사이에 사유를 바꾼다."""
    put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*RETURN, "shift+tab", "8", *["tab"] * 9)
        await desk.type("3")
        await desk.press("enter")
        await desk.type("2")
        await desk.press(*["shift+tab"] * 9, "ctrl+s", "ctrl+s")
        assert "! 반품 · 접수: 판매자 · 상품 파손 · 32" in desk.text()
