"""A copy to rehearse on says on every screen and in every dialog that it is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.app import Desk
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.rehearsing import NAME
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens.context import context
from orderdesk.settings import Settings
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, shop


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("rehearsal", [True, False])
async def test_every_screen_and_dialog_says_so(empty_store: Store, lang: Lang, rehearsal: bool) -> None:
    fill(empty_store, shop())
    desk = context(empty_store, Settings(operator=SELLER.name), lambda: NOW, lang)
    app = Desk(replace(desk, rehearsal=rehearsal), BurstGuard(arming=0))
    async with app.run_test(size=(60, 15)) as pilot:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        for keys in ((), ("enter",), ("question_mark",), ("f12",), ("full_stop",), ("f3",), ("apostrophe",)):
            await driver.press(*keys)
            shown = driver.text()
            assert (NAME.text(lang) in shown) is rehearsal, (keys, shown)
            assert not rehearsal or NAME.text(lang) in "\n".join(shown.split("\n")[:4])
            if keys:
                await driver.press("escape")
