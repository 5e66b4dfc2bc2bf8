"""The shop's bank accounts, and whether buyers may pay into them; each is a setting of its own.

Confirming a payment by hand needs an account, also while paying by bank transfer is switched off: what was
asked for before may still come.
"""

from __future__ import annotations

import json
from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.services.receipt_settings import mode_of
from orderdesk.core.store.connections import connected_channels, systems
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import BankAccount, bank_accounts

_TRANSFER: Final = "bank-transfer"
_INCOMPLETE: Final = Word("은행, 계좌번호, 예금주를 모두 적으세요", "Give bank, number and holder")
_KNOWN: Final = Word("이미 등록한 계좌번호입니다", "This account is registered already")
_UNKNOWN: Final = Word("등록되지 않은 계좌번호입니다", "No such account is registered")


class AccountRefused(Exception):
    """An account can't be registered or removed; `word` says why."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


def shop_of(conn: Conn) -> Shop:
    """What the rules need to know of the shop."""
    outside, courier = "toss" in systems(conn), bool(checked_contracts(conn))
    return Shop(bool(bank_accounts(conn)), mode_of(conn), outside, connected_channels(conn), courier)


def register_account(store: Store, actor: Actor, now: int, account: tuple[str, str, str]) -> BankAccount:
    """Register an account given as (bank, number, holder). AccountRefused when it is known or incomplete."""
    bank, number, holder = map(clean, account)
    if not (bank and number and holder):
        raise AccountRefused(_INCOMPLETE)
    with store.unit(actor, now) as unit:
        if _named(unit.conn, number):
            raise AccountRefused(_KNOWN)
        return unit.add_bank_account(bank, number, holder)


def remove_account(store: Store, actor: Actor, now: int, number: str) -> None:
    """Forget the account *number*; payments keep the text that they were confirmed with. AccountRefused."""
    with store.unit(actor, now) as unit:
        if not _named(unit.conn, clean(number)):
            raise AccountRefused(_UNKNOWN)
        unit.remove_bank_account(clean(number))


def _named(conn: Conn, number: str) -> bool:
    return any(account.number == number for account in bank_accounts(conn))


def takes_transfers(conn: Conn) -> bool:
    """Whether new orders may be paid by bank transfer; they may until that is switched off."""
    text = read_preference(conn, SHOP, _TRANSFER)
    return text is None or bool(json.loads(text))


def switch_transfers(store: Store, actor: Actor, now: int, on: bool) -> None:
    """Let new orders be paid by bank transfer, or not."""
    save_preference(store, actor, now, SHOP, _TRANSFER, json.dumps(on))
