"""주문처리: what can be done with the selection, numbered, with reasons beside what can't."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.menu import Menu, MenuEntry, make_menu
from orderdesk.core.services.planning import Target
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, digits_hint
from orderdesk.screens.work import run
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

TRACKING: Final = "track"
"""The answer that asks for entering tracking numbers."""

_TRACKING_WORDS: Final = Word("송장 등록 …", "Tracking numbers …")
_NOTHING: Final = Word("해당 없음", "none fits")


class ProcessMenu(Dialog[str | None]):
    """The menu for the orders *ids*, or for the targets *only* of them; the answer is a verb's id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "tracking", show=False) for key in action("tracking").bound_keys
    ]

    def __init__(self, ids: Sequence[int], only: frozenset[Target] | None = None) -> None:
        super().__init__()
        self._ids = ids
        self._only = only
        self._menu: Menu | None = None
        self._picked_early: int | None = None

    def parts(self) -> ComposeResult:
        """The entries, and a line about counting."""
        yield NumberedMenu(reserve=5)
        yield Static(id="counted", classes="line quiet empty")

    def on_mount(self) -> None:
        """Counts in a thread what the entries fit."""
        self._head(f"{len(self._ids):,}")
        self.hint(digits_hint(self.say("고르기", "Pick")))
        self.query_one(NumberedMenu).focus()
        desk, ids, only = self.desk, self._ids, self._only

        def count() -> Menu:
            with desk.reader() as conn:
                return make_menu(conn, ids, desk.actor, desk.clock(), only)

        run(self, "menu", count, self._show)

    def _head(self, orders: str, sections: str = "") -> None:
        tail = self.say(f" (섹션 {sections})", f" ({sections} sections)") if sections else ""
        self.entitle(self.say(f"주문처리 · 선택 {orders}건", f"Process · {orders} orders") + tail)

    def _show(self, menu: Menu) -> None:
        self._menu = menu
        sections = len(self._only) if self._only is not None else menu.sections
        if menu.counted == menu.orders:
            self._head(f"{menu.orders:,}", f"{sections:,}")
        else:
            note = self.say(
                f"앞의 {menu.counted:,}건으로 셌습니다. 미리보기는 모두 셉니다.",
                f"Counted on the first {menu.counted:,}; the preview counts all.",
            )
            self.tell_line("#counted", note)
        lines = [self._line(entry) for entry in menu.entries]
        lines.append(MenuLine(action("tracking").key_label, self.desk.word(_TRACKING_WORDS)))
        first = next((n for n, entry in enumerate(menu.entries) if self._open(entry)), 0)
        self.query_one(NumberedMenu).offer(lines, first)
        if self._picked_early is not None:
            self.action_choose(self._picked_early)

    def action_choose(self, digit: int) -> None:
        """Picks the entry of that number; one typed before the menu was counted is picked then."""
        if self._menu is None:
            self._picked_early = digit
        else:
            super().action_choose(digit)

    def _line(self, entry: MenuEntry) -> MenuLine:
        label = self.desk.word(entry.verb.words)
        if entry.fits:
            return MenuLine(str(entry.verb.menu), label, f"{entry.fits:,}")
        return MenuLine(str(entry.verb.menu), label, f"—  {self._reason(entry)}", self._open(entry))

    def _reason(self, entry: MenuEntry) -> str:
        return self.desk.word(entry.reason.message if entry.reason else _NOTHING)

    def _open(self, entry: MenuEntry) -> bool:
        return entry.fits > 0 or (self._menu is not None and self._menu.counted < self._menu.orders)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers with the entry, or says why it can't be."""
        event.stop()
        menu = self._menu
        if menu is None:
            return
        if event.index >= len(menu.entries):
            self.action_tracking()
            return
        entry = menu.entries[event.index]
        if self._open(entry):
            self.dismiss(entry.verb.id)
            return
        self.app.bell()
        advice = f" · {self.desk.word(entry.reason.advice)}" if entry.reason else ""
        tell(self, self._reason(entry) + advice, "warning")

    def action_tracking(self) -> None:
        """Answers that tracking numbers are to be entered."""
        self.dismiss(TRACKING)
