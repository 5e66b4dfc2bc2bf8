from __future__ import annotations

from orderdesk.core.domain.orders import Actor, ActorKind, Memo
from orderdesk.core.services.memos import do_memo
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.widgets.korean_area import KoreanArea
from tests.domain.builders import NOW, order
from tests.screens.dialog_desk import Desk as DialogDriver
from tests.screens.dialog_desk import desk_on, fill, orders_of

LEE = Actor(ActorKind.SELLER, "이민준")
TWO = (Memo(1, "첫 메모", "김영희", NOW - 60), Memo(2, "둘째", "김영희", NOW, resolved=True))


async def show(desk: DialogDriver, order_id: int) -> None:
    async def flow(screen: object) -> None:
        await desk.app.push_screen_wait(MemoDialog(order_id))

    await desk.start(flow)


async def test_memos_stand_newest_first_with_their_state(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order(memos=TWO))
    async with desk_on(empty_store, lang="en") as desk:
        await show(desk, order_id)
        rows = [line for line in desk.shown.split("\n") if "김영희" in line]
        assert "둘째" in rows[0] and "✓ resolved" in rows[0]
        assert "첫 메모" in rows[1] and "○ open" in rows[1]


async def test_korean_text_of_several_lines_is_written_where_the_cursor_stands(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order())
    async with desk_on(empty_store) as desk:
        await show(desk, order_id)
        area = desk.find(KoreanArea)
        assert area.has_focus
        left = area.content_region.x
        await desk.write("가나다")
        assert desk.app.cursor_position.x == left + 6
        await desk.press("enter")
        await desk.write("라")
        assert (desk.app.cursor_position.x, area.text) == (left + 2, "가나다\n라")
        await desk.paste("\x1b[2J붙임\r\n\u202e둘")
        await desk.press("ctrl+s")
    assert orders_of(empty_store, [order_id])[0].memos[0].text == "가나다\n라[2J붙임\n둘"


async def test_leaving_asks_before_it_loses_what_was_written(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order(memos=TWO))
    async with desk_on(empty_store) as desk:
        await show(desk, order_id)
        await desk.press("f7")
        await desk.write("아직")
        await desk.press("escape")
        assert "한 번 더" in desk.app.told[-1]
        assert desk.find(KoreanArea).has_focus
        await desk.press("escape")
        assert not desk.find(KoreanArea).display
        await desk.press("escape")
        assert not isinstance(desk.app.screen, MemoDialog)
    assert orders_of(empty_store, [order_id])[0].memos == TWO


async def test_a_memo_that_somebody_else_edited_is_not_overwritten_unseen(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order(memos=TWO))
    async with desk_on(empty_store) as desk:
        await show(desk, order_id)
        await desk.press("down", "f6")
        fields = {"n": "1", "text": "남이 고침"}
        assert do_memo(empty_store, order_id, "memo-edit", fields, LEE, lambda: NOW) is None
        await desk.write("!")
        await desk.press("ctrl+s")
        assert "그사이 다른 사람이 메모를 고쳤습니다" in desk.shown
        assert "남이 고침" in desk.shown and desk.find(KoreanArea).text == "첫 메모!"
        assert orders_of(empty_store, [order_id])[0].memos[0].text == "남이 고침"
        await desk.press("ctrl+s")  # seen now, and meant
    assert orders_of(empty_store, [order_id])[0].memos[0].text == "첫 메모!"


async def test_an_empty_memo_is_refused(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order())
    async with desk_on(empty_store) as desk:
        await show(desk, order_id)
        await desk.press("space", "enter", "ctrl+s")
        assert "필요한 값" in desk.shown or "없습니다" in desk.shown
    assert orders_of(empty_store, [order_id])[0].memos == ()


async def test_saving_twice_in_one_breath_writes_one_memo(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, order())
    async with desk_on(empty_store) as desk:
        await show(desk, order_id)
        await desk.write("하나")
        await desk.pilot.press("ctrl+s", "ctrl+s")
        await desk.settle()
    assert len(orders_of(empty_store, [order_id])[0].memos) == 1
