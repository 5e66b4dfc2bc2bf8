"""Deposits that statements and banks told, which payment each was taken for, and who waits for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.store.dialect import Conn, id_list, one_of, one_of_texts, text_list

_ENDED = ", ".join(str(int(kind)) for kind in (EntryKind.PAID, EntryKind.VOID, EntryKind.OVERDUE))

WAITING = (
    f"SELECT orders.id FROM facet JOIN orders ON orders.facet_id = facet.id WHERE facet.n > 0"
    f" AND facet.pay = {int(PaymentState.WAITING)}"
)
ASKED_IN_ADDITION = f"""SELECT DISTINCT asked.order_id FROM entry AS asked
 WHERE asked.kind = {int(EntryKind.REQUEST)} AND asked.extra = 1 AND asked.follows IS NULL AND NOT EXISTS
 (SELECT 1 FROM entry AS ended WHERE ended.order_id = asked.order_id AND ended.follows = asked.n
 AND ended.kind IN ({_ENDED}))"""
USED = f"""SELECT deposit.mark FROM deposit JOIN entry ON entry.order_id = deposit.order_id
 WHERE entry.kind = {int(EntryKind.PAID)} AND entry.at = deposit.at AND entry.amount = deposit.amount AND """
USED_AT = f"""SELECT deposit.mark, deposit.at, deposit.amount, deposit.depositor
 FROM deposit JOIN entry ON entry.order_id = deposit.order_id
 WHERE entry.kind = {int(EntryKind.PAID)} AND entry.at = deposit.at AND entry.amount = deposit.amount AND """
TAKEN = "SELECT mark FROM deposit WHERE "
TOLD = "SELECT mark, account, at, depositor, amount, memo FROM told_deposit WHERE at >= ? ORDER BY at, mark"
TOLD_MARKS = "SELECT mark FROM told_deposit WHERE "
PUT_TOLD = """INSERT INTO told_deposit (mark, account, at, depositor, amount, memo) VALUES (?, ?, ?, ?, ?, ?)
 ON CONFLICT (mark) DO NOTHING"""
FORGET = "DELETE FROM told_deposit WHERE at < ?"
PUT = """INSERT INTO deposit (mark, account, at, depositor, amount, memo, order_id)
 VALUES (?, ?, ?, ?, ?, ?, ?)
 ON CONFLICT (mark) DO UPDATE SET order_id = excluded.order_id"""

_TOLD: Final = "bank:"


def waiting_ids(conn: Conn) -> list[int]:
    """The orders that may wait for a deposit, also those that were asked for more after they had paid."""
    found = dict.fromkeys(row[0] for row in conn.execute(WAITING))
    found.update(dict.fromkeys(row[0] for row in conn.execute(ASKED_IN_ADDITION)))
    return sorted(found)


def used_marks(conn: Conn, marks: Iterable[str]) -> frozenset[str]:
    """Those of *marks* that a payment stands for; a deposit whose payment was taken back is free again."""
    rows = conn.execute(USED + one_of_texts(conn, "deposit.mark"), (text_list(conn, marks),))
    return frozenset(row[0] for row in rows)


def put_deposits(conn: Conn, taken: Mapping[Deposit, int]) -> None:
    """Keep for which order each deposit is *taken*; only under the gate."""
    for deposit, order_id in taken.items():
        conn.execute(PUT, (*deposit, order_id))


def used_elsewhere(conn: Conn, deposits: Collection[Deposit]) -> frozenset[str]:
    """The marks of those of *deposits* that a payment stands for under another mark.

    What a bank's file and the connected bank both tell is one deposit: same second, amount and depositor.
    """
    rows = conn.execute(USED_AT + one_of(conn, "deposit.at"), (id_list(conn, {d.at for d in deposits}),))
    used: dict[tuple[int, int, str], set[str]] = {}
    for mark, at, amount, depositor in rows:
        used.setdefault((at, amount, depositor), set()).add(mark)
    return frozenset(
        each.mark
        for each in deposits
        if any(
            is_told(mark) != is_told(each.mark)
            for mark in used.get((each.at, each.amount, each.depositor), ())
        )
    )


def taken_marks(conn: Conn, marks: Iterable[str]) -> frozenset[str]:
    """Those of *marks* that were taken for an order once, whether its payment stands or was taken back."""
    rows = conn.execute(TAKEN + one_of_texts(conn, "mark"), (text_list(conn, marks),))
    return frozenset(row[0] for row in rows)


def told_mark(account: str, transaction: str) -> str:
    """The mark of what the connected bank told: its own number of it, and to which account."""
    return f"{_TOLD}{account}:{transaction}"


def is_told(mark: str) -> bool:
    """Whether *mark* is of a deposit that the connected bank told, not a file."""
    return mark.startswith(_TOLD)


def told_deposits(conn: Conn, since: int) -> list[Deposit]:
    """What the connected bank told of the time from *since* (UTC s) on, the oldest first."""
    return [Deposit(*row) for row in conn.execute(TOLD, (since,))]


def put_told(conn: Conn, deposits: Collection[Deposit], before: int) -> int:
    """Keep what the connected bank told, and forget what it told of the time *before*; how many are new."""
    marks = {each.mark for each in deposits}
    rows = conn.execute(TOLD_MARKS + one_of_texts(conn, "mark"), (text_list(conn, marks),))
    known = {row[0] for row in rows}
    for deposit in deposits:
        conn.execute(PUT_TOLD, tuple(deposit))
    conn.execute(FORGET, (before,))
    return len(marks - known)
