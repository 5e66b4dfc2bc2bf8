"""설정: the shop's dialogs by their digits, every key of the file, and what changes at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets._toast import Toast

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.services.marking import DEMO, UNNAMED
from orderdesk.core.services.preferences import SHOP, save_preference
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.accesses import AccessesDialog
from orderdesk.screens.dialogs.accounts import AccountsDialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.operators import OperatorsDialog
from orderdesk.screens.dialogs.shop import PAGES
from orderdesk.screens.dialogs.theme import ThemeDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.settings import LINES, SettingsScreen
from orderdesk.setting_words import GROUPS, SettingWords
from orderdesk.settings import config_path, load_settings
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, opened


def on_top(desk: DeskDriver, kind: type[Screen[Any]]) -> bool:
    return isinstance(desk.screen, kind)


def screen_of(desk: DeskDriver) -> SettingsScreen:
    assert isinstance(desk.screen, SettingsScreen)
    return desk.screen


async def go_to(desk: DeskDriver, key: str) -> None:
    """Puts the cursor on the setting *key*, by keys."""
    place = next(at for at, line in enumerate(LINES) if isinstance(line, SettingWords) and line.key == key)
    for _ in LINES:
        if screen_of(desk).lines.cursor == place:
            return
        await desk.press("down" if screen_of(desk).lines.cursor < place else "up")
    raise AssertionError(key)


async def test_every_line_is_reached_by_the_arrows_and_told_of_in_a_sentence(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        seen = []
        for _ in LINES:
            line = LINES[screen_of(desk).lines.cursor]
            seen.append(line)
            told = " ".join(desk.text().split("\n")[-4:-1])
            assert line.sentence.ko.split()[0] in told  # type: ignore[union-attr]  # no heading has the cursor
            await desk.press("down")
        assert set(seen) == {line for line in LINES if hasattr(line, "sentence")}
        await desk.press("ctrl+home")
        assert screen_of(desk).lines.cursor == 1 and "상점" in desk.row(1)
        await desk.press("right_square_bracket", "right_square_bracket", "left_square_bracket")
        assert LINES[screen_of(desk).lines.cursor].key == "lang"  # type: ignore[union-attr]  # as above


async def test_a_group_is_gone_to_whole_and_from_the_last_one_to_its_end(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.press("apostrophe")
        for heading, group in GROUPS:
            await desk.press("right_square_bracket")
            assert LINES[screen_of(desk).lines.cursor] == group[0]
            assert all(f" {words.ko}" in desk.text() for words in (heading, *(each.words for each in group)))
        await desk.press("right_square_bracket", "right_square_bracket")
        assert LINES[screen_of(desk).lines.cursor] == LINES[-1]


async def test_a_demo_shop_has_one_name_and_says_why_it_stays(shop_store: Store) -> None:
    save_preference(shop_store, SELLER, NOW, SHOP, DEMO, "true")
    async with opened(shop_store) as desk:
        name = desk.row(0).split("·")[1].split()[0]
        await desk.press("apostrophe")
        await go_to(desk, "shop_name")
        assert name in desk.row(screen_of(desk).lines.cursor + 1) and "우리상점" not in desk.text()
        assert "시험 상점의 이름은 정해져 있습니다." in desk.text()
        await desk.press("enter")
        assert on_top(desk, SettingsScreen) and "내 상점에서 고치세요" in desk.told[-1]


async def test_what_stays_as_it_was_is_not_written(shop_store: Store) -> None:
    async with opened(shop_store, lang="en", shop_name=UNNAMED.ko) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "shop_name")
        assert "My Shop" in desk.text() and UNNAMED.ko not in desk.text()
        await desk.press("enter", "ctrl+s")
        await go_to(desk, "lang")
        await desk.press("enter", "2")
        assert on_top(desk, SettingsScreen) and desk.app.return_value is None
    assert not config_path().exists()


async def test_the_language_is_the_one_that_is_seen(shop_store: Store) -> None:
    """It was chosen on the command line: the settings say another one."""
    async with opened(shop_store) as desk:
        desk.app.desk = replace(desk.app.desk, lang="en")
        await desk.press("apostrophe")
        await go_to(desk, "lang")
        assert "English" in desk.row(screen_of(desk).lines.cursor + 1)
        await desk.press("enter", "1")
        ended = desk.app.return_value
    assert isinstance(ended, Reopen) and ended.lang == "ko"


async def test_enter_is_called_what_it_does_there(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.press("apostrophe")
        assert "Enter 열기   1–9" in desk.text()
        await go_to(desk, "default_courier")
        assert "Enter 고치기   1–9" in desk.text()
        await desk.press("enter")
        assert "1–9 고르기   ↓ Enter 그 밖의 것" in desk.text()


async def test_what_is_told_is_told_by_the_screen_in_front(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.press("apostrophe", "9")
        told = desk.told[-1]
        assert desk.text().count(told) == 1
        await desk.press("1")
        assert on_top(desk, AccountsDialog) and desk.text().count(told) == 1
        await desk.press("escape")
        assert on_top(desk, SettingsScreen) and desk.text().count(told) == 1


async def test_a_long_access_record_leaves_the_hints_their_place(shop_store: Store) -> None:
    scope = " ".join(f"2026112800000{n:03}" for n in range(60))
    with shop_store.unit(SELLER, NOW) as unit:
        unit.record_access(Access("orders", scope, "", "o.xlsx", "세무 확인", 60, 60, 60))
    async with opened(shop_store, (80, 24)) as desk:
        await desk.press("apostrophe", *["down"] * 10, "enter")
        assert on_top(desk, AccessesDialog)
        assert "세무 확인" in desk.text() and "…" in desk.text() and "Esc 닫기" in desk.text()


async def test_what_is_told_covers_no_sentence(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.press("apostrophe")
        tell(desk.screen, "말 " * 60)
        await desk.settle()
        toasts = [each.region for each in desk.screen.query(Toast)]
        sentence = desk.screen.query_one("#sentence").region
        assert toasts and all(each.bottom == sentence.y for each in toasts)


@pytest.mark.parametrize("digit", range(1, 9))
async def test_a_digit_opens_what_it_did_before_and_esc_leads_back(shop_store: Store, digit: int) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", str(digit))
        assert type(desk.screen) is PAGES[digit - 1].dialog
        await desk.press("escape", "escape")
        assert on_top(desk, OrdersScreen)


async def test_what_has_no_digit_is_opened_by_enter(shop_store: Store) -> None:
    operators.come_in(shop_store, Login("kim"), "김영희", NOW)
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", *["down"] * 9, "enter")
        assert on_top(desk, OperatorsDialog) and "김영희" in desk.text()
        await desk.press("escape", "down", "enter")
        assert on_top(desk, AccessesDialog)


async def test_a_switch_changes_at_once_and_stands_in_the_file(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "ready_on_tracking")
        await desk.press("space")
        assert desk.app.desk.settings.ready_on_tracking
        await desk.press("space", "enter")
    assert config_path().read_text(encoding="utf-8") == "ready_on_tracking = true\n"


async def test_one_of_several_is_chosen_by_number(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "default_courier")
        await desk.press("enter", "2")
        chosen = desk.app.desk.settings.default_courier
        assert chosen and chosen == load_settings().default_courier and chosen in desk.text()


async def test_a_number_out_of_range_is_told_and_asked_for_again(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "page_size")
        await desk.press("enter", "0", "ctrl+s")
        assert desk.told[-1] == "'page_size' 값은 1부터 1000까지입니다."
        assert on_top(desk, FormDialog)
        await desk.press("x", "ctrl+s")
        assert desk.told[-1] == "숫자로 적으세요 (예: 3)"
        await desk.press("home", "delete", "delete", "7", "ctrl+s")
        assert desk.app.desk.settings.page_size == 7
    assert load_settings().page_size == 7


async def test_a_text_is_written_and_may_be_emptied(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "shop_name")
        await desk.press("enter")
        await desk.type("쌀가게")
        await desk.press("ctrl+s")
        await go_to(desk, "sender_phone")
        await desk.press("enter", *"010", "ctrl+s", "enter", "delete", "ctrl+s", "escape")
        assert desk.row(0).startswith(" orderdesk · 쌀가게")
    assert (load_settings().shop_name, load_settings().sender_phone) == ("쌀가게", "")


async def test_a_theme_is_tried_on_and_kept_or_given_back(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "theme")
        await desk.press("enter", "down")
        assert on_top(desk, ThemeDialog)
        assert desk.app.theme == "light"
        told = desk.text().split("\n")
        for name, at in (("어두움", 2), ("밝음", 3), ("강한 대비", 4), ("흑백", 5), ("textual-dark", 6)):
            assert told[at].split("│")[1].strip().startswith(name)
        await desk.press("escape")
        assert desk.app.theme == "dark"
        await desk.press("enter", *["down"] * 6, "enter")
        assert desk.app.theme == desk.app.desk.settings.theme == load_settings().theme == "nord"


async def test_another_language_opens_the_desk_again_on_its_settings(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "lang")
        await desk.press("enter", "2")
        ended = desk.app.return_value
    assert isinstance(ended, Reopen) and ended.lang == "en" and ended.then is not None
    async with opened(shop_store, lang="en") as desk:
        ended.then(desk.app)
        await desk.settle()
        assert "Settings" in desk.row(0) and "The language of labels and messages." in desk.text()
        await desk.press("enter")
        assert "한국어" in desk.text() and "Korean" not in desk.text()  # each in itself


async def test_a_file_that_cannot_be_written_changes_nothing(shop_store: Store) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("lang = ", encoding="utf-8")
    async with opened(shop_store) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "export_reason")
        await desk.press("space")
        assert "TOML" in desk.told[-1]
        assert not desk.app.desk.settings.export_reason
    assert config_path().read_text(encoding="utf-8") == "lang = "


async def test_what_a_role_may_not_change_is_grey_and_says_whose_it_is(shop_store: Store) -> None:
    owner = operators.come_in(shop_store, Login("kim"), "주인", NOW)
    operators.add(shop_store, owner, NOW, "포장이", Role.PACKER, "pack")
    async with opened(shop_store) as desk:
        desk.app.desk = desk.app.desk.__class__(
            shop_store, desk.app.desk.settings, Actor(ActorKind.SELLER, "포장이"), "ko", lambda: NOW
        )
        await desk.press("apostrophe")
        assert "보기만 합니다. 고치는 역할" in desk.text()
        await desk.press("1")
        assert on_top(desk, AccountsDialog)


async def test_at_the_smallest_size_the_sentence_and_the_keys_are_there(shop_store: Store) -> None:
    async with opened(shop_store, (60, 15)) as desk:
        await desk.press("apostrophe")
        await go_to(desk, "theme")
        assert "settings.toml의 theme · 바꾸면 바로 적용" in desk.text() and "Enter 고치기" in desk.text()
