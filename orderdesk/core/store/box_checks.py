"""What must hold of boxes: no piece leaves twice, and none that nobody counted; nothing was touched since.

What a closed box held is told by an event under a seal, which the chain of the history keeps; so gestures and
counts that are changed afterwards are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from orderdesk.core.domain.box_records import PACKED, ScanRow, read_packed, seal_of
from orderdesk.core.domain.boxes import BoxState, GestureKind
from orderdesk.core.store.boxes import SCAN, scan_row
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.parcels import WAITING_STATES

_FULL = f"{int(BoxState.CLOSED)}, {int(BoxState.SHIPPED)}"
_HAND = int(GestureKind.HAND)

COUNTS = f"""SELECT box.id, box_item.qty, box_item.scanned, box_item.hand FROM box
 JOIN box_item ON box_item.box = box.id WHERE box_item.scanned < 0 OR box_item.hand < 0
 OR box_item.scanned + box_item.hand > box_item.qty
 OR (box.state IN ({_FULL}) AND box_item.scanned + box_item.hand <> box_item.qty) ORDER BY box.id"""
"""Pieces that are too many, and full boxes with pieces that nobody scanned or confirmed."""

TALLIES = f"""SELECT inside.box, inside.scanned, inside.hand, COALESCE(made.scanned, 0),
 COALESCE(made.hand, 0)
 FROM (SELECT box, SUM(scanned) AS scanned, SUM(hand) AS hand FROM box_item GROUP BY box) inside
 LEFT JOIN (SELECT box.id AS box, SUM(CASE WHEN box_scan.kind = {_HAND} THEN 0 ELSE took END) AS scanned,
 SUM(CASE WHEN box_scan.kind = {_HAND} THEN took ELSE 0 END) AS hand FROM box
 JOIN box_scan ON box_scan.box = box.id AND box_scan.round = box.round GROUP BY box.id) made
 ON made.box = inside.box WHERE inside.scanned <> COALESCE(made.scanned, 0)
 OR inside.hand <> COALESCE(made.hand, 0) ORDER BY inside.box"""
"""Boxes whose counts are not what the gestures of their round add up to."""

TWICE = f"""SELECT orders.number, box_item.line, SUM(box_item.qty), line.qty FROM box
 JOIN box_item ON box_item.box = box.id JOIN box_section ON box_section.box = box.id
 AND box_section.order_id = box_item.order_id AND box_section.section = box_item.section
 AND box_section.live = 1 JOIN orders ON orders.id = box_item.order_id
 JOIN line ON line.order_id = box_item.order_id AND line.n = box_item.line
 WHERE box.state = {int(BoxState.SHIPPED)} GROUP BY orders.number, box_item.line, line.qty
 HAVING SUM(box_item.qty) > line.qty ORDER BY orders.number"""
"""Lines of which more left in boxes than was bought."""

STAYING = f"""SELECT box.id, orders.number, section.n FROM box
 JOIN box_section ON box_section.box = box.id AND box_section.live = 1
 JOIN section ON section.order_id = box_section.order_id AND section.n = box_section.section
 JOIN orders ON orders.id = section.order_id
 WHERE box.state = {int(BoxState.SHIPPED)} AND section.state IN ({WAITING_STATES}) ORDER BY box.id"""
"""Boxes that are said to have left, and sections of them that wait."""

SEALED = f"""SELECT box.id, {SCAN}
 FROM box JOIN box_scan ON box_scan.box = box.id AND box_scan.round = box.round
 AND box_scan.n <= box.closed_n JOIN actor ON actor.id = box_scan.actor
 WHERE box.state IN ({_FULL}) ORDER BY box.id, box_scan.n"""

TOLD = f"""SELECT box_section.section, (SELECT note FROM event WHERE event.order_id = box_section.order_id
 AND event.section = box_section.section AND event.verb = '{PACKED}' ORDER BY event.id DESC LIMIT 1)
 FROM box_section WHERE box_section.box = ? AND box_section.live = 1"""

UNSEALED = f"""SELECT box.id FROM box WHERE box.state IN ({_FULL}) AND NOT EXISTS
 (SELECT 1 FROM box_scan WHERE box_scan.box = box.id AND box_scan.round = box.round
 AND box_scan.n = box.closed_n) ORDER BY box.id"""


_HANDS = (GestureKind.HAND,)
_COUNTING = (GestureKind.ITEM, GestureKind.HAND)


class BoxFault(NamedTuple):
    """Something about boxes that is not as it must be: code, where, particulars."""

    code: str
    where: str
    detail: str


def box_faults(conn: Conn) -> Iterator[BoxFault]:
    """What is wrong with boxes, streaming; nothing when all is well."""
    for box, qty, scanned, hand in conn.execute(COUNTS):
        yield BoxFault("box-count", f"box {box}", f"{scanned}+{hand} of {qty}")
    for box, *sums in conn.execute(TALLIES):
        kept, made = ("+".join(str(int(each)) for each in half) for half in (sums[:2], sums[2:]))
        yield BoxFault("box-sum", f"box {box}", f"{kept} ≠ {made}")
    for order, line, left, bought in conn.execute(TWICE):
        yield BoxFault("box-twice", f"{order} line {line}", f"{int(left)} of {bought}")
    for box, order, section in conn.execute(STAYING):
        yield BoxFault("box-not-sent", f"box {box}", f"{order}-S{section}")
    for (box,) in conn.execute(UNSEALED):
        yield BoxFault("box-seal", f"box {box}", "")
    for box, rows in groupby(conn.execute(SEALED), itemgetter(0)):
        if not _is_told(conn, box, [scan_row(row[1:]) for row in rows]):
            yield BoxFault("box-seal", f"box {box}", "")


def _is_told(conn: Conn, box: int, rows: list[ScanRow]) -> bool:
    """Whether the history of every section of *box* tells of it with the seal of *rows*."""
    seal, nth = seal_of(rows), rows[0].round
    pieces, hand = (sum(row.took for row in rows if row.kind in kinds) for kinds in (_COUNTING, _HANDS))
    for _, note in conn.execute(TOLD, (box,)).fetchall():
        told = read_packed(note or "")
        if told is None or told != (box, nth, pieces, hand, seal):
            return False
    return True
