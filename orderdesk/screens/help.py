"""Help: the keys of a screen, made from the action table; typing filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.help import HelpRow, rows
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.palette import Entry, rank
from orderdesk.keyboard.scopes import SCOPE_WORDS
from orderdesk.screens.list_screen import ListScreen
from orderdesk.widgets.columns import fit
from orderdesk.widgets.hint_bar import HintBar, hints
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading

_TITLE = Word("도움말", "Help")
_FILTER = Word("찾기: 이름, 초성, 키", "find: name, initials, key")
_KEYS, _LABEL = 26, 16


def matching(query: str, found: Sequence[HelpRow], lang: Lang) -> list[HelpRow]:
    """The rows that *query* names, the best first, then those whose sentence or other keys hold it."""
    by_id = {row.action.id: row for row in found}
    named = rank(query, [Entry(row.action.id, row.action.words, row.action.key_label) for row in found])
    first = [by_id[entry.id] for entry in named]
    word = query.strip().lower()
    rest = (row for row in found if row not in first)
    return first + [
        row for row in rest if word in row.sentence.lower() or word in row.keys.lower().split(", ")
    ]


def _keys(row: HelpRow) -> list[str]:
    return row.keys.lower().split(", ")


class HelpScreen(ListScreen):
    """The keys of a screen of *scope*."""

    SCOPE: ClassVar[Scope] = Scope.HELP
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HELP)
    AUTO_FOCUS = "KoreanInput"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._rows: Sequence[HelpRow] = ()

    def compose(self) -> ComposeResult:
        """Heading, filter, list, hint line."""
        yield Heading()
        yield KoreanInput(placeholder=self.desk.word(_FILTER), compact=True)
        yield LineList()
        yield HintBar()

    def on_mount(self) -> None:
        """Shows every key."""
        self.head(f"{self.desk.word(_TITLE)} · {self.desk.word(SCOPE_WORDS[self._scope])}")
        self.query_one(HintBar).show(hints(Scope.HELP, None, self.lang))
        self._filter("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is typed."""
        self._filter(event.value)

    def _filter(self, query: str) -> None:
        self._rows = matching(query, rows(self._scope, self.lang), self.lang)
        self.lines.show(len(self._rows), self._drawn, 0)

    def step_back(self) -> bool:
        """Esc first empties the filter."""
        field = self.query_one(KoreanInput)
        if not field.value:
            return False
        field.value = ""
        return True

    def _drawn(self, index: int, width: int) -> Text:
        row = self._rows[index]
        keys, label = min(_KEYS, width // 3), min(_LABEL, width // 4)
        sentence = fit(row.sentence, max(0, width - keys - label - 2))
        return Text.assemble(
            (fit(row.keys, keys), "bold"), " ", fit(row.label, label), " ", (sentence, "dim")
        )
