"""What the operator's role forbids of the actions: hints and commands tell it before the store refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.words import Word
from orderdesk.screens.masking import Mask

_NEEDS: Final[Mapping[str, str]] = {
    "process_menu": "ready",  # who may do anything to orders may do this
    "tracking": "track",
    "separate": "separate",
    "repeat": "ready",
    **{each: Act.OUTBOX.value for each in ("resend", "relabel", "drop")},
    "import_file": Act.IMPORT.value,
    "export": Act.EXPORT.value,
    "sheets": Act.FORMS.value,
    "undo": Act.UNDO.value,
    "unmask": Act.PERSONAL.value,
    "receive": Act.STOCK.value,
}
"""By the id of an action what it does; the others show something, or ask for it themselves."""


def forbidden(mask: Mask) -> dict[str, Word]:
    """Why not, by the id of an action, as far as it is known what the operator of *mask* may do."""
    message = Refusal.NOT_PERMITTED.message
    return {each: message for each, act in _NEEDS.items() if not mask.may(act)}
