"""Guides walked for their keys alone, where the test of what comes of it presses more, or at other times."""

from __future__ import annotations

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Receipt
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.api_keys import list_keys
from orderdesk.core.services.receipt_settings import connect_simulated, mode_of, set_mode
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.api_keys import KeyDialog
from orderdesk.simulators.goodsflow import Goodsflow
from tests.domain.builders import NOW, SELLER
from tests.screens.channel_desk import OTHER, OURS, Channels, channels
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.label_desk import goodsflow, register
from tests.screens.receipt_desk import PHONE, deposited
from tests.screens.sections import ending, now, open_detail, pick
from tests.screens.walking import walks

__all__ = ["channels", "goodsflow"]


async def ship(desk: DeskDriver, number: str) -> None:
    """Gives the order a number by hand, and sends it off."""
    await desk.press("f4", "1")
    await desk.type(number)
    await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")


@walks("channels")
async def test_네이버페이_톡체크아웃_주문_처리_방법(channels: Channels) -> None:
    """발송 지연, 배송대기, 송장을 넣어 발송, 구매자가 요청한 교환을 승인하고 다시 보낸다."""
    (ref,) = channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        (made,) = channels.orders()
        await open_detail(desk)
        await pick(desk, "delay")
        await desk.press("1")
        await desk.type("2026-09-29")
        await desk.press("ctrl+s", "ctrl+s")
        await pick(desk, "ready")
        await desk.press("ctrl+s")
        await ship(desk, OURS)
        await desk.press("escape")
        await channels.round(desk)
        channels.naver.delivers(ref)
        await channels.round(desk)
        channels.naver.asks(ClaimKind.EXCHANGE, ref)
        await channels.round(desk)
        channels.naver.shop.carrier_collects(ref.line)
        await channels.round(desk)
        await open_detail(desk)
        await pick(desk, "pickup-done")
        await desk.press("ctrl+s")
        await pick(desk, "approve")
        await desk.press("ctrl+s", "escape")
        await ship(desk, OTHER)  # what is sent again
    assert ending(channels.store, made.id).states == {1: S.EXCHANGED, 2: S.SHIPPING}


@walks("channel-state")
async def test_네이버페이_주문상태_맞추기(channels: Channels) -> None:
    """센터에서 보낸 주문을 채널의 송장으로 맞춘다."""
    (ref,) = channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        (made,) = channels.orders()
        channels.naver.shop.seller_dispatches(ref.line, tracking=OURS)
        await channels.round(desk)
        await open_detail(desk)
        await desk.press("f4", "5", "ctrl+s", "ctrl+s")
    matched = now(channels.store, made.id).sections[0]
    assert (matched.state, matched.tracking) == (S.SHIPPING, OURS)


@walks("hold")
async def test_네이버페이_배송지가_바뀌어_보류된_주문(channels: Channels) -> None:
    """바뀐 배송지를 확인한 뒤 보류를 풀고 발송한다."""
    (ref,) = channels.naver.buys(1)
    async with channels.opened() as desk:
        await channels.round(desk)
        (made,) = channels.orders()
        channels.naver.moves(ref, "부산광역시 해운대구 가상대로 3")
        await channels.round(desk)
        await open_detail(desk)
        assert "배송보류: 채널 배송지 변경" in desk.text()
        await pick(desk, "release")
        await desk.press("ctrl+s")
        await ship(desk, OURS)
    assert ending(channels.store, made.id).states == {1: S.SHIPPING}


@walks("labels-setup")
async def test_자동_송장출력_택배_계약_등록하기(empty_store: Store, goodsflow: Goodsflow) -> None:
    """택배사 등록하기 → 계약 코드 → 계약상태 확인."""
    async with opened(empty_store) as desk:
        await register(desk, "12345678")
        assert "CJ대한통운 · 12345678 · 신용 · 소 2,500원" in desk.text()
        await desk.press("space")
        goodsflow.world.clock.advance(601)
        await desk.press("space")
        assert "확인완료" in desk.text()


@walks("receipt")
async def test_현금영수증_결제대행사로_발급(empty_store: Store) -> None:
    """신청을 보고 발급하고, 결제 상세에서 승인번호를 본다."""
    ids = fill(empty_store, [deposited(Receipt(1, "income", PHONE, "wait"))])
    connect_simulated(empty_store, SELLER, NOW)
    set_mode(empty_store, SELLER, NOW, Mode.ASKED)
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await pick(desk, "receipt-issue")
        await desk.press("ctrl+s", "ctrl+s", "dollar_sign")
        (receipt,) = now(empty_store, ids[0]).receipts
        assert receipt.approval and f"승인번호 {receipt.approval}" in desk.text()


@walks("receipt")
async def test_현금영수증_다른_곳에서_발급하고_적는다(empty_store: Store) -> None:
    """다른 곳에서 발급하고 수동 완료 처리."""
    ids = fill(empty_store, [deposited()])
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await pick(desk, "receipt")
        await desk.press("1")
        await desk.type(PHONE)
        await desk.press("enter", "enter")
        await desk.type("123456789")
        await desk.press("ctrl+s", "ctrl+s", "dollar_sign")
        assert "승인번호 123456789" in desk.text()
    assert [each.state for each in now(empty_store, ids[0]).receipts] == ["done"]


@walks("receipt-auto")
async def test_현금영수증_자동_발행을_고른다(empty_store: Store) -> None:
    """상점 설정에서 자동 발행을 고른다."""
    connect_simulated(empty_store, SELLER, NOW)
    async with opened(empty_store) as desk:
        await desk.press("apostrophe", "2", "3", "escape")
    with empty_store.reader() as conn:
        assert mode_of(conn) is Mode.AUTO


@walks("partners")
async def test_서드파티에_줄_키를_만들고_끊는다(shop_store: Store) -> None:
    """API로 연동되는 서비스를 보고, API 키를 만들어 한 번 보고, 끊는다."""
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", "8")
        assert "이지어드민" in desk.text()
        await desk.press("escape", "apostrophe", "7", "plus")
        await desk.type("이지어드민")
        await desk.press("enter", "1", "5", "ctrl+s")
        assert isinstance(desk.screen, KeyDialog)
        await desk.press("escape", "minus", "minus")
    (kept,) = list_keys(shop_store, SELLER)
    assert kept.revoked_at is not None
