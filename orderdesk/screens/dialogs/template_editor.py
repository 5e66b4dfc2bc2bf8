"""양식 편집: the options and columns of one template, with the first rows of its file beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.export_templates import ExportColumn, Template, trimmed
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.template_edits import (
    OPTION_WORDS,
    moved,
    option_word,
    turned,
    with_column,
    with_columns,
    without_column,
)
from orderdesk.core.domain.words import Word
from orderdesk.core.services import exporting
from orderdesk.core.services.export_templates import save_template
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.template_columns import ColumnDialog, FieldsDialog, column_name
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.file_preview import preview
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_content

_OPTIONS: Final = tuple(OPTION_WORDS)
_FIXED: Final = Word("(고정 글자)", "(fixed text)")
_ROWS: Final = 4
"""Rows of the preview under its header."""


class TemplateEditor(Dialog[str | None]):
    """Edits *template* and keeps it in the place of the one called *before* ("" for a new one).

    The answer is the name that it is kept under. The preview shows the rows that *orders* make.
    """

    DEFAULT_CSS = """
    TemplateEditor #preview { height: 5; margin-top: 1; }
    """

    def __init__(self, template: Template, before: str, orders: Sequence[Order]) -> None:
        super().__init__()
        self._first = self._template = template
        self._before = before
        self._orders = orders

    def parts(self) -> ComposeResult:
        """Name, options and columns, and the preview."""
        hint = self.say("양식 이름 (1–20자)", "Name of the template (1–20 characters)")
        yield KoreanInput(self._template.name, placeholder=hint, id="name", compact=True)
        yield EditLines(reserve=13)
        yield Static(id="wrong", classes="line bad empty")
        yield Static(id="preview", markup=False)

    def on_mount(self) -> None:
        """The list has the cursor; the name can be reached with ↑ or Shift+Tab."""
        self.entitle(self.say("양식 편집", "Edit template"))
        self.hint(
            confirm_hint(self.say("저장", "Save")),
            Hint("Enter", self.say("바꾸기", "Change")),
            Hint("+", self.say("추가", "Add")),
            Hint("*", self.say("복제", "Copy")),
            Hint("-", self.say("빼기", "Drop")),
            Hint("< >", self.say("이동", "Move")),
        )
        self._show(0)
        (self.query_one("#name") if not self._template.name else self._lines).focus()

    def on_resize(self, event: events.Resize) -> None:
        """The preview is cut anew, once its place is known."""
        self.call_after_refresh(self._show_preview)

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    @property
    def _at(self) -> int:
        """The column of the cursor; below 0 on an option."""
        return self._lines.cursor - len(_OPTIONS)

    @property
    def _named(self) -> Template:
        return replace(self._template, name=trimmed(self.query_one("#name", KoreanInput).value))

    @property
    def edited(self) -> bool:
        """Whether the template differs."""
        return self._named != self._first

    def _show(self, cursor: int) -> None:
        self._lines.show(len(_OPTIONS) + len(self._template.columns), self._drawn, cursor)
        self._show_preview()

    def _drawn(self, index: int, width: int) -> Text:
        at = index - len(_OPTIONS)
        if at < 0:
            name = self.desk.word(OPTION_WORDS[_OPTIONS[index]])
            value = self.desk.word(option_word(self._template, _OPTIONS[index]))
            return between(f" {name}", f"{value} ", width, "dim")
        header, under = column_name(self._template.columns[at], self.desk.word(_FIXED))
        return between(f" {at + 1:>3}  {header}", f"{under} ", width, end_style="dim")

    def _show_preview(self) -> None:
        place = self.query_one("#preview", Static)
        if not self._template.shown:
            place.update(safe_content(self.say("+ 키로 항목을 넣으세요", "Add fields with +")))
            return
        form = exporting.form_of(self._template, self.desk.printed)
        taken = [form.of(order) for order in self._orders if form.takes(order)]
        taken += list(form.rest())
        if not any(taken):
            note = self.say("대상 가운데 이 양식에 맞는 것이 없습니다", "None of these orders belongs here")
            place.update(safe_content(note))
            return
        before = replace(self._template, columns=self._template.columns[: max(0, self._at + 1)])
        marked = len(before.shown) - 1
        place.update(preview(form, taken, _ROWS, marked, place.size.width))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The preview shows the column of the cursor."""
        self._show_preview()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter turns an option, or opens a column."""
        event.stop()
        at = self._at
        if at < 0:
            self._change(turned(self._template, _OPTIONS[self._lines.cursor]))
            return

        def changed(column: ExportColumn | None) -> None:
            if column is not None:
                self._change(with_column(self._template, at, column))

        self.app.push_screen(ColumnDialog(self._template.columns[at]), changed)

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Does what a key asked for; nothing is kept before Ctrl+S."""
        at = self._at
        if event.what == "new":
            self.app.push_screen(FieldsDialog(), self._add)
        elif at < 0:
            self.app.bell()
        elif event.what == "copy":
            self._change(with_columns(self._template, at + 1, (self._template.columns[at],)), 1)
        elif event.what == "delete":
            self._change(without_column(self._template, at))
        else:
            step = -1 if event.what == "left" else 1
            fits = 0 <= at + step < len(self._template.columns)
            self._change(moved(self._template, at, at + step), step if fits else 0)

    def _add(self, columns: tuple[ExportColumn, ...] | None) -> None:
        """Puts *columns* behind that of the cursor; from an option they go to the end."""
        if columns:
            at = self._at + 1 if self._at >= 0 else len(self._template.columns)
            added = with_columns(self._template, at, columns)
            self._template = added
            self._show(len(_OPTIONS) + at + len(columns) - 1)

    def _change(self, template: Template, step: int = 0) -> None:
        self.tell_line("#wrong", "")
        self._template = template
        self._show(self._lines.cursor + step)

    def confirm(self) -> None:
        """Keeps the template."""
        desk, template, before = self.desk, self._named, self._before

        def save() -> Word | None:
            try:
                save_template(desk.store, desk.actor, desk.clock(), template, before)
            except ExportRefused as refused:
                message, advice = refused.reason.message, refused.reason.advice
                return Word(f"{message.ko}. {advice.ko}", f"{message.en}. {advice.en}")
            return None

        def saved(problem: Word | None) -> None:
            if problem is None:
                self.dismiss(template.name)
            else:
                self.tell_line("#wrong", desk.word(problem))
                self.app.bell()

        run(self, "save", save, saved)
