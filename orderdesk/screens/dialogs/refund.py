"""환불 처리: what became of refunds that wait, with what each answer has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from orderdesk.core.domain.orders import Entry
from orderdesk.core.domain.refund_verbs import ACCOUNT_FIELDS, DONE, FAILED, RETRY, takes_account
from orderdesk.core.domain.verbs import Verb
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.line_list import LineList

_ASKED: Final = {DONE: (*ACCOUNT_FIELDS, "amount", "at", "note"), FAILED: ("note",), RETRY: ()}
"""What each answer asks for, whatever the refunds; an account is asked for wherever one may be needed."""


class RefundDialog(FieldsDialog):
    """Asks what became of *dues*; the account must be named where all of them go to one."""

    def __init__(self, verb: Verb, given: Mapping[str, str], dues: Sequence[Entry]) -> None:
        super().__init__(verb, given)
        self._dues = dues

    def on_mount(self) -> None:
        """Only what the likeliest answer needs is asked for."""
        self._follow()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another answer asks for other things."""
        self._follow()

    def _follow(self) -> None:
        form = self.query_one(FieldForm)
        way = form.values.get("way", DONE)
        to_account = [takes_account(due, way) for due in self._dues]
        asked = {*_ASKED[way], *ACCOUNT_FIELDS} if any(to_account) else {*_ASKED[way]}
        about_all = {key for keys in _ASKED.values() for key in keys}
        for key in about_all & {field.key for field in self._verb.fields}:
            form.reveal(key, key in asked)
        form.require(ACCOUNT_FIELDS if to_account and all(to_account) else ())
