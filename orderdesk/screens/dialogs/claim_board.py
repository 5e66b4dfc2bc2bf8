"""클레임 보드: how many orders wait in each stage of a claim; one is picked to be listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.claim_board import Stage, claim_board, everything
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.empty import lead_on
from orderdesk.screens.work import run
from orderdesk.widgets.columns import listed
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TITLE: Final = Word("클레임", "Claims")
_ORDERS: Final = Word("{:,}건", "{:,}")
_NOBODY: Final = Word(
    "기다리는 클레임이 없습니다. 목록에서 . 처리로 접수합니다",
    "No claims are waiting; . in the list opens one",
)


class ClaimBoard(Dialog[str | None]):
    """The stages with their counts; the answer is the condition that lists the one that was picked."""

    def __init__(self) -> None:
        super().__init__()
        self._stages: Sequence[Stage] = ()

    def parts(self) -> ComposeResult:
        """The stages, and what there is to say when nobody waits."""
        yield NumberedMenu()
        yield Static(id="none", classes="line quiet empty")

    def on_mount(self) -> None:
        """Counts in a thread."""
        self.entitle(self.desk.word(TITLE))
        self.hint()
        self.query_one(NumberedMenu).focus()
        run(self, "claims", lambda: _counted(self.desk), self._show)

    def _show(self, found: tuple[Sequence[Stage], int]) -> None:
        self._stages, waiting = found
        self.entitle(
            listed(
                [
                    self.desk.word(TITLE),
                    self.say(f"{waiting:,}건이 기다림", f"{many(waiting, 'order')} waiting"),
                ]
            )
        )
        self.tell_line("#none", "" if waiting else lead_on(self.desk, _NOBODY, "back"))
        lines = [
            MenuLine(
                str(n),
                self.desk.word(stage.words),
                self.desk.word(_ORDERS).format(stage.orders),
                stage.orders > 0,
            )
            for n, stage in enumerate(self._stages, 1)
        ]
        first = next((n for n, stage in enumerate(self._stages) if stage.orders), 0)
        self.query_one(NumberedMenu).offer(lines, first)
        self.hint(digits_hint(self.say("목록으로", "List them"), len(lines)))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers with the stage, where somebody waits in it."""
        event.stop()
        if event.index < len(self._stages) and self._stages[event.index].orders:
            self.dismiss(self._stages[event.index].where)
        else:
            self.app.bell()


def _counted(desk: DeskContext) -> tuple[Sequence[Stage], int]:
    with desk.reader() as conn:
        return claim_board(conn, desk.clock(), desk.lang), everything(conn)
