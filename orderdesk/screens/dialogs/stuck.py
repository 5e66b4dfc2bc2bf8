"""막힌 일: how many orders are stuck where, and what moves them on; one kind is picked to be listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.stuck import Stuck, stuck_board
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.empty import way
from orderdesk.screens.work import run
from orderdesk.widgets.columns import cells_in, fit, right
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TITLE: Final = Word("막힌 일", "Stuck work")
_ONWARD: Final = Word(
    "고르면 목록에 나오고, 거기서 오른쪽의 키로 풉니다",
    "Pick one to list it; there the key on the right moves it on",
)
_SEVERAL: Final = Word("한 주문이 여러 줄에 들 수 있습니다", "An order may be in several lines")
_NONE: Final = Word("막힌 주문이 없는 줄입니다", "No order is stuck so")


class StuckBoard(Dialog[tuple[str, ...] | None]):
    """The kinds with their counts; the answer are the conditions that list the one that was picked."""

    def __init__(self) -> None:
        super().__init__()
        self._board: Sequence[Stuck] = ()

    def parts(self) -> ComposeResult:
        """The kinds."""
        yield NumberedMenu(reserve=8)
        yield Static(self.desk.word(_ONWARD), id="onward", classes="line quiet", markup=False)
        yield Static(self.desk.word(_SEVERAL), classes="line quiet", markup=False)

    def on_mount(self) -> None:
        """Counts in a thread."""
        self.entitle(self.desk.word(TITLE))
        self.hint()
        self.query_one(NumberedMenu).focus()
        run(self, "stuck", lambda: _counted(self.desk), self._show)

    def _show(self, board: Sequence[Stuck]) -> None:
        self._board = board
        ways = [self._moves_on(each.kind.action) for each in board]
        wide = max(map(cells_in, ways), default=0)
        counts = [self.say(f"{each.orders:,}건", many(each.orders, "order")) for each in board]
        digits = max(map(cells_in, counts), default=0)
        lines = [
            MenuLine(
                str(n),
                self.desk.word(each.kind.words),
                f"{right(count, digits)}  {fit(way_on, wide)}",
                each.orders > 0,
            )
            for n, (each, count, way_on) in enumerate(zip(board, counts, ways, strict=True), 1)
        ]
        first = next((n for n, each in enumerate(board) if each.orders), 0)
        self.query_one(NumberedMenu).offer(lines, first)
        self.hint(digits_hint(self.say("목록으로", "List them"), len(lines)))

    def _moves_on(self, name: str) -> str:
        """The key and the words of what moves a kind on: a verb of the process menu, or a screen."""
        if name in BY_ID:
            return way(self.desk, "process_menu", BY_ID[name].words)
        return way(self.desk, name)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers with the kind, where an order is stuck so."""
        event.stop()
        if event.index < len(self._board) and self._board[event.index].orders:
            self.dismiss(self._board[event.index].where)
        else:
            self.app.bell()
            self.tell_line("#onward", self.desk.word(_NONE))


def _counted(desk: DeskContext) -> Sequence[Stuck]:
    with desk.reader() as conn:
        return stuck_board(conn, desk.clock(), desk.lang)
