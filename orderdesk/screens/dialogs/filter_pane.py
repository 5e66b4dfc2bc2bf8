"""The filter pane: every condition that a list can be narrowed by, as a dialog or docked beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition, View, make_view
from orderdesk.core.services.filters import FILTER_FIELDS, expressions, values_of
from orderdesk.core.services.tabs import ALL, Tab
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.key_rules import is_function_key
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import desk_of
from orderdesk.screens.dialogs.base import CLOSE, Dialog, confirm_hint
from orderdesk.screens.dialogs.counting import CountLine
from orderdesk.screens.dialogs.filter_groups import GroupsDialog
from orderdesk.screens.work import start
from orderdesk.widgets.condition_form import ConditionForm, FieldLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.one_line import OneLine
from orderdesk.widgets.safe_text import safe_multi

_TITLE: Final = Word("필터", "Filter")
_VALUES: Final = Word("값", "Values")
_PICK: Final = Word("고르기", "Choose")
_ON: Final = Word("다음", "Next")
_CLEAR: Final = Word("조건 지우기", "Clear")
_TO_LIST: Final = Word("목록", "List")
_TO_FIELDS: Final = Word("조건", "Conditions")
_HEARD: Final = ("filter", "filter_groups")
"""What the list's own keys do in the pane, too."""


def _surprises(key: str, keys: KeyTable) -> bool:
    """Whether *key* is one of the list that would surprise beside it: a digit, sign, letter or arrow."""
    if key.startswith("ctrl+") or is_function_key(key):
        return False
    return any(key in each.bound_keys for each in keys.in_scope(Scope.ORDERS) if each.id not in _HEARD)


class FilterForm(Vertical):
    """The conditions *where* in their fields, what is wrong with them, and how many orders they show.

    Conditions that have no field here stay as they are.
    """

    DEFAULT_CSS = """
    FilterForm {
        height: auto;
        & #wrong { height: auto; color: $text-error; }
        & .empty { display: none; }
    }
    """

    class Changed(Message):
        """Other conditions, which can be read."""

    def __init__(self, where: Sequence[str], tab: Tab = ALL, search: str = "") -> None:
        super().__init__()
        self._tab = tab
        self._search = search
        self._given = tuple(where)
        self._rest: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """The fields, what is wrong, and the count."""
        desk = desk_of(self)
        values, self._rest = values_of(self._given, desk.lang)
        yield ConditionForm(FILTER_FIELDS, values, desk.lang)
        yield Static(id="wrong", classes="empty")
        yield CountLine()

    @property
    def form(self) -> ConditionForm:
        """Where the cursor goes."""
        return self.query_one(ConditionForm)

    def hints(self) -> tuple[Hint, ...]:
        """What can be done where the cursor is, but for the way back."""
        desk, form = desk_of(self), self.form
        if form.is_typed:
            does = Hint("Enter", desk.word(_ON))
        elif form.in_values:
            does = Hint("Space", desk.word(_PICK))
        else:
            does = Hint("Enter", desk.word(_VALUES))
        groups = Hint(desk.keys.label("filter_groups"), desk.word(action("filter_groups").words))
        clear = [Hint("Del", desk.word(_CLEAR))] * (not form.is_typed)
        return does, *clear, groups

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions as they are now."""
        return (*expressions(self.form.values), *self._rest)

    def take(self, where: Sequence[str]) -> None:
        """Other conditions from outside; without a message, and nothing when they were taken before."""
        if tuple(where) == self._given:
            return
        self._given = tuple(where)
        values, self._rest = values_of(self._given, desk_of(self).lang)
        self.form.take(values)
        self.view()

    def view(self) -> View | None:
        """The list as it would be; None when a condition can't be read, which is said."""
        desk, wrong = desk_of(self), ""
        try:
            view = make_view(self._tab, self._search, self.where, desk.clock(), desk.actor.name)
        except BadCondition as problem:
            view, wrong = None, f"{problem.text}: {desk.word(problem.advice)}"
        line = self.query_one("#wrong", Static)
        line.update(safe_multi(wrong))
        line.set_class(not wrong, "empty")
        return view

    def on_condition_form_changed(self, event: ConditionForm.Changed) -> None:
        """Passes on what can be read."""
        event.stop()
        if self.view() is not None:
            self.post_message(self.Changed())


class FilterDock(FilterForm):
    """The pane beside the list, whose keys it doesn't hear; its changes are for the list at once."""

    def compose(self) -> ComposeResult:
        """A line of words, and the form."""
        yield OneLine()
        yield from super().compose()

    def on_mount(self) -> None:
        """The words."""
        self.say_keys()

    def say_keys(self) -> None:
        """Says in the first line which keys lead on."""
        (*_, groups, _back, closing) = self.hints()
        ways = f"{groups.key} {groups.label}   {closing.key} {closing.label}"
        self.query_one(OneLine).show(Text(desk_of(self).word(_TITLE), "bold"), Text(ways, "dim"))

    def hints(self) -> tuple[Hint, ...]:
        """Of the way back, too: from the values to their field, from the fields to the list."""
        desk = desk_of(self)
        back = Hint(desk.keys.label("back"), desk.word(_TO_FIELDS if self.form.in_values else _TO_LIST))
        return *super().hints(), back, Hint(desk.keys.label("filter"), desk.word(CLOSE))

    @property
    def fields(self) -> FieldLines:
        """Where the cursor goes."""
        return self.query_one(FieldLines)

    def tell(self, orders: int) -> None:
        """Says how many orders the list shows."""
        self.query_one(CountLine).tell(orders)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Keys of the list are not meant here."""
        return _surprises(key, desk_of(self).keys)


class FilterDialog(Dialog[tuple[str, ...] | None]):
    """Edits *where* inside *tab* and *search*; the answer is the new conditions, None when closed."""

    SCOPE = Scope.FILTER
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FILTER)

    def __init__(self, tab: Tab, search: str, where: Sequence[str]) -> None:
        super().__init__()
        self._form = FilterForm(where, tab, search)
        self._before: tuple[str, ...] = ()

    def parts(self) -> ComposeResult:
        """The form."""
        yield self._form

    def on_mount(self) -> None:
        """The count of what is set already."""
        self.entitle(self.desk.word(_TITLE))
        self.on_descendant_focus()
        self._before = self._form.where
        self.on_filter_form_changed()

    def on_descendant_focus(self) -> None:
        """The hints are those of the fields, or of the values."""
        back = _TO_FIELDS if self._form.form.in_values else CLOSE
        self.hint(confirm_hint(self.say("적용", "Apply")), *self._form.hints(), back=back)

    def step_back(self) -> bool:
        """Esc: from the values to their field, then out."""
        return self._form.form.step_back() or super().step_back()

    @property
    def edited(self) -> bool:
        """Whether a condition differs."""
        return self._form.where != self._before

    def on_filter_form_changed(self) -> None:
        """Counts what would be shown."""
        view = self._form.view()
        if view is not None:
            self.query_one(CountLine).count(view)

    def action_filter_groups(self) -> None:
        """Saved filters; the one chosen takes the place of what is set, and is applied by Ctrl+S."""
        start(self, self._ask_group())

    async def _ask_group(self) -> None:
        where = await self.app.push_screen_wait(GroupsDialog(self._form.where))
        if where is not None:
            self._form.take(where)
            self.on_filter_form_changed()

    def confirm(self) -> None:
        """Applies the conditions."""
        if self._form.view() is None:
            self.app.bell()
        else:
            self.dismiss(self._form.where)
