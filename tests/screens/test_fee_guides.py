"""The guide of regional delivery fees (지역별 배송비 설정하기) step by step, by key alone."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import EntryKind, Order, Region
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.fees import read_fees
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.dialogs.address import AddressDialog
from orderdesk.screens.dialogs.fees import FeesDialog
from orderdesk.widgets.edit_lines import EditLines
from tests.domain.builders import HOME, SELLER, order
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.sections import Ending, ending, now
from tests.screens.walking import walks

S = SectionState
BY = SELLER.name
JEJU = replace(HOME, zip="63122", line1="제주시 첫길 1", region=Region.JEJU)
ISLANDS = "경북 울릉도 전지역"


def bought(**more: object) -> Order:
    """A piece for 10,000 won and 3,000 for delivery."""
    return order(fee=3_000, **more)  # type: ignore[arg-type]  # fields of an order


async def rewrite(desk: DeskDriver, text: str) -> None:
    await desk.press("end", "ctrl+u")
    await desk.type(text)


async def change_address(desk: DeskDriver, postcode: str, line1: str) -> None:
    """배송지 변경 from the order's own screen: receiver and phone stay."""
    await desk.press("full_stop", *strokes(BY_ID["address"]), "enter", "enter")
    assert isinstance(desk.screen, AddressDialog)
    await rewrite(desk, postcode)
    await desk.press("enter")
    await rewrite(desk, line1)


async def to_line(desk: DeskDriver, name: str) -> None:
    """The cursor onto the line of the list that *name* stands in."""
    lines = desk.screen.query_one(EditLines)
    while name not in lines.text:
        await desk.press("down")


@walks("fees")
async def test_지역별_배송비_설정하기(empty_store: Store) -> None:
    """지역별 배송비를 정하고, 무료배송·수량별 차등에도 붙는 것을 보고, 네이버페이 설정을 바꾼다."""
    async with opened(empty_store) as desk:
        await desk.press("apostrophe", "3")
        assert isinstance(desk.screen, FeesDialog)
        # 도서산간(제주 포함)의 추가 배송비를 고친다
        await to_line(desk, ISLANDS)
        assert "5,000" in desk.screen.query_one(EditLines).text
        await desk.press("enter", "tab", "tab", "tab")
        await rewrite(desk, "7000")
        await desk.press("ctrl+s")
        # 무료배송이어도 항상 적용된다
        await desk.press("home")
        await to_line(desk, "기본 배송비")
        await desk.press("plus")
        await desk.type("무료배송")
        await desk.press("enter", "2", "ctrl+s")
        await to_line(desk, "무료배송")
        await desk.press("tab")
        await rewrite(desk, "40205")
        assert "배송비 7,000" in desk.text() and "무료배송: 무료" in desk.text()
        # 수량별 차등이면 구간마다 더해진다: 1개 이상 2,500원, 3개 이상 4,000원
        await desk.press("shift+tab", "plus")
        await desk.type("수량별")
        await desk.press("enter", "4", "tab", "tab")
        await desk.type("1:2500, 3:4000")
        await desk.press("ctrl+s")
        await to_line(desk, "1~ 2,500")
        await desk.press("tab", "tab")
        await rewrite(desk, "3")
        assert "배송비 18,000" in desk.text() and "7,000원 × 2구간" in desk.text()
        # 네이버페이 v2.0 이 아니면 지역별 배송비가 적용되지 않는다
        await desk.press("shift+tab", "shift+tab", "home")
        await to_line(desk, "네이버페이")
        await desk.press("enter", "escape")
    with empty_store.reader() as conn:
        book = read_fees(conn)
    assert [zone.fee for zone in book.zones if zone.name == ISLANDS] == [7000]
    assert [policy.name for policy in book.policies] == ["기본 배송비", "무료배송", "수량별"]
    assert (book.per_tier, book.naver_v2) == (True, False)


@walks("fees")
async def test_지역별_배송비_입금_전에_배송지가_바뀐다(empty_store: Store) -> None:
    """제주로 바뀌면 3,000원이 붙고 결제 요청이 따라간다; 서울로 돌아오면 다시 빠진다."""
    ids = fill(empty_store, [bought(unpaid=True)])
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await change_address(desk, "63122", "제주시 첫길 1")
        assert "도서산간 배송비 0 → 3,000원 · 결제 요청 13,000 → 16,000원" in desk.text()
        await desk.press("ctrl+s")
        assert "도서산간 배송비 3,000원으로, 결제 요청도 함께" in desk.text()
        await desk.press("ctrl+s")
        assert "16,000" in desk.text()
        jeju = now(empty_store, ids[0]).sections[0]
        assert (jeju.address, jeju.fee_remote, jeju.fee) == (replace(JEJU, line2=HOME.line2), 3000, 6000)
        await change_address(desk, "06234", "서울 강남구 테헤란로 1")
        await desk.press("ctrl+s", "ctrl+s")
    assert now(empty_store, ids[0]).sections[0].fee_remote == 0
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.PREPARING},
        Badge.WAITING,
        Trade.OPEN,
        PaymentState.WAITING,
        [(EntryKind.REQUEST, 13_000), (EntryKind.REQUEST, 16_000), (EntryKind.REQUEST, 13_000)],
        [("배송지 변경", 1, BY), ("배송지 변경", 1, BY)],
    )


async def test_지역별_배송비_결제_뒤에_배송지가_바뀐다(empty_store: Store) -> None:
    """차이를 보여 주고 추가 결제를 요청한다; 입금을 확인한 뒤 서울로 돌아오면 환불한다."""
    ids = fill(empty_store, [bought()])
    async with opened(empty_store) as desk:
        await desk.press("enter")
        await change_address(desk, "63122", "제주시 첫길 1")
        assert "도서산간 배송비 0 → 3,000원 · 차이 +3,000원" in desk.text()
        await desk.press("tab", "tab", "2")  # 3,000원 추가 결제 요청
        await desk.press("ctrl+s")
        assert "배송비 3,000원 추가 결제 요청" in desk.text()
        await desk.press("ctrl+s")
        await desk.press("full_stop", *strokes(BY_ID["confirm-payment"]), "ctrl+s", "ctrl+s")
        await change_address(desk, "06234", "서울 강남구 테헤란로 1")
        assert "차이 -3,000원" in desk.text()
        await desk.press("tab", "tab", "2", "ctrl+s")
        assert "배송비 3,000원 환불" in desk.text()
        await desk.press("ctrl+s")
    assert now(empty_store, ids[0]).sections[0].fee_remote == 0
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.PREPARING},
        Badge.PREPARING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [
            (EntryKind.PAID, 13_000),
            (EntryKind.REQUEST, 3_000),
            (EntryKind.PAID, 3_000),
            (EntryKind.REFUND_DUE, -3_000),
        ],
        [("배송지 변경", 1, BY), ("입금 확인", None, BY), ("배송지 변경", 1, BY)],
    )


async def test_a_place_nobody_knows_is_marked_and_the_fee_left_alone(empty_store: Store) -> None:
    ids = fill(empty_store, [bought()])
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("enter")
        await change_address(desk, "690-011", "제주시 첫길 1")
        assert "확인 필요: 옛 6자리 우편번호입니다" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")
    assert now(empty_store, ids[0]).sections[0].address.zip == "690-011"
    assert ending(empty_store, ids[0]).entries == [(EntryKind.PAID, 13_000)]


async def test_a_field_is_in_view_with_its_label(empty_store: Store) -> None:
    """A form that is longer than the terminal: what is asked for stands above where it is typed."""
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("apostrophe", "3", "down", "down", "plus")
        assert "정책 이름 (필수)" in desk.text() and "묶음배송 이름" not in desk.text()
        await desk.press(*["tab"] * 5)
        assert "묶음배송 이름" in desk.text()
        await desk.press(*["shift+tab"] * 5)
        assert "정책 이름 (필수)" in desk.text()
