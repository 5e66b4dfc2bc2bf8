"""Somebody else was faster: every dialog says what they changed, keeps what was filled in, and goes on."""

from __future__ import annotations

from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import make_plan
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.dialogs.add_goods import AddGoods
from orderdesk.screens.dialogs.approve import ApproveDialog
from orderdesk.screens.dialogs.merge import MergeDialog
from orderdesk.screens.dialogs.moved_rows import MovedDialog, MovedOrderDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.split import SplitDialog
from orderdesk.screens.order_detail import OrderDetail
from tests.domain.builders import HOME, NOW, do
from tests.screens.driver import DeskDriver, opened
from tests.screens.sections import basket, contents, in_two, now, open_detail, put

LEE = Actor(ActorKind.SELLER, "이민준")
RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"


def by_lee(store: Store, order_id: int, verb: str, section: int | None = None, **fields: str) -> None:
    """What 이민준 does at another desk."""
    request = make_request(verb, fields)
    only = None if section is None else frozenset({(order_id, section)})
    with store.reader() as conn:
        plan = make_plan(conn, [order_id], request, LEE, NOW, shop_of(conn), only)
    assert plan.applying()
    apply_plan(store, plan, LEE, lambda: NOW)


def told(desk: DeskDriver, what: str) -> None:
    """The dialog that says what the other did stands on the screen."""
    assert isinstance(desk.screen, MovedOrderDialog)
    shown = desk.text()
    assert "그사이 다른 사람이 바꿨습니다" in shown and "(이민준 " in shown and what in shown
    assert "Ctrl+S 바뀐 주문에 이어서" in shown


async def test_a_split_keeps_its_pieces(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1", "space", "1")
        by_lee(empty_store, made, "take", note="포장 중")
        await desk.press("ctrl+s")
        told(desk, "작업을 잡음 · 작업자 없음 → 이민준")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, SplitDialog)
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrderDetail)
    assert contents(now(empty_store, made)) == {1: [(OIL, 3)], 2: [(RICE, 2), (OIL, 1)]}


async def test_pieces_that_the_other_took_away_are_not_meant_any_more(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1", "space", "3")  # 쌀 2, 참기름 3
        by_lee(empty_store, made, "split", 1, items="1:2,2:2")
        await desk.press("ctrl+s")
        told(desk, "나눔")
        await desk.press("ctrl+s")
        assert "새 섹션 S3" in desk.text() and "섹션 전체는 나눌 수 없습니다" in desk.text()
        await desk.press("minus", "ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(OIL, 1)], 2: [(RICE, 2), (OIL, 2)], 3: [(OIL, 1)]}


async def test_a_dialog_about_an_order_that_another_took_says_so(empty_store: Store) -> None:
    made = put(empty_store, basket())
    by_lee(empty_store, made, "take", note="포장 중")
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1")
        assert desk.told == ["이민준 님이 잡은 주문 1건 (포장 중)"]
        assert isinstance(desk.screen, SplitDialog)


async def test_closing_it_leaves_the_dialog_as_it_was(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1", "space")
        by_lee(empty_store, made, "hold", reason="STOCK")
        await desk.press("ctrl+s", "escape")
        assert isinstance(desk.screen, SplitDialog)
    assert contents(now(empty_store, made)) == {1: [(RICE, 2), (OIL, 4)]}


async def test_what_can_not_be_done_any_more_is_said(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1", "space")
        by_lee(empty_store, made, "ready")
        by_lee(empty_store, made, "track", courier="CJ대한통운", number="521853123451", to="ship")
        await desk.press("ctrl+s")
        told(desk, "배송대기 → 배송중")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, SplitDialog)
        assert desk.told[-1].startswith("상품준비·배송대기에서만 나누거나")


async def test_a_merge_keeps_its_sections(empty_store: Store) -> None:
    made = put(empty_store, in_two())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "2")
        by_lee(empty_store, made, "take")
        await desk.press("ctrl+s")
        told(desk, "작업을 잡음")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, MergeDialog) and "[x] S1" in desk.text() and "[x] S2" in desk.text()
        await desk.press("ctrl+s")
    assert len(now(empty_store, made).sections) == 1


async def test_added_goods_keep_what_was_typed(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "9", "enter")
        await desk.type("2")
        by_lee(empty_store, made, "split", 1, items="1:1")
        await desk.press("ctrl+s")
        told(desk, "나눔")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, AddGoods)
        assert "2 × 15,000 = 30,000원 · 결제 요청 → 새 섹션 S3" in desk.text()
        assert "Ctrl+S 추가   Tab 다음 칸   Esc 상품 다시" in desk.text()
        await desk.press("ctrl+s")
    added = now(empty_store, made)
    assert (added.lines[-1].qty, [section.n for section in added.sections]) == (2, [1, 2, 3])


async def test_an_approval_keeps_what_was_typed(empty_store: Store) -> None:
    made = put(empty_store, _cancelling())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", *strokes(BY_ID["approve"]))
        assert isinstance(desk.screen, ApproveDialog)
        await desk.type("3000")
        by_lee(empty_store, made, "separate")
        await desk.press("ctrl+s")
        told(desk, "합포장 금지")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, ApproveDialog)
        assert "3000" in desk.text()
        await desk.press("ctrl+s")
    assert now(empty_store, made).claims[0].fee_withheld == 3000


def _cancelling() -> Order:
    return do(basket(), "cancel", reason="ETC", fault="SELLER")


async def test_an_address_is_done_again_through_its_preview(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("f2")
        await desk.type("배송지 변경")
        await desk.press("enter", "end")
        await desk.type("님")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, PreviewDialog)
        by_lee(empty_store, made, "hold", reason="ADDRESS")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, MovedDialog) and "배송보류" in desk.text()
        await desk.press("ctrl+s")
        assert "✓ 바뀜" in desk.text()
        await desk.press("ctrl+s")
    changed = now(empty_store, made)
    assert changed.sections[0].address.receiver == f"{HOME.receiver}님"
    assert changed.holds
