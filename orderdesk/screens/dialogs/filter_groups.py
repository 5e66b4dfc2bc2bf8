"""Filter groups: the saved filters of the shop, and a name for the present one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.filter_groups import (
    FilterGroup,
    FilterGroupRefused,
    delete_filter_group,
    read_filter_groups,
    save_filter_group,
    use_filter_group,
)
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.order_lines import condition_words
from orderdesk.screens.work import run
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu

_NAME: Final = Word("새 이름 (1–20자): 지금 조건을 저장", "New name (1–20 characters) for these")
_NONE: Final = Word(
    "저장된 필터 그룹이 없습니다. 조건을 고른 뒤 여기에서 이름을 붙여 저장하세요",
    "No filter group has been saved yet. Choose conditions, then save them here under a name",
)
_NOTHING: Final = Word("저장할 조건이 없습니다", "There is no condition to save")

Done = Callable[[FilterGroup | None], object]


class GroupMenu(NumberedMenu):
    """The groups; Delete takes one away."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete,minus", "drop", show=False)]

    class Dropped(Message):
        """The group of the cursor shall be deleted."""

    def action_drop(self) -> None:
        """Asks for it."""
        if self.entries:
            self.post_message(self.Dropped())


class GroupsDialog(Dialog[tuple[str, ...] | None]):
    """Chooses a group, deletes one, or saves *where* as a new one.

    The answer is the conditions of the group chosen, None when nothing shall change.
    """

    def __init__(self, where: Sequence[str]) -> None:
        super().__init__()
        self._where = tuple(where)
        self._groups: tuple[FilterGroup, ...] = ()
        self._dropping: FilterGroup | None = None

    def parts(self) -> ComposeResult:
        """The groups, a name for the present conditions, and what is wrong."""
        yield GroupMenu(reserve=9)
        yield Static(id="none", classes="line quiet empty")
        yield KoreanInput(placeholder=self.desk.word(_NAME), id="name", compact=True)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads the groups."""
        self.entitle(self.desk.word(action("filter_groups").words))
        self._show_hints()
        self.query_one(KoreanInput).set_class(not self._where, "empty")
        self._read(first=True)

    def _show_hints(self) -> None:
        none = None if self._groups else self.desk.word(_NONE)
        reason = None if self._where else self.desk.word(_NOTHING)
        self.hint(
            Hint("Enter", self.say("쓰기", "Use"), none),
            Hint("Del", self.say("삭제", "Delete"), none),
            confirm_hint(self.say("지금 조건 저장", "Save these"), reason),
        )

    @property
    def edited(self) -> bool:
        """Whether a name was typed."""
        return bool(self.query_one(KoreanInput).value)

    @property
    def _menu(self) -> GroupMenu:
        return self.query_one(GroupMenu)

    def _read(self, first: bool = False) -> None:
        desk = self.desk

        def read() -> tuple[FilterGroup, ...]:
            with desk.reader() as conn:
                return read_filter_groups(conn)

        def came(groups: tuple[FilterGroup, ...]) -> None:
            self._groups = groups
            self._show_hints()
            lines = [
                MenuLine(str(n) if n <= 9 else "", group.name, self._told(group))
                for n, group in enumerate(groups, 1)
            ]
            self._menu.offer(lines, 0 if first else self._menu.cursor)
            self.tell_line("#none", "" if groups else desk.word(_NONE))
            if first and not groups and self._where:
                self.query_one(KoreanInput).focus()

        run(self, "groups", read, came)

    def _told(self, group: FilterGroup) -> str:
        """The conditions of *group*, as much as there is room for."""
        return listed([condition_words(each, self.lang) for each in group.where])

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Uses the group; it stands first from now on."""
        event.stop()
        desk, name = self.desk, self._groups[event.index].name

        def used(group: FilterGroup | None) -> None:
            if group is not None:
                self.dismiss(group.where)

        self._do(lambda: use_filter_group(desk.store, desk.actor, desk.clock(), name), used)

    def on_group_menu_dropped(self) -> None:
        """Deletes the group, once it was asked for twice."""
        desk, group = self.desk, self._groups[self._menu.cursor]
        name = group.name
        if self._dropping is not group:
            self._dropping = group
            again = self.say(f"{name} 그룹을 지우려면 한 번 더 누르세요", f"Press again to delete {name}")
            self.tell_line("#wrong", again)
            return

        def delete() -> None:
            delete_filter_group(desk.store, desk.actor, desk.clock(), name)

        def deleted(nothing: FilterGroup | None) -> None:
            self.tell_line("#wrong", "")
            self._read()

        self._do(delete, deleted)

    def confirm(self) -> None:
        """Saves the present conditions under the name typed."""
        desk, name = self.desk, self.query_one(KoreanInput).value
        if not self._where:
            self.app.bell()
            self.tell_line("#wrong", desk.word(_NOTHING))
            return

        def saved(group: FilterGroup | None) -> None:
            if group is not None:
                words = Word(f"필터 그룹을 저장했습니다: {group.name}", f"Filter group saved: {group.name}")
                tell(self, words)
                self.dismiss(None)

        self.query_one(KoreanInput).focus()  # a name that won't do is changed there
        where, now = self._where, desk.clock()
        self._do(lambda: save_filter_group(desk.store, desk.actor, now, name, where), saved)

    def _do(self, write: Callable[[], FilterGroup | None], done: Done) -> None:
        """Writes in a thread, then goes on with *done*; a refusal is said instead."""

        def attempt() -> FilterGroup | Word | None:
            try:
                return write()
            except FilterGroupRefused as refused:
                return refused.word
            except BadCondition as bad:
                return Word(f"{bad.text}: {bad.advice.ko}", f"{bad.text}: {bad.advice.en}")

        def came(result: FilterGroup | Word | None) -> None:
            if isinstance(result, Word):
                self.app.bell()
                self.tell_line("#wrong", self.desk.word(result))
                self._read()  # another desk may have changed them
            else:
                done(result)

        run(self, "write", attempt, came)
