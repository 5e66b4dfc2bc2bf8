"""The editor of the tabs: their list, and the name and conditions of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import make_view
from orderdesk.core.services.filters import CLAIM_FIELD, FLAG_FIELD, TAB_FIELDS, tab_conditions, tab_values
from orderdesk.core.services.tabs import LONGEST_NAME, MOST_TABS, Tab, TabRefused, save_tabs, tab_name
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.counting import CountLine
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between
from orderdesk.widgets.condition_form import ConditionForm
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("탭 편집", "Edit tabs")
_FIXED: Final = Word("전체 탭은 바꿀 수 없습니다", "The tab of all orders stays as it is")
_FULL: Final = Word(f"탭은 {MOST_TABS}개까지입니다", f"{MOST_TABS} tabs at most")
_COPY: Final = Word("사본", "copy")


class _Row(NamedTuple):
    """A tab in the editor: its place at the beginning (None for a new one), and how many orders it holds."""

    origin: int | None
    tab: Tab
    orders: int | None = None


class TabsDialog(Dialog[tuple[int | None, ...] | None]):
    """Edits the tabs *known*, that of all orders first, and saves them.

    The answer is, for each tab in the new order, its place in *known*, None for a new one; None when closed.
    """

    def __init__(self, known: Sequence[Tab], cursor: int) -> None:
        super().__init__()
        self._known = tuple(known)
        self._rows = [_Row(n, tab) for n, tab in enumerate(known)]
        self._cursor = cursor
        self._dropping: Tab | None = None

    def parts(self) -> ComposeResult:
        """The tabs, and what is wrong."""
        yield EditLines()
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Shows the tabs and counts their orders."""
        self.entitle(self.desk.word(_TITLE))
        self.hint(
            confirm_hint(self.say("저장", "Save")),
            Hint("Enter", self.say("고치기", "Edit")),
            Hint("+", self.say("새 탭", "New")),
            Hint("*", self.say("복제", "Copy")),
            Hint("-", self.say("삭제", "Delete")),
            Hint("< >", self.say("이동", "Move")),
        )
        self._show(self._cursor)
        self._count()

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    @property
    def edited(self) -> bool:
        """Whether a tab differs."""
        return tuple(row.tab for row in self._rows) != self._known

    def _show(self, cursor: int) -> None:
        self._lines.show(len(self._rows), self._drawn, cursor)

    def _drawn(self, index: int, width: int) -> Text:
        row = self._rows[index]
        orders = "…" if row.orders is None else f"{row.orders:,}"
        name = f" {index if index <= 9 else ' '}  {row.tab.label(self.lang)}"
        return between(name, f"{orders} ", width, end_style="dim")

    def _count(self) -> None:
        desk, asked = self.desk, [row.tab for row in self._rows]

        def count() -> list[int]:
            with desk.reader() as conn:
                return browsing.tab_counts(conn, asked)

        def came(orders: list[int]) -> None:
            if [row.tab for row in self._rows] == asked:
                self._rows = [row._replace(orders=n) for row, n in zip(self._rows, orders, strict=True)]
                self._show(self._lines.cursor)

        run(self, "count", count, came)

    def _names(self, but: int | None = None) -> list[str]:
        return [row.tab.name for n, row in enumerate(self._rows) if n != but]

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Does what a key asked for; nothing is saved before Ctrl+S."""
        at = self._lines.cursor
        if event.what in ("new", "copy") and len(self._rows) > MOST_TABS:
            tell(self, _FULL, "warning")
        elif event.what == "new":
            self.app.push_screen(TabDialog(Tab("", {}), self._names()), self._add)
        elif event.what == "copy":
            tab = self._rows[at].tab
            self._add(Tab(self._copy_name(tab.label(self.lang)), tab.conditions))
        elif at == 0:
            tell(self, _FIXED, "warning")
        elif event.what == "delete":
            self._delete(at)
        else:
            self._move(at, -1 if event.what == "left" else 1)

    def _copy_name(self, name: str) -> str:
        """A free name for a copy of the tab *name*."""
        taken = {each.casefold() for each in self._names()}
        for n in range(1, MOST_TABS + 2):
            tail = f" {self.desk.word(_COPY)}{n if n > 1 else ''}"
            made = name[: LONGEST_NAME - len(tail)] + tail
            if made.casefold() not in taken:
                break
        return made

    def _add(self, tab: Tab | None) -> None:
        if tab is not None:
            at = self._lines.cursor + 1
            self._rows.insert(at, _Row(None, tab))
            self._show(at)
            self._count()

    def _delete(self, at: int) -> None:
        tab = self._rows[at].tab
        if self._dropping is not tab:
            self._dropping = tab
            name = tab.label(self.lang)
            tell(self, self.say(f"{name} 탭을 지우려면 한 번 더 누르세요", f"Press again to delete {name}"))
            return
        del self._rows[at]
        self._show(at)

    def _move(self, at: int, by: int) -> None:
        if 1 <= at + by < len(self._rows):
            self._rows.insert(at + by, self._rows.pop(at))
            self._show(at + by)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the name and conditions of the tab."""
        event.stop()
        at = event.index
        if at == 0:
            tell(self, _FIXED, "warning")
            return

        def changed(tab: Tab | None) -> None:
            if tab is not None:
                self._rows[at] = _Row(self._rows[at].origin, tab)
                self._show(at)
                self._count()

        self.app.push_screen(TabDialog(self._rows[at].tab, self._names(at)), changed)

    def confirm(self) -> None:
        """Saves the tabs."""
        desk, before, after = self.desk, self._known[1:], [row.tab for row in self._rows[1:]]

        def save() -> Word | None:
            try:
                save_tabs(desk.store, desk.actor, desk.clock(), before, after)
            except TabRefused as refused:
                return refused.word
            return None

        def saved(problem: Word | None) -> None:
            if problem is None:
                self.dismiss(tuple(row.origin for row in self._rows))
            else:
                self.tell_line("#wrong", desk.word(problem))

        run(self, "save", save, saved)


class TabDialog(Dialog[Tab | None]):
    """Edits *tab*, whose name must be none of *others*; the answer is the tab, None when closed."""

    DEFAULT_CSS = "TabDialog #name { margin-bottom: 1; }"

    def __init__(self, tab: Tab, others: Sequence[str]) -> None:
        super().__init__()
        self._tab = tab
        self._others = tuple(others)

    def parts(self) -> ComposeResult:
        """The name, the conditions, how many orders fulfil them, and what is wrong."""
        self._before = tab_values(self._tab.conditions, self.lang)
        hint = self.say("탭 이름 (1–20자)", "Name of the tab (1–20 characters)")
        yield KoreanInput(self._tab.label(self.lang), placeholder=hint, id="name", compact=True)
        yield ConditionForm((*TAB_FIELDS, FLAG_FIELD, CLAIM_FIELD), self._before, self.lang, reserve=10)
        yield CountLine()
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The name has the cursor."""
        self.entitle(self._tab.label(self.lang) or self.say("새 탭", "New tab"))
        self._show_hints()
        self.on_condition_form_changed()

    def on_descendant_focus(self) -> None:
        """The keys of the conditions are not those of the name."""
        self._show_hints()

    def _show_hints(self) -> None:
        keys = [
            Hint("Enter", self.say("값", "Values")),
            Hint("Space", self.say("고르기", "Choose")),
            Hint("Del", self.say("지우기", "Clear")),
        ] * (not isinstance(self.focused, Input))
        self.hint(confirm_hint(self.say("확인", "Done")), *keys, Hint("Tab", self.say("다음 칸", "Next")))

    @property
    def edited(self) -> bool:
        """Whether the name or a condition differs."""
        changed = self.query_one(ConditionForm).values != self._before
        return changed or self.query_one("#name", KoreanInput).value != self._tab.label(self.lang)

    def _now(self, name: str) -> Tab:
        return Tab(name, tab_conditions(self.query_one(ConditionForm).values, self.lang))

    def on_condition_form_changed(self) -> None:
        """Counts the orders of the tab."""
        self.query_one(CountLine).count(make_view(self._now(self._tab.name)))

    def confirm(self) -> None:
        """Takes the tab as it stands, unless its name won't do."""
        field = self.query_one("#name", KoreanInput)
        try:
            made = self._now(self._tab.name)
            if not made.name or made.label(self.lang) != field.value:
                made = self._now(tab_name(field.value, self._others))
            self.dismiss(made)
        except TabRefused as refused:
            self.tell_line("#wrong", self.desk.word(refused.word))
            self.app.bell()
            field.focus()
