"""The guides of the record (타임라인, 메모, 수동 입금) step by step; each ends with what the order is."""

from __future__ import annotations

from orderdesk.core.domain.orders import EntryKind, Memo, Method
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import make_plan
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.dialogs.payment import PaymentDialog
from orderdesk.screens.jobs import JobRowsScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.time_travel import OrderThen
from orderdesk.widgets.timeline import TimelinePane
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.sections import Ending, ending, now
from tests.screens.walking import walks

S = SectionState
HOUR = 3600
BY = SELLER.name
PAID = [(EntryKind.PAID, 10_000)]
UNTOUCHED = Ending({1: S.PREPARING}, Badge.PREPARING, Trade.OPEN, PaymentState.COMPLETE, PAID, [])


def do(store: Store, at: int, verb: str, order_id: int, **fields: str) -> None:
    """The other operator's work at *at*, by the services."""
    request = make_request(verb, fields)
    with store.reader() as conn:
        plan = make_plan(conn, [order_id], request, SELLER, at, shop_of(conn))
    assert plan.applying() == plan.rows
    apply_plan(store, plan, SELLER, lambda: at)


def shown(desk: DeskDriver) -> type:
    """The kind of screen on top."""
    return type(desk.screen)


async def to_column(desk: DeskDriver, key: str) -> None:
    await desk.press("home")
    for _ in desk.grid.widget.columns:
        if desk.grid.widget.columns[desk.grid.widget.column].key == key:
            return
        await desk.press("right")
    raise AssertionError(key)


@walks("memos")
async def test_메모_사용하기_from_the_list(empty_store: Store) -> None:
    """목록에서 메모를 눌러 추가하고, 개수를 보고, 해결, 수정, 삭제."""
    ids = fill(empty_store, numbered(1))
    async with opened(empty_store, size=(140, 30)) as desk:
        await to_column(desk, "memo")
        await desk.press("right_parenthesis")  # 메모 칸을 연다; 비어 있으니 바로 쓴다
        assert shown(desk) is MemoDialog
        await desk.type("반품비 받을 것")
        await desk.press("enter")
        await desk.type("회신 대기")
        await desk.press("ctrl+s")
        memo = Memo(1, "반품비 받을 것\n회신 대기", SELLER.name, NOW)
        assert now(empty_store, ids[0]).memos == (memo,)
        assert "202609210000001 · 메모 1" in desk.text()
        await desk.press("escape")
        row = desk.grid.widget.current
        assert shown(desk) is OrdersScreen
        assert row is not None and row.cells["memo"] == 1

        await desk.press("right_parenthesis", "space")  # 해결
        assert now(empty_store, ids[0]).memos[0].resolved
        await desk.press("escape")
        row = desk.grid.widget.current
        assert row is not None and row.cells["memo"] == 0

        await desk.press("right_parenthesis", "enter", *["backspace"] * 5)  # 수정
        await desk.type("완료")
        await desk.press("ctrl+s")
        assert now(empty_store, ids[0]).memos[0].text == "반품비 받을 것\n완료"
        assert "회신 대기" in desk.text()  # 고치기 전 내용이 남아 있다
        await desk.press("delete")
        assert len(now(empty_store, ids[0]).memos) == 1  # 한 번 더 묻는다
        await desk.press("delete")
        assert now(empty_store, ids[0]).memos == ()
        await desk.press("escape")

    assert ending(empty_store, ids[0]) == UNTOUCHED._replace(
        timeline=[("메모 해결", None, BY), ("메모 삭제", None, BY)]
    )
    assert now(empty_store, ids[0]).version == 1


async def test_메모_사용하기_from_the_detail_and_its_timeline(empty_store: Store) -> None:
    """상세페이지에서 메모를 쓰고, 타임라인의 메모에서 다시 연다."""
    ids = fill(empty_store, numbered(1))
    async with opened(empty_store) as desk:
        await desk.press("enter", "ㅜ")  # n: 메모
        await desk.type("선물 포장")
        await desk.press("ctrl+s", "n")
        await desk.type("리본")
        await desk.press("ctrl+s", "escape")
        assert shown(desk) is OrderDetail
        assert "선물 포장" in desk.text() and "리본" in desk.text()
        await desk.press("2", "tab", "down", "enter")  # 메모 탭, 타임라인으로, 둘째 줄
        assert shown(desk) is MemoDialog
        await desk.press("space")
        assert [(memo.text, memo.resolved) for memo in now(empty_store, ids[0]).memos] == [
            ("선물 포장", True), ("리본", False),
        ]  # fmt: skip
        await desk.press("escape", "escape", "ctrl+z", "ctrl+s")  # 해결을 되돌린다
        assert not now(empty_store, ids[0]).memos[0].resolved
    assert ending(empty_store, ids[0]) == UNTOUCHED._replace(
        timeline=[
            ("메모 해결", None, BY),
            ("메모 해결 되돌림", None, BY),
            ("메모", None, BY),  # at one moment what people wrote stands first
            ("메모", None, BY),
        ]
    )
    assert now(empty_store, ids[0]).version == 1


@walks("timeline")
async def test_타임라인_확인하기(empty_store: Store) -> None:
    """'타임라인' 버튼, 우측 패널로 보기, 전체/메모/주문 탭, 처리 기록과 처리 시간."""
    ids = fill(empty_store, numbered(1))
    do(empty_store, NOW + HOUR, "ready", ids[0])
    do(empty_store, NOW + 2 * HOUR, "memo", ids[0], text="전화 부탁")
    do(empty_store, NOW + 26 * HOUR, "hold", ids[0], reason="STOCK", note="입고 대기")
    async with opened(empty_store, size=(120, 36)) as desk:
        await desk.press("enter")
        text = desk.text()
        assert "타임라인   [1 전체]  2 메모  3 주문" in text
        titles = "".join(pane.border_title or "" for pane in desk.screen.query(TimelinePane))
        assert "[dim]2 [/dim]메모" in titles, "a key, not how many"
        # 위에서부터 최신순, 날짜별
        found = [text.index(each) for each in ("배송보류 S1", "재고 확인 입고 대기", "전화 부탁",
                                              "배송대기 S1", "상품준비 → 배송대기", "주문 생성")]  # fmt: skip
        assert found == sorted(found)
        assert text.index("2026-09-22") < text.index("2026-09-21") < text.rindex("주문 생성")
        await desk.press("2")
        assert "전화 부탁" in desk.text() and "배송대기 S1" not in desk.text()
        await desk.press("3")
        assert "전화 부탁" not in desk.text() and "배송대기 S1" in desk.text()
        await desk.press("1", "t")  # 아래로
        below = desk.text().split("\n")
        assert next(line for line in below if "[1 전체]" in line).startswith(" ─ 타임라인")
        await desk.press("vertical_line", "vertical_line")  # 접고, 다시 우측 패널
        assert not next(line for line in desk.text().split("\n") if "[1 전체]" in line).startswith(" ─ 타임")

        await desk.press("tab", "enter")  # 그 줄의 작업
        assert shown(desk) is JobRowsScreen
        assert "작업 3 · 배송보류" in desk.row(0)
        await desk.press("escape")
        assert shown(desk) is OrderDetail

    assert ending(empty_store, ids[0]) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [("배송대기", 1, BY), ("메모", None, BY), ("배송보류", 1, BY)],
    )


async def test_타임라인_memos_are_added_edited_and_deleted_there(empty_store: Store) -> None:
    """1. 새 메모 추가 및 기존 메모 수정, 삭제: 타임라인에서 고르고, 처리 기록은 고칠 수 없다."""
    ids = fill(empty_store, numbered(1))
    do(empty_store, NOW, "ready", ids[0])
    do(empty_store, NOW, "memo", ids[0], text="전화 부탁")
    async with opened(empty_store, size=(120, 36)) as desk:
        await desk.press("enter", "tab", "n", "n")  # 타임라인에서 메모 추가
        await desk.type("문 앞에")
        await desk.press("ctrl+s", "escape")
        assert "문 앞에" in desk.text() and shown(desk) is OrderDetail
        await desk.press("2", "ctrl+home", "down", "enter")  # 메모 탭의 둘째 줄
        assert shown(desk) is MemoDialog
        await desk.press("enter", *["backspace"] * 2)  # 수정
        await desk.type("요망")
        await desk.press("ctrl+s", "escape")
        assert "전화 요망" in desk.text()
        await desk.press("ctrl+home", "enter", "delete", "delete", "escape")  # 새 메모 삭제
        assert [memo.text for memo in now(empty_store, ids[0]).memos] == ["전화 요망"]
        await desk.press("3", "ctrl+home", "enter")  # 주문 기록은 그 작업을 연다
        assert shown(desk) is JobRowsScreen
        await desk.press("escape")

    assert ending(empty_store, ids[0]) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [("배송대기", 1, BY), ("메모 삭제", None, BY), ("메모", None, BY)],
    )


async def test_타임라인_an_order_is_seen_as_it_was(empty_store: Store) -> None:
    """언제 무엇이었는지: 타임라인의 줄에서 그때 모습을 본다; 그동안 아무것도 바꿀 수 없다."""
    ids = fill(empty_store, numbered(1))
    do(empty_store, NOW + HOUR, "ready", ids[0])
    do(empty_store, NOW + 2 * HOUR, "hold", ids[0], reason="STOCK")
    async with opened(empty_store) as desk:
        await desk.press("enter", "at")
        assert any("타임라인의 줄을 고르고" in told for told in desk.told)
        await desk.press("down", "at")  # 배송대기 때
        assert shown(desk) is OrderThen
        assert desk.row(0).startswith(" 그때 모습 · 2026-09-2")
        assert "배송대기" in desk.row(1) and "배송보류" not in desk.text()
        await desk.press("right")
        assert "배송보류: 재고 확인" in desk.text()
        await desk.press("left", "left")
        assert "상품준비" in desk.row(1)
        await desk.press("left")
        assert desk.told[-1] == "더 앞의 기록이 없습니다"
        await desk.press("ctrl+z", "full_stop", "f4", "u")
        assert shown(desk) is OrderThen
        assert desk.told[-1] == "그때 모습에서는 아무것도 바꿀 수 없습니다"
        await desk.press("escape")
        assert shown(desk) is OrderDetail
    assert ending(empty_store, ids[0]) == Ending(
        {1: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        PAID,
        [("배송대기", 1, BY), ("배송보류", 1, BY)],
    )


@walks("payment")
async def test_결제정보_and_the_deposit_by_hand(empty_store: Store) -> None:
    """결제정보의 자세히: 모든 결제; 아래 수동 입금 확인: 금액, 계좌, 입금자, 시각, 메모."""
    ids = fill(empty_store, numbered(1, unpaid=True, method=Method.BANK))
    async with opened(empty_store) as desk:
        await desk.press("enter", "dollar_sign")
        assert "무통장입금 · 결제대기" in desk.text()
        assert "받을 돈 10,000 (입금기한 2026-09-22" in desk.text()
        await desk.press("ctrl+s")
        text = desk.text()
        assert "입금 확인 · 202609210000001 · 10,000원" in text
        assert "● 국민은행" in text and "2026-09-21 " in text
        await desk.type("김입금")  # 구매자 이름이 들어 있고, 치면 바뀐다
        await desk.press("ctrl+s", "ctrl+s")
        await desk.press("ㅔ")  # p: 결제
        assert "입금자 김입금 · 계좌 국민은행" in desk.text()
        assert "무통장입금 · 결제완료" in desk.text()

    paid = now(empty_store, ids[0])
    assert (paid.entries[1].depositor, paid.entries[1].at) == ("김입금", NOW - NOW % 60)
    assert paid.entries[1].account.startswith("국민은행 · ")
    assert ending(empty_store, ids[0]) == UNTOUCHED._replace(
        entries=[(EntryKind.REQUEST, 10_000), *PAID], timeline=[("입금 확인", None, BY)]
    )


async def test_결제정보_without_anything_due_confirms_nothing(empty_store: Store) -> None:
    fill(empty_store, numbered(1, method=Method.BANK))
    async with opened(empty_store) as desk:
        await desk.press("enter", "dollar_sign", "ctrl+s")
        assert shown(desk) is PaymentDialog
        assert "무통장입금 · 결제완료" in desk.text()


async def test_hostile_memos_harm_nothing(empty_store: Store) -> None:
    hostile = "[/red] 글\x1b[2J\u202e\n=cmd"
    ids = fill(empty_store, [order(memos=(Memo(1, hostile, "[bold]김\x07", NOW),))])
    async with opened(empty_store) as desk:
        await desk.press("enter", "n")
        assert "[/red] 글[2J" in desk.text()
        assert not {"\x1b", "\x07", "\u202e"} & set(desk.text())
        await desk.press("enter", "ctrl+s", "escape")
    assert len(now(empty_store, ids[0]).memos) == 1


async def test_what_was_erased_is_said_and_never_made_up(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(1))
    do(empty_store, NOW + HOUR, "memo", ids[0], text="비밀")
    do(empty_store, NOW + 2 * HOUR, "address", ids[0], receiver="새이름")
    with empty_store.unit(SELLER, NOW) as unit:
        erase_personal(unit.conn, ids)
    async with opened(empty_store) as desk:
        await desk.press("enter", "tab", "ctrl+end", "at")
        assert shown(desk) is OrderThen
        assert "그 뒤 개인정보를 지워 일부는 알 수 없습니다" in desk.row(0)
        assert "(개인정보를 지움)" in desk.text()
        assert "새이름" not in desk.text() and "비밀" not in desk.text()
