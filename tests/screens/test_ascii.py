"""Borders and signs in ASCII: nothing of uncertain width is drawn, and nothing moves."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from orderdesk.core.domain.states import SectionState
from orderdesk.core.store.engine import Store
from orderdesk.screens.reopening import Reopen
from orderdesk.settings import load_settings
from orderdesk.widgets.ascii_signs import AsciiFilter
from orderdesk.widgets.states import glyph
from tests.domain.builders import line, order
from tests.screens.driver import DeskDriver, fill, opened, shop
from tests.screens.test_colours import PLACES

STRANGE = "①★※■ αβ ж ½ é “인용” ₩1,000 ─│ 가나다 漢字 ﾊﾝ e\u0301"


def narrow_ones(text: str) -> set[str]:
    """Characters that are not ASCII and take one cell, by most terminals or by some."""
    return {
        char
        for char in text
        if not char.isascii() and cell_len(char) == 1 and unicodedata.east_asian_width(char) != "H"
    }


def written(text: str) -> str:
    return "".join(each.text for each in AsciiFilter().apply([Segment(text)], Color(0, 0, 0)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_nothing_of_uncertain_width_is_drawn(empty_store: Store, place: str, lang: str) -> None:
    strange = order(line(1, name=STRANGE), buyer_name="★홍길동①")
    fill(empty_store, [*shop(), strange])

    async def shown(desk: DeskDriver) -> str:
        await desk.press(*PLACES[place])
        return desk.text()

    async with opened(empty_store, lang=lang) as desk:
        usual = await shown(desk)
    async with opened(empty_store, lang=lang, ascii=True) as desk:
        plain = await shown(desk)
    assert narrow_ones(plain) == set()
    assert narrow_ones(usual)
    assert [cell_len(row) for row in plain.split("\n")] == [cell_len(row) for row in usual.split("\n")]


def test_each_sign_becomes_one_ascii_character_and_wide_ones_stay() -> None:
    assert written(STRANGE).startswith('1**# ?? ? 1 e "인용" W1,000 -| 가나다 漢字 ﾊﾝ e')
    assert cell_len(written(STRANGE)) == cell_len(STRANGE)


def test_states_keep_signs_that_differ() -> None:
    signs = {glyph(state) for state in SectionState}
    assert len({written(sign) for sign in signs}) == len(signs)


async def test_it_is_switched_in_the_settings_and_the_desk_opens_again(shop_store: Store) -> None:
    async with opened(shop_store, lang="en") as desk:
        await desk.press("apostrophe", "right_square_bracket", "down", "down", "down", "space")
        ended = desk.app.return_value
    assert isinstance(ended, Reopen) and ended.lang == "en"
    assert load_settings().ascii
