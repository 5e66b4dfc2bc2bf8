"""What channels last said of the lines of the orders that they brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.store.dialect import Conn, id_list, one_of, one_of_texts, text_list

_COLUMNS = (
    *("order_id", "line", "connection", "number", "section", "state", "raw", "confirmed", "claim"),
    *("claim_stage", "held", "moved", "courier", "tracking", "changed_at", "seen_at"),
)
_VALUES = attrgetter(*_COLUMNS)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line as its channel last told of it; see `channels.ChannelLine`. `moved`: its address was changed.

    `claim` is the channel's name for the claim on it. Times are seconds, UTC.
    """

    order_id: int
    line: int
    connection: int
    number: str
    section: str = ""
    state: ChannelState | None = None
    raw: str = ""
    confirmed: bool = False
    claim: str = ""
    claim_stage: str = ""
    held: bool = False
    moved: bool = False
    courier: str = ""
    tracking: str = ""
    changed_at: int | None = None
    seen_at: int = 0


def put_orders(conn: Conn, rows: Iterable[tuple[int, int, str, str]]) -> None:
    """Keep (order, connection, number there, digest of its address) of orders; only under the gate."""
    sql = """INSERT INTO channel_order (order_id, connection, number, place) VALUES (?, ?, ?, ?)
 ON CONFLICT (order_id) DO UPDATE SET place = excluded.place"""
    conn.executemany(sql, list(rows))


def put_lines(conn: Conn, lines: Sequence[KeptLine]) -> None:
    """Write *lines*, new or changed; only under the gate."""
    among = one_of(conn, "order_id")
    known = {
        (order, line)
        for order, line in conn.execute(
            f"SELECT order_id, line FROM channel_line WHERE {among}",
            (id_list(conn, {line.order_id for line in lines}),),
        )
    }
    new = [line for line in lines if (line.order_id, line.line) not in known]
    conn.insert("channel_line", _COLUMNS, [tuple(map(_plain, _VALUES(line))) for line in new])
    names = ", ".join(f"{name} = ?" for name in _COLUMNS[2:])
    changed = [tuple(map(_plain, _VALUES(line))) for line in lines if (line.order_id, line.line) in known]
    sql = f"UPDATE channel_line SET {names} WHERE order_id = ? AND line = ?"
    conn.executemany(sql, [(*row[2:], *row[:2]) for row in changed])


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool | ChannelState) else value


def lines_of(conn: Conn, order_ids: Iterable[int]) -> dict[int, dict[int, KeptLine]]:
    """What is kept of the lines of orders, by order and line."""
    among = one_of(conn, "order_id")
    found: dict[int, dict[int, KeptLine]] = {}
    sql = f"SELECT {', '.join(_COLUMNS)} FROM channel_line WHERE {among} ORDER BY order_id, line"
    for row in conn.execute(sql, (id_list(conn, order_ids),)):
        line = _line(row)
        found.setdefault(line.order_id, {})[line.line] = line
    return found


def _line(row: Sequence[object]) -> KeptLine:
    told = dict(zip(_COLUMNS, row, strict=True))
    state = told["state"]
    told["state"] = ChannelState(state) if isinstance(state, int) else None
    for name in ("confirmed", "held", "moved"):
        told[name] = bool(told[name])
    return KeptLine(**told)  # type: ignore[arg-type] # columns are the fields, by name


def connections_of(conn: Conn, order_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The live connection, and its system, of those orders that one brought."""
    among = one_of(conn, "channel_order.order_id")
    sql = f"""SELECT order_id, connection.id, connection.system FROM channel_order
 JOIN connection ON connection.id = channel_order.connection WHERE {among} AND connection.ended_at IS NULL"""
    return {order: (n, system) for order, n, system in conn.execute(sql, (id_list(conn, order_ids),))}


def orders_called(conn: Conn, connection: int, numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The orders that *connection* brought and the digests of their addresses, by what it calls them."""
    among = one_of_texts(conn, "number")
    sql = f"SELECT number, order_id, place FROM channel_order WHERE connection = ? AND {among}"
    rows = conn.execute(sql, (connection, text_list(conn, numbers)))
    return {number: (order, place) for number, order, place in rows}


_FINAL = ", ".join(
    str(int(state))
    for state in (
        *(ChannelState.CONFIRMED, ChannelState.CANCELLED),
        *(ChannelState.RETURNED, ChannelState.EXCHANGED),
    )
)
_OPEN = f"""SELECT line.order_id, channel_order.number, line.number, line.section FROM channel_line AS line
 JOIN channel_order ON channel_order.order_id = line.order_id WHERE line.connection = ? AND line.seen_at < ?
 AND (line.state IS NULL OR line.state NOT IN ({_FINAL})) ORDER BY line.seen_at, line.order_id LIMIT ?"""


def open_lines(conn: Conn, connection: int, seen_before: int, limit: int) -> list[tuple[int, str, str, str]]:
    """Lines that still move there, not heard of since then: (order, its number, line, section)."""
    return [tuple(row) for row in conn.execute(_OPEN, (connection, seen_before, limit)).fetchall()]


def numbers_there(conn: Conn, order_ids: Iterable[int]) -> dict[int, str]:
    """What their channel calls orders."""
    sql = f"SELECT order_id, number FROM channel_order WHERE {one_of(conn, 'order_id')}"
    return {order: number for order, number in conn.execute(sql, (id_list(conn, order_ids),))}


def orders_numbered(conn: Conn, numbers: Iterable[tuple[Channel, str]]) -> dict[tuple[Channel, str], int]:
    """Orders that are here by (channel, its number), however they came; the shop's own by their own."""
    wanted = set(numbers)
    texts = text_list(conn, {number for _, number in wanted})
    found: dict[tuple[Channel, str], int] = {}
    for column in ("number", "channel_number"):
        sql = (
            f"SELECT channel, {column}, id FROM orders WHERE {one_of_texts(conn, column)} AND {column} <> ''"
        )
        for channel, number, order in conn.execute(sql, (texts,)):
            key = (Channel(channel), number)
            if key in wanted and (column == "channel_number") == key[0].external:
                found[key] = order
    return found
