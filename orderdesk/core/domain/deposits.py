"""Which deposit pays which order: amount, depositor and date, with the reason, and never a guess.

A deposit that fits one order alone, by amount and name, is sure. Where two orders or two deposits fit each
other equally well, people decide; so they do where only the amount or only the name fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from orderdesk.core.domain.text import digits, nfc
from orderdesk.core.domain.words import Word

LATE_SECONDS: Final = 7 * 24 * 3600
"""How long after its deadline a deposit may still come for an order, seconds."""

EARLY_SECONDS: Final = 3600
"""How much earlier than the order the bank's clock may say that the money came, seconds."""

_SHORTEST: Final = 2
"""How many syllables of a name say something: banks cut names off."""

_TAIL: Final = 4
"""How many last digits of a phone or order number people write behind their name."""

_BESIDES: Final = re.compile(r"[\s()\[\]·.,_/-]+")


class Deposit(NamedTuple):
    """Money that came: `mark` tells it from every other, `at` is UTC seconds, `amount` won."""

    mark: str
    account: str
    at: int
    depositor: str
    amount: int
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for a deposit of `due` won; `names` may pay, whose phones end in `phones`."""

    order_id: int
    number: str
    due: int
    names: tuple[str, ...]
    phones: tuple[str, ...]
    asked_at: int
    due_at: int | None = None


class Why(Enum):
    """How well a deposit and an order fit, best first."""

    NAME = Word("금액과 이름이 같음", "amount and name agree")
    DIGITS = Word("금액이 같고, 적힌 숫자가 연락처·주문번호 끝과 같음", "amount and last digits agree")
    PART = Word("금액이 같고, 이름의 일부가 같음", "amount and part of the name agree")
    AMOUNT = Word("금액만 같음", "only the amount agrees")
    LATE = Word("금액과 이름이 같지만 기한이 오래 지남", "amount and name agree, but long overdue")
    OTHER_AMOUNT = Word("이름은 같지만 금액이 다름", "the name agrees, the amount does not")

    @property
    def words(self) -> Word:
        """The reason as people read it."""
        return self.value


_RANK: Final = {why: rank for rank, why in enumerate(Why)}
_TELLING: Final = frozenset({Why.NAME, Why.DIGITS, Why.PART})
"""Reasons that say who paid."""


class Standing(Enum):
    """What becomes of a deposit."""

    SURE = Word("확실", "sure")
    UNSURE = Word("확인 필요", "to be checked")
    UNKNOWN = Word("맞는 주문 없음", "no order fits")
    USED = Word("이미 쓴 입금", "used already")


class Candidate(NamedTuple):
    """An order that a deposit may be for, and why."""

    order: Waiting
    why: Why


@dataclass(frozen=True, slots=True)
class Proposal:
    """A deposit, what becomes of it, and the orders it may be for, the likeliest first."""

    deposit: Deposit
    standing: Standing
    candidates: tuple[Candidate, ...] = ()

    @property
    def order(self) -> Waiting | None:
        """The order that the deposit is surely for."""
        return self.candidates[0].order if self.standing is Standing.SURE else None


def propose(
    deposits: Sequence[Deposit], waiting: Iterable[Waiting], used: frozenset[str] = frozenset()
) -> tuple[Proposal, ...]:
    """What each of *deposits* may pay; those whose marks are *used* are not looked at again."""
    orders = _Orders(waiting)
    found = {d.mark: () if d.mark in used else orders.candidates(d) for d in deposits}
    claims: dict[int, list[int]] = {}
    for fits in found.values():
        for best in _best(fits):
            claims.setdefault(best.order.order_id, []).append(_RANK[best.why])
    return tuple(_proposal(d, found[d.mark], claims, d.mark in used) for d in deposits)


def _proposal(
    deposit: Deposit, fits: tuple[Candidate, ...], claims: Mapping[int, Sequence[int]], used: bool
) -> Proposal:
    """*claims* are, by order, how good the reasons are that deposits have for being meant for it."""
    if used:
        return Proposal(deposit, Standing.USED)
    if not fits:
        return Proposal(deposit, Standing.UNKNOWN)
    best = _best(fits)
    alone = len(best) == 1 and _wins(_RANK[best[0].why], claims[best[0].order.order_id])
    return Proposal(deposit, Standing.SURE if alone else Standing.UNSURE, fits)


def _wins(rank: int, claims: Sequence[int]) -> bool:
    return rank == min(claims) and claims.count(rank) == 1


def _best(fits: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that say who paid, as well as the best of them does."""
    return [each for each in fits if each.why in _TELLING and each.why is fits[0].why]


class _Orders:
    """Waiting orders, found by what they wait for and by whom."""

    def __init__(self, waiting: Iterable[Waiting]) -> None:
        self._by_amount: dict[int, list[Waiting]] = {}
        self._by_name: dict[str, list[Waiting]] = {}
        for order in waiting:
            self._by_amount.setdefault(order.due, []).append(order)
            for name in set(map(plain_name, order.names)) - {""}:
                self._by_name.setdefault(name, []).append(order)

    def candidates(self, deposit: Deposit) -> tuple[Candidate, ...]:
        """The orders that *deposit* may be for, the likeliest first, of equals the oldest."""
        found = [Candidate(o, _why(deposit, o)) for o in self._by_amount.get(deposit.amount, ())]
        named = (order for name in _names(deposit) for order in self._by_name.get(name, ()))
        found += (Candidate(o, Why.OTHER_AMOUNT) for o in named if o.due != deposit.amount)
        found = [each for each in found if deposit.at >= each.order.asked_at - EARLY_SECONDS]
        return tuple(sorted(found, key=lambda each: (_RANK[each.why], each.order.asked_at)))


def plain_name(name: str) -> str:
    """*name* as names are compared: NFC, lower case, without blanks and signs."""
    return _BESIDES.sub("", nfc(name)).casefold()


def _names(deposit: Deposit) -> dict[str, None]:
    """Who may be meant by what the bank says: as it is, and without the digits that people add to it."""
    name = plain_name(deposit.depositor)
    bare = "".join(char for char in name if not char.isdecimal())
    return dict.fromkeys(each for each in (name, bare) if each)


def _why(deposit: Deposit, order: Waiting) -> Why:
    """Why an order that waits for this very amount may be meant."""
    said, names = _names(deposit), [plain_name(each) for each in order.names]
    last = order.due_at if order.due_at is not None else order.asked_at
    if any(name in names for name in said):
        return Why.NAME if deposit.at <= last + LATE_SECONDS else Why.LATE
    if _tails(deposit) & _own_tails(order):
        return Why.DIGITS
    part = any(_cut_off(one, other) for one in said for other in names)
    return Why.PART if part else Why.AMOUNT


def _cut_off(one: str, other: str) -> bool:
    """Whether one name begins the other; banks cut names off, people add to them."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)


def _tails(deposit: Deposit) -> set[str]:
    return {found for text in (deposit.depositor, deposit.memo) for found in _runs(text)}


def _runs(text: str) -> Iterable[str]:
    for run in re.findall(r"\d+", nfc(text)):
        if len(run) >= _TAIL:
            yield digits(run)[-_TAIL:]


def _own_tails(order: Waiting) -> set[str]:
    return {digits(text)[-_TAIL:] for text in (order.number, *order.phones) if len(digits(text)) >= _TAIL}
