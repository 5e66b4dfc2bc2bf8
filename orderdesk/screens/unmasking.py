"""Unmasking by key: why, where the setting asks; the record; then the orders on the screen for a minute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import unmasking
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.file_words import ASK_REASON, refusal_words
from orderdesk.screens.work import in_thread
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.safe_text import safe_content

_MASKED: Final = Word(
    "가려진 것은 고칠 수 없습니다. 먼저 {} 키로 가림을 푸세요",
    "What is masked can't be edited; unmask it with {} first",
)
_NOTHING: Final = Word("가린 개인정보가 없습니다", "Nothing is masked")
_TITLE: Final = Word("가림 풀기", "Unmask")


def masked(desk: DeskContext) -> str:
    """Why what is masked is not edited, and by which key it is unmasked."""
    return desk.word(_MASKED).format(desk.keys.label("unmask"))


def masks(desk: DeskContext, order_id: int) -> bool:
    """Whether personal data of that order is masked now; for what is filled in beforehand."""
    return desk.mask.hides(order_id, desk.clock())


async def unmask(screen: Screen[Any], ids: Sequence[int], look: Callable[[], object]) -> None:
    """Shows the orders *ids* whole for a minute and has the screen *look*; what is shown is masked."""
    desk = desk_of(screen)
    if not desk.mask.on:
        tell(screen, _NOTHING)
        return
    if desk.mask.shows(desk.clock()):
        desk.mask.cover()
        look()
        return
    reason: str | None = ""
    if desk.settings.export_reason:
        reason = await screen.app.push_screen_wait(ReasonDialog())
    if reason is None or not ids:
        return
    refused = await in_thread(lambda: _record(desk, ids, reason))
    if refused is not None:
        tell(screen, refused, "warning")
        return
    desk.mask.show(ids, desk.clock())
    tell(screen, _shown(len(ids)))
    look()


def _record(desk: DeskContext, ids: Sequence[int], reason: str) -> Word | None:
    """Writes the access record; why nothing may be shown, None when it stands."""
    try:
        with desk.reader() as conn:
            orders = load_orders(conn, ids)
        unmasking.unmask(desk.store, desk.actor, desk.clock, desk.settings, orders, reason)
    except ExportRefused as refused:
        return refusal_words(refused)
    except StoreProblem as problem:
        return problem.message
    return None


class ReasonDialog(Dialog[str | None]):
    """Asks why; answers what was said."""

    def parts(self) -> ComposeResult:
        """One field."""
        yield Label(safe_content(self.desk.word(ASK_REASON)), classes="quiet")
        yield KoreanInput(id="reason", compact=True)

    def on_mount(self) -> None:
        """The field has the cursor."""
        self.entitle(self.desk.word(_TITLE))
        self.hint(confirm_hint(self.desk.word(_TITLE)))

    def confirm(self) -> None:
        """Answers."""
        self.dismiss(self.query_one(KoreanInput).value)


def _shown(orders: int) -> Word:
    return Word(
        f"{orders:,}건을 1분 동안 보입니다. 기록했습니다",
        f"{many(orders, 'order')} unmasked for a minute; recorded",
    )
