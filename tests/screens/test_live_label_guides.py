"""The guides of Goodsflow (송장 입력 방법, 자동 송장출력 서비스) by key alone, as on `demo --live`."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import connecting
from orderdesk.core.services.contracts import add_contract, contracts_of
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.labels import LabelsDialog
from orderdesk.simulators.town import CHECK_SECONDS
from tests.domain.builders import NOW, SELLER
from tests.screens.label_desk import register
from tests.screens.live_desk import BUYER, Training, training
from tests.screens.sections import now
from tests.services.waybills import CONTRACT

__all__ = ["training"]

S = SectionState


async def test_자동_송장출력_설정방법(training: Training) -> None:
    """택배사 등록하기 → 계약 코드 → 계약상태 확인; 잘못된 코드는 무엇을 할지 말한다."""
    goodsflow = training.town.goodsflow
    async with training.opened((120, 30)) as desk:
        await register(desk, "IC12345")
        assert "주간고객코드" in desk.text()
        await desk.press(*["shift+tab"] * 8, "end", "ctrl+u")
        await desk.type("12345678")
        await desk.press("ctrl+s")
        assert "CJ대한통운 · 12345678 · 신용 · 소 2,500원" in desk.text()
        assert "미등록" in desk.text()
        await desk.press("space")
        assert "확인중" in desk.text()
        goodsflow.world.clock.advance(CHECK_SECONDS)
        await desk.press("space")
        assert "확인완료" in desk.text()
    with training.store.reader() as conn:
        (kept,) = contracts_of(conn)
    assert kept.contract.business_number == "1248100998"


async def test_송장_입력_방법_굿스플로(
    training: Training, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """주문선택 → 주문처리 → 송장등록-굿스플로 → 출력 → 송장번호, 배송대기 → 집하 완료 시 배송중."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    store, goodsflow = training.store, training.town.goodsflow
    training.buys(1)
    training.buys(1)
    async with training.opened((120, 30)) as desk:
        await training.later(desk)
        ids = [order.id for order in training.orders()]
        await desk.search(BUYER)
        await desk.press("full_stop")
        assert "송장등록-굿스플로 …" in desk.text()
        assert "확인된 택배 계약이 없습니다" in desk.text()
        await desk.press("asterisk")
        assert not isinstance(desk.screen, LabelsDialog)
        await desk.press("escape")

        goodsflow.confirm_contract("CJGLS")
        add_contract(store, SELLER, NOW, CONTRACT)
        await desk.press("apostrophe", "6", "space", "escape", "escape")

        await desk.grid.mark(0, 1)
        await desk.press("full_stop", "asterisk")
        assert isinstance(desk.screen, LabelsDialog)
        assert "접수할 섹션 2 / 2" in desk.text()
        await desk.press("ctrl+s")
        assert "접수한 섹션 2" in desk.text()
        (page,) = tmp_path.glob("송장출력_*.html")
        await desk.press("escape", "full_stop", "asterisk")
        assert "2건 · 이미 송장 출력을 기다립니다" in desk.text()
        await desk.press("ctrl+s")
        assert len(list(tmp_path.glob("송장출력_*.html"))) == 2
        assert page.stat().st_mode & 0o777 == 0o600
        token = page.read_text("utf-8").partition('name="OTP" value="')[2].partition('"')[0]
        base = connection_base(store)
        opened_page = httpx.post(f"{base}/dlvmgr.aspx", data={"OTP": token, "id": "B000001"})
        assert "2건" in opened_page.text
        httpx.post(f"{base.removesuffix('/print')}/__sim/print/B000001")

        await desk.press("ctrl+s")
        assert "송장번호 2 · 상태 바뀜 0" in desk.text()
        assert [now(store, each).sections[0].state for each in ids] == [S.READY, S.READY]
        for key in goodsflow.books():
            goodsflow.carrier_scan(key, "30")
        await desk.press("ctrl+s")
        assert "상태 바뀜 2" in desk.text()
        await desk.press("escape")
        assert desk.text().count("배송중") >= 2
    for each in ids:
        order = now(store, each)
        assert (order.sections[0].state, order.sections[0].courier) == (S.SHIPPING, "CJ대한통운")
    assert {event["number"] for event in goodsflow.books().values()} == {
        now(store, each).sections[0].tracking for each in ids
    }


def connection_base(store: Store) -> str:
    """Where the print window of the connected Goodsflow is."""
    with store.reader() as conn:
        return connecting.find(conn, "goodsflow").settings["print_base"]
