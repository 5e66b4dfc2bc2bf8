"""What is odd about the couriers and numbers of a plan: told beforehand, and no reason to refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from orderdesk.core.domain.parcels import NumberProblem, normalise_number
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking_rules import (
    BadLabel,
    Reason,
    courier_and_user,
    label_words,
    read_label,
    said_of,
    used_with_others,
    user_words,
    users_of,
)
from orderdesk.core.store.dialect import Conn

_Label = tuple[str, str]
"""A courier as it was typed, and a number."""


def number_warnings(conn: Conn, plan: Plan) -> tuple[Word, ...]:
    """What is odd about the numbers that *plan* sets on sections, or on pickups.

    Of several numbers of goods it is counted: a form has told it of each of its rows.
    """
    if plan.action == "pickup":
        return tuple(_of_pickups(conn, _labels(plan)))
    labels = _labels(plan) if plan.action == "track" else ()
    return tuple(_of_goods(conn, labels[0]) if len(labels) == 1 else _of_many(conn, labels))


def _labels(plan: Plan) -> Sequence[_Label]:
    asked = {each: None for row in plan.applying() for each in plan.asked(row)}
    labels = {(each.text("courier"), normalise_number(each.text("number"))): None for each in asked}
    return [label for label in labels if all(label)]


def _of_goods(conn: Conn, label: _Label) -> Iterator[Word]:
    """What is odd about the number that goods get; one that can't be taken was refused before."""
    for reason in _faults(label):
        yield label_words(reason, *label)
    for used in used_with_others(users_of(conn, [label]), [label]).values():
        yield said_of(NumberProblem.OTHER_COURIER, courier_and_user(conn, used))


def _of_many(conn: Conn, labels: Sequence[_Label]) -> Iterator[Word]:
    """How many of the numbers that goods get are odd, by what is odd about them."""
    counted = Counter[Reason](reason for label in labels for reason in _faults(label))
    counted[NumberProblem.OTHER_COURIER] += len(used_with_others(users_of(conn, labels), labels))
    for reason, n in counted.items():
        if n:
            ko, en = reason.message
            yield Word(f"송장번호 {n:,}개: {ko}", f"{many(n, 'number')}: {en}")


def _of_pickups(conn: Conn, labels: Sequence[_Label]) -> Iterator[Word]:
    """What is wrong with the labels of pickups, and which numbers goods were sent with.

    The latter were mostly read off the wrong label. Whoever comes may be no courier that is known here, so
    nothing is refused.
    """
    for label in labels:
        for reason in _faults(label):
            yield _said(label, reason)
    in_use = users_of(conn, labels)
    for label in labels:
        if held := in_use.get(label):
            yield _used(label[1], user_words(conn, held))
    for (_, number), used in used_with_others(in_use, labels).items():
        yield _used(number, courier_and_user(conn, used))


def _faults(label: _Label) -> Iterator[Reason]:
    try:
        yield from read_label(*label).odd
    except BadLabel as bad:
        yield bad.reason


def _said(label: _Label, reason: Reason) -> Word:
    what, (ko, en) = " ".join(label), label_words(reason, *label)
    return Word(f"수거 송장 {what}: {ko}", f"Pickup number {what}: {en}")


def _used(number: str, user: Word) -> Word:
    return Word(
        f"수거 송장 {number}: {user.ko} 섹션의 송장번호와 같습니다. 번호를 확인하세요",
        f"Pickup number {number} is also the number of {user.en}; check it",
    )
