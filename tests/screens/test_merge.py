"""합치기: which sections join, why others can't, and that pieces stay lines of their own."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Item
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.merge import MergeDialog
from tests.domain.builders import HOME, do, line, order, section, states
from tests.screens.driver import DeskDriver, opened
from tests.screens.sections import contents, in_two, now, open_detail, put, timeline

FRUIT = "제주 감귤 5kg"


async def open_merge(desk: DeskDriver) -> None:
    await open_detail(desk)
    await desk.press("full_stop", "0", "2")
    assert isinstance(desk.screen, MergeDialog)


async def test_sections_that_fit_are_chosen_and_become_one(empty_store: Store) -> None:
    made = put(empty_store, in_two())
    async with opened(empty_store, size=(80, 24)) as desk:
        await open_merge(desk)
        assert "[x] S1" in desk.text() and "[x] S2" in desk.text()
        assert f"→ S1: {FRUIT} 1개, {FRUIT} 2개" in desk.text()
        assert "합산하지 않고" in desk.text()
        await desk.press("ctrl+s")
        assert desk.told == ["1건 합침 · Ctrl+Z 되돌리기 · F12 작업"]
    merged = now(empty_store, made)
    assert contents(merged) == {1: [(FRUIT, 1), (FRUIT, 2)]}
    assert timeline(empty_store, made) == [("합침", None, "김영희")]


async def test_from_the_list_what_goes_together_is_chosen(empty_store: Store) -> None:
    made = put(empty_store, in_two())
    async with opened(empty_store) as desk:
        await desk.press("full_stop", "0", "2", "ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(FRUIT, 1), (FRUIT, 2)]}


async def test_one_alone_is_refused_before_it_is_tried(empty_store: Store) -> None:
    made = put(empty_store, in_two())
    async with opened(empty_store) as desk:
        await open_merge(desk)
        await desk.press("2")
        assert "합칠 섹션이 둘 이상이어야 합니다. 섹션을 더 고르세요" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, MergeDialog)
    assert len(now(empty_store, made).sections) == 2


async def test_why_a_section_can_not_join_stands_beside_it(empty_store: Store) -> None:
    elsewhere = replace(HOME, line1="부산 해운대구 가상로 5")
    sections = (
        section(1),
        section(2),
        section(3, address=elsewhere),
        section(4, S.READY),
        section(5, S.SHIPPING),
        section(6, courier="CJ", tracking="521853123451"),
        section(7),
    )
    five = order(line(1, 7), sections=sections, items=[Item(n, n, 1, 1) for n in range(1, 8)])
    made = put(empty_store, do(five, "hold", 7, reason="STOCK"))
    async with opened(empty_store, size=(120, 40)) as desk:
        await open_merge(desk)
        rows = {f"S{n}": row for n in range(1, 8) for row in desk.text().split("\n") if f"] S{n}  " in row}
        assert "[x]" in rows["S1"] and "[x]" in rows["S2"]
        for name, why in {
            "S3": "상태·배송지·배송방식이 서로 다릅니다",
            "S4": "상태·배송지·배송방식이 서로 다릅니다",
            "S5": "상품준비·배송대기에서만 나누거나 합칠 수 있습니다",
            "S6": "송장번호가 있습니다",
            "S7": "배송보류 주문입니다",
        }.items():
            assert "[ ]" in rows[name] and why in rows[name]
        await desk.press("7")
        assert desk.told == ["S7: 배송보류 주문입니다 · 배송보류를 해제한 뒤 처리하세요"]
        await desk.press("ctrl+s")
    assert list(states(now(empty_store, made))) == [1, 3, 4, 5, 6, 7]


async def test_an_order_of_one_section_has_nothing_to_join(empty_store: Store) -> None:
    put(empty_store, order())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "2")
        assert not isinstance(desk.screen, MergeDialog)
        assert "합칠 섹션이 둘 이상이어야 합니다" in desk.told[-1]
