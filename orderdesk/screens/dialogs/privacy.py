"""개인정보: whether orders are masked at first, and erasing personal data of orders closed long ago."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.erasing import ERASE
from orderdesk.core.domain.verbs import EVENT_WORDS
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.erasing import DAY, plan_erase
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.sight import Privacy, privacy_of, set_privacy
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.work import run, start
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TITLE: Final = Word("개인정보", "Personal data")
_LINES: Final = (
    Word("볼 수 있는 역할에는 바로 보임", "Shown to roles that may see it"),
    Word("모두에게 가려 두고 _ 키로 1분 동안 봄", "Masked for everybody; _ shows it for a minute"),
    Word("닫힌 지 오래된 주문의 개인정보 파기 …", "Erase data of orders closed long ago …"),
)
_USED: Final = Word("현재", "current")
_BY_COMMAND: Final = Word(
    "며칠 뒤에 지울지는 명령줄에서: orderdesk privacy --erase-after 1825",
    "The number of days is set on the command line: orderdesk privacy --erase-after 1825",
)


class PrivacyDialog(Dialog[None]):
    """What the shop has decided; a number decides otherwise at once, or begins an erasure by its preview."""

    def __init__(self) -> None:
        super().__init__()
        self._decided = Privacy()

    def parts(self) -> ComposeResult:
        """The ways, and what can't be set here."""
        yield NumberedMenu()
        yield Static(id="command", classes="line quiet empty")

    def on_mount(self) -> None:
        """Reads how it is now."""
        self.entitle(self.desk.word(TITLE))
        self.hint(digits_hint(self.say("고르기", "Choose"), len(_LINES)))
        run(self, "privacy", lambda: _read(self.desk), self._show)

    def _show(self, decided: Privacy) -> None:
        self._decided = decided
        used = self.desk.word(_USED)
        after = decided.erase_days
        told = Word(f"마지막 기록에서 {after:,}일 뒤", f"{many(after, 'day')} after the last record")
        days = self.desk.word(told) if after else ""
        ends = (used * (not decided.mask), used * decided.mask, days)
        lines = [
            MenuLine(str(n), self.desk.word(words), end, open=n < len(_LINES) or bool(decided.erase_days))
            for n, (words, end) in enumerate(zip(_LINES, ends, strict=True), 1)
        ]
        self.query_one(NumberedMenu).offer(lines, int(decided.mask))
        self.tell_line("#command", self.desk.word(_BY_COMMAND))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Masks from now on or does not, or shows what would be erased."""
        event.stop()
        if event.index < 2:
            desk, decided = self.desk, replace(self._decided, mask=event.index == 1)

            def decide() -> Privacy:
                set_privacy(desk.store, desk.actor, desk.clock(), decided)
                return decided

            run(self, "decide", decide, self._show)
        elif self._decided.erase_days:
            start(self, _erase(self, self._decided.erase_days))


async def _erase(dialog: Dialog[Any], days: int) -> None:
    """What would be erased now, and erasing it once that was seen."""
    from orderdesk.screens.dialogs import flow
    from orderdesk.screens.dialogs.preview import Undertaking, applier, preview_title

    desk = dialog.desk

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return plan_erase(conn, desk.clock() - days * DAY, desk.actor)

    words = EVENT_WORDS[ERASE]
    note = dialog.say("되돌릴 수 없습니다", "It can't be undone")
    await flow.preview(dialog, Undertaking(preview_title(desk, words), 0, make, applier(desk), note), words)


def _read(desk: DeskContext) -> Privacy:
    with desk.reader() as conn:
        return privacy_of(conn)
