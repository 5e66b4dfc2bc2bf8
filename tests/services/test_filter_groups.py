from __future__ import annotations

import pytest

from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.filter_groups import (
    MOST_GROUPS,
    FilterGroup,
    FilterGroupRefused,
    delete_filter_group,
    find_filter_group,
    read_filter_groups,
    save_filter_group,
    use_filter_group,
)
from orderdesk.core.services.preferences import SHOP, save_preference
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, NOW

WEEK = ("ordered_at=최근7일", "pay_status=결제완료")
RICE = ("product=~쌀",)


def read(store: Store) -> tuple[FilterGroup, ...]:
    with store.reader() as conn:
        return read_filter_groups(conn)


def names(store: Store) -> list[str]:
    return [group.name for group in read(store)]


def test_a_new_shop_has_none(store: Store) -> None:
    assert read(store) == ()


def test_groups_are_kept_as_they_were_written_for_every_operator(store: Store) -> None:
    made = save_filter_group(store, KIM, NOW, " 지난  주 ", WEEK)
    save_filter_group(store, LEE, NOW, "쌀", RICE)
    assert made == FilterGroup("지난 주", WEEK)
    assert read(store) == (FilterGroup("쌀", RICE), made)


@pytest.mark.parametrize("name", ["", "  ", "가" * 21, "vip", " VIP "])
def test_names_that_are_none_or_taken_are_refused(store: Store, name: str) -> None:
    save_filter_group(store, KIM, NOW, "Vip", RICE)
    with pytest.raises(FilterGroupRefused) as caught:
        save_filter_group(store, KIM, NOW, name, WEEK)
    assert all(caught.value.word)
    assert read(store) == (FilterGroup("Vip", RICE),)


def test_twenty_characters_are_a_name_however_they_are_composed(store: Store) -> None:
    assert save_filter_group(store, KIM, NOW, "가" * 20, RICE).name == "가" * 20


def test_a_group_without_conditions_is_refused(store: Store) -> None:
    with pytest.raises(FilterGroupRefused):
        save_filter_group(store, KIM, NOW, "빈 것", ())


def test_conditions_that_cant_be_read_are_not_kept(store: Store) -> None:
    with pytest.raises(BadCondition):
        save_filter_group(store, KIM, NOW, "틀린 것", ("없는열=1",))
    assert read(store) == ()


def test_thirty_groups_are_the_most(store: Store) -> None:
    for n in range(MOST_GROUPS):
        save_filter_group(store, KIM, NOW, f"그룹 {n}", RICE)
    with pytest.raises(FilterGroupRefused):
        save_filter_group(store, KIM, NOW, "하나 더", RICE)
    delete_filter_group(store, KIM, NOW, "그룹 3")
    save_filter_group(store, KIM, NOW, "하나 더", RICE)
    assert len(read(store)) == MOST_GROUPS == 30


def test_the_group_used_last_comes_first(store: Store) -> None:
    for name in ("가", "나", "다"):
        save_filter_group(store, KIM, NOW, name, RICE)
    assert use_filter_group(store, KIM, NOW, "가") == FilterGroup("가", RICE)
    assert names(store) == ["가", "다", "나"]


def test_what_is_gone_is_neither_used_nor_deleted(store: Store) -> None:
    save_filter_group(store, KIM, NOW, "가", RICE)
    delete_filter_group(store, LEE, NOW, "가")
    for gone in (use_filter_group, delete_filter_group):
        with pytest.raises(FilterGroupRefused):
            gone(store, KIM, NOW, "가")
    assert read(store) == ()


def test_a_group_is_found_whatever_the_capitals_or_the_others_are_named(store: Store) -> None:
    with store.reader() as conn, pytest.raises(BadCondition) as none:
        find_filter_group(conn, "Vip")
    save_filter_group(store, KIM, NOW, "Vip", RICE)
    with store.reader() as conn:
        assert find_filter_group(conn, "VIP").where == RICE
        with pytest.raises(BadCondition) as caught:
            find_filter_group(conn, "쌀")
    assert all("Vip" in text for text in caught.value.advice)
    assert all(none.value.advice) and none.value.advice != caught.value.advice


@pytest.mark.parametrize("body", ["", "{", "5", '{"a": 1}', "[" * 100_000])
def test_a_broken_text_is_no_group(store: Store, body: str) -> None:
    save_preference(store, KIM, NOW, SHOP, "filter_groups", body)
    assert read(store) == ()


def test_what_can_be_read_of_a_text_is(store: Store) -> None:
    body = '[["쌀", ["product=~쌀"]], ["x"], ["y", [1]], 7, [3, []]]'
    save_preference(store, KIM, NOW, SHOP, "filter_groups", body)
    assert read(store) == (FilterGroup("쌀", RICE),)
