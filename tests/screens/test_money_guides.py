"""The guides about money, step by step by keys: the refund decision, refunds by hand, 결제정보."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import option_of
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.approve import ApproveDialog
from orderdesk.screens.dialogs.payment import PaymentDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.starting import left_over
from orderdesk.widgets.look import look_of
from orderdesk.widgets.payment_text import payment_details
from tests.domain.builders import NOW, SELLER, do, line, order
from tests.screens.driver import DeskDriver, opened
from tests.screens.sections import Ending, ending, now, open_detail, put
from tests.screens.walking import walks
from tests.services.outside import link_toss

BY = "김영희"
RICE = "유기농 쌀 10kg"
DUE_AND_DONE = ("  환불 대기  ", "  환불      ")
"""How the rows of a refund that is due and of one that is done begin."""


def coming_back(method: Method = Method.BANK, reason: str = "BROKEN", **more: object) -> Order:
    """Rice, three pieces at 10,000 for 25,000 (coupon 3,000, points 2,000), and oil for 8,000; fee 3,000.

    Two pieces of the rice came back.
    """
    rice = line(1, 3, 25_000, coupon_discount=3_000, points=2_000, name=RICE)
    oil = line(2, 1, unit_price=8_000, name="참기름 320ml")
    bought = order(rice, oil, fee=3_000, method=method, state=S.DELIVERED, **more)  # type: ignore[arg-type]
    return do(do(bought, "return", 1, reason=reason, items="1:2"), "pickup-done", 2)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_환불_결정_적으며_근거를_본다(empty_store: Store, size: tuple[int, int]) -> None:
    made = put(empty_store, coming_back())
    async with opened(empty_store, size=size) as desk:
        await open_detail(desk)
        await desk.press("down", "down", "down", "full_stop", "0", "0", "3")  # S2: 클레임 승인
        assert isinstance(desk.screen, ApproveDialog)
        shown = desk.text()
        assert "실결제 25,000 중 2/3개" in shown and "16,666" in shown
        assert "같은 결제의 다른 섹션이 남아 돌려주지 않음" in shown
        assert "[ ] 상품 쿠폰 돌려줌" in shown  # another piece of the coupon's line stays
        await desk.type("20,000")
        assert "0원 아래로는 내려가지 않음" in desk.text()
        await desk.press(*["backspace"] * 6)
        await desk.type("3000")
        assert "승인 · 13,666원 환불" in desk.text()
        await desk.press("tab")
        await desk.type("1")
        assert "함께 쓸 수 없습니다" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, ApproveDialog)
        await desk.press("backspace", "down", "down")
        await desk.type("33")
        assert "1,300" in desk.text()
        await desk.press("down", "down", "1")  # 상품 쿠폰도 돌려준다
        assert "[x] 상품 쿠폰 돌려줌" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrderDetail)

    claim = now(empty_store, made).claims[0]
    money = (claim.fee_withheld, claim.points_back, claim.points_withheld, claim.coupons_back)
    assert money == (3_000, 1_300, 33, "ITEMS")
    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED, 2: S.RETURNED},
        Badge.PART_RETURNED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        [(EntryKind.PAID, 36_000), (EntryKind.REFUND_DUE, -13_666)],
        [("승인", 2, BY)],
    )


async def test_교환_승인은_배송비를_청구하거나_다음_환불에서_차감한다(empty_store: Store) -> None:
    bought = do(order(line(1, 2), state=S.DELIVERED), "exchange", reason="COLOR_AND_SIZE")
    made = put(empty_store, do(do(bought, "pickup"), "pickup-done"))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "0", "3")
        assert "교환은 환불하지 않습니다" in desk.text()
        await desk.type("5,000")
        assert "구매자에게 결제 요청" in desk.text()
        await desk.press("down")
        await desk.type("2,500")
        assert "이 주문의 다음 환불에서 뺌" in desk.text()
        await desk.press("ctrl+s")

    claim = now(empty_store, made).claims[0]
    assert (claim.fee_charged, claim.fee_withheld) == (5_000, 2_500)
    assert ending(empty_store, made) == Ending(
        {1: S.EXCHANGED, 2: S.PREPARING},
        Badge.PART_RETURNED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(EntryKind.PAID, 20_000), (EntryKind.REQUEST, 5_000)],
        [("승인", 1, BY)],
    )


async def test_결과를_모르는_환불은_다음에_켤_때_보인다(empty_store: Store) -> None:
    """결제사에 보낸 뒤 죽은 데스크가 남긴 환불은 시작할 때 알리고, 결제에서 직접 완료로 적는다."""
    link_toss(empty_store)
    made = put(empty_store, do(order(), "cancel", reason="SOLD_OUT"))
    await approve_by_keys(empty_store)
    assert ending(empty_store, made).entries[1:] == [
        (EntryKind.REFUND_DUE, -10_000),
        (EntryKind.REFUND_STARTED, -10_000),
    ]
    async with opened(empty_store) as desk:
        number = now(empty_store, made).number
        (waits,) = [told for told in desk.told if "결과를 모르는 환불 1건 · 10,000원" in told]
        assert number in waits and waits.endswith("^ 환불 대기")
        assert left_over(desk.app.desk, reminds=False) == []  # it is told once
        assert left_over(replace(desk.app.desk, newcomer=True), reminds=True) == []
        await open_detail(desk)
        await desk.press("dollar_sign")
        assert "환불 처리 10,000" in desk.text() and "아래에서 환불됨" not in desk.text()
        await desk.press("ctrl+s", "ctrl+s", "ctrl+s")  # 완료: 미리보기, 처리
        assert isinstance(desk.screen, OrderDetail)

    assert ending(empty_store, made) == Ending(
        {1: S.CANCELLED},
        Badge.CANCELLED,
        Trade.CLOSED,
        PaymentState.REFUNDED,
        [
            (EntryKind.PAID, 10_000),
            (EntryKind.REFUND_DUE, -10_000),
            (EntryKind.REFUND_STARTED, -10_000),
            (EntryKind.REFUND, -10_000),
        ],
        [("승인", 1, BY), ("환불 처리", None, BY)],
    )


def squeezed(desk: DeskDriver) -> str:
    """What stands on the screen, with one blank between words."""
    return re.sub(" +", " ", desk.text())


async def approve_by_keys(store: Store) -> None:
    async with opened(store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "0", "3", "ctrl+s")


@walks("payment")
async def test_결제정보_금액의_근거를_편다(empty_store: Store) -> None:
    """상세의 결제정보에서 금액마다 근거를 펴고 접는다."""
    put(empty_store, coming_back(reason="WRONG_ORDER"))
    async with opened(empty_store, size=(120, 40)) as desk:
        await open_detail(desk)
        await desk.press("equals_sign")
        assert "10,000 × 3개" in desk.text() and "S1 기본 배송비" in desk.text()
        await desk.press("equals_sign")
        assert "10,000 × 3개" not in desk.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_많은_품목의_환불도_합계는_늘_보인다(empty_store: Store, size: tuple[int, int]) -> None:
    put(empty_store, do(order(*(line(n, 1) for n in range(1, 41))), "cancel", reason="WRONG_ORDER"))
    async with opened(empty_store, size=size) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "0", "3")
        assert isinstance(desk.screen, ApproveDialog)
        shown = desk.text()
        assert "= 돌려줄 금액" in shown and "→ 취소완료" in shown and "PgUp PgDn 내역" in shown
        unsaid = "⚠ 구매자 부담(차감)인데 금액이 비어 있습니다: 차감 없이 돌려줍니다"
        assert unsaid in shown
        await desk.press("0")  # nothing is to be deducted, and that is said
        assert unsaid not in desk.text()
        assert "적기만 함 (연결된 결제사가 없으니" in shown and "상품 40 " not in shown
        await desk.press(*["pagedown"] * 10)
        assert "상품 40 " in desk.text()
        await desk.press("pageup")
        assert "상품 40 " not in desk.text() and "= 돌려줄 금액" in desk.text()
        assert "승인 · 400,000원 환불로 적기" in desk.text()
        await desk.press("ctrl+s")
        assert desk.told[-1].startswith("400,000원은 적기만 했습니다. 연결된 결제사가 없으니")
        await desk.press("dollar_sign")
        assert isinstance(desk.screen, PaymentDialog) and "· 적기만 함" in desk.screen.copied()


async def test_결제정보_확인하기(empty_store: Store) -> None:
    """상세의 결제정보, 목록의 최종 실결제금액, 자세히: 금액마다 근거를 편다. 3,000 + 요청 5,000 = 8,000."""
    made = put(empty_store, coming_back(reason="WRONG_ORDER"))
    async with opened(empty_store, size=(120, 40)) as desk:
        await open_detail(desk)
        shown = desk.text()
        assert "38,000" in shown and "36,000" in shown and "10,000 × 3개" not in shown
        await desk.press("equals_sign")
        shown = desk.text()
        assert "10,000 × 3개" in shown and "S1 기본 배송비" in shown and "주문할 때 품목에 나눈 할인" in shown
        await desk.press("equals_sign")
        assert "10,000 × 3개" not in desk.text()
        await desk.press("down", "down", "down", "full_stop", "0", "0", "3")
        await desk.press("down", "down")
        await desk.type("5000")  # 반품 배송비를 더 청구
        await desk.press("ctrl+s")
        assert "배송비 8,000" in squeezed(desk)
        await desk.press("dollar_sign")  # 자세히
        assert "P3 반품 배송비 5,000" in squeezed(desk)
        await desk.press("ctrl+s", "ctrl+s")  # 더 낸 배송비의 입금 확인
        assert "주문 1건 · 5,000원" in desk.text() and "금액은 들어온 돈입니다" in desk.text()
        await desk.press("ctrl+s")
        await desk.press("full_stop", "0", "0", "6")  # 환불 처리
        await desk.press("down", "down")
        await desk.type("국민은행")
        assert "필요한 값이 없습니다" not in desk.text()
        await desk.press("down")
        await desk.type("000000-00-000000")
        await desk.press("ctrl+s", "ctrl+s")
        await desk.press("escape", "end")
        paid = [each.key for each in desk.grid.widget.columns].index("paid")
        while desk.grid.widget.column != paid:
            await desk.press("left")
        await desk.press("right_parenthesis")  # 목록의 최종 실결제금액
        assert isinstance(desk.screen, PaymentDialog)
        shown = squeezed(desk)
        assert "최종 실결제금액 24,334" in shown and "P1 결제 무통장입금 36,000" in shown
        assert "국민은행 · 000000-00-000000 · 홍길동" in shown and "불일치" not in shown
        assert shown.count("아래에서 환불됨") == 1 and "적기만 함" not in shown
        lines = payment_details(now(empty_store, made), "ko", look_of(desk.screen))
        (due,), (done,) = ([each for each in lines if each.plain.startswith(head)] for head in DUE_AND_DONE)
        assert due.style == look_of(desk.screen).quiet != done.style, "what was due is past"
        assert "= 금액 근거 Esc 닫기" in shown and "Ctrl+S" not in shown
        await desk.press("ctrl+s")
        assert desk.told[-1] == "입금을 기다리는 결제가 없습니다"

    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED, 2: S.RETURNED},
        Badge.PART_RETURNED,
        Trade.CLOSED,
        PaymentState.PART_REFUNDED,
        [
            (EntryKind.PAID, 36_000),
            (EntryKind.REFUND_DUE, -16_666),
            (EntryKind.REQUEST, 5_000),
            (EntryKind.PAID, 5_000),
            (EntryKind.REFUND, -16_666),
        ],
        [("승인", 2, BY), ("입금 확인", None, BY), ("환불 처리", None, BY)],
    )


async def test_계좌로_보낼_환불은_다음_할_일로_남는다(empty_store: Store) -> None:
    """무통장입금 취소: 승인하면 환불이 기다린다고 말하고, 계좌 없이는 적지 못하며, 금액은 어디서나 같다."""
    made = put(empty_store, order(line(1, 1, unit_price=12_900), fee=3_000, method=Method.BANK))
    async with opened(empty_store, size=(80, 24)) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "6", "1", "ctrl+s")  # 취소 접수
        shown = desk.text()
        assert shown.count("구매 의사 취소") == 1 and shown.count("환불금에서 차감") == 1
        await desk.press("ctrl+s", "full_stop", "0", "0", "3")
        assert "승인 · 15,900원 환불 대기" in desk.text()
        await desk.press("ctrl+s")
        assert desk.told[-1].startswith("1건 승인 · 다음: 환불 처리 (.006) · ")
        assert "  다음: 환불 처리 (.006)" in desk.text()
        await desk.press("full_stop", "0", "0", "6", "ctrl+s")
        shown = desk.text()
        assert "환불 처리 · 202609210000017 · 15,900원" in shown and "은행: 필요한 값이 없습니다" in shown
        assert [f"{name} (필수)" in shown for name in ("은행", "계좌번호", "예금주", "메모")] == [
            *[True] * 3,
            False,
        ]
        await desk.type("국민은행")
        await desk.press("enter")
        await desk.type("000000-00-000000")
        await desk.press("ctrl+s")
        assert "주문 1건 · 15,900원" in desk.text() and "금액은 돌려줄 돈입니다" in desk.text()
        await desk.press("ctrl+s")
        assert "다음:" not in desk.told[-1] and "  다음:" not in desk.text()
    assert now(empty_store, made).entries[-1].amount == -15_900


async def test_환불_실패에는_계좌를_묻지_않는다(empty_store: Store) -> None:
    put(empty_store, order(method=Method.BANK))
    async with opened(empty_store, size=(80, 24)) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "6", "1", "ctrl+s", "ctrl+s", "full_stop", "0", "0", "3", "ctrl+s")
        await desk.press("full_stop", "0", "0", "6", "2")
        assert "은행" not in desk.text() and "보낸 일시" not in desk.text() and "메모" in desk.text()


async def test_승인하며_돌아온_상품을_재고로(empty_store: Store) -> None:
    """Goods that came back stand on the shelf again where that is ticked; the tick is off at first."""
    put_products(empty_store, SELLER, NOW, [Product("R", RICE, 10_000, (Option("R-1", tracked=True),))])
    bought = coming_back(Method.CARD)
    rice = replace(bought.lines[0], sku="R-1")
    made = put(empty_store, replace(bought, lines=(rice, *bought.lines[1:])))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "down", "down", "full_stop", "0", "0", "3")
        await desk.press(*["tab"] * 5)  # digits are won until the ticks have the cursor
        boxes = re.findall(r"(\d)\s+\[ \] 승인하는 상품을 다시 재고로", desk.text())
        await desk.press(*boxes)
        assert "[x] 승인하는 상품을 다시 재고로" in desk.text()
        await desk.press("ctrl+s")

    assert now(empty_store, made).last_claim(2).restock  # type: ignore[union-attr]  # there is a claim
    with empty_store.reader() as conn:
        assert option_of(conn, "R-1").on_hand == 2
