"""A copy to rehearse on, and a demo shop, say on every screen and in every dialog what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.app import Desk
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.marking import DEMO_MARK
from orderdesk.core.services.rehearsing import NAME
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens.context import context
from orderdesk.settings import Settings
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, shop


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("mark", [NAME, DEMO_MARK, None])
async def test_every_screen_and_dialog_says_so(empty_store: Store, lang: Lang, mark: Word | None) -> None:
    fill(empty_store, shop())
    desk = context(empty_store, Settings(operator=SELLER.name), lambda: NOW, lang)
    app = Desk(replace(desk, mark=mark), BurstGuard(arming=0))
    async with app.run_test(size=(60, 15)) as pilot:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        for keys in ((), ("enter",), ("question_mark",), ("f12",), ("full_stop",), ("f3",), ("apostrophe",)):
            await driver.press(*keys)
            shown = driver.text()
            head = "\n".join(shown.split("\n")[:4])
            for each in (NAME, DEMO_MARK):
                assert (each.text(lang) in head) is (each == mark), (keys, shown)
            if keys:
                await driver.press("escape")
