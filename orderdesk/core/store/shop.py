"""Small tables of the shop: tabs, bank accounts and preferences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orderdesk.core.store.dialect import Conn, next_id

TABS = "SELECT id, name, conditions FROM tab ORDER BY position, id"
ACCOUNTS = "SELECT id, bank, number, holder FROM bank_account ORDER BY id"
PREFERENCE = "SELECT body FROM preference WHERE owner = ? AND name = ?"
PUT_PREFERENCE = """INSERT INTO preference (owner, name, body) VALUES (?, ?, ?)
 ON CONFLICT (owner, name) DO UPDATE SET body = excluded.body"""


class Tab(NamedTuple):
    """A saved tab; `conditions` is JSON."""

    id: int
    name: str
    conditions: str


class BankAccount(NamedTuple):
    """An account that deposits come to."""

    id: int
    bank: str
    number: str
    holder: str


def tabs(conn: Conn) -> list[Tab]:
    """The saved tabs in their order."""
    return [Tab(*row) for row in conn.execute(TABS)]


def put_tabs(conn: Conn, rows: Iterable[tuple[str, str]]) -> None:
    """Replace all tabs by *rows* of (name, conditions as JSON), in that order."""
    conn.execute("DELETE FROM tab")
    numbered = [(n, n, name, conditions) for n, (name, conditions) in enumerate(rows, 1)]
    conn.insert("tab", ("id", "position", "name", "conditions"), numbered)


def bank_accounts(conn: Conn) -> list[BankAccount]:
    """The registered bank accounts."""
    return [BankAccount(*row) for row in conn.execute(ACCOUNTS)]


def add_bank_account(conn: Conn, bank: str, number: str, holder: str) -> BankAccount:
    """Register an account."""
    account = BankAccount(next_id(conn, "bank_account"), bank, number, holder)
    conn.insert("bank_account", BankAccount._fields, [account])
    return account


def remove_bank_account(conn: Conn, number: str) -> None:
    """Forget the account *number*."""
    conn.execute("DELETE FROM bank_account WHERE number = ?", (number,))


def preference(conn: Conn, owner: str, name: str) -> str | None:
    """The preference that *owner* ("" is the whole shop) has under *name*, None when there is none."""
    row = conn.execute(PREFERENCE, (owner, name)).fetchone()
    return str(row[0]) if row else None


def put_preference(conn: Conn, owner: str, name: str, body: str) -> None:
    """Keep *body*, JSON, as the preference that *owner* has under *name*."""
    conn.execute(PUT_PREFERENCE, (owner, name, body))
