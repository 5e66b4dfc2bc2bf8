"""The seam between SQLite and PostgreSQL: everything in which their SQL or drivers differ.

SQL in the store is written with `?` for values. A `Conn` runs it on either engine; where the engines need
different words, `Dialect` has a name for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from orderdesk.core.store.problems import StoreProblem

Engine = Literal["sqlite", "postgresql"]

BUSY_SECONDS = 5
"""Seconds that a writer waits for the others at most; then people are told who is in the way.

A job that has begun waits on, as long as it is wanted.
"""

BUSY_CODE = "store-busy"
"""What a StoreProblem is called when others write for longer than that."""

Row = Sequence[Any]
Driver = Any
"""A driver's connection; pysqlite3 has no types, psycopg is an optional extra."""


class Cursor(Protocol):
    """The rows that a statement answers with, as DB-API has them."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def fetchone(self) -> Row | None:
        """The next row; None after the last."""

    def fetchmany(self, size: int) -> list[Row]:
        """The next *size* rows."""

    def fetchall(self) -> list[Row]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Row]: ...


class Conn(Protocol):
    """A connection inside one transaction; statements use `?` for values."""

    @property
    def engine(self) -> Engine:
        """Which engine is spoken to."""

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, rows: Sequence[Row]) -> int:
        """Run one statement per row; how many rows of tables it touched."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add *rows* to *table*, by the fastest way that the engine has."""


class Session(Conn, Protocol):
    """A connection with its life: what a backend makes."""

    @property
    def raw(self) -> Driver:
        """The driver's own connection."""

    @property
    def read_only(self) -> bool:
        """Whether it can't write, because that is not allowed just now; such a connection is not kept."""

    def close(self) -> None:
        """End it."""


class Backend(Protocol):
    """One store's place, and how it is connected to and locked; one class an engine."""

    @property
    def engine(self) -> Engine:
        """Which engine it is."""

    @property
    def where(self) -> str:
        """The file or address, for people."""

    @property
    def read_only(self) -> bool:
        """Whether the store may be looked at and not be written to, as things stand."""

    def exists(self) -> bool:
        """Whether there may be a store; False only where connecting would make the place for one."""

    def problem(self, error: BaseException) -> StoreProblem | None:
        """What *error* of the engine means to people; None for faults of this program, and for all others."""

    def is_engines(self, error: BaseException) -> bool:
        """Whether *error* comes from the engine or its driver."""

    def connect(self) -> Session:
        """A new connection, outside of any transaction; StoreProblem when there is none to be had."""

    def has_beside(self) -> bool:
        """Whether there may be something to `connect_beside`."""

    def connect_beside(self, table: str) -> Session:
        """A new connection to what is told beside the store, with its *table* (`{}`: the kind of table)."""

    def is_alive(self, conn: Session) -> bool:
        """Whether *conn*, which is idle, can still be used."""

    def gate(self, conn: Conn, wait: float = BUSY_SECONDS) -> AbstractContextManager[None]:
        """Begin the one write transaction of the store; others wait, *wait* seconds at most."""

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Call *heard* soon after somebody wrote, in another thread, where the engine tells; what ends it."""

    def begin_read(self, conn: Conn) -> None:
        """Begin a read snapshot."""

    def interrupt(self, conn: Session) -> None:
        """End the statement that another thread runs on *conn*; it fails there."""

    def try_lock(self, name: str) -> AbstractContextManager[bool]:
        """Hold the lock *name* while a block runs; the value says whether it was free. It leaves nothing."""

    def backup_to(self, path: Path) -> None:
        """A consistent copy in *path*, where the engine can."""

    def replace_by(self, path: Path) -> None:
        """Put the content of the store file at *path* in the place of this store's, where the engine can."""

    def relax(self, conn: Conn) -> None:
        """Prepare for a bulk load."""

    def settle(self, conn: Conn) -> None:
        """After the rows of a bulk load, before its indexes."""

    def optimize(self, conn: Conn) -> None:
        """After a bulk load."""

    def close(self) -> None:
        """Give back what was kept for the next call; called when the store is closed."""


def scalar(conn: Conn, sql: str, params: Row = ()) -> int:
    """The one number that a statement answers with."""
    row = conn.execute(sql, params).fetchone()
    return int(row[0]) if row else 0


@lru_cache(maxsize=2048)
def numbered(sql: str) -> str:
    """*sql* with the placeholders of psycopg."""
    return sql.replace("%", "%%").replace("?", "%s")


def quoted(columns: Iterable[str]) -> str:
    """*columns* as a list of quoted identifiers."""
    return ", ".join(f'"{column}"' for column in columns)


@lru_cache(maxsize=512)
def insert_sql(table: str, columns: tuple[str, ...], fixed: tuple[tuple[str, str], ...] = ()) -> str:
    """An INSERT of one row: a placeholder for each of *columns*, and of the *fixed* ones the SQL."""
    names = quoted((*columns, *(name for name, _ in fixed)))
    marks = ", ".join((*("?" * len(columns)), *(sql for _, sql in fixed)))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"


class Own(NamedTuple):
    """A text of each row's own, which stands in place of *mark* in what the rows have in *column*."""

    column: str
    mark: str
    texts: Sequence[str]


def insert_same(
    conn: Conn,
    table: str,
    column: str,
    values: Sequence[int],
    same: Mapping[str, Any],
    ids: Sequence[int] = (),
    own: Own | None = None,
) -> None:
    """Add a row to *table* for each of the *values* of *column*, with the *same* in the other columns.

    With *ids*, which go up, each row has one; with *own* a text of its own within one of the other columns.
    """
    if conn.engine == "sqlite":
        _insert_same_sqlite(conn, table, column, values, same, ids, own)
        return
    columns, rows = (column, *same), [(value, *same.values()) for value in values]
    if own:
        at = columns.index(own.column)
        rows = [
            (*row[:at], row[at].replace(own.mark, text), *row[at + 1 :])
            for row, text in zip(rows, own.texts, strict=True)
        ]
    if ids:
        columns, rows = ("id", *columns), [(n, *row) for n, row in zip(ids, rows, strict=True)]
    conn.insert(table, columns, rows)


def _insert_same_sqlite(
    conn: Conn,
    table: str,
    column: str,
    values: Sequence[int],
    same: Mapping[str, Any],
    ids: Sequence[int],
    own: Own | None,
) -> None:
    """One statement that reads a JSON array: a row costs a third of what a statement of its own costs."""
    step = ids[1] - ids[0] if len(ids) > 1 else 1
    even = bool(ids) and list(ids) == list(range(ids[0], ids[-1] + 1, step))
    told: list[Sequence[Any]] = [values]
    counting = "even" if even else ""
    if ids and not even:
        counting = f"->> {len(told)}"
        told.append(ids)
    if own:
        told.append(own.texts)
    sql = _insert_same_sql(table, column, tuple(same), own.column if own else "", counting, len(told))
    params: list[Any] = [ids[0], step] if even else []
    for name, value in same.items():
        params += (value, own.mark) if own and name == own.column else (value,)
    rows = values if len(told) == 1 else list(zip(*told, strict=True))
    conn.execute(sql, (*params, json.dumps(rows)))


@lru_cache(maxsize=64)
def _insert_same_sql(
    table: str, column: str, same: tuple[str, ...], own: str, counting: str, told: int
) -> str:
    """For SQLite; its values are first number and step where they are *counting* evenly, those of *same*, the
    mark behind that of *own*, and a JSON array, of arrays where more than one thing is *told* of a row.
    """
    picked = [f"replace(?, ?, value ->> {told - 1})" if name == own else "?" for name in same]
    columns = [*same, column]
    picked.append("value" if told == 1 else "value ->> 0")
    if counting:
        columns.insert(0, "id")
        picked.insert(0, "? + key * ?" if counting == "even" else f"value {counting}")
    return f"INSERT INTO {table} ({quoted(columns)}) SELECT {', '.join(picked)} FROM json_each(?)"


def one_of(conn: Conn, column: str) -> str:
    """A condition that *column* is among the numbers of one placeholder; see `id_list`.

    Both forms drive the big table through its index from the list, whatever the statistics say.
    """
    if conn.engine == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(?))"
    return f"{column} = ANY(?::bigint[])"


def one_of_texts(conn: Conn, column: str) -> str:
    """A condition that *column* is among the texts of one placeholder; see `text_list`."""
    if conn.engine == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(?))"
    return f"{column} = ANY(?::text[])"


def id_list(conn: Conn, ids: Iterable[int]) -> str | list[int]:
    """The value for the placeholder of `one_of`."""
    return json.dumps(list(ids)) if conn.engine == "sqlite" else list(ids)


def text_list(conn: Conn, texts: Iterable[str]) -> str | list[str]:
    """The value for the placeholder of `one_of_texts`."""
    return json.dumps(list(texts)) if conn.engine == "sqlite" else list(texts)


def listed(conn: Conn) -> str:
    """A table of one column, `value`, that holds the elements of one placeholder, a JSON array."""
    return "json_each(?)" if conn.engine == "sqlite" else "jsonb_array_elements(?::jsonb)"


def position(conn: Conn, text: str, part: str) -> str:
    """The SQL for where *part* begins in *text* (0: not in it)."""
    return f"instr({text}, {part})" if conn.engine == "sqlite" else f"strpos({text}, {part})"


def next_id(conn: Conn, table: str) -> int:
    """The number that the next row of *table* gets; only under the gate."""
    return scalar(conn, f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
