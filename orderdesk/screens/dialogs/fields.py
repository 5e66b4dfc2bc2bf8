"""The fields that an action asks for, before its preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, Request, make_request
from orderdesk.core.domain.verbs import Verb
from orderdesk.screens.dialogs.base import Form, confirm_hint, digits_hint
from orderdesk.screens.work import start
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.hint_bar import Hint

Onward = Callable[[Request], Awaitable[bool]]
"""What is done with a request that was filled in; false when the operator came back from it."""


class FieldsDialog(Form[Request | None]):
    """Asks for the fields of *verb*, at first with the texts *given*; the answer is the request they make."""

    onward: Onward | None = None
    """What comes after the form; it stays as it was filled in until that is done."""

    ROWS_AROUND: ClassVar[int] = 6
    """Rows of the screen that stand around the form, with those above and below the box."""

    def __init__(self, verb: Verb, given: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._verb = verb
        self._given = given

    def parts(self) -> ComposeResult:
        """The form, and a line for what is wrong with it."""
        yield FieldForm(self._verb.fields, self.lang, self._given, reserve=self.ROWS_AROUND)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The first field has the cursor."""
        self.entitle(self.desk.word(self._verb.words))
        self._show_hints()

    def on_descendant_focus(self) -> None:
        """Digits choose where there is something to choose from."""
        self._show_hints()

    @on(Input.Changed)
    def _mend(self) -> None:
        """What was wrong is being mended: it is told no longer."""
        self.tell_line("#wrong", "")

    def _show_hints(self) -> None:
        field, last = self.focused, self.focused in self.focus_chain[-1:]
        hints = [Hint("Tab", self.say("다음 칸", "Next field"))] * (len(self._verb.fields) > 1)
        if isinstance(field, Choices):
            choose = self.say("고르기", "Choose") if last else self.say("고르고 다음 칸", "Choose, go on")
            must = (field.id or "").removeprefix("field-") in self.required
            skip = self.say("다음 칸", "Next field") if must else self.say("건너뛰기", "Skip")
            hints = [digits_hint(choose, field.count), *([] if last else [Hint("Tab", skip)])]
        self.hint(confirm_hint(self.say("미리보기", "Preview")), *hints)

    @property
    def required(self) -> frozenset[str]:
        """The keys of the fields that must be filled in."""
        return self.query_one(FieldForm).required

    def entered(self, field: Input) -> None:
        """Enter goes on, but does not pass a field that must be filled in and is empty."""
        key = (field.id or "").removeprefix("field-")
        if key in self.required and not field.value.strip():
            self.complain(Refusal.FIELD_MISSING, key)
        else:
            super().entered(field)

    def confirm(self) -> None:
        """Goes on to the preview; nothing is changed yet."""
        typed = self.query_one(FieldForm).values
        lacking = next(
            (f.key for f in self._verb.fields if f.key in self.required and not typed.get(f.key)), None
        )
        try:
            if lacking is not None:
                raise BadRequest(Refusal.FIELD_MISSING, lacking)
            request = make_request(self._verb.id, self.values)
        except BadRequest as bad:
            self.complain(bad.refusal, bad.field)
            return
        self.tell_line("#wrong", "")
        start(self, self._go_on(request))

    async def _go_on(self, request: Request) -> None:
        """Out of sight while what comes after it is shown: two hint lines would speak of one key."""
        box, field = self.query_one("#box"), self.focused
        box.visible = False
        if self.onward is None or await self.onward(request):
            self.dismiss(request)
            return
        box.visible = True
        self.set_focus(field)
        if isinstance(field, Input):  # a key goes on with the text, and does not take its place
            field.call_later(field.action_end)

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


async def fill_in(screen: Screen[Any], dialog: FieldsDialog, onward: Onward) -> Request | None:
    """Shows *dialog*, and *onward* over it when it is filled in; the request, None when it was closed."""
    dialog.onward = onward
    return await screen.app.push_screen_wait(dialog)
