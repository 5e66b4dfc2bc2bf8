"""Boxes at the packing station: what belongs into each, what was counted, and every gesture.

A section stands in one box at most. Whoever sends or brings back its sections, the box follows in the same
transaction: only what left exactly as it was counted in a closed box is SHIPPED.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core.domain.box_records import ScanRow
from orderdesk.core.domain.boxes import Box, BoxState, Gesture, GestureKind, Want, followed
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.states import SectionState
from orderdesk.core.store.dialect import Conn, Row, id_list, next_id, one_of, scalar
from orderdesk.core.store.events import actor_id

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

Target = tuple[int, int]
"""(order id, section)."""

_WAITS = ", ".join(str(int(state)) for state in BoxState if state.waits)
_FOLLOWING = f"{_WAITS}, {int(BoxState.SHIPPED)}"
SCAN = """box_scan.n, box_scan.gesture, box_scan.round, box_scan.at, actor.name, box_scan.kind,
 box_scan.code, box_scan.qty, box_scan.took, box_scan.verdict, box_scan.text"""
"""The columns of a gesture as `scan_row` reads them."""

ANY = "SELECT 1 FROM box LIMIT 1"
BOX = """SELECT box.id, box.state, box.round, actor.name FROM box JOIN actor ON actor.id = box.holder
 WHERE box.id = ?"""
MEMBERS = "SELECT order_id, section FROM box_section WHERE box = ? AND live = 1 ORDER BY order_id, section"
ITEMS = """SELECT n, order_id, section, line, qty, scanned, hand FROM box_item WHERE box = ? ORDER BY n"""
HOLDING = "SELECT order_id, section, box FROM box_section WHERE live = 1 AND "
GESTURE = f"""SELECT box_scan.box, {SCAN} FROM box_scan JOIN actor ON actor.id = box_scan.actor
 WHERE box_scan.gesture = ?"""
LAST_SCAN = "SELECT COALESCE(MAX(n), 0) FROM box_scan WHERE box = ?"
SCANS = f"""SELECT {SCAN} FROM box_scan JOIN actor ON actor.id = box_scan.actor WHERE box_scan.box = ?
 ORDER BY box_scan.n"""
SCANS_OF_ORDER = f"""SELECT DISTINCT box_section.section, box_scan.box, {SCAN} FROM box_section
 JOIN box_scan ON box_scan.box = box_section.box JOIN actor ON actor.id = box_scan.actor
 WHERE box_section.order_id = ? ORDER BY box_scan.at, box_scan.box, box_scan.n"""
PUT = "UPDATE box SET state = ?, round = ?, holder = ?, at = ?, closed_n = ? WHERE id = ?"
SET_STATE = "UPDATE box SET state = ? WHERE id = ?"
LEAVE = "UPDATE box_section SET live = 0 WHERE box = ? AND live = 1"
STOOD = "SELECT box FROM box_section WHERE order_id = ? AND section = ? AND live = 1"
LEAVES = "UPDATE box_section SET live = 0 WHERE box = ? AND order_id = ? AND section = ?"
COME = """INSERT INTO box_section (order_id, section, box, live) VALUES (?, ?, ?, 1)
 ON CONFLICT (order_id, section, box) DO UPDATE SET live = 1"""
DROP_ITEMS = "DELETE FROM box_item WHERE box = ?"
COUNT = "UPDATE box_item SET scanned = ?, hand = ? WHERE box = ? AND n = ?"
CLOSED_N = "SELECT closed_n FROM box WHERE id = ?"
IS_CLOSED = f"SELECT 1 FROM box WHERE id = ? AND round = ? AND state = {int(BoxState.CLOSED)}"
FOLLOWING = f"""SELECT DISTINCT box.id, box.state FROM box_section JOIN box ON box.id = box_section.box
 WHERE box_section.live = 1 AND box.state IN ({_FOLLOWING}) AND """
STANDING = """SELECT box_section.box, box_section.order_id, box_section.section, section.state
 FROM box_section LEFT JOIN section ON section.order_id = box_section.order_id
 AND section.n = box_section.section WHERE box_section.live = 1 AND """
CONTENTS = """SELECT item.order_id, item.section, item.line, SUM(item.qty) FROM item
 JOIN line ON line.order_id = item.order_id AND line.n = item.line JOIN goods ON goods.id = line.goods
 WHERE goods.physical = 1 AND {} GROUP BY item.order_id, item.section, item.line"""
WAITING = f"""SELECT box.id, box.state, box.round, actor.name, box.opened_at, box.at,
 (SELECT SUM(qty) FROM box_item WHERE box_item.box = box.id),
 (SELECT SUM(scanned + hand) FROM box_item WHERE box_item.box = box.id),
 box_section.order_id, orders.number, box_section.section, section.state
 FROM box JOIN actor ON actor.id = box.holder JOIN box_section ON box_section.box = box.id
 JOIN orders ON orders.id = box_section.order_id
 LEFT JOIN section ON section.order_id = box_section.order_id AND section.n = box_section.section
 WHERE box.state IN ({_WAITS}) AND box_section.live = 1
 ORDER BY box.at, box.id, box_section.order_id, box_section.section"""


class WaitingBox(NamedTuple):
    """A box that somebody began and that has not left; times in UTC seconds.

    `sections` are (order id, order number, section, its state or None where it is gone).
    """

    id: int
    state: BoxState
    round: int
    holder: str
    opened_at: int
    at: int
    pieces: int
    counted: int
    sections: tuple[tuple[int, str, int, SectionState | None], ...]


def box_of(conn: Conn, number: int) -> Box | None:
    """The box of that number, None when there is none; texts and codes of its wants are not kept."""
    row = conn.execute(BOX, (number,)).fetchone()
    if row is None:
        return None
    members = tuple((order, section) for order, section in conn.execute(MEMBERS, (number,)))
    wants = tuple(
        Want(n, order, section, line, "", "", frozenset(), qty, scanned, hand)
        for n, order, section, line, qty, scanned, hand in conn.execute(ITEMS, (number,))
    )
    return Box(row[0], BoxState(row[1]), row[2], row[3], members, wants)


def boxes_of(conn: Conn, orders: Iterable[int]) -> dict[Target, int]:
    """The box of each section of *orders* that stands in one."""
    rows = conn.execute(HOLDING + one_of(conn, "order_id"), (id_list(conn, orders),))
    return {(order, section): box for order, section, box in rows}


def scan_named(conn: Conn, gesture: str) -> tuple[int, ScanRow] | None:
    """The box and the row of the gesture that is called so, None when it was never made."""
    row = conn.execute(GESTURE, (gesture,)).fetchone()
    return (row[0], scan_row(row[1:])) if row else None


def scans_of(conn: Conn, box: int) -> list[ScanRow]:
    """Every gesture at a box, oldest first."""
    return [scan_row(row) for row in conn.execute(SCANS, (box,))]


def scans_of_order(conn: Conn, order: int) -> list[tuple[int, ScanRow]]:
    """Every gesture at the boxes of an order, oldest first, each with the section that the box is for."""
    return [(row[0], scan_row(row[2:])) for row in conn.execute(SCANS_OF_ORDER, (order,))]


def waiting_boxes(conn: Conn) -> list[WaitingBox]:
    """The boxes that were begun and have not left, the one that was touched longest ago first."""
    found: list[WaitingBox] = []
    for _, rows in groupby(conn.execute(WAITING), itemgetter(0)):
        each = list(rows)
        number, state, nth, holder, opened, at, pieces, counted, *_ = each[0]
        sections = tuple(
            (order, name, section, None if stands is None else SectionState(stands))
            for *_, order, name, section, stands in each
        )
        found.append(
            WaitingBox(
                number,
                BoxState(state),
                nth,
                holder,
                opened,
                at,
                int(pieces or 0),
                int(counted or 0),
                sections,
            )
        )
    return found


def closed_n(conn: Conn, box: int) -> int | None:
    """The gesture that closed *box*, None where it is open."""
    row = conn.execute(CLOSED_N, (box,)).fetchone()
    return row[0] if row else None


def is_closed(conn: Conn, box: int, nth: int) -> bool:
    """Whether *box* is closed in its round *nth*: only then may it leave."""
    return conn.execute(IS_CLOSED, (box, nth)).fetchone() is not None


def scan_row(row: Row) -> ScanRow:
    """A gesture from its columns in the order of `ScanRow`."""
    n, gesture, nth, at, who, kind, code, qty, took, verdict, text = row
    return ScanRow(n, gesture, nth, at, who, GestureKind(kind), code, qty, took, verdict, text)


# --- writing, under the gate -------------------------------------------------------------------


def begin_box(unit: UnitOfWork, members: Sequence[Target], wants: Sequence[Want]) -> Box:
    """A new box of the actor for *members*, which stand in no other."""
    unit.require(Act.PACK.value)
    number = next_id(unit.conn, "box")
    holder = actor_id(unit.conn, unit.actor)
    columns = ("id", "state", "round", "holder", "opened_at", "at", "closed_n")
    unit.conn.insert("box", columns, [(number, 0, 1, holder, unit.now, unit.now, None)])
    box = Box(number, BoxState.OPEN, 1, unit.actor.name, tuple(members), tuple(wants))
    _put_members(unit.conn, box)
    _put_items(unit.conn, box)
    return box


def refill_box(unit: UnitOfWork, box: Box) -> None:
    """Write *box* in a new round, for whatever belongs into it now."""
    put_box(unit, box)
    _put_members(unit.conn, box)
    unit.conn.execute(DROP_ITEMS, (box.id,))
    _put_items(unit.conn, box)


def put_box(unit: UnitOfWork, box: Box, counted: Iterable[int] = (), closed_n: int | None = None) -> None:
    """Write how *box* stands in the hands of the actor, and what is counted of the wants *counted*.

    *closed_n* is the gesture that closed it.
    """
    unit.require(Act.PACK.value)
    holder = actor_id(unit.conn, unit.actor)
    unit.conn.execute(PUT, (int(box.state), box.round, holder, unit.now, closed_n, box.id))
    chosen = set(counted)
    rows = [(want.scanned, want.hand, box.id, want.n) for want in box.wants if want.n in chosen]
    unit.conn.executemany(COUNT, rows)


def add_scan(
    unit: UnitOfWork, box: Box, gesture: Gesture, took: int, verdict: str, text: str, code: str
) -> int:
    """Keep a gesture at *box*, and what came of it; its number within the box."""
    unit.require(Act.PACK.value)
    n = scalar(unit.conn, LAST_SCAN, (box.id,)) + 1
    columns = (
        "box",
        "n",
        "gesture",
        "round",
        "at",
        "actor",
        "kind",
        "code",
        "qty",
        "took",
        "verdict",
        "text",
    )
    actor = actor_id(unit.conn, unit.actor)
    values = (
        gesture.id,
        box.round,
        unit.now,
        actor,
        int(gesture.kind),
        code,
        gesture.qty,
        took,
        verdict,
        text,
    )
    unit.conn.insert("box_scan", columns, [(box.id, n, *values)])
    return n


def _put_members(conn: Conn, box: Box) -> None:
    """Write whom *box* is packed for; a box that they all left is empty."""
    conn.execute(LEAVE, (box.id,))
    for order, section in box.members:
        for (other,) in conn.execute(STOOD, (order, section)).fetchall():
            conn.execute(LEAVES, (other, order, section))
            if not conn.execute(MEMBERS, (other,)).fetchall():
                conn.execute(SET_STATE, (int(BoxState.EMPTIED), other))
    conn.executemany(COME, [(order, section, box.id) for order, section in box.members])


def _put_items(conn: Conn, box: Box) -> None:
    columns = ("box", "n", "order_id", "section", "line", "qty", "scanned", "hand")
    rows = [(box.id, w.n, w.order_id, w.section, w.line, w.qty, w.scanned, w.hand) for w in box.wants]
    conn.insert("box_item", columns, rows)


def follow(conn: Conn, orders: Iterable[int]) -> None:
    """Bring the boxes of *orders*, which have just been written, to where their sections are now."""
    if conn.execute(ANY).fetchone() is None:
        return
    rows = conn.execute(FOLLOWING + one_of(conn, "box_section.order_id"), (id_list(conn, orders),)).fetchall()
    boxes: dict[int, BoxState] = {box: BoxState(state) for box, state in rows}
    if not boxes:
        return
    states: dict[int, dict[Target, SectionState | None]] = {box: {} for box in boxes}
    sql = STANDING + one_of(conn, "box_section.box")
    for box, order, section, state in conn.execute(sql, (id_list(conn, boxes),)):
        states[box][order, section] = None if state is None else SectionState(state)
    for box, before in boxes.items():
        after = followed(before, states[box].values(), partial(_as_counted, conn, box, states[box]))
        if after is not before:
            conn.execute(SET_STATE, (int(after), box))


def _as_counted(conn: Conn, box: int, members: Mapping[Target, SectionState | None]) -> bool:
    """Whether the sections of *box* hold exactly what was counted in it."""
    sql = CONTENTS.format(one_of(conn, "item.order_id"))
    held = {
        (order, section, line): int(qty)
        for order, section, line, qty in conn.execute(sql, (id_list(conn, {order for order, _ in members}),))
        if (order, section) in members
    }
    inside = conn.execute(ITEMS, (box,)).fetchall()
    return held == {
        (order, section, line): scanned + hand for _, order, section, line, _, scanned, hand in inside
    }
