"""차수와 피킹: choose open sections, walk along the shelves, declare what is missing, and give back the rest.

What is missing is split off and held by the same hold as everywhere; so the rest of its section goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.boxes import Want, mark_of
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.pack_words import PACK_VERDICTS, PackVerdict
from orderdesk.core.domain.picking import NO_SHELVES, Picking, Shelves, not_picked
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.requests import Pieces, Request, Value
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waves import (
    Candidate,
    Ended,
    Picked,
    Target,
    WalkGesture,
    WalkKind,
    WaveLine,
    WaveState,
    Wish,
    choose,
    end,
    in_wave,
    lines_of,
    meant,
    next_line,
    pick,
    shortfall,
)
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.packing_look import looked_at
from orderdesk.core.services.packing_sending import Station
from orderdesk.core.services.parcel_steps import Steps, plan_steps
from orderdesk.core.services.planning import Plan, permitted
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import shelves, shelves_of
from orderdesk.core.store.jobs import refused_code
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.request_keys import job_of
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.waves import (
    Wave,
    add_walk,
    begin_wave,
    end_wave,
    members_of,
    next_skip,
    open_orders,
    picks_of,
    put_pick,
    taken,
    touch_wave,
    walk_named,
    wave_of,
    waves,
)

__all__ = [
    "Walked",
    "Wave",
    "WaveView",
    "chosen_for",
    "close_wave",
    "make_wave",
    "picking_of",
    "walk_on",
    "wave_view",
    "waves",
]

V = PackVerdict
SHORT_NOTE = "피킹 결품"
"""What stands beside the hold of pieces that were not on the shelf."""


@dataclass(frozen=True, slots=True)
class WaveView:
    """A wave as it is now: its lines in the order of the shelves, and each section's number with its target.

    `next` is where the walk goes, None when everything is picked.
    """

    wave: Wave
    lines: tuple[WaveLine, ...]
    sections: tuple[tuple[Target, str], ...]

    @property
    def next(self) -> WaveLine | None:
        """Where the walk goes next."""
        return next_line(self.lines)

    @property
    def pieces(self) -> int:
        """How many pieces it wants."""
        return sum(line.qty for line in self.lines)

    @property
    def picked(self) -> int:
        """How many of those are picked."""
        return sum(min(line.picked, line.qty) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Walked:
    """The answer to a gesture on the walk: the verdict, the wave as it is now, the line that it was about.

    `why` is the reason of the rules where missing pieces could not be split off.
    """

    verdict: PackVerdict
    view: WaveView | None = None
    line: WaveLine | None = None
    why: Refusal | None = None
    again: bool = False


def chosen_for(conn: Conn, wish: Wish) -> tuple[Candidate, ...]:
    """The sections that a wave of *wish* would take now: open, paid, not held, in no wave and no box."""
    stands = shelves(conn)
    found: list[Candidate] = []
    for ids in open_orders(conn):
        elsewhere = taken(conn, ids)
        for order in load_orders(conn, ids):
            found.extend(_candidates(order, stands, elsewhere))
    return choose(found, wish)


def _candidates(order: Order, stands: Shelves, elsewhere: set[Target]) -> list[Candidate]:
    found = []
    for section in order.sections:
        target = (order.id, section.n)
        if target in elsewhere or not_picked(order, section) is not None:
            continue
        lines = {item.line: order.line(item.line) for item in order.items_of(section.n)}
        parcel = f"{section.courier} {section.tracking}" if section.tracking else ""
        found.append(
            Candidate(
                target,
                section_number(order.number, section.n),
                order.placed_at,
                section.courier or "",
                parcel,
                frozenset(clean(stands.place(line)) for line in lines.values()),
                frozenset(map(mark_of, lines.values())),
                sum(item.qty for item in order.items_of(section.n)),
            )
        )
    return found


def make_wave(store: Store, actor: Actor, now: int, wish: Wish) -> int | None:
    """A wave of *actor* with what *wish* means; its number, None where nothing is meant.

    Looking through all that is open takes too long for the gate; what was chosen is looked at again there.
    """
    with store.reader() as conn:
        found = chosen_for(conn, wish)
    store.checkpoint("wave-chosen")
    with store.unit(actor, now) as unit:
        unit.require(Act.PACK.value)
        still = _still(unit.conn, found)
        return begin_wave(unit, wish.name, [each.target for each in still]) if still else None


def _still(conn: Conn, found: Sequence[Candidate]) -> list[Candidate]:
    """Those of *found* that may be taken still; of a parcel all or none."""
    ids = {each.target[0] for each in found}
    elsewhere = taken(conn, ids)
    there = {
        each.target for order in load_orders(conn, ids) for each in _candidates(order, NO_SHELVES, elsewhere)
    }
    torn = {each.parcel for each in found if each.target not in there} - {""}
    return [each for each in found if each.target in there and each.parcel not in torn]


def wave_view(conn: Conn, number: int) -> WaveView | None:
    """The wave of that number as it is now, None when there is none."""
    wave = wave_of(conn, number)
    return wave and _view(conn, wave)


def _view(conn: Conn, wave: Wave) -> WaveView:
    members = [target for target, _ in members_of(conn, wave.id)]
    orders = {order.id: order for order in load_orders(conn, {order for order, _ in members})}
    wants = _wants(conn, members, orders)
    stands = shelves_of(conn, (line for order in orders.values() for line in order.lines))

    def of(want: Want) -> tuple[str, str]:
        line = orders[want.order_id].line(want.line)
        return clean(stands.place(line)), clean(line.sku)

    lines = lines_of(wants, of, picks_of(conn, wave.id))
    names = [(target, section_number(orders[target[0]].number, target[1])) for target in members]
    return WaveView(wave, lines, tuple(names))


def _wants(conn: Conn, members: Sequence[Target], orders: dict[int, Order]) -> tuple[Want, ...]:
    """What the sections of a wave still want, in their order."""
    there = [target for target in members if in_wave(orders[target[0]], target[1])]
    return looked_at(conn, orders, there).wants


def walk_on(at: Station, gesture: WalkGesture, number: int) -> Walked:
    """Do *gesture* on the walk of wave *number*; others than its holder may only look, and take it over.

    NotPermitted where the role does not allow to pack.
    """
    if gesture.kind is WalkKind.SHORT:
        stuck = _hold_missing(at, gesture, number)
        if stuck is not None:
            return stuck
    with at.store.unit(at.actor, at.clock()) as unit:
        return _one(unit, gesture, number)


def _one(unit: UnitOfWork, gesture: WalkGesture, number: int) -> Walked:
    unit.require(Act.PACK.value)
    view = wave_view(unit.conn, number)
    if view is None:
        return Walked(V.UNKNOWN)
    known = walk_named(unit.conn, gesture.id)
    if known is not None:
        about = next((each for each in view.lines if each.mark == known[1]), None)
        return Walked(PACK_VERDICTS[known[2]], view, about, again=True)
    stuck = _not_mine(view.wave, unit.actor, gesture.kind)
    if stuck is not None:
        return replace(stuck, view=view)
    if gesture.kind is WalkKind.TAKE:
        touch_wave(unit, view.wave)
        add_walk(unit, number, gesture, "", V.TAKEN_OVER.code)
        return Walked(V.TAKEN_OVER, wave_view(unit.conn, number))
    if gesture.kind is WalkKind.SHORT:  # its pieces are held by now, and on the list no more
        add_walk(unit, number, gesture, "", V.SHORT.code)
        return Walked(V.SHORT, view)
    line = meant(view.lines, gesture)
    if isinstance(line, PackVerdict):
        add_walk(unit, number, gesture, "", line.code)
        return Walked(line, view)
    verdict, kept = _on_line(unit.conn, view, line, gesture)
    add_walk(unit, number, gesture, line.mark, verdict.code)
    if kept is None:
        return Walked(verdict, view, line)
    put_pick(unit, number, line.mark, kept)
    touch_wave(unit, view.wave)
    after = replace(line, picked=kept.picked, skipped=kept.skipped)
    lines = tuple(after if each.n == line.n else each for each in view.lines)
    return Walked(verdict, replace(view, lines=lines), after)


def _on_line(
    conn: Conn, view: WaveView, line: WaveLine, gesture: WalkGesture
) -> tuple[PackVerdict, Picked | None]:
    """The answer to *gesture* on *line*, and what is picked of it then, None where that stays."""
    if gesture.kind is WalkKind.SKIP:
        return V.SKIPPED, Picked(line.picked, next_skip(conn, view.wave.id))
    verdict = pick(view.lines, line, gesture.qty)
    return verdict, Picked(line.picked + gesture.qty, line.skipped) if verdict.fine else None


def _not_mine(wave: Wave, actor: Actor, kind: WalkKind | None = None) -> Walked | None:
    """Why *actor* may only look at *wave*; whom it does not belong to may TAKE it alone."""
    if wave.state is WaveState.CLOSED:
        return Walked(V.REFUSED, why=Refusal.WAVE_CLOSED)
    if wave.holder != actor.name and kind is not WalkKind.TAKE:
        return Walked(V.PACKED_BY_OTHER)
    return None


# --- what is not on the shelf --------------------------------------------------------------------


def _hold_missing(at: Station, gesture: WalkGesture, number: int) -> Walked | None:
    """Split off and hold the pieces that *gesture* says are missing; why not, where that can't be.

    The job is named after the gesture, so that one which comes twice holds no more.
    """
    key = f"short-{gesture.id}"
    with at.store.reader() as conn:
        view = wave_view(conn, number)
        job = job_of(conn, key)
        if view is None or walk_named(conn, gesture.id):
            return None
        planned = _short(conn, at, view, gesture) if job is None else None
    if isinstance(planned, Walked):
        return planned
    if planned is not None:
        job = apply_plan(at.store, planned, at.actor, at.clock, key=key)
    with at.store.reader() as conn:
        code = refused_code(conn, job or 0)
        return None if code is None else Walked(V.REFUSED, wave_view(conn, number), why=BY_CODE[code])


def _short(conn: Conn, at: Station, view: WaveView, gesture: WalkGesture) -> Plan | Walked:
    """The plan that holds what *gesture* says is missing, or why there is none."""
    stuck = _not_mine(view.wave, at.actor, gesture.kind)
    if stuck is not None:
        return replace(stuck, view=view)
    line = meant(view.lines, gesture)
    if isinstance(line, PackVerdict):
        return Walked(line, view)
    if not 1 <= gesture.qty <= line.left:
        return Walked(V.BAD_QUANTITY if gesture.qty < 1 else V.ONE_TOO_MANY, view, line)
    plan = _short_plan(conn, at, line, gesture.qty)
    stopped = plan.stopped
    return plan if stopped is None else Walked(V.REFUSED, view, line, stopped.verdict.refusal)


def _short_plan(conn: Conn, at: Station, line: WaveLine, missing: int) -> Plan:
    orders = {o.id: o for o in load_orders(conn, {target[0] for target, _ in line.sections})}
    gone = shortfall(orders, line, missing)
    wanted: Steps = {target: _holding(orders[target[0]], target[1], gone[target]) for target in gone}
    return permitted(conn, plan_steps(conn, "hold", wanted, at.clock(), at.actor), at.actor)


def _holding(order: Order, n: int, pieces: Pieces) -> tuple[Request, ...]:
    """What holds *pieces* of a section, or all of it; the rest keeps the number that it has.

    A number whose label has an old address is not kept.
    """
    section = order.section(n)
    hold = Request("hold", (("reason", "STOCK"), ("note", SHORT_NOTE)))
    if not pieces:
        return (hold,)
    hold = replace(hold, values=(*hold.values, ("items", pieces)))
    if section.tracking is None:
        return (hold,)
    shared: tuple[tuple[str, Value], ...] = (("shared", True),) if section.shared else ()
    label = (("courier", section.courier or ""), ("number", section.tracking), *shared)
    back = () if section.label_stale else (Request("track", label),)
    return (Request("untrack"), hold, *back)


# --- its end -------------------------------------------------------------------------------------


def close_wave(store: Store, actor: Actor, now: int, number: int) -> Ended | Walked:
    """Close a wave: whose goods are all there is picked, all others are free for other waves.

    What was picked and belongs to nobody is spare, by goods. Walked says why it can't be closed.
    """
    with store.unit(actor, now) as unit:
        unit.require(Act.PACK.value)
        wave = wave_of(unit.conn, number)
        if wave is None:
            return Walked(V.UNKNOWN)
        stuck = _not_mine(wave, actor)
        if stuck is not None:
            return replace(stuck, view=_view(unit.conn, wave))
        members = [target for target, _ in members_of(unit.conn, number)]
        orders = {order.id: order for order in load_orders(unit.conn, {order for order, _ in members})}
        there = [(o, s) for o in orders.values() for s in o.sections if s.tracking]
        parcels = {(o.id, s.n): f"{s.courier} {s.tracking}" for o, s in there}
        wants = _wants(unit.conn, members, orders)
        ended = end(members, parcels, wants, picks_of(unit.conn, number))
        end_wave(unit, wave, ended)
        return ended


def picking_of(conn: Conn, number: int) -> Picking:
    """The picking list of a wave for paper: as for any orders, of its sections alone."""
    picking = Picking(shelves(conn))
    chosen: dict[int, set[int]] = {}
    for (order_id, section), _ in members_of(conn, number):
        chosen.setdefault(order_id, set()).add(section)
    for order in load_orders(conn, chosen):
        picking.add(order, chosen[order.id])
    return picking
