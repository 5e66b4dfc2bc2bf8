"""What a tracking number and its courier must be, whoever brings them: typed, scanned, file or API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.parcels import (
    Courier,
    NumberProblem,
    check_number,
    find_courier,
    length_words,
    normalise_number,
)
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SECTION_WORDS, UNDISPATCHED_STATES
from orderdesk.core.domain.words import Word
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.reference import couriers
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.parcels import Holder, holders

Reason = Refusal | NumberProblem | RowTrouble
"""Why a row is not taken, or what is odd about it; all have code, message and advice."""


COURIER_PROBLEMS = frozenset(
    {NumberProblem.COURIER_MISSING, NumberProblem.COURIER_UNKNOWN, NumberProblem.COURIER_AMBIGUOUS}
)
"""What is wrong with the courier of a label, not with its number."""


class Label(NamedTuple):
    """A courier's name and a number, as they are stored, with what is only odd about them."""

    courier: str
    number: str
    odd: tuple[Reason, ...] = ()


class BadLabel(Exception):
    """A courier or number can't be taken, for a reason; `text` is what was given."""

    def __init__(self, reason: Reason, text: str = "") -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.text = text


def read_label(courier: str, number: str, default: str = "", strict_lotte: bool = False) -> Label:
    """The label that *courier* and *number* mean; *default* is used for a blank courier. BadLabel if none."""
    found = courier_named(courier.strip() or default)
    cleaned = normalise_number(number)
    problems = check_number(found, cleaned, strict_lotte)
    for problem in problems:
        if problem.blocks:
            raise BadLabel(problem.kind, number)
    return Label(found.name, cleaned, tuple(problem.kind for problem in problems))


def courier_named(courier: str) -> Courier:
    """The courier that is called so. BadLabel if none."""
    found = courier_called(courier)
    if not isinstance(found, Courier):
        raise BadLabel(found, courier)
    return found


@lru_cache(maxsize=1024)
def courier_called(courier: str) -> Courier | NumberProblem:
    """The courier that is called so, or why there is none; a file names the same few in every row."""
    return find_courier(couriers(), courier)


def with_courier(request: Request) -> Request:
    """*request* with the courier's own name for an alias ("CJ"); an unknown one stays as it was typed."""
    found = courier_called(request.text("courier"))
    if not isinstance(found, Courier):
        return request
    values = (("courier", found.name) if key == "courier" else (key, value) for key, value in request.values)
    return replace(request, values=tuple(values))


def advice_on(reason: Reason) -> Word:
    """What to do about *reason*; where a courier is not known, with the names that are."""
    if reason not in (NumberProblem.COURIER_UNKNOWN, Refusal.COURIER_UNKNOWN):
        return reason.advice
    names = ", ".join(courier_names())
    return Word(f"{reason.advice.ko} ({names})", f"{reason.advice.en} ({names})")


def label_words(reason: Reason, courier: str, number: str) -> Word:
    """What *reason* says of a label; of an odd length, how long it is and should be."""
    found = courier_called(courier)
    if reason is NumberProblem.ODD_LENGTH and isinstance(found, Courier):
        return length_words(found, number)
    return reason.message


def courier_names() -> tuple[str, ...]:
    """The couriers that can be named, in the order of the list."""
    return tuple(courier.name for courier in couriers())


def user_words(conn: Conn, held: Sequence[Holder]) -> Word:
    """Which section uses a number, and how far it is: of those that *held* it one that has left, if any."""
    first = min(held, key=lambda one: (one.state in UNDISPATCHED_STATES, one.order_id, one.section))
    number, state = numbers_of(conn, [first.order_id])[first.order_id], SECTION_WORDS[first.state]
    name = section_number(number, first.section)
    return Word(f"{name} {state.ko}", f"{name} {state.en}")


def said_of(reason: Reason, user: Word) -> Word:
    """What *reason* says of a number, and who its *user* is."""
    return Word(f"{reason.message.ko} ({user.ko})", f"{reason.message.en} ({user.en})")


InUse = Mapping[tuple[str, str], Sequence[Holder]]
"""By courier and number the live sections that use it."""


def used_elsewhere(
    conn: Conn, labels: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], Sequence[Holder]]:
    """For each (courier, number) that is in use, the live sections that carry it."""
    wanted = set(labels)
    return {label: held for label, held in users_of(conn, wanted).items() if label in wanted}


def users_of(conn: Conn, labels: Iterable[tuple[str, str]]) -> InUse:
    """The live sections that use the numbers of *labels*, with these couriers or with others."""
    return holders(conn, sorted({number for _, number in labels}))


def used_with_others(
    in_use: InUse, labels: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], Sequence[tuple[str, Holder]]]:
    """For each (courier, number) whose number is *in_use* with other couriers, these with the sections."""
    found: dict[str, list[tuple[str, Holder]]] = {}
    for (courier, number), held in in_use.items():
        found.setdefault(number, []).extend((courier, one) for one in held)
    return {
        (courier, number): others
        for courier, number in labels
        if (others := [each for each in found.get(number, ()) if each[0] != courier])
    }


def courier_and_user(conn: Conn, used: Sequence[tuple[str, Holder]]) -> Word:
    """The first courier of *used*, which section uses a number with it, and how far that is."""
    courier = used[0][0]
    user = user_words(conn, [one for name, one in used if name == courier])
    return Word(f"{courier} {user.ko}", f"{courier} {user.en}")
