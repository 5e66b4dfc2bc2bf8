"""The operators' guides, step by step by keys, each ending with what the order then is on every axis."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.services.showing import show_id
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs import flow
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER, order
from tests.screens.dialog_desk import desk_on
from tests.screens.driver import fill, numbered, opened
from tests.screens.walking import walks

S = SectionState
CJ = "CJ대한통운"
GOOD = ("521853123451", "521853123462")


def now(store: Store, order_id: int) -> Order:
    with store.reader() as conn:
        return show_id(conn, order_id).order


def timeline(store: Store, order_id: int) -> list[str]:
    """What the timeline says happened, the oldest first."""
    with store.reader() as conn:
        return [line.words.ko for line in reversed(show_id(conn, order_id).timeline)]


def axes(of: Order) -> tuple[SectionState, Badge, Trade, PaymentState]:
    """The state of the only section, the badge, the trade and the payment."""
    return of.sections[0].state, badge(of), of.trade, order_payment_state(of.entries)


def entries(of: Order) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.amount) for entry in of.entries]


@walks("tracking")
async def test_송장_등록_방법_by_hand_in_korean_mode(empty_store: Store) -> None:
    """배송 대기 상태에서 송장을 추가하여 배송중 상태로 변경."""
    ids = fill(empty_store, numbered(1, state=S.READY))
    async with opened(empty_store) as desk:
        await desk.press("3")  # 배송대기 탭
        await desk.press("space", "ㅑ")  # 주문 선택, 송장
        await desk.press("1")  # 직접 입력
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "tab", "down", "space")  # 배송중으로
        await desk.press("ctrl+s")
        assert axes(now(empty_store, ids[0]))[0] is S.READY
        await desk.press("ctrl+s")
        assert "1건 송장 입력, 배송중 1건 · Ctrl+Z 되돌리기 · F12 작업" in desk.told

    shipped = now(empty_store, ids[0])
    assert axes(shipped) == (S.SHIPPING, Badge.SHIPPING, Trade.OPEN, PaymentState.COMPLETE)
    assert (shipped.sections[0].courier, shipped.sections[0].tracking) == (CJ, GOOD[0])
    assert entries(shipped) == [(EntryKind.PAID, 10_000)]
    assert timeline(empty_store, ids[0]) == ["주문 생성", "송장 입력", "배송중"]


@walks("tracking-excel")
async def test_송장_엑셀등록하기_by_the_form(empty_store: Store, tmp_path: Path) -> None:
    """주문 선택, 주문처리, 송장등록-엑셀, 양식 받기, 입력, 업로드, 등록; 상태를 비우면 상태는 그대로."""
    ids = fill(empty_store, numbered(3, state=S.READY))
    form = tmp_path / "송장.xlsx"
    async with opened(empty_store) as desk:
        await desk.grid.mark(0, 1)
        await desk.press("full_stop", "f4", "3")
        path = desk.screen.query_one(PathInput)
        path.value = str(form)
        await desk.press("ctrl+s")
        book = openpyxl.load_workbook(form)
        sheet = book.worksheets[0]
        rows = {sheet.cell(row, 1).value: row for row in range(3, sheet.max_row + 1)}
        marked = [f"{now(empty_store, each).number}-S1" for each in ids[:2]]
        assert set(rows) - {None} == set(marked)
        for section, number in zip(marked, GOOD, strict=True):
            sheet.cell(rows[section], 4).value = CJ
            sheet.cell(rows[section], 5).value = int(number)
        sheet.cell(rows[marked[0]], 6).value = "배송중"
        book.save(form)
        await desk.press("ctrl+s")
        assert "적용 가능 2" in desk.text()
        await desk.press("ctrl+s", "ctrl+s")

    first, second, third = (now(empty_store, each) for each in ids)
    assert axes(first) == (S.SHIPPING, Badge.SHIPPING, Trade.OPEN, PaymentState.COMPLETE)
    assert axes(second) == axes(third) == (S.READY, Badge.READY, Trade.OPEN, PaymentState.COMPLETE)
    assert [each.sections[0].tracking for each in (first, second, third)] == [*GOOD, None]
    assert timeline(empty_store, ids[0]) == ["주문 생성", "송장 입력", "배송중"]
    assert timeline(empty_store, ids[1]) == ["주문 생성", "송장 입력"]
    assert timeline(empty_store, ids[2]) == ["주문 생성"]


@walks("process")
async def test_주문처리_방법_step_by_step(empty_store: Store) -> None:
    """상품준비 → 배송대기 → 배송중 → 배송완료 → 구매확정."""
    ids = fill(empty_store, numbered(1))
    async with opened(empty_store, lang="en") as desk:
        await desk.press("space", "full_stop", "1", "ctrl+s")
        assert axes(now(empty_store, ids[0]))[:2] == (S.READY, Badge.READY)

        await desk.press("f4", "1")
        await desk.type("CJ")
        await desk.press("enter")
        await desk.type(GOOD[0])
        await desk.press("enter", "ctrl+s", "ctrl+s")
        for digit, wanted in (("2", S.SHIPPING), ("3", S.DELIVERED), ("4", S.CONFIRMED)):
            await desk.press("full_stop", digit, "ctrl+s")
            assert now(empty_store, ids[0]).sections[0].state is wanted
        assert "1 confirmed · Ctrl+Z Undo · F12 Jobs" in desk.told

    done = now(empty_store, ids[0])
    assert axes(done) == (S.CONFIRMED, Badge.CONFIRMED, Trade.CLOSED, PaymentState.COMPLETE)
    assert entries(done) == [(EntryKind.PAID, 10_000)]
    assert timeline(empty_store, ids[0]) == [
        "주문 생성", "배송대기", "송장 입력", "배송중", "배송완료", "구매확정",
    ]  # fmt: skip


async def test_주문처리_방법_no_step_is_skipped_and_nothing_leaves_without_a_number(
    empty_store: Store,
) -> None:
    """단계를 건너뛸 수 없고, 송장이 없으면 배송중이 되지 않는다."""
    ids = fill(empty_store, numbered(1))
    async with opened(empty_store, lang="en") as desk:
        await desk.press("space", "full_stop", "2")
        assert "A step would be skipped" in desk.told[-1]
        await desk.press("1", "ctrl+s", "full_stop", "2")
        assert "No tracking number" in desk.told[-1]
    assert axes(now(empty_store, ids[0]))[0] is S.READY


@walks("deposit")
async def test_수동_입금_확인하기(empty_store: Store) -> None:
    """주문 상세페이지에서 수동 입금 확인; 결제대기 → 결제완료."""
    ids = fill(empty_store, numbered(1, unpaid=True, method=Method.BANK))
    assert axes(now(empty_store, ids[0])) == (S.PREPARING, Badge.WAITING, Trade.OPEN, PaymentState.WAITING)
    async with opened(empty_store) as desk:
        await desk.press("1")  # 결제대기 탭
        await desk.press("enter", "full_stop", "8")
        assert not isinstance(desk.screen, OrdersScreen)
        await desk.type("홍길동")
        await desk.press("enter", "ctrl+s", "ctrl+s")
        assert "1건 입금 확인 · Ctrl+Z 되돌리기 · F12 작업" in desk.told

    paid = now(empty_store, ids[0])
    assert axes(paid) == (S.PREPARING, Badge.PREPARING, Trade.OPEN, PaymentState.COMPLETE)
    assert entries(paid) == [(EntryKind.REQUEST, 10_000), (EntryKind.PAID, 10_000)]
    assert (paid.entries[1].follows, paid.entries[1].depositor) == (1, "홍길동")
    assert timeline(empty_store, ids[0]) == ["주문 생성", "입금 확인"]


async def test_수동_입금_확인하기_needs_a_bank_account(empty_store: Store) -> None:
    """무통장입금 계좌 정보를 입력해 주셔야 사용할 수 있어요."""
    with empty_store.unit(SELLER, NOW) as unit:
        ids = list(unit.insert([order(unpaid=True)]))
    async with desk_on(empty_store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("8")
        assert "계좌" in desk.app.told[-1]
    assert axes(now(empty_store, ids[0]))[3] is PaymentState.WAITING
