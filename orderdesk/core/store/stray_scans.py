"""Scans at the packing station that opened no box, with the sections that they meant, if any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orderdesk.core.domain.box_records import StrayScan
from orderdesk.core.domain.roles import Act
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import actor_id

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

_STRAY = """stray_scan.gesture, stray_scan.at, actor.name, stray_scan.code, stray_scan.verdict,
 stray_scan.why, stray_scan.text"""
_MEANT_NONE = "NOT EXISTS (SELECT 1 FROM stray_section WHERE stray_section.scan = stray_scan.id)"
NAMED = f"""SELECT {_STRAY} FROM stray_scan JOIN actor ON actor.id = stray_scan.actor
 WHERE stray_scan.gesture = ?"""
OF_ORDER = f"""SELECT stray_section.section, {_STRAY} FROM stray_section
 JOIN stray_scan ON stray_scan.id = stray_section.scan JOIN actor ON actor.id = stray_scan.actor
 WHERE stray_section.order_id = ? ORDER BY stray_scan.id, stray_section.section"""
LOST = f"""SELECT {_STRAY} FROM stray_scan JOIN actor ON actor.id = stray_scan.actor
 WHERE stray_scan.at >= ? AND stray_scan.at < ? AND {_MEANT_NONE} ORDER BY stray_scan.at, stray_scan.id"""
FORGET = f"DELETE FROM stray_scan WHERE at < ? AND {_MEANT_NONE}"


def stray_named(conn: Conn, gesture: str) -> StrayScan | None:
    """The scan without a box that is called so, None when there is none."""
    row = conn.execute(NAMED, (gesture,)).fetchone()
    return StrayScan(*row) if row else None


def strays_of_order(conn: Conn, order: int) -> list[tuple[int, StrayScan]]:
    """The scans of an order that opened no box, oldest first, each with the section that it meant."""
    return [(row[0], StrayScan(*row[1:])) for row in conn.execute(OF_ORDER, (order,))]


def lost_between(conn: Conn, start: int, end: int) -> list[StrayScan]:
    """The scans from *start* to before *end* (UTC seconds) that meant no section, oldest first."""
    return [StrayScan(*row) for row in conn.execute(LOST, (start, end))]


def add_stray(unit: UnitOfWork, scan: StrayScan, meant: Iterable[tuple[int, int]]) -> None:
    """Keep *scan*, which the actor made now, for the sections that it *meant*: (order id, section)."""
    unit.require(Act.PACK.value)
    number = next_id(unit.conn, "stray_scan")
    columns = ("id", "gesture", "at", "actor", "code", "verdict", "why", "text")
    values = (scan.gesture, unit.now, actor_id(unit.conn, unit.actor), *scan[3:])
    unit.conn.insert("stray_scan", columns, [(number, *values)])
    rows = [(order, section, number) for order, section in meant]
    unit.conn.insert("stray_section", ("order_id", "section", "scan"), rows)


def forget_lost(conn: Conn, before: int) -> None:
    """Delete what was scanned before *before* (UTC seconds) and meant no section; only under the gate.

    Somebody may have typed a name or a phone number where a code was wanted.
    """
    conn.execute(FORGET, (before,))
