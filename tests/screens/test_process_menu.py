"""The process menu: pages, strokes, and restricting it to the sections of one state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import Channel, Hold, Order
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.verbs import BY_ID, VERBS
from orderdesk.core.services import menu
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.dialogs.sheets import SheetsDialog
from orderdesk.screens.dialogs.tracking_entry import TrackingEntry
from tests.domain.builders import HOME, NOW, SELLER, do, line, order, section
from tests.screens.dialog_desk import Desk, desk_on, fill, numbered, orders_of
from tests.screens.sections import in_two


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


def move_on(store: Store, order_id: int) -> None:
    """The order's section gets ready meanwhile."""
    with store.unit(SELLER, NOW) as unit:
        before = unit.orders([order_id])[0]
        unit.save([(before, do(before, "ready"))], [NewEvent(order_id, "ready", 1, NOW, SELLER, ())])


async def open_menu(desk: Desk, ids: list[int]) -> None:
    await desk.start(lambda screen: flow.process(screen, ids))
    assert isinstance(desk.app.screen, ProcessMenu)


def mixed() -> list[Order]:
    """Four orders: two in preparation, one ready, one with a section each in preparation and under way."""
    plain = numbered(4)
    plain[2] = replace(order(state=S.READY), number=plain[2].number)
    plain[3] = replace(in_two(sections=(section(1), section(2, S.SHIPPING))), number=plain[3].number)
    return plain


async def test_every_action_stands_on_one_of_the_pages_and_turning_comes_round(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store, size=(120, 36)) as desk:
        await open_menu(desk, ids)
        seen = ""
        for page in (1, 2, 3, 4):
            assert f"{page}/4" in desk.shown
            seen += desk.shown
            await desk.press("0")
        assert "1/4" in desk.shown
        await desk.press("left")
        assert "4/4" in desk.shown
        assert [verb.id for verb in VERBS if verb.menu and verb.words.ko not in seen] == []
        assert "주문서 출력" in seen


async def test_the_strokes_named_elsewhere_pick_the_action(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        assert strokes(BY_ID["address"]) == "04"
        await desk.press(*strokes(BY_ID["address"]))
        assert isinstance(desk.app.screen, FieldsDialog)
        assert "배송지 변경" in desk.shown


async def test_a_page_tells_what_can_be_done_on_others(store: Store) -> None:
    ids = fill(store, do(order(state=S.DELIVERED), "return", reason="BROKEN"))
    async with desk_on(store, size=(120, 36)) as desk:
        await open_menu(desk, ids)
        assert "수거 신청 001 · 수거 완료 002 · 클레임 승인 003 · …" in desk.shown
        await desk.press("0", "0")
        assert "상품 추가 0009" in desk.shown and "수거 신청 001" not in desk.shown
        await desk.press("0")
        assert "수거 신청 0001 · 수거 완료 0002 · 클레임 승인 0003" in desk.shown, "as typed from this page"
        await desk.press("0", "0", "0", "1")
        assert "수거 신청" in desk.shown and not isinstance(desk.app.screen, ProcessMenu)


async def test_order_sheets_stand_on_the_last_page_and_their_key_works_on_any(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "0", "0", "end", "up", "enter")
        assert isinstance(desk.app.screen, SheetsDialog)
        await desk.press("escape")
        await open_menu(desk, ids)
        await desk.press("comma")
        assert isinstance(desk.app.screen, SheetsDialog)


async def test_the_menu_can_be_for_the_sections_of_one_state(store: Store) -> None:
    ids = fill(store, *mixed())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        assert "[전체 5]  상품준비 3  배송대기 1  배송중 1" in desk.shown
        await desk.press("right_square_bracket")
        assert "전체 5  [상품준비 3]" in desk.shown
        await desk.press("left_square_bracket", "left_square_bracket")
        assert "[배송중 1]" in desk.shown
        await desk.press("right_square_bracket", "right_square_bracket", "6", "2", "ctrl+s")
        assert "섹션 3 · 주문 3건" in desk.shown
        assert "거절" not in desk.shown
        await desk.press("ctrl+s")
    held = [hold.section for each in orders_of(store, ids) for hold in each.holds]
    assert held == [1, 1, 1]


async def test_where_it_differs_why_none_fits_it_is_said_for_how_many(store: Store) -> None:
    plain = [
        replace(each, number=one.number)
        for each, one in zip(
            (order(), order(), do(order(state=S.SHIPPING), "deliver")), numbered(3), strict=True
        )
    ]
    ids = fill(store, *plain)
    async with desk_on(store, size=(120, 36)) as desk:
        await open_menu(desk, ids)
        assert "송장번호가 없습니다 2 · " in desk.shown
        await desk.press("9")
        assert "송장번호가 없습니다 2 · " in desk.app.told[-1]
        await desk.press("right_square_bracket")
        assert "—  송장번호가 없습니다  " in desk.shown, "one reason for all those in preparation"


async def test_targets_are_what_is_in_the_state_when_the_plan_is_made(store: Store) -> None:
    ids = fill(store, *numbered(2))
    async with desk_on(store) as desk:
        work = flow.of_verb(desk.app.desk, make_request("hold", {"reason": "STOCK"}), ids, state=S.PREPARING)
        assert len(work.plan(lambda done: None).rows) == 2
        move_on(store, ids[0])
        plan = work.plan(lambda done: None)
    assert [(row.order_id, row.section) for row in plan.rows] == [(ids[1], 1)]


async def test_orders_with_a_section_in_the_state_are_meant_where_the_order_is(store: Store) -> None:
    unpaid = replace(order(unpaid=True), number="202609210000001")
    ids = fill(store, unpaid, replace(order(state=S.READY), number="202609210000002"))
    async with desk_on(store) as desk:
        work = flow.of_verb(desk.app.desk, make_request("confirm-payment"), ids, state=S.PREPARING)
        plan = work.plan(lambda done: None)
    assert [(row.order_id, row.section, row.verdict.code) for row in plan.rows] == [(ids[0], None, "")]


async def test_numbers_are_entered_for_the_sections_of_the_state(store: Store) -> None:
    ids = fill(store, *mixed())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("right_square_bracket", "right_square_bracket", "f4", "1")
        assert isinstance(desk.app.screen, TrackingEntry)
        named = [number for number in range(1, 5) if f"0000{number:02}-S1" in desk.shown]
        assert named == [3]


async def test_one_at_a_time_means_one_section(store: Store) -> None:
    ids = fill(store, *[replace(each, channel=Channel.NAVER) for each in numbered(2)])
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "3")
        assert desk.app.told == ["한 번에 한 건만 처리할 수 있습니다 · 한 건씩 처리하세요"]


async def test_delay_takes_a_numbered_reason_and_a_typed_date(store: Store) -> None:
    ids = fill(store, order(channel=Channel.NAVER))
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "3", "6")
        await desk.write("2026-12-05")
        await desk.press("ctrl+s")
        assert "거절" in desk.shown and "필요한 값이 없습니다" in desk.shown
        await desk.press("escape")
        await open_menu(desk, ids)
        await desk.press("0", "3", "3")
        await desk.write("2026-12-05")
        await desk.press("ctrl+s", "ctrl+s")
    late = orders_of(store, ids)[0].sections[0]
    assert (late.delay_reason, late.delay_until) == ("MADE_TO_ORDER", 1_796_396_400)


async def test_an_address_is_changed_from_the_present_one_and_spoils_the_label(store: Store) -> None:
    tracked = do(order(state=S.READY), "track", courier="CJ대한통운", number="521853123451")
    ids = fill(store, tracked)
    async with desk_on(store, size=(80, 30)) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "4")
        assert HOME.line1 in desk.shown and HOME.phone in desk.shown
        await desk.press("down", "down")
        await desk.press(*["backspace"] * 5)
        await desk.write("63001")
        await desk.press("ctrl+s", "ctrl+s")
        changed = orders_of(store, ids)[0].sections[0]
        assert (changed.address.zip, changed.address.line1) == ("63001", HOME.line1)
        assert changed.address.region.name == "JEJU"
        assert changed.label_stale
        await open_menu(desk, ids)
        assert "송장 출력 뒤에 배송지가 바뀌었습니다" in desk.shown


async def test_the_details_of_an_address_can_be_emptied(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "4", *["down"] * 4, *["backspace"] * len(HOME.line2), "ctrl+s", "ctrl+s")
    assert orders_of(store, ids)[0].sections[0].address == replace(HOME, line2="")


async def test_an_order_is_banned_from_combined_parcels_and_let_in_again_by_the_menu(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        for verb, banned in (("separate", True), ("unseparate", False)):
            await open_menu(desk, ids)
            await desk.press(*strokes(BY_ID[verb]), "ctrl+s")
            assert orders_of(store, ids)[0].separate is banned


async def test_an_unchanged_address_changes_nothing(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("0", "4", "ctrl+s", "ctrl+s")
        assert "바뀌는 것이 없습니다" in desk.app.told[-1]


def held_for(*reasons: str) -> tuple[Hold, ...]:
    return tuple(Hold(n, 1, reason, "", "김영희", 0) for n, reason in enumerate(reasons, 1))


async def test_one_reason_is_released_at_once(store: Store) -> None:
    ids = fill(store, order(holds=held_for("STOCK")))
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("7")
        assert "배송보류 해제 · 미리보기" in desk.shown
        await desk.press("ctrl+s")
    assert orders_of(store, ids)[0].holds == ()


@pytest.mark.parametrize(
    ("keys", "left"), [((), []), (("1",), ["STOCK", "BUYER"]), (("2", "3"), ["ADDRESS"])]
)
async def test_of_several_reasons_all_or_chosen_ones_are_released(
    store: Store, keys: tuple[str, ...], left: list[str]
) -> None:
    ids = fill(store, order(line(1, 2), holds=held_for("ADDRESS", "STOCK", "BUYER")))
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        await desk.press("7")
        assert "결제 확인" not in desk.shown and "재고 확인" in desk.shown
        await desk.press(*keys, "ctrl+s", "ctrl+s")
    assert [hold.reason for hold in orders_of(store, ids)[0].holds] == left


async def test_more_than_is_counted_stays_open(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "COUNTED", 1)
    ids = fill(store, *mixed())
    async with desk_on(store) as desk:
        await open_menu(desk, ids)
        assert "앞의 1건으로 셌습니다" in desk.shown
        await desk.press("2")
        assert "배송중 처리 · 미리보기" in desk.shown


async def test_what_fits_is_counted_in_what_the_action_is_about(store: Store) -> None:
    ids = fill(store, *mixed())
    async with desk_on(store, size=(120, 36)) as desk:
        await open_menu(desk, ids)
        assert "주문처리 · 주문 4건 (섹션 5)" in desk.shown, "nothing is marked"
        lines = [line.strip("│ ") for line in desk.shown.splitlines()]
        assert any(line.startswith("1   배송대기 처리") and line.endswith("섹션 3") for line in lines)
        await desk.press("0", "0")
        lines = [line.strip("│ ") for line in desk.shown.splitlines()]
        assert any(line.startswith("8   합포장 금지") and line.endswith("주문 4건") for line in lines)
