"""현금영수증 설정: not at all, by key when asked for, or by itself; what can't be chosen says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.receipts import MODE_WORDS, Mode
from orderdesk.core.domain.words import Word
from orderdesk.core.services.receipt_settings import ModeRefused, missing, mode_of, set_mode
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.work import run
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TITLE: Final = Word("현금영수증 설정", "Cash receipts")
_USED: Final = Word("현재", "current")


class _Known(NamedTuple):
    mode: Mode
    lacks: Mapping[Mode, Word | None]


class ReceiptsDialog(Dialog[None]):
    """The ways of issuing cash receipts; a number chooses one, at once."""

    def __init__(self) -> None:
        super().__init__()
        self._known = _Known(Mode.OFF, {})

    def parts(self) -> ComposeResult:
        """The ways, and why one can't be chosen."""
        yield NumberedMenu()
        yield Static(id="lacks", classes="line quiet empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads how it is now."""
        self.entitle(self.desk.word(TITLE))
        self.hint(digits_hint(self.say("고르기", "Choose"), len(Mode)))
        self._read()

    def _read(self) -> None:
        run(self, "receipts", lambda: _read(self.desk), self._show)

    def _show(self, known: _Known) -> None:
        self._known = known
        lines, lacking = [], dict[str, list[str]]()
        for n, mode in enumerate(Mode, 1):
            lacks = known.lacks[mode]
            end = self.desk.word(_USED) if mode is known.mode else ""
            lines.append(MenuLine(str(n), self.desk.word(MODE_WORDS[mode]), end, open=lacks is None))
            if lacks is not None:
                lacking.setdefault(self.desk.word(lacks), []).append(str(n))
        self.query_one(NumberedMenu).offer(lines, list(Mode).index(known.mode))
        self.tell_line("#lacks", "\n".join(f"{', '.join(ns)}: {why}" for why, ns in lacking.items()))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Issues receipts so from now on, or says what is missing for it."""
        event.stop()
        desk, mode = self.desk, list(Mode)[event.index]

        def choose() -> Word | None:
            try:
                set_mode(desk.store, desk.actor, desk.clock(), mode)
            except ModeRefused as refused:
                return refused.word
            return None

        run(self, "choose", choose, self._chosen)

    def _chosen(self, problem: Word | None) -> None:
        self.tell_line("#wrong", self.desk.word(problem) if problem else "")
        if problem is not None:
            self.app.bell()
        self._read()


def _read(desk: DeskContext) -> _Known:
    with desk.reader() as conn:
        return _Known(mode_of(conn), {mode: missing(conn, mode) for mode in Mode})
