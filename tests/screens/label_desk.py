"""A shop that is connected to a played Goodsflow, and how its contracts are registered by key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderdesk.core.services import connecting
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.contracts import ContractsDialog
from orderdesk.simulators.goodsflow import Goodsflow
from orderdesk.simulators.serving import Serving
from orderdesk.simulators.world import Clock, World
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver


@pytest.fixture
def goodsflow(empty_store: Store) -> Iterator[Goodsflow]:
    """A Goodsflow at a loopback address, which the shop is connected to."""
    sim = Goodsflow(World(clock=Clock(at=float(NOW))))
    serving = Serving(sim.handle)
    places = {
        "partner": "SHOP",
        "base": f"{serving.base}/delivery/api/v2/",
        "print_base": f"{serving.base}/print",
        "member_base": f"{serving.base}/gws/api/Member/v3",
    }
    made = connecting.connect(empty_store, SELLER, NOW, "goodsflow", "", places)
    kept = connecting.secret_file(empty_store.url)
    kept.put(connecting.secret_name(made, "key"), "sim-key")
    try:
        yield sim
    finally:
        serving.close()


async def register(desk: DeskDriver, code: str) -> None:
    """택배사 등록하기: CJ대한통운, the business number, the contract's code, where it is sent from."""
    await desk.press("apostrophe", "6")
    assert isinstance(desk.screen, ContractsDialog)
    await desk.press("plus", "1")
    for text in ("124-81-00998", code, ""):
        await desk.type(text)
        await desk.press("enter")
    await desk.press("1")
    for text in ("소=2500", "우리상점", "010-0000-0001", "04524", "서울시 중구 세종대로 110"):
        await desk.type(text)
        await desk.press("enter")
    await desk.press("ctrl+s")
