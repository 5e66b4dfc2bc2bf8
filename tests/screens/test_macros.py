"""Macros do what was done by hand, stop at every preview, and are each operator's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.macros import (
    LONGEST_NAME,
    MOST_MACROS,
    MOST_STEPS,
    Do,
    Macro,
    MacroRefused,
    Mark,
    Show,
    Step,
    delete_macro,
    read_body,
    read_macros,
    rename_macro,
    save_macro,
    write_body,
)
from orderdesk.core.services.preferences import save_preference
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.load import load_orders
from orderdesk.screens.dialogs.macros import MacrosDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.recording import Recorder
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, numbered, opened

HOLD = Request("hold", (("reason", "ADDRESS"),))
MORNING = Macro("아침", (Show("상품준비"), Mark("all"), Do(Request("ready")), Mark("none")))


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, [*numbered(3, state=S.PREPARING), *numbered(5, state=S.SHIPPING)[3:]])
    return empty_store


def kept(store: Store) -> tuple[Macro, ...]:
    """The macros of the operator."""
    with store.reader() as conn:
        return read_macros(conn, SELLER.name)


def keep(store: Store, macro: Macro) -> None:
    """Keeps a macro."""
    save_macro(store, SELLER, NOW, macro)


def states(store: Store) -> list[str]:
    """The states of the sections, in the order of the list."""
    with store.reader() as conn:
        orders = sorted(load_orders(conn, range(1, 9)), key=lambda each: each.number)
    return [each.sections[0].state.name for each in orders]


async def record_morning(desk: DeskDriver) -> None:
    """Records what MORNING does, by hand."""
    await desk.press("ctrl+k", "plus")
    assert "● 기록 중 · 0단계" in desk.row(0)
    await desk.press("2", "asterisk", "full_stop", "1", "ctrl+s", "minus")
    assert "● 기록 중 · 4단계" in desk.row(0)


async def test_what_is_done_is_recorded_named_and_done_again(store: Store) -> None:
    async with opened(store) as desk:
        await record_morning(desk)
        assert states(store) == ["READY"] * 3 + ["SHIPPING"] * 2
        await desk.press("ctrl+k", "1")
        await desk.type("아침")
        await desk.press("ctrl+s")
        assert "기록" not in desk.row(0)
        assert kept(store) == (MORNING,)
        await desk.press("ㅕ", "ctrl+s", "0")
        assert states(store) == ["PREPARING"] * 3 + ["SHIPPING"] * 2
        await desk.press("ctrl+k")
        assert "상품준비 → 모두 선택 → 배송대기 처리 → 선택 해제" in desk.text()
        await desk.press("enter")
        assert isinstance(desk.screen, PreviewDialog)
        assert "아침 3/4 · 배송대기 처리 · 미리보기" in desk.text()
        assert states(store) == ["PREPARING"] * 3 + ["SHIPPING"] * 2
        await desk.press("ctrl+s")
        assert states(store) == ["READY"] * 3 + ["SHIPPING"] * 2
        assert desk.told[-1] == "아침 · 매크로를 마쳤습니다"


async def test_a_macro_is_found_in_the_palette_by_its_name(store: Store) -> None:
    keep(store, MORNING)
    async with opened(store) as desk:
        await desk.press("f2", *"아침", "enter")
        assert "아침 3/4 · 배송대기 처리 · 미리보기" in desk.text()
        await desk.press("ctrl+s", "f2", "enter")  # it was used last
        stopped = "아침 3/4 · 배송대기 처리 · 먼저 주문을 고르세요 (Space) · 여기에서 멈췄습니다"
        assert desk.told[-1] == stopped
        delete_macro(store, SELLER, NOW, MORNING.name)
        await desk.press("escape", "f2", *"아침")
        assert "찾은 명령이 없습니다" in desk.text()


async def test_while_one_is_recorded_none_is_played(store: Store) -> None:
    keep(store, MORNING)
    async with opened(store) as desk:
        await desk.press("ctrl+k", "plus", "f2", *"아침", "enter")
        assert desk.told[-1] == "매크로 아침 · 기록하는 중입니다"


async def test_a_preview_that_is_left_ends_it_and_nothing_is_done(store: Store) -> None:
    keep(store, Macro("둘", (Show("상품준비"), Mark("all"), Do(Request("ready")), Do(HOLD))))
    async with opened(store) as desk:
        await desk.press("ctrl+k", "enter", "escape")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.told == ["둘 3/4 · 배송대기 처리 · 확정하지 않았습니다 · 여기에서 멈췄습니다"]
    with store.reader() as conn:
        assert jobs(conn, 9) == []


async def test_a_step_that_only_acts_is_for_what_is_marked(store: Store) -> None:
    keep(store, Macro("보류", (Do(HOLD),)))
    async with opened(store) as desk:
        await desk.press("down", "space", "ctrl+k", "enter", "ctrl+s")
        with store.reader() as conn:
            orders = sorted(load_orders(conn, range(1, 9)), key=lambda each: each.number)
        assert [bool(each.holds) for each in orders] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Show("없는 탭"), "그 탭이 이제 없습니다"),
        (Show("", where=("nothing=1",)), "nothing=1"),
    ],
)
async def test_a_list_that_cant_be_shown_ends_it_with_the_reason(store: Store, step: Show, why: str) -> None:
    keep(store, Macro("끊김", (step, Mark("all"), Do(Request("ready")))))
    async with opened(store) as desk:
        await desk.press("ctrl+k", "enter")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.told[-1].startswith("끊김 1/3") and why in desk.told[-1]


async def test_nothing_to_act_on_ends_it(store: Store) -> None:
    keep(store, Macro("빈", (Show("결제대기"), Mark("all"), Do(Request("ready")))))
    async with opened(store) as desk:
        await desk.press("ctrl+k", "enter")
        assert "먼저 주문을 고르세요" in desk.told[-1]


async def test_what_is_about_its_orders_alone_is_no_step_and_that_is_said(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("ctrl+k", "plus", "f4", "1")
        await desk.type("CJ대한통운")
        await desk.press("enter")
        await desk.type("521853123451")
        await desk.press("enter", "ctrl+s", "ctrl+s")
        assert "매크로에 담기지 않았습니다" in desk.told
        assert "● 기록 중 · 0단계" in desk.row(0)


async def test_a_recording_is_thrown_away_or_goes_on(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("ctrl+k", "plus", "asterisk", "ctrl+k")
        assert "끝내려면" not in desk.text(), "it is being ended"
        await desk.press("escape")
        assert "● 기록 중 · 2단계 (Ctrl+K 끝)" in desk.row(0)
        await desk.press("ctrl+k", "2")
        assert "기록" not in desk.row(0)
        assert kept(store) == ()


async def test_a_name_that_is_taken_is_asked_again_and_the_recording_is_not_lost(store: Store) -> None:
    keep(store, MORNING)
    async with opened(store) as desk:
        await desk.press("ctrl+k", "plus", "plus", "ctrl+k", "1")
        assert "─ 매크로 저장 ─" in desk.text()
        await desk.type("아침")
        await desk.press("ctrl+s")
        assert "같은 이름의 매크로가 있습니다. 다른 이름을 적으세요" in desk.told
        await desk.type("아침2")
        await desk.press("ctrl+s")
    assert [each.name for each in kept(store)] == ["아침2", "아침"]


async def test_they_are_renamed_and_deleted_when_asked_twice(store: Store) -> None:
    keep(store, MORNING)
    async with opened(store) as desk:
        await desk.press("ctrl+k", "f6")
        await desk.type("아침2")
        await desk.press("ctrl+s")
        assert [each.name for each in kept(store)] == ["아침2"]
        await desk.press("delete")
        assert len(kept(store)) == 1
        await desk.press("delete")
        assert kept(store) == ()
        assert isinstance(desk.screen, MacrosDialog)
        assert "아직 없습니다" in desk.text()


def test_names_and_numbers_have_bounds(store: Store) -> None:
    for name in ("", " ", "가" * (LONGEST_NAME + 1)):
        with pytest.raises(MacroRefused):
            keep(store, Macro(name, MORNING.steps))
    with pytest.raises(MacroRefused):
        keep(store, Macro("빈", ()))
    for n in range(MOST_MACROS):
        keep(store, Macro(f"m{n}", MORNING.steps))
    with pytest.raises(MacroRefused):
        keep(store, MORNING)
    with pytest.raises(MacroRefused):
        rename_macro(store, SELLER, NOW, "m1", "M2")
    with pytest.raises(MacroRefused):
        rename_macro(store, SELLER, NOW, "gone", "new")
    delete_macro(store, SELLER, NOW, "m1")
    assert len(kept(store)) == MOST_MACROS - 1


def test_hostile_names_are_harmless_and_macros_are_ones_own(store: Store) -> None:
    keep(store, Macro("\x1b]0;x\x07\u202e[red]", MORNING.steps))
    assert "\x1b" not in kept(store)[0].name and "\u202e" not in kept(store)[0].name
    with store.reader() as conn:
        assert read_macros(conn, "이순신") == ()


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "7", "[" * 9999, '[["x"]]', '[["x", []]]', '[["x", [["do", "{}"]]]]',
     '[["x", [["mark", "every"]]]]', '[["x", [["show", 1, "", []]]]]',
     json.dumps([["x", [["mark", "all"]] * (MOST_STEPS + 1)]]),
     json.dumps([["x", [["do", '{"request": ["track", [["number", "1"]]], "each": {}, "region": 0}']]]])],
)  # fmt: skip
def test_what_cant_be_read_is_no_macro(store: Store, body: str) -> None:
    save_preference(store, SELLER, NOW, SELLER.name, "macros", body)
    assert kept(store) == ()


def test_a_recorder_is_full_with_twenty_and_notes_a_list_once() -> None:
    recorder = Recorder()
    recorder.mark("all", Show("가"))
    assert not recorder.steps
    recorder.start()
    recorder.mark("all", Show("가"))
    recorder.mark("none", Show("나"))
    recorder.mark("all", Show("가"))
    assert recorder.steps == (Show("가"), Mark("all"), Mark("none"), Mark("all"))
    assert not recorder.do(None)
    for _ in range(MOST_STEPS):
        recorder.do(HOLD)
    assert len(recorder.steps) == MOST_STEPS
    assert not recorder.do(HOLD)


TEXT = st.text(st.characters(codec="utf-8"), max_size=9)
STEPS = st.lists(
    st.one_of(
        st.builds(Show, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple)),
        st.builds(Mark, st.sampled_from(["all", "screen", "none"])),
        st.sampled_from([Do(HOLD), Do(Request("ready")), Do(Request("memo", (("text", "확인"),)))]),
    ),
    min_size=1,
    max_size=MOST_STEPS,
)


@given(STEPS)
def test_a_macro_is_read_as_it_was_kept(steps: list[Step]) -> None:
    macro = Macro("이름", tuple(steps))
    assert read_body(write_body((macro,))) == (macro,)
