"""Copying a whole store into another, of either engine, row by row, and comparing what came over.

All of it is one transaction of the target, so a copy that fails or is killed leaves the target as empty as it
was. The source is read in one snapshot and never written to. Numbers of rows are given by this program, not
by the engine, so there are no sequences to set; the search keys are made anew, for each engine has its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core.domain.words import Word, many
from orderdesk.core.store import search
from orderdesk.core.store.bulk import drop_indexes
from orderdesk.core.store.dialect import Conn, Row, quoted, scalar
from orderdesk.core.store.events import verify_chain
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.verify import order_ids

if TYPE_CHECKING:
    from sqlalchemy import Table

    from orderdesk.core.store.engine import Store

SLICE = 5000
"""Rows that are read and written at once."""

_BEGUN_WITH = frozenset({"tab", "bank_account", "actor", "preference"})
"""Tables that a store has rows in before anybody has worked with it; they are replaced."""


class Copied(NamedTuple):
    """One table that came over: its rows and the digest that both sides agree on."""

    table: str
    rows: int
    digest: str


def copy_store(
    source: Store, target: Store, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Copied]:
    """Copy everything in *source* into *target*, and compare; the tables with their digests.

    `progress` is told the rows done, those read back included, and all of them. StoreProblem when the target
    holds anything but what a new store begins with, when the source's history is broken, or when what the
    target then holds is not the same; in each case the target is as before.
    """
    with source.reader() as old, target.writer() as new:
        _refuse_filled(new, target.where)
        if next(verify_chain(old), None) is not None:
            raise _broken(source.where)
        tables = whole_tables()
        tally = _Tally(2 * sum(scalar(old, f"SELECT COUNT(*) FROM {each.name}") for each in tables), progress)
        target.backend.relax(new)  # inside a transaction the engine still checks that what rows name is there
        indexes = drop_indexes(new)
        for each in reversed(tables):
            new.execute(f"DELETE FROM {each.name}")
        told = [_copy(old, new, each, tally) for each in tables]
        _write_search(new)
        target.backend.settle(new)
        for sql in indexes:
            new.execute(sql)
        target.checkpoint("copied")
        _compare(new, tables, told, tally, target.where)
    with target.connection() as conn:
        target.backend.optimize(conn)
    return told


def whole_tables() -> list[Table]:
    """Every table but the search's, each after those that it refers to."""
    from sqlmodel import SQLModel  # deferred: only a copy needs the declared schema

    from orderdesk.core.store import tables  # noqa: F401  # declares them

    return list(SQLModel.metadata.sorted_tables)


def _refuse_filled(conn: Conn, where: str) -> None:
    filled = [
        each.name
        for each in whole_tables()
        if each.name not in _BEGUN_WITH and conn.execute(f"SELECT 1 FROM {each.name} LIMIT 1").fetchone()
    ]
    if filled:
        names = ", ".join(filled)
        raise StoreProblem(
            "store-filled",
            Word(
                f"받는 저장소가 비어 있지 않습니다({names}). 새 주소를 지정하세요.",
                f"The store to copy into is not empty ({names}); name a new one.",
            ),
            where,
        )


class _Tally:
    """How many rows are done, told after every slice."""

    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self._done = 0
        self._total = total
        self._progress = progress

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._total)


def _copy(old: Conn, new: Conn, table: Table, tally: _Tally) -> Copied:
    columns = [column.name for column in table.columns]
    digest = hashlib.sha256()
    count = 0
    for rows in slices(old, table):
        new.insert(table.name, columns, rows)
        count += len(rows)
        _digest(digest, rows)
        tally.add(len(rows))
    return Copied(table.name, count, digest.hexdigest())


def slices(conn: Conn, table: Table) -> Iterator[list[Row]]:
    """All rows of *table* in the order of its key, bytes by bytes where it is text, some at a time."""
    columns = [column.name for column in table.columns]
    places = [columns.index(column.name) for column in table.primary_key.columns]
    bytewise = ' COLLATE "C"' if conn.engine == "postgresql" else ""
    key = ", ".join(
        f'"{column.name}"{bytewise if column.type.python_type is str else ""}'
        for column in table.primary_key.columns
    )
    marks = ", ".join("?" * len(places))
    begin = f"SELECT {quoted(columns)} FROM {table.name}"
    rows = conn.execute(f"{begin} ORDER BY {key} LIMIT {SLICE}").fetchall()
    while rows:
        yield rows
        last = tuple(rows[-1][place] for place in places)
        after = f"{begin} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT {SLICE}"
        rows = conn.execute(after, last).fetchall()


def _digest(digest: hashlib._Hash, rows: Sequence[Row]) -> None:
    """Add *rows* to *digest*: numbers, texts, bytes and nothing are told apart."""
    digest.update("".join(f"{tuple(row)!r}\n" for row in rows).encode("utf-8", "surrogatepass"))


def _write_search(conn: Conn) -> None:
    for ids in order_ids(conn, SLICE):
        search.write_keys(conn, [(order.id, search.keys(order)) for order in load_orders(conn, ids)])


def _compare(conn: Conn, tables: Sequence[Table], told: Sequence[Copied], tally: _Tally, where: str) -> None:
    """StoreProblem names the first table that is not as it was read."""
    for table, wanted in zip(tables, told, strict=True):
        digest = hashlib.sha256()
        count = 0
        for rows in slices(conn, table):
            count += len(rows)
            _digest(digest, rows)
            tally.add(len(rows))
        if (count, digest.hexdigest()) != (wanted.rows, wanted.digest):
            raise StoreProblem(
                "copy-differs",
                Word(
                    f"옮긴 내용이 다릅니다: {table.name} {wanted.rows:,}행 → {count:,}행. "
                    "아무것도 옮기지 않았습니다. 다시 하고, 또 그러면 알려 주세요.",
                    f"What came over differs: {table.name}, {many(wanted.rows, 'row')} → {count:,}. "
                    "Nothing was kept; try again, and report it if it happens again.",
                ),
                where,
            )
    if next(verify_chain(conn), None) is not None:
        raise _broken(where)


def _broken(where: str) -> StoreProblem:
    return StoreProblem(
        "history-broken",
        Word(
            "기록의 사슬이 끊겨 있습니다. verify 로 확인하고 백업으로 되돌린 뒤 다시 하세요.",
            "The chain of the history is broken; look with verify, go back to a backup, then try again.",
        ),
        where,
    )
