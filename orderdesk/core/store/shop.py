"""Small tables of the shop: tabs, bank accounts and intents for channels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of

WAITING, CLAIMED, DONE, REFUSED = range(4)
"""States of an intent in the outbox."""

TABS = "SELECT id, name, conditions FROM tab ORDER BY position, id"
ACCOUNTS = "SELECT id, bank, number, holder FROM bank_account ORDER BY id"


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


def add_intents(conn: Conn, rows: Iterable[tuple[int, int | None, int, str]]) -> None:
    """Put intents of (order, job, at, intent as JSON) into the outbox, waiting."""
    first = next_id(conn, "outbox")
    numbered = [(first + n, order, job, WAITING, at, intent) for n, (order, job, at, intent) in enumerate(rows)]
    conn.insert("outbox", ("id", "order_id", "job_id", "state", "at", "intent"), numbered)


def withdraw_intents(conn: Conn, job: int, order_ids: Iterable[int]) -> frozenset[int]:
    """Delete what a job still waits to tell about orders; returns the orders that were told already."""
    ids = id_list(conn, order_ids)
    among = one_of(conn, "order_id")
    sql = f"SELECT DISTINCT order_id FROM outbox WHERE {among} AND job_id = ? AND state IN ({CLAIMED}, {DONE})"
    told = frozenset(row[0] for row in conn.execute(sql, (ids, job)))
    conn.execute(f"DELETE FROM outbox WHERE {among} AND job_id = ? AND state = {WAITING}", (ids, job))
    return told
