"""Where Popbill answers, whose member the shop is, and what is not known of it for certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RowNames:
    """What the columns of a bank's transactions are called."""

    id: str = "tid"
    at: str = "trdt"
    amount: str = "accIn"
    remarks: tuple[str, ...] = ("remark1", "remark2", "remark3")


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account that Popbill reads: the bank's four-digit code there, and the number's digits."""

    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class PopbillSettings:
    """How Popbill is spoken with as the member with business number *corp*, through the partner *link*.

    `forwarded` is the address that a token is for ("*": any), only where the partner's restriction of
    addresses is off. `days_back`: from when on deposits are told at first; `overlap`: how many days are read
    again each time, since banks book late. `polls` of `poll_wait` seconds are given to a job before it is
    left to the next time. The last four are the likelier of what sources leave open (`UNSURE`): the states
    of a receipt that failed or was cancelled, of a job that is done, and the names of columns.
    """

    corp: str
    link: str
    user: str = ""
    test: bool = False
    base: str = "https://popbill.linkhub.co.kr"
    auth_base: str = "https://auth.linkhub.co.kr"
    forwarded: str = ""
    accounts: tuple[Account, ...] = ()
    days_back: int = 3
    overlap: int = 1
    polls: int = 5
    poll_wait: float = 2.0
    cancelled_states: frozenset[int] = frozenset({400})
    failed_states: frozenset[int] = frozenset({305})
    done_state: int = 3
    names: RowNames = RowNames()


UNSURE: Final = {
    "cancelled_states": "the numbers of stateCode that mean a receipt was cancelled",
    "failed_states": "the numbers of stateCode that mean the tax office took no receipt",
    "done_state": "the number of jobState that means a bank's transactions are there",
    "names": "what the columns of transactions are called, besides trdt and remark1 to remark3",
}
"""Fields of the settings that no source settles."""
