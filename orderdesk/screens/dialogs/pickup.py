"""수거 신청: how the goods of a return or exchange come back, with what each way has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.claim_rules import AUTO, PICKUP_NEEDS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.verbs import PICKUPS, Verb
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.line_list import LineList

_PARCEL = ("courier", "number", "pay")


class PickupDialog(FieldsDialog):
    """Asks for one of *ways*, where the *likeliest* stands chosen, and then for what that way needs.

    *nobody* is why no courier comes by itself, where the buyer wished for one.
    """

    def __init__(
        self,
        verb: Verb,
        ways: Sequence[str],
        likeliest: str,
        courier: str = "",
        nobody: Refusal | None = None,
    ) -> None:
        words = dict(choice for field in verb.fields if field.key == "pickup" for choice in field.choices)
        offered = tuple((way, words[way]) for way in ways)
        asked = (
            replace(field, required=True, choices=offered) if field.key == "pickup" else field
            for field in verb.fields
        )
        super().__init__(replace(verb, fields=tuple(asked)), {"pickup": likeliest, "courier": courier})
        self._way = likeliest
        self._nobody = nobody

    def parts(self) -> ComposeResult:
        """Why nobody comes by himself, if so, and the form."""
        yield Static(id="nobody", classes="line warn empty")
        yield from super().parts()

    def on_mount(self) -> None:
        """Only what the likeliest way needs is asked for."""
        self._follow()
        if self._nobody is not None:
            why = f"{self.desk.word(self._nobody.message)}. {self.desk.word(self._nobody.advice)}"
            self.tell_line("#nobody", f"{self.desk.word(dict(PICKUPS)[AUTO])}: {why}")

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another way asks for other things."""
        self._follow()

    def _follow(self) -> None:
        form = self.query_one(FieldForm)
        self._way = form.values.get("pickup", self._way)
        needs = PICKUP_NEEDS[self._way]
        for key in _PARCEL:
            form.reveal(key, key in needs)
        form.require(needs)
