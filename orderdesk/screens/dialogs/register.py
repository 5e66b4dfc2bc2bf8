"""A form whose contents are registered at once, or refused with why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Form, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.field_form import FieldForm

Save = Callable[[Mapping[str, str]], Word | None]
"""Registers what the fields hold; why not, where it is refused. In a thread."""


class RegisterDialog(Form[bool | None]):
    """Asks for *fields*, at first with the texts *given*; the answer is whether *save* took them."""

    def __init__(
        self, title: Word, fields: Sequence[Field], save: Save, given: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._save = save
        self._given = given

    def parts(self) -> ComposeResult:
        """The form, and what is wrong."""
        yield FieldForm(self._fields, self.lang, self._given)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The first field has the cursor."""
        self.entitle(self.desk.word(self._title))
        self.hint(confirm_hint(self.say("등록", "Register")))

    @property
    def edited(self) -> bool:
        """Whether something was typed."""
        return self.query_one(FieldForm).touched

    def confirm(self) -> None:
        """Registers it."""
        given = self.query_one(FieldForm).values
        run(self, "save", lambda: self._save(given), self._saved)

    def _saved(self, problem: Word | None) -> None:
        if problem is None:
            self.dismiss(True)
        else:
            self.tell_line("#wrong", self.desk.word(problem))
            self.app.bell()
