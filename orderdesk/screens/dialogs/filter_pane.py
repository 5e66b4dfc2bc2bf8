"""The filter pane: every condition that a list can be narrowed by, with a live count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition, View, make_view
from orderdesk.core.services.filters import FILTER_FIELDS, expressions, values_of
from orderdesk.core.services.tabs import Tab
from orderdesk.screens.dialogs.base import confirm_hint
from orderdesk.screens.dialogs.counting import CountingDialog
from orderdesk.widgets.condition_form import ConditionForm
from orderdesk.widgets.hint_bar import Hint

_TITLE: Final = Word("필터", "Filter")


class FilterDialog(CountingDialog[tuple[str, ...] | None]):
    """Edits the conditions *where* inside *tab* and *search*; the answer is the conditions, None when closed.

    Conditions that have no field here stay as they are.
    """

    def __init__(self, tab: Tab, search: str, where: Sequence[str]) -> None:
        super().__init__()
        self._tab = tab
        self._search = search
        self._where = tuple(where)

    def parts(self) -> ComposeResult:
        """The fields, the count, and what is wrong."""
        self._before, self._rest = values_of(self._where, self.lang)
        yield ConditionForm(FILTER_FIELDS, self._before, self.lang)
        yield Static(id="count", classes="line")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The count of what is set already."""
        self.entitle(self.desk.word(_TITLE))
        self.hint(
            confirm_hint(self.say("적용", "Apply")),
            Hint("Enter", self.say("값", "Values")),
            Hint("Space", self.say("고르기", "Pick")),
            Hint("Del", self.say("조건 지우기", "Clear")),
        )
        self.on_condition_form_changed()

    @property
    def edited(self) -> bool:
        """Whether a condition differs."""
        return self.query_one(ConditionForm).values != self._before

    @property
    def _now(self) -> tuple[str, ...]:
        return (*expressions(self.query_one(ConditionForm).values), *self._rest)

    def _view(self) -> View | None:
        """The list as it would be; None when a condition can't be read, which is said."""
        try:
            view = make_view(self._tab, self._search, self._now, self.desk.clock())
        except BadCondition as problem:
            self.tell_line("#wrong", f"{problem.text}: {self.desk.word(problem.advice)}")
            return None
        self.tell_line("#wrong", "")
        return view

    def on_condition_form_changed(self) -> None:
        """Counts what would be shown."""
        view = self._view()
        if view is not None:
            self.show_count(view)

    def confirm(self) -> None:
        """Applies the conditions."""
        if self._view() is None:
            self.app.bell()
        else:
            self.dismiss(self._now)
