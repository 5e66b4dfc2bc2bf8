"""The rows of a store as they stand in its tables: what an undo must restore, and how to begin anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel

from orderdesk.core.domain.orders import Actor
from orderdesk.core.store import tables
from orderdesk.core.store.dialect import Conn, quoted
from orderdesk.core.store.engine import Store

Rows = Mapping[str, list[tuple[Any, ...]]]

HISTORY = frozenset({"event", "event_private", "chain", "job", "job_row", "outbox", "actor", "stock_move"})
"""Tables that only grow: what happened, and who did it."""
SHARED = {"facet_id": "facet", "goods": "goods", "address": "address", "parcel": "parcel"}
"""Columns that point at rows which others share, and whose numbers mean nothing."""
NO_PART = frozenset({"id", "hash", "n"})

_TABLES = SQLModel.metadata.tables
_ORDER_TABLES = sorted(
    name
    for name, table in _TABLES.items()
    if name == tables.OrderRow.__tablename__ or ("order_id" in table.columns and name not in HISTORY)
)


def projections(store: Store) -> Rows:
    """Every row of every order, and the counts, with what they point at in place of its number.

    A version is no projection (DESIGN §4).
    """
    with store.reader() as conn:
        shared = {name: _shared(conn, name) for name in SHARED.values()}
        found = {name: _rows(conn, name, shared) for name in _ORDER_TABLES}
        found["facet"] = sorted(
            (*shared["facet"][number], n)
            for number, n in conn.execute("SELECT id, n FROM facet WHERE n <> 0")
        )
        found["facet_day"] = _rows(conn, "facet_day", shared)
    return found


def _names(table: str) -> list[str]:
    return [column.name for column in _TABLES[table].columns]


def _shared(conn: Conn, table: str) -> dict[int, tuple[Any, ...]]:
    names = [name for name in _names(table) if name not in NO_PART]
    rows = conn.execute(f"SELECT {quoted(('id', *names))} FROM {table}")
    return {number: tuple(values) for number, *values in rows}


def _rows(
    conn: Conn, table: str, shared: Mapping[str, Mapping[int, tuple[Any, ...]]]
) -> list[tuple[Any, ...]]:
    names = [name for name in _names(table) if name != "version"]
    keys = [column.name for column in _TABLES[table].primary_key.columns]
    rows = conn.execute(f"SELECT {quoted(names)} FROM {table} ORDER BY {quoted(keys)}").fetchall()
    resolved = [
        tuple(
            shared[SHARED[name]].get(value) if name in SHARED else value
            for name, value in zip(names, row, strict=True)
        )
        for row in rows
    ]
    return sorted(resolved, key=repr) if table == "facet_day" else resolved


def empty(store: Store, actor: Actor, now: int) -> None:
    """Take every row out of *store*, as if it had just been made."""
    with store.unit(actor, now) as unit:
        for table in reversed(SQLModel.metadata.sorted_tables):
            unit.conn.execute(f"DELETE FROM {table.name}")
        unit.conn.execute("DELETE FROM search")
