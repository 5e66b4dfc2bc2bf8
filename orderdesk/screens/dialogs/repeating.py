"""The last action once more, on the orders chosen now: as ever, through its preview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.core.services.repeating import NotRepeated, last_request
from orderdesk.keyboard.actions import action
from orderdesk.screens.commands import Chooses
from orderdesk.screens.context import desk_of, tell
from orderdesk.screens.dialogs import flow
from orderdesk.screens.work import in_thread
from orderdesk.widgets.columns import listed

_WHY: Final = {
    NotRepeated.NOTHING: Word("아직 한 작업이 없습니다", "Nothing was done yet"),
    NotRepeated.OWN: Word(
        "마지막 작업은 그 주문에만 맞는 값이 있어 반복할 수 없습니다",
        "The last action was about its own orders only and can't be repeated",
    ),
}


async def repeat(screen: Screen[Any]) -> None:
    """The preview of the operator's last action on what is chosen on *screen*."""
    assert isinstance(screen, Chooses)
    desk, ids, only, pieces = desk_of(screen), screen.chosen(), screen.targets(), screen.pieces()

    def read() -> Request | NotRepeated:
        with desk.reader() as conn:
            return last_request(conn, desk.actor)

    if not ids:
        tell(screen, flow.NOTHING_CHOSEN, "warning")
        return
    request = await in_thread(read)
    if isinstance(request, NotRepeated):
        tell(screen, _WHY[request], "warning")
        return
    work = flow.of_verb(desk, request, ids, only, pieces)
    title = listed([desk.word(action("repeat").words), work.title])
    await flow.preview(screen, replace(work, title=title), BY_ID[request.verb].past)
