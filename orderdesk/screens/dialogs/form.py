"""A form that is read, or saved, by a function; what it says is wrong stands below, at the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Form, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.field_form import FieldForm

_SAVE: Final = Word("저장", "Save")

Take = Callable[[Mapping[str, str]], Any]
"""Reads or saves what texts by field say, in a thread; BadRequest when it can't be."""


class FormDialog(Form[Any]):
    """Asks for *fields*, at first those *given*; the answer is what *take* makes of them, None if closed.

    *about* are the guides that its help names; *does* is what Ctrl+S is said to do.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        given: Mapping[str, str],
        take: Take,
        about: tuple[str, ...] = (),
        does: Word = _SAVE,
    ) -> None:
        super().__init__()
        self._about, self._does = about, does
        self._heading = title
        self._fields = tuple(fields)
        self._given = dict(given)
        self._take = take

    def parts(self) -> ComposeResult:
        """The form, and a line for what is wrong with it."""
        yield FieldForm(self._fields, self.lang, self._given)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The first field has the cursor."""
        self.entitle(self._heading)
        self.hint(confirm_hint(self.desk.word(self._does)))

    def guides(self) -> tuple[str, ...]:
        """The guides to what is asked for."""
        return self._about

    @property
    def edited(self) -> bool:
        """Whether a text differs."""
        return self.query_one(FieldForm).touched

    def confirm(self) -> None:
        """Takes the texts, or says what is wrong where."""
        texts, take = self.query_one(FieldForm).values, self._take

        def work() -> Any:  # noqa: ANN401  # whatever the function makes of the texts
            try:
                return take(texts)
            except BadRequest as bad:
                return bad

        run(self, "save", work, self._taken)

    def _taken(self, found: Any) -> None:  # noqa: ANN401  # as above
        if not isinstance(found, BadRequest):
            self.dismiss(found)
            return
        field = next((each for each in self._fields if each.key == found.field), None)
        name = self.desk.word(field.words) if field else found.field
        refusal = found.refusal
        told = f"{name}: {self.desk.word(refusal.message)}. {self.desk.word(refusal.advice)}"
        self.tell_line("#wrong", told)
        self.app.bell()
        if field is not None:
            self.query_one(FieldForm).go_to(field.key)
