"""What is odd about the couriers and numbers of pickups: told beforehand, and no reason to refuse."""

from __future__ import annotations

from collections.abc import Iterator

from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.words import Word
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking_rules import BadLabel, Reason, read_label, used_elsewhere, user_words
from orderdesk.core.store.dialect import Conn

_Label = tuple[str, str]
"""A courier as it was typed, and a number."""


def pickup_warnings(conn: Conn, plan: Plan) -> tuple[Word, ...]:
    """What is wrong with the labels of *plan*'s pickups, and which numbers goods were sent with.

    The latter were mostly read off the wrong label. Whoever comes may be no courier that is known here, so
    nothing is refused.
    """
    if plan.action != "pickup":
        return ()
    asked = {each: None for row in plan.applying() for each in plan.asked(row)}
    labels = [(each.text("courier"), normalise_number(each.text("number"))) for each in asked]
    labels = [label for label in labels if all(label)]
    odd = [_said(label, reason) for label in labels for reason in _faults(label)]
    used = used_elsewhere(conn, labels)
    return *odd, *(_used(number, user_words(conn, held)) for (_, number), held in used.items())


def _faults(label: _Label) -> Iterator[Reason]:
    try:
        yield from read_label(*label).odd
    except BadLabel as bad:
        yield bad.reason


def _said(label: _Label, reason: Reason) -> Word:
    what, (ko, en) = " ".join(label), reason.message
    return Word(f"수거 송장 {what}: {ko}", f"Pickup number {what}: {en}")


def _used(number: str, user: Word) -> Word:
    return Word(
        f"수거 송장 {number}: {user.ko} 섹션의 송장번호와 같습니다. 번호를 확인하세요",
        f"Pickup number {number} is also the number of {user.en}; check it",
    )
