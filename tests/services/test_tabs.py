from __future__ import annotations

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.filters import FLAG_FIELD, TAB_FIELDS, tab_conditions, tab_values
from orderdesk.core.services.tabs import (
    DEFAULT_TABS,
    MOST_TABS,
    Tab,
    TabRefused,
    begin_shop,
    read_tabs,
    save_tabs,
    tab_name,
)
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, NOW

READY = {"state": frozenset({int(SectionState.READY)})}


def saved(store: Store) -> tuple[Tab, ...]:
    with store.reader() as conn:
        return read_tabs(conn)[1:]


@pytest.mark.parametrize("name", ["", "   ", "가" * 21, "전체", "ALL", "배송대기", "vat"])
def test_names_that_are_none_or_taken_are_refused(name: str) -> None:
    with pytest.raises(TabRefused) as caught:
        tab_name(name, ["배송대기", "VAT"])
    assert all(caught.value.word)


@pytest.mark.parametrize(("typed", "kept"), [(" 세금  신고 ", "세금 신고"), ("나" * 20, "나" * 20)])
def test_names_are_trimmed(typed: str, kept: str) -> None:
    assert tab_name(typed, ["배송대기"]) == kept


def test_saved_tabs_are_read_in_their_order(store: Store) -> None:
    begin_shop(store, KIM, NOW)
    before = saved(store)
    after = (Tab("급한 것", READY), *reversed(before))
    save_tabs(store, KIM, NOW, before, after)
    assert saved(store) == after


@pytest.mark.parametrize("made_in", ["ko", "en"])
def test_a_tab_that_the_shop_began_with_is_called_as_the_desk_speaks(store: Store, made_in: Lang) -> None:
    begin_shop(store, KIM, NOW, made_in)
    tab = saved(store)[2]
    assert (tab.label("ko"), tab.label("en")) == ("배송대기", "Ready")


def test_a_tab_of_ones_own_keeps_its_name_in_every_language() -> None:
    assert Tab("급한 것", READY).label("en") == "급한 것"
    assert Tab("배송중", READY).label("en") == "배송중"  # another list than the one of that name


def test_thirty_tabs_are_the_most(store: Store) -> None:
    tabs = [Tab(f"탭 {n}", READY) for n in range(MOST_TABS + 1)]
    with pytest.raises(TabRefused):
        save_tabs(store, KIM, NOW, (), tabs)
    save_tabs(store, KIM, NOW, (), tabs[:MOST_TABS])
    assert len(saved(store)) == MOST_TABS


def test_two_tabs_of_one_name_are_refused_and_nothing_is_saved(store: Store) -> None:
    with pytest.raises(TabRefused):
        save_tabs(store, KIM, NOW, (), [Tab("Vat", {}), Tab("VAT", {})])
    assert saved(store) == ()


def test_tabs_that_another_desk_has_changed_are_not_overwritten(store: Store) -> None:
    begin_shop(store, KIM, NOW)
    before = saved(store)
    save_tabs(store, LEE, NOW, before, before[1:])
    with pytest.raises(TabRefused) as caught:
        save_tabs(store, KIM, NOW, before, (*before, Tab("새 탭", {})))
    assert "다른 데스크" in caught.value.word.ko
    assert saved(store) == before[1:]


def test_conditions_survive_the_editor_in_both_languages() -> None:
    for conditions in DEFAULT_TABS.values():
        assert tab_conditions(tab_values(conditions, "ko"), "ko") == conditions
        assert tab_conditions(tab_values(conditions, "en"), "en") == conditions


def test_each_value_of_each_field_makes_a_condition() -> None:
    for field in (*TAB_FIELDS, FLAG_FIELD):
        for option in field.options:
            assert tab_conditions({field.key: field.token(option, "ko")}, "ko"), (field.key, option)
