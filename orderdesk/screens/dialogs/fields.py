"""The fields that an action asks for, before its preview."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, Request, make_request
from orderdesk.core.domain.verbs import Verb
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.line_list import LineList


class FieldsDialog(Dialog[Request | None]):
    """Asks for the fields of *verb*, at first with the texts *given*; the answer is the request they make."""

    def __init__(self, verb: Verb, given: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._verb = verb
        self._given = given

    def parts(self) -> ComposeResult:
        """The form, and a line for what is wrong with it."""
        yield FieldForm(self._verb.fields, self.lang, self._given)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The first field has the cursor."""
        self.entitle(self.desk.word(self._verb.words))
        self.hint(confirm_hint(self.say("미리보기", "Preview")))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A choice made: on to the next field, unless it is the last."""
        event.stop()
        if isinstance(event.lines, Choices) and self.focus_chain[-1] is not event.lines:
            self.focus_next()

    def confirm(self) -> None:
        """Goes on to the preview; nothing is changed yet."""
        values = self.values
        lacking = next((f for f in self._verb.fields if f.required and not values.get(f.key)), None)
        try:
            if lacking is not None:
                raise BadRequest(Refusal.FIELD_MISSING, lacking.key)
            self.dismiss(make_request(self._verb.id, values))
        except BadRequest as bad:
            self.complain(bad.refusal, bad.field)

    def guides(self) -> tuple[str, ...]:
        """The guides to the action that is asked about."""
        from orderdesk.guides.reading import about

        return about(self._verb.id)

    @property
    def values(self) -> dict[str, str]:
        """The texts of the request's fields by key, as they stand in the form."""
        return self.query_one(FieldForm).values

    def complain(self, refusal: Refusal, key: str) -> None:
        """Says what is wrong with the field *key*, and puts the cursor there."""
        field = next((f for f in self._verb.fields if f.key == key), None)
        name = self.desk.word(field.words) if field else key
        told = f"{name}: {self.desk.word(refusal.message)}. {self.desk.word(refusal.advice)}"
        self.tell_line("#wrong", told)
        self.app.bell()
        if field is not None:
            self.query_one(FieldForm).go_to(key)
