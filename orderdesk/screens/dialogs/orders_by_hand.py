"""관리자 주문: a new order by hand, those that are being made, and those whose buyer has not paid yet."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.drafts import Draft
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.words import Word
from orderdesk.core.services import drafting
from orderdesk.core.store import drafts as stored
from orderdesk.core.store.operators import NotPermitted, require_in
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.create_order import TITLE, CreateOrder
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.find_screen import FindScreen
from orderdesk.screens.work import in_thread
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import listed

_MENU: Final = Word("관리자 주문", "Orders by hand")
_NEW, _DRAFTS, _WAITING = range(3)
_ANSWERS: Final = (
    TITLE,
    Word("작성 중인 주문", "Drafts"),
    Word("관리자 생성 주문 (결제수단 선택 전)", "Made by the seller (no payment method yet)"),
)
_NO_DRAFTS: Final = Word(
    "작성 중인 주문이 없습니다. { 다음 1을 눌러 만드세요", "There are no drafts; { 1 makes one"
)
_MADE: Final = Word("주문을 만들었습니다", "The order is made")
PENDING: Final = "pending=예"
"""The condition that shows orders made by hand which wait for their buyer."""


async def orders_by_hand(screen: FindScreen) -> None:
    """Asks which, and opens it."""
    desk = desk_of(screen)
    picked = await screen.app.push_screen_wait(PickDialog(desk.word(_MENU), _ANSWERS, ("create",)))
    if picked == _NEW:
        await _create(screen, Draft(), None)
    elif picked == _DRAFTS:
        await _go_on(screen, desk)
    elif picked == _WAITING:
        screen.narrow((PENDING if desk.lang == "ko" else "pending=yes",))


async def _go_on(screen: FindScreen, desk: DeskContext) -> None:
    """A draft of those there are."""
    try:
        kept = await in_thread(lambda: _kept(desk))
    except NotPermitted as refused:
        tell(screen, refused.message, "warning")
        return
    if not kept:
        tell(screen, _NO_DRAFTS)
        return
    answers = [_told(each, draft) for each, draft in kept]
    picked = await screen.app.push_screen_wait(PickDialog(desk.word(_ANSWERS[_DRAFTS]), answers))
    if picked is not None:
        each, draft = kept[picked]
        await _create(screen, draft, each.id)


def _told(kept: stored.StoredDraft, draft: Draft) -> Word:
    text = listed([f"{kept.id}", draft.buyer, won(draft.goods), kept.by, seoul_minute(kept.at)])
    return Word(text, text)


def _kept(desk: DeskContext) -> list[tuple[stored.StoredDraft, Draft]]:
    with desk.reader() as conn:
        require_in(conn, desk.actor, Act.CREATE.value)
        return [(kept, drafting.read_draft(kept)) for kept in stored.drafts(conn)]


async def _create(screen: FindScreen, draft: Draft, number: int | None) -> None:
    made = await screen.app.push_screen_wait(CreateOrder(draft, number))
    if made is not None:
        tell(screen, listed([made, desk_of(screen).word(_MADE)]))
