"""The guides about sections, step by step by keys, each ending with what the order then is on every axis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Channel, Device, EntryKind
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import HOME, NOW, SYSTEM, line, order, states
from tests.screens.driver import fill, numbered, opened
from tests.screens.sections import CJ, GOOD, Ending, basket, contents, ending, now, open_detail, put
from tests.screens.walking import walks

RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"
BY = "김영희"


def paid(*amounts: int) -> list[tuple[EntryKind, int]]:
    return [(EntryKind.PAID, amount) for amount in amounts]


@pytest.mark.slow
@walks("partial")
async def test_부분_출고하기_나눈_뒤_각각_송장(empty_store: Store) -> None:
    """송장 입력 전에 주문상태를 나누고, 나눈 뒤 각각 송장을 입력하여 부분 출고."""
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1")  # 주문 상태 나누기
        await desk.press("1", "down", "2", "ctrl+s")  # A 1개, B 2개
        await desk.press("ctrl+home", "down", "down", "down")  # S2로
        await desk.press("f4", "1")
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[1])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")  # S2만 배송중
        halfway = ending(empty_store, made)
        assert (halfway.states, halfway.badge) == ({1: S.PREPARING, 2: S.SHIPPING}, Badge.PART_SHIPPED)
        await desk.press("ctrl+home", "f4", "1")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")
        await desk.press("space", "space", "full_stop", "3", "ctrl+s")  # 둘 다 배송완료

    shipped = now(empty_store, made)
    assert contents(shipped) == {1: [(RICE, 1), (OIL, 2)], 2: [(RICE, 1), (OIL, 2)]}
    assert [section.tracking for section in shipped.sections] == [GOOD[0], GOOD[1]]
    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED, 2: S.DELIVERED},
        Badge.DELIVERED,
        Trade.CLOSED,
        PaymentState.COMPLETE,
        paid(68_000),
        [
            ("나눔", 1, BY),
            ("송장 입력", 2, BY),
            ("배송대기", 2, BY),
            ("배송중", 2, BY),
            ("송장 입력", 1, BY),
            ("배송대기", 1, BY),
            ("배송중", 1, BY),
            ("배송완료", 1, BY),
            ("배송완료", 2, BY),
        ],
    )


@walks("partial")
async def test_부분_출고하기_상품준비에서_품목을_체크하고_배송대기(empty_store: Store) -> None:
    """특정 품목을 체크하거나 수량을 조절하여 배송대기: 자동으로 상품준비와 배송대기로 나뉜다."""
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "space", "plus", "plus", "plus")  # 쌀 모두, 참기름 3개
        await desk.press("full_stop", "1", "ctrl+s")
        assert "S2  ▹ 배송대기" in desk.text()

    assert contents(now(empty_store, made)) == {1: [(OIL, 1)], 2: [(RICE, 2), (OIL, 3)]}
    assert ending(empty_store, made) == Ending(
        {1: S.PREPARING, 2: S.READY},
        Badge.PREPARING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(68_000),
        [("나눔", 1, BY), ("배송대기", 2, BY)],
    )


@pytest.mark.slow
async def test_부분_출고하기_엑셀에_특정_품목만(empty_store: Store, tmp_path: Path) -> None:
    """엑셀에 특정 품목 번호만 송장을 입력하면 그 품목만 출고된다."""
    made = put(empty_store, basket())
    form = tmp_path / "송장.xlsx"
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press("f4", "3")
        desk.screen.query_one(PathInput).value = str(form)
        await desk.press("ctrl+s")
        book = openpyxl.load_workbook(form)
        sheet = book.worksheets[0]
        rows = {sheet.cell(row, 2).value: row for row in range(3, sheet.max_row + 1)}
        row = rows[f"{now(empty_store, made).number}-1"]
        sheet.cell(row, 4).value, sheet.cell(row, 5).value, sheet.cell(row, 6).value = CJ, GOOD[0], "배송중"
        book.save(form)
        await desk.press("ctrl+s")
        assert "적용 가능 1" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")

    parted = now(empty_store, made)
    assert contents(parted) == {1: [(OIL, 4)], 2: [(RICE, 2)]}
    assert [section.tracking for section in parted.sections] == [None, GOOD[0]]
    assert ending(empty_store, made) == Ending(
        {1: S.PREPARING, 2: S.SHIPPING},
        Badge.PART_SHIPPED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(68_000),
        [("나눔", 1, BY), ("송장 입력", 2, BY), ("배송대기", 2, BY), ("배송중", 2, BY)],
    )


@pytest.mark.slow
@walks("split-merge")
async def test_주문상태_나누기_합치기(empty_store: Store) -> None:
    """동일 품목도 수량을 나눠 분리하고, 다른 품목에 동일 섹션으로 합쳐 한 번에 발송 처리한다."""
    made = put(empty_store, order(line(1, 3, name=RICE)))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "1", "ctrl+s")  # 배송대기
        await desk.press("full_stop", "0", "1", "2", "ctrl+s")  # … > 주문 상태 나누기, 2개
        split = now(empty_store, made)
        assert states(split) == {1: S.READY, 2: S.READY}
        assert contents(split) == {1: [(RICE, 1)], 2: [(RICE, 2)]}
        await desk.press("full_stop", "0", "2")  # 합치기
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrderDetail)
        merged = ending(empty_store, made)
        assert (merged.states, merged.badge) == ({1: S.READY}, Badge.READY)
        await desk.press("f4", "1")  # 한 번에 발송
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")

    assert contents(now(empty_store, made)) == {1: [(RICE, 1), (RICE, 2)]}
    assert ending(empty_store, made) == Ending(
        {1: S.SHIPPING},
        Badge.SHIPPING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(30_000),
        [("배송대기", 1, BY), ("나눔", 1, BY), ("합침", None, BY), ("송장 입력", 1, BY), ("배송중", 1, BY)],
    )


def channel_moves_address(store: Store, order_id: int) -> None:
    """네이버페이 구매자가 주소를 바꾼다: 시스템이 배송지를 고치고 보류한다."""
    asked = (
        make_request("address", {"zip": "48094", "line1": "부산 해운대구 가상로 5", "line2": "2층"}),
        make_request("hold", {"reason": "CHANNEL"}),
    )
    with store.unit(SYSTEM, NOW) as unit:
        before = after = unit.orders([order_id])[0]
        events = []
        for request in asked:
            verdict = decide(after, 1, request, SYSTEM, NOW, shop_of(unit.conn))
            after, happened = carry_out(after, 1, verdict, Call(request, SYSTEM, NOW))
            events += [NewEvent(order_id, h.verb, h.section, NOW, h.actor, h.changes) for h in happened]
        unit.save([(before, after)], events)


@pytest.mark.slow
async def test_네이버페이_자동_배송_보류_처리하기_상세에서_해제(empty_store: Store) -> None:
    """주소가 바뀌면 자동 보류; 확인한 뒤 상세페이지에서 배송보류 해제, 그 뒤 배송 처리."""
    made = put(empty_store, order(state=S.READY, channel=Channel.NAVER))
    channel_moves_address(empty_store, made)
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        assert "! 배송보류: 채널 배송지 변경 (시스템" in desk.text()
        assert "부산 해운대구 가상로 5" in desk.text()
        await desk.press("f4", "1")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space")
        assert "배송보류 주문입니다" in desk.text()
        await desk.press("escape", "escape")
        await desk.press("full_stop", "7", "ctrl+s")  # 배송보류 해제
        assert "! 배송보류" not in desk.text()
        await desk.press("f4", "1")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")

    shipped = now(empty_store, made)
    assert shipped.holds == ()
    assert shipped.sections[0].address == replace(
        HOME, zip="48094", line1="부산 해운대구 가상로 5", line2="2층"
    )
    assert ending(empty_store, made) == Ending(
        {1: S.SHIPPING},
        Badge.SHIPPING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(10_000),
        [
            ("배송지 변경", 1, "시스템"),
            ("배송보류", 1, "시스템"),
            ("보류 해제", 1, BY),
            ("송장 입력", 1, BY),
            ("배송중", 1, BY),
        ],
    )


@walks("hold")
async def test_네이버페이_자동_배송_보류_처리하기_목록에서_해제(empty_store: Store) -> None:
    """해당 건 체크 후 주문처리 > 배송보류 해제; 체크하지 않은 건은 보류로 남는다."""
    ids = fill(empty_store, numbered(4, state=S.READY, channel=Channel.NAVER))
    for each in ids[:3]:
        channel_moves_address(empty_store, each)
    async with opened(empty_store) as desk:
        await desk.press("6")  # 배송보류 탭
        assert len(desk.grid.numbers) == 3
        await desk.grid.mark(0, 1)
        await desk.press("full_stop", "7", "ctrl+s")
        assert "2건 보류 해제 · Ctrl+Z 되돌리기 · F12 작업" in desk.told
        assert desk.grid.numbers == [now(empty_store, ids[2]).number]

    system = [("배송지 변경", 1, "시스템"), ("배송보류", 1, "시스템")]
    told = [[*system, ("보류 해제", 1, BY)]] * 2 + [system, []]
    assert [[hold.reason for hold in now(empty_store, each).holds] for each in ids] == [
        [],
        [],
        ["CHANNEL"],
        [],
    ]
    assert [ending(empty_store, each) for each in ids] == [
        Ending({1: S.READY}, Badge.READY, Trade.OPEN, PaymentState.COMPLETE, paid(10_000), lines)
        for lines in told
    ]


@pytest.mark.slow
async def test_라벨_뒤에_바뀐_주소는_새_송장을_받아야_나간다(empty_store: Store) -> None:
    """송장을 넣은 뒤 배송지가 바뀌면 라벨이 옛 주소이므로, 송장을 다시 넣기 전에는 배송중이 되지 않는다."""
    made = put(empty_store, order(state=S.READY))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press("f4", "1")
        await desk.type(GOOD[0])
        await desk.press("enter", "ctrl+s", "ctrl+s")
        await desk.press("full_stop", "0", "4", *["down"] * 4, "end")  # 배송지 변경, 상세주소
        await desk.type(" 새집")
        await desk.press("ctrl+s", "ctrl+s")
        assert "! 라벨 옛 주소" in desk.text()
        await desk.press("full_stop", "2")
        assert "송장 출력 뒤에 배송지가 바뀌었습니다" in desk.told[-1]
        await desk.press("escape", "f4", "1")
        await desk.type(GOOD[1])
        await desk.press("enter", "tab", "down", "space", "down", "down", "space", "ctrl+s", "ctrl+s")
    shipped = now(empty_store, made)
    assert not shipped.sections[0].label_stale
    assert shipped.sections[0].address.line2 == f"{HOME.line2} 새집"
    assert ending(empty_store, made) == Ending(
        {1: S.SHIPPING},
        Badge.SHIPPING,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(10_000),
        [("송장 입력", 1, BY), ("배송지 변경", 1, BY), ("송장 입력", 1, BY), ("배송중", 1, BY)],
    )


@walks("detail")
async def test_주문_상세페이지_알아보기(empty_store: Store) -> None:
    """상단의 번호와 뱃지, 일자와 환경, 타임라인과 주문서, 지금 되는 것; 섹션 상태를 바꾸어 처리."""
    made = put(empty_store, basket(channel=Channel.NAVER, device=Device.MOBILE))
    async with opened(empty_store, size=(120, 36)) as desk:
        await open_detail(desk)
        assert "202609210000017   상품준비   거래중   주문형 네이버페이 · 모바일 · 09-18 23:13" in desk.row(0)
        assert desk.row(1).split() == ["타임라인", "|", "주문서", ",", "취소", ".06"]  # 채널 주문, 보내기 전
        assert "다음: 배송대기 처리 (.1) · 발송지연 (.03)" in desk.text()
        assert all(part in desk.text() for part in ("─ 결제정보 ─", "─ 구매자 / 배송지 ─", "─ 타임라인"))
        assert all(part in desk.text() for part in ("68,000", "홍길동", HOME.line1, RICE, OIL))
        await desk.press("full_stop", "1", "ctrl+s")
        assert "다음: 배송중 처리  송장번호 없음" in desk.text()

    assert ending(empty_store, made) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(68_000),
        [("배송대기", 1, BY)],
    )


async def test_배송_전에는_반품이_아니라_취소로(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "7")
        assert "취소로 접수하세요" in desk.told[-1]


async def test_a_closed_order_offers_to_be_reopened(empty_store: Store) -> None:
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        assert "거래 재개 .05" in desk.row(1)
        await desk.press("full_stop", "0", "5", "ctrl+s")
        assert "거래 재개" not in desk.row(1)
    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED},
        Badge.DELIVERED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        paid(10_000),
        [("거래 재개", None, BY)],
    )
