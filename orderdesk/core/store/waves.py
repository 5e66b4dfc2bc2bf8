"""Waves: which sections are fetched in one walk, by whom, and what was picked; each is in one at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core.domain.boxes import BoxState
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.states import Trade
from orderdesk.core.domain.waves import Ended, Picked, Target, WalkGesture, WaveState
from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of, scalar
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.parcels import FETCHED, GOODS, WAITING_MASK, WAITING_STATES

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

_LIVE, _PICKED, _RELEASED = 0, 1, 2
"""States of a section in its wave; stored, so never renumbered."""

OPEN_ORDERS = f"""SELECT DISTINCT orders.id FROM facet JOIN orders ON orders.facet_id = facet.id
 JOIN section ON section.order_id = orders.id WHERE facet.n > 0 AND facet.trade = {int(Trade.OPEN)}
 AND (facet.mask & {WAITING_MASK}) <> 0 AND section.state IN ({WAITING_STATES})
 AND section.delivery IN ({GOODS}) ORDER BY orders.id"""
TAKEN = f"""SELECT order_id, section FROM wave_section WHERE (state = {_LIVE} OR state = {_PICKED}
 AND NOT EXISTS (SELECT 1 FROM box_section JOIN box ON box.id = box_section.box
 WHERE box_section.order_id = wave_section.order_id AND box_section.section = wave_section.section
 AND box.state = {int(BoxState.EMPTIED)})) AND """
"""Sections that somebody fetches now, or has fetched: until they leave, or what is in their box goes back."""
PACKING = "SELECT order_id, section FROM box_section JOIN box ON box.id = box_section.box"
PACKING += f" WHERE box_section.live = 1 AND box.state < {int(BoxState.SHIPPED)} AND "
WAVES = """SELECT wave.id, wave.state, actor.name, wave.made_at, wave.at, wave.name,
 (SELECT COUNT(*) FROM wave_section WHERE wave_section.wave = wave.id) FROM wave
 JOIN actor ON actor.id = wave.holder"""
MEMBERS = "SELECT order_id, section, state FROM wave_section WHERE wave = ? ORDER BY n"
PICKS = "SELECT mark, picked, skipped FROM wave_pick WHERE wave = ?"
GESTURE = "SELECT wave, mark, verdict FROM wave_scan WHERE gesture = ?"
LAST = "SELECT COALESCE(MAX(n), 0) FROM wave_scan WHERE wave = ?"
LAST_SKIP = "SELECT COALESCE(MAX(skipped), 0) FROM wave_pick WHERE wave = ?"
PUT_PICK = """INSERT INTO wave_pick (wave, mark, picked, skipped) VALUES (?, ?, ?, ?)
 ON CONFLICT (wave, mark) DO UPDATE SET picked = excluded.picked, skipped = excluded.skipped"""
PUT = "UPDATE wave SET state = ?, holder = ?, at = ? WHERE id = ?"
END = "UPDATE wave_section SET state = ? WHERE wave = ? AND order_id = ? AND section = ?"


class Wave(NamedTuple):
    """A wave: whose it is, when it was made and last touched (UTC seconds), and how many sections it took."""

    id: int
    state: WaveState
    holder: str
    made_at: int
    at: int
    name: str
    sections: int


def open_orders(conn: Conn) -> Iterator[list[int]]:
    """The orders with goods that wait to be sent, some at a time."""
    cursor = conn.execute(OPEN_ORDERS)
    while rows := cursor.fetchmany(FETCHED):
        yield [row[0] for row in rows]


def taken(conn: Conn, orders: Iterable[int]) -> set[Target]:
    """The sections of *orders* that are in an open wave, were picked in one, or are in a box."""
    ids = id_list(conn, list(orders))
    found = conn.execute(TAKEN + one_of(conn, "order_id"), (ids,)).fetchall()
    found += conn.execute(PACKING + one_of(conn, "box_section.order_id"), (ids,)).fetchall()
    return {(order, section) for order, section in found}


def waves(conn: Conn, limit: int = 100) -> list[Wave]:
    """The newest waves, newest first."""
    return [_wave(row) for row in conn.execute(f"{WAVES} ORDER BY wave.id DESC LIMIT ?", (limit,))]


def wave_of(conn: Conn, number: int) -> Wave | None:
    """The wave of that number, None when there is none."""
    row = conn.execute(f"{WAVES} WHERE wave.id = ?", (number,)).fetchone()
    return _wave(row) if row else None


def _wave(row: Sequence[object]) -> Wave:
    number, state, *rest = row
    return Wave(number, WaveState(state), *rest)  # type: ignore[arg-type]  # a row of the table


def members_of(conn: Conn, wave: int) -> list[tuple[Target, int]]:
    """The sections of *wave* in the order in which they get their goods, and whether each is in it still (0),
    picked (1) or released (2)."""
    return [((order, section), state) for order, section, state in conn.execute(MEMBERS, (wave,))]


def picks_of(conn: Conn, wave: int) -> dict[str, Picked]:
    """What was picked for *wave*, by goods."""
    return {mark: Picked(picked, skipped) for mark, picked, skipped in conn.execute(PICKS, (wave,))}


def walk_named(conn: Conn, gesture: str) -> tuple[int, str, str] | None:
    """The wave, the goods and the answer of the gesture of that name, None when it was never made."""
    row = conn.execute(GESTURE, (gesture,)).fetchone()
    return (row[0], row[1], row[2]) if row else None


def begin_wave(unit: UnitOfWork, name: str, members: Sequence[Target]) -> int:
    """A new wave of the actor with *members*, which are in no other open one; its number."""
    unit.require(Act.PACK.value)
    number, holder = next_id(unit.conn, "wave"), actor_id(unit.conn, unit.actor)
    columns = ("id", "state", "holder", "made_at", "at", "name")
    unit.conn.insert("wave", columns, [(number, 0, holder, unit.now, unit.now, name)])
    rows = [(order, section, number, n, _LIVE) for n, (order, section) in enumerate(members, 1)]
    unit.conn.insert("wave_section", ("order_id", "section", "wave", "n", "state"), rows)
    return number


def touch_wave(unit: UnitOfWork, wave: Wave) -> None:
    """Write that *wave* is the actor's, in its state."""
    unit.require(Act.PACK.value)
    unit.conn.execute(PUT, (int(wave.state), actor_id(unit.conn, unit.actor), unit.now, wave.id))


def put_pick(unit: UnitOfWork, wave: int, mark: str, picked: Picked) -> None:
    """Write what is picked of the goods *mark* for *wave*."""
    unit.require(Act.PACK.value)
    unit.conn.execute(PUT_PICK, (wave, mark, *picked))


def next_skip(conn: Conn, wave: int) -> int:
    """What the next line that is put off is numbered."""
    return scalar(conn, LAST_SKIP, (wave,)) + 1


def add_walk(unit: UnitOfWork, wave: int, gesture: WalkGesture, mark: str, verdict: str) -> None:
    """Keep a gesture on the walk of *wave*, and what came of it."""
    unit.require(Act.PACK.value)
    n = scalar(unit.conn, LAST, (wave,)) + 1
    columns = ("wave", "n", "gesture", "at", "actor", "kind", "mark", "qty", "verdict")
    actor = actor_id(unit.conn, unit.actor)
    row = (wave, n, gesture.id, unit.now, actor, int(gesture.kind), mark, gesture.qty, verdict)
    unit.conn.insert("wave_scan", columns, [row])


def end_wave(unit: UnitOfWork, wave: Wave, ended: Ended) -> None:
    """Close *wave*: its sections are picked, or released for others."""
    touch_wave(unit, wave._replace(state=WaveState.CLOSED))
    states: Mapping[int, tuple[Target, ...]] = {_PICKED: ended.picked, _RELEASED: ended.released}
    rows = [(state, wave.id, *target) for state, targets in states.items() for target in targets]
    unit.conn.executemany(END, rows)
