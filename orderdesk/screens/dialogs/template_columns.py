"""Columns of a template: which fields to add, and the header or fixed text of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input, Label

from orderdesk.core.domain.export_fields import BY_KEY, FIELDS, Field
from orderdesk.core.domain.export_templates import ExportColumn
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.widgets.choices import ManyChoices
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.safe_text import safe_content

_TITLE: Final = Word("항목 추가", "Add fields")
_COLUMN: Final = Word("열", "Column")
_FIXED: Final = Word("고정 글자", "Fixed text")
_FIXED_KEY: Final = "="
_BLANK: Final = Word("빈 칸", "blank")


class FieldsDialog(Dialog[tuple[ExportColumn, ...] | None]):
    """Asks for fields of the whole catalogue; the answer are columns of them, in the order of choosing."""

    def __init__(self) -> None:
        super().__init__()
        self._chosen: list[str] = []

    def parts(self) -> ComposeResult:
        """What narrows the fields, and the fields."""
        hint = self.say("항목 이름으로 찾기", "Find by name")
        yield KoreanInput(placeholder=hint, id="find", compact=True)
        yield ManyChoices(id="fields", reserve=7)

    def on_mount(self) -> None:
        """All fields are offered; the search has the cursor."""
        self.entitle(self.desk.word(_TITLE))
        self._show_hints()
        self._offer("")

    def on_descendant_focus(self) -> None:
        """Space chooses in the list, and is text in the search."""
        self._show_hints()

    def _show_hints(self) -> None:
        choose = [Hint("Space", self.say("고르기", "Choose"))] * (not isinstance(self.focused, Input))
        other = Hint("Tab", self.say("찾기/목록", "Search/list"))
        self.hint(confirm_hint(self.say("넣기", "Add")), *choose, other)

    @property
    def edited(self) -> bool:
        """Whether fields were chosen."""
        return bool(self._chosen)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrows the fields."""
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        wanted = "".join(text.split()).casefold()
        options = [(_FIXED_KEY, self.desk.word(_FIXED)), *((each.key, self._label(each)) for each in FIELDS)]
        fitting = [
            (key, label)
            for key, label in options
            if wanted in "".join(label.split()).casefold() or wanted in key
        ]
        self.query_one(ManyChoices).ask(fitting, self._chosen, single=False)

    def _label(self, field: Field) -> str:
        other = f" · {field.words.en}" if self.lang == "en" else ""
        blank = f" ({self.desk.word(_BLANK)})" if field.blank else ""
        return f"{field.words.ko}{other}{blank}"

    def on_many_choices_changed(self) -> None:
        """Remembers the fields in the order in which they were chosen."""
        now = self.query_one(ManyChoices).chosen
        shown = {value for value, _ in self.query_one(ManyChoices).options}
        self._chosen = [key for key in self._chosen if key in now or key not in shown]
        self._chosen += [key for key in now if key not in self._chosen]

    def confirm(self) -> None:
        """Answers with the fields chosen; with none of them the one of the cursor."""
        menu = self.query_one(ManyChoices)
        chosen = self._chosen or [key for key, _ in menu.options[menu.cursor : menu.cursor + 1]]
        columns = [ExportColumn() if key == _FIXED_KEY else ExportColumn(key) for key in chosen]
        self.dismiss(tuple(columns))


class ColumnDialog(Dialog[ExportColumn | None]):
    """Edits the header of *column*, and its text where it has no field."""

    def __init__(self, column: ExportColumn) -> None:
        super().__init__()
        self._column = column

    def parts(self) -> ComposeResult:
        """Header and text."""
        own = BY_KEY[self._column.field].words.ko if self._column.field else ""
        yield Label(safe_content(self.say("머리글", "Header")), classes="quiet")
        yield KoreanInput(self._column.header, placeholder=own, id="header", compact=True)
        if not self._column.field:
            yield Label(safe_content(self.say("모든 행에 쓸 글자", "Text in every row")), classes="quiet")
            yield KoreanInput(self._column.text, id="text", compact=True)

    def on_mount(self) -> None:
        """The header has the cursor."""
        self.entitle(listed([self.desk.word(_COLUMN), self._column.head or self.desk.word(_FIXED)]))
        self.hint(confirm_hint(self.say("확인", "Done")))

    def _now(self) -> ExportColumn:
        texts = [clean(field.value).strip() for field in self.query(KoreanInput).results(KoreanInput)]
        return ExportColumn(self._column.field, *texts)

    @property
    def edited(self) -> bool:
        """Whether a text differs."""
        return self._now() != self._column

    def confirm(self) -> None:
        """Answers with the column as it stands."""
        self.dismiss(self._now())


def column_name(column: ExportColumn, fixed: str) -> Sequence[str]:
    """Header and, where they differ, what stands under it: the field's name or the *fixed* text."""
    if not column.field:
        return column.head or fixed, f"“{column.text}”"
    own = BY_KEY[column.field].words.ko
    return column.head, own if own != column.head else ""
