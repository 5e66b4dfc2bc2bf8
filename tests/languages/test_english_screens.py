"""An English desk on a shop without Korean data shows no Korean, on no screen and in no dialog."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.app import Desk
from orderdesk.core.domain.orders import Actor, ActorKind, Memo, Order
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.files.template_file import built_in_templates
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.tracking_rules import courier_names
from orderdesk.core.store.engine import open_store
from orderdesk.keyboard.actions import ACTIONS, Scope, in_scope
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens.context import context
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.settings import Settings
from tests.domain.builders import HOME, NOW, line, order, section
from tests.languages.source import HANGUL
from tests.screens.driver import DeskDriver

KIM = Actor(ActorKind.SELLER, "Kim")
ABROAD = replace(HOME, receiver="Jane", line1="1 Example Road", line2="", phone="010-0000-0001")
LEAVES = frozenset({"quit", "lock", "macros"})
"""Actions that leave the desk or wait for more than keys."""


def latin_shop() -> list[Order]:
    rice = line(1, 2, name="Rice 10 kg", option="Brown")
    base = order(rice, buyer_name="Jane", sections=(section(1, address=ABROAD),))
    paid = [replace(base, number=f"20260921{n:07}", placed_at=NOW - n * 60) for n in range(1, 4)]
    return [replace(paid[0], memos=(Memo(1, "Call first", "Kim", NOW),)), *paid[1:]]


NAMES = (
    *(form.name for form in (*built_in_templates(), PAYMENTS)),
    *courier_names(),
    *("국민은행", "우리상점", "기본 배송비", "기본_양식", "기본", "주문서_", "한국어"),
)
"""Names that are data: templates, couriers, what a shop begins with, a file's beginning, a language."""

_ZONE = re.compile(r"[0-9]{5}(–[0-9]{5}|  |:)")
"""A zone of delivery fees, which lies in Korea."""

PARTNERS = "8"
"""The shop's page of other companies' systems, which are called what they are called in Korean."""


def korean(shown: str) -> str:
    """The lines of *shown* that hold Korean besides names."""
    for name in sorted(NAMES, key=len, reverse=True):  # the whole of a name before what is a part of it
        shown = shown.replace(name, "")
    return "\n".join(row for row in shown.split("\n") if HANGUL.search(row) and not _ZONE.search(row))


def keys(scope: Scope) -> list[tuple[str, str]]:
    """Each action of *scope* and of everywhere with one of its keys."""
    known = {each.id: each for each in (*in_scope(scope), *in_scope(Scope.GLOBAL))}
    return [(name, each.keys[0]) for name, each in known.items() if each.keys and name not in LEAVES]


@asynccontextmanager
async def english_desk(folder: Path) -> AsyncIterator[DeskDriver]:
    """An English desk on a shop whose orders hold no Korean."""
    with open_store(f"sqlite:///{folder / 'desk.db'}") as store:
        begin_shop(store, KIM, NOW, "en")
        with store.unit(KIM, NOW) as unit:
            unit.insert(latin_shop())
        desk = context(
            store, Settings(operator="Kim", shop_name="Shop", freight_label="credit"), lambda: NOW, "en"
        )
        app = Desk(desk, BurstGuard(arming=0))
        async with app.run_test(size=(160, 45)) as pilot:
            driver = DeskDriver(app, pilot)
            await driver.settle()
            yield driver


@pytest.mark.slow
@pytest.mark.parametrize("scope", [Scope.ORDERS, Scope.DETAIL])
async def test_whatever_is_opened_is_english(tmp_path: Path, own_home: Path, scope: Scope) -> None:
    async with english_desk(tmp_path) as driver:
        app = driver.app
        found = dict[str, str]()
        for name, key in keys(scope):
            if scope is Scope.DETAIL and not isinstance(app.screen, OrderDetail):
                await driver.press("enter")
            await driver.press(key)
            if strays := korean(driver.text()):
                found[name] = strays
            while len(app.screen_stack) > (2 if scope is Scope.DETAIL else 1):
                before = len(app.screen_stack)
                await driver.press("escape")
                if len(app.screen_stack) == before:
                    await driver.press("escape")
        assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("opener", ["full_stop", "apostrophe"])
async def test_whatever_a_menu_opens_is_english(tmp_path: Path, own_home: Path, opener: str) -> None:
    async with english_desk(tmp_path) as driver:
        app = driver.app
        found = dict[str, str]()
        for page in range(3 if opener == "full_stop" else 1):
            for digit in "123456789":
                await driver.press(opener, *["0"] * page, digit)
                strays = korean(driver.text())
                if strays and (opener, digit) != ("apostrophe", PARTNERS):
                    found[f"{page} {digit}"] = strays
                while len(app.screen_stack) > 1:
                    await driver.press("escape")
        assert found == {}


def test_the_walk_meets_every_action() -> None:
    assert len(keys(Scope.ORDERS)) > 60 and len(ACTIONS) > 90
