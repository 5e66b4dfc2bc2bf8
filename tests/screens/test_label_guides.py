"""The guides of Goodsflow (송장 입력 방법, 자동 송장출력 서비스) step by step, by key; it is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.services.contracts import add_contract
from orderdesk.core.store.engine import Store
from orderdesk.core.store.waybills import waybills_of
from orderdesk.screens.dialogs.labels import LabelsDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.simulators.goodsflow import Goodsflow
from orderdesk.widgets.choices import Choices
from tests.domain.builders import NOW, SELLER, do, order
from tests.screens.driver import DeskDriver, opened
from tests.screens.label_desk import goodsflow
from tests.screens.sections import GOOD, now, open_detail, put
from tests.services.waybills import CONTRACT

__all__ = ["goodsflow"]

S = SectionState


async def coming_back(desk: DeskDriver) -> None:
    """반품 접수 → 수거 신청(자동), in the order's detail."""
    await open_detail(desk)
    await desk.press("full_stop", "0", "7", "8", "ctrl+s", "ctrl+s")
    await desk.press("full_stop", "0", "0", "1", "ctrl+s", "ctrl+s")


async def test_수거_신청_다음에_반품_송장을_권한다(
    empty_store: Store, goodsflow: Goodsflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    goodsflow.confirm_contract("CJGLS")
    add_contract(empty_store, SELLER, NOW, CONTRACT)
    async with opened(empty_store) as desk:
        await desk.press("apostrophe", "6", "space", "escape", "escape")
        await coming_back(desk)
        assert isinstance(desk.screen, LabelsDialog)
        assert "● 반품·교환 수거 송장" in desk.text()
        assert "접수할 섹션 1 / 1" in desk.text()
        assert "Esc 나중에" in desk.text()
        await desk.press("ctrl+s")
        assert "접수한 섹션 1" in desk.text()
        assert "Esc 닫기" in desk.text()
    assert len(goodsflow.books()) == 1
    assert now(empty_store, made).sections[0].state is S.RETURN_COLLECTING
    with empty_store.reader() as conn:
        (label,) = waybills_of(conn, [made])
    assert (label.back, label.section) == (True, 1)


async def test_권한_반품_송장은_Esc로_나중에_한다(empty_store: Store, goodsflow: Goodsflow) -> None:
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    goodsflow.confirm_contract("CJGLS")
    add_contract(empty_store, SELLER, NOW, CONTRACT)
    async with opened(empty_store) as desk:
        await desk.press("apostrophe", "6", "space", "escape", "escape")
        await coming_back(desk)
        await desk.press("escape")
        assert isinstance(desk.screen, OrderDetail)
    assert goodsflow.books() == {}
    assert now(empty_store, made).sections[0].state is S.RETURN_COLLECTING


async def test_출력하는_곳이_없으면_수거_신청으로_끝난다(empty_store: Store) -> None:
    made = put(empty_store, order(state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await coming_back(desk)
        assert "자동 수거신청: 확인된 택배 계약이 없습니다" in desk.text()
        await desk.press("shift+tab", "3", *"직접 가지러 감", "ctrl+s", "ctrl+s")
        assert isinstance(desk.screen, OrderDetail)
    assert now(empty_store, made).sections[0].state is S.RETURN_COLLECTING


async def test_a_number_that_is_there_is_replaced_as_this_window_offers_it(
    empty_store: Store, goodsflow: Goodsflow
) -> None:
    put(empty_store, do(order(), "track", courier="CJ", number=GOOD[0]))
    goodsflow.confirm_contract("CJGLS")
    add_contract(empty_store, SELLER, NOW, CONTRACT)
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("apostrophe", "6", "space", "escape", "escape", "full_stop", "asterisk")
        assert isinstance(desk.screen, LabelsDialog)
        assert "다른 송장번호가 이미 있습니다 · 출력한 번호면 3 새 번호로 다시" in desk.text()
        assert "3   ○ 새 번호로 다시" in desk.text()
        assert "1–3 고르기   Tab 다음 칸" in desk.text()
        await desk.press("tab")
        assert "1 고르기   Tab 다음 칸" in desk.text()


async def test_where_there_is_nothing_to_choose_from_no_digit_is_named(
    empty_store: Store, goodsflow: Goodsflow
) -> None:
    put(empty_store, order())
    goodsflow.confirm_contract("CJGLS")
    add_contract(empty_store, SELLER, NOW, CONTRACT)
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("apostrophe", "6", "space", "escape", "escape", "full_stop", "asterisk")
        assert isinstance(desk.screen, LabelsDialog)
        contracts = desk.screen.query_one("#contracts", Choices)
        contracts.replace_options([], "")
        contracts.focus()
        await desk.settle()
        assert desk.screen.focused is contracts
        assert "고르기" not in desk.text() and "Tab 다음 칸" in desk.text()
