"""The seam between SQLite and PostgreSQL: everything in which their SQL or drivers differ.

SQL in the store is written with `?` for values. A `Conn` runs it on either engine; where the engines need
different words, `Dialect` has a name for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, Protocol

Engine = Literal["sqlite", "postgresql"]

Row = Sequence[Any]


class Conn(Protocol):
    """A connection inside one transaction; statements use `?` for values."""

    @property
    def engine(self) -> Engine:
        """Which engine is spoken to."""

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """Run one statement; the answer is a DB-API cursor with its rows."""

    def executemany(self, sql: str, rows: Sequence[Row]) -> int:
        """Run one statement per row; how many rows of tables it touched."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Add *rows* to *table*, by the fastest way that the engine has."""


@lru_cache(maxsize=2048)
def numbered(sql: str) -> str:
    """*sql* with the placeholders of psycopg."""
    return sql.replace("%", "%%").replace("?", "%s")


def quoted(columns: Iterable[str]) -> str:
    """*columns* as a list of quoted identifiers."""
    return ", ".join(f'"{column}"' for column in columns)


@lru_cache(maxsize=512)
def insert_sql(table: str, columns: tuple[str, ...]) -> str:
    """An INSERT of one row with every value a placeholder."""
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({quoted(columns)}) VALUES ({marks})"


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


def id_list(conn: Conn, ids: Iterable[int]) -> Any:
    """The value for the placeholder of `one_of`."""
    return json.dumps(list(ids)) if conn.engine == "sqlite" else list(ids)


def text_list(conn: Conn, texts: Iterable[str]) -> Any:
    """The value for the placeholder of `one_of_texts`."""
    return json.dumps(list(texts)) if conn.engine == "sqlite" else list(texts)


def position(conn: Conn, text: str, part: str) -> str:
    """The SQL for where *part* begins in *text* (0: not in it)."""
    return f"instr({text}, {part})" if conn.engine == "sqlite" else f"strpos({text}, {part})"


def next_id(conn: Conn, table: str) -> int:
    """The number that the next row of *table* gets; only under the gate."""
    return int(conn.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()[0])
