"""검수 포장: the packing station. One door for every gesture: `perform` says what came of it.

Pieces are counted in one transaction each, and every gesture has a name, so that one which comes twice counts
once. The last piece closes the box, and what has a tracking number leaves at once: by the plan and the job
that shipping goes by everywhere (`packing_sending`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from orderdesk.core.domain.box_records import PACKED, UNPACKED, ScanRow, StrayScan, packed, seal_of
from orderdesk.core.domain.boxes import (
    CODE_MOST,
    Box,
    BoxState,
    Gesture,
    GestureKind,
    begun,
    code_key,
    count,
    same_wants,
)
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.pack_words import PACK_VERDICTS, PackVerdict
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.packing_look import (
    Looked,
    Target,
    Told,
    filled,
    find_members,
    known_goods,
    look,
    none_of,
    refused,
    whole_of,
)
from orderdesk.core.services.packing_sending import Station, bring_back, send
from orderdesk.core.store.boxes import (
    WaitingBox,
    add_scan,
    begin_box,
    box_of,
    boxes_of,
    closed_n,
    put_box,
    refill_box,
    scan_named,
    scans_of,
    waiting_boxes,
)
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.stray_scans import add_stray, stray_named
from orderdesk.core.store.unit import UnitOfWork

__all__ = [
    "Gesture",
    "GestureKind",
    "Station",
    "Told",
    "box_shown",
    "boxes_waiting",
    "gestures_of",
    "perform",
]

V = PackVerdict
K = GestureKind


def perform(at: Station, gesture: Gesture, box: int | None = None) -> Told:
    """Do *gesture* at the station *at*, on *box* where one is open; what came of it, and the box after it.

    NotPermitted where the role does not allow to pack. Whatever was counted is stored when this returns.
    """
    if gesture.kind is K.REOPEN and box is not None and (stuck := bring_back(at, box, gesture)) is not None:
        return _stays(at, gesture, stuck)
    with at.store.unit(at.actor, at.clock()) as unit:
        told = _one(unit, gesture, box)
    if not told.leaves or told.box is None:
        return told
    at.store.checkpoint("box-closed")
    if told.box.state is not BoxState.CLOSED:
        return told
    labelling = gesture.kind is K.LABEL or (gesture.kind is K.SCAN and told.verdict is V.NOT_A_LABEL)
    sent = send(at, told.box.id, gesture if labelling else None)
    if sent.verdict is V.CHANGED:
        sent = _recount(at, told.box.id)
    left = sent.box is not None and sent.box.state is BoxState.SHIPPED
    if left and told.verdict is V.COMPLETE:  # whoever made the same gesture was quicker
        sent = replace(sent, verdict=V.SHIPPED, why=None)
    if labelling and not told.again:
        with at.store.unit(at.actor, at.clock()) as unit:
            _keep(unit, sent.box or told.box, replace(gesture, kind=K.LABEL), sent.verdict)
    elif not labelling and not sent.verdict.fine:  # under its own name stands what it counted
        _stays(at, replace(gesture, id=f"{gesture.id}/sent"), replace(sent, box=sent.box or told.box))
    return replace(sent, again=told.again)


def box_shown(conn: Conn, number: int) -> Box | None:
    """The box of that number with the names of its goods, None when there is none."""
    box = box_of(conn, number)
    return box and filled(box, look(conn, box.members))


def boxes_waiting(conn: Conn) -> list[WaitingBox]:
    """The boxes that somebody began and that have not left, the one untouched for longest first."""
    return waiting_boxes(conn)


def gestures_of(conn: Conn, box: int) -> list[ScanRow]:
    """Every gesture at a box, oldest first."""
    return scans_of(conn, box)


def _one(unit: UnitOfWork, gesture: Gesture, number: int | None) -> Told:
    """What *gesture* does in this transaction."""
    unit.require(Act.PACK.value)
    known = scan_named(unit.conn, gesture.id)
    if known is not None:
        return _again(unit.conn, *known)
    stray = stray_named(unit.conn, gesture.id)
    if stray is not None:
        about = _alike(stray.text or stray.code)
        return Told(PACK_VERDICTS[stray.verdict], None, BY_CODE.get(stray.why), about, again=True)
    if number is None or gesture.kind is K.OPEN:
        return _open(unit, gesture)
    box = box_of(unit.conn, number)
    if box is None:
        return Told(V.UNKNOWN)
    looked = look(unit.conn, box.members)
    box = filled(box, looked)
    over = gesture.kind is K.REOPEN and gesture.over
    if box.state.waits and box.holder != unit.actor.name and not over:
        return _refuse(unit, box, gesture, _others(box))
    if box.state is BoxState.SHIPPED and looked.is_label(gesture.code):
        _keep(unit, box, gesture, V.SHIPPED)
        return Told(V.SHIPPED, box)
    match gesture.kind:
        case K.REOPEN:
            return _reopen(unit, box, gesture, looked)
        case K.EMPTY:
            return _empty(unit, box, gesture)
        case K.LABEL:
            return _label(unit, box, gesture)
    return _count(unit, box, gesture, looked)


def _again(conn: Conn, number: int, row: ScanRow) -> Told:
    """The answer to a gesture that was made before; one that closed the box goes on to send it."""
    verdict = PACK_VERDICTS[row.verdict]
    box = box_shown(conn, number)
    closing = verdict is V.COMPLETE and box is not None
    if closing and box is not None and box.state is BoxState.SHIPPED:
        verdict = V.SHIPPED
    return Told(verdict, box, detail=_alike(row.text), again=True, leaves=closing)


def _alike(text: str) -> Word:
    """Outside text, which is the same in every language."""
    return Word(text, text)


def _others(box: Box) -> Told:
    return Told(V.PACKED_BY_OTHER, box, detail=_alike(box.holder))


def _refuse(unit: UnitOfWork, box: Box, gesture: Gesture, told: Told) -> Told:
    """Keep that *gesture* was refused; *told* is why."""
    _keep(unit, box, gesture, told.verdict, text=_kept(told))
    return replace(told, box=box)


def _stays(at: Station, gesture: Gesture, told: Told) -> Told:
    """Keep that a box is not opened again, or does not leave, where *gesture* wants it; *told* is why."""
    with at.store.unit(at.actor, at.clock()) as unit:
        if told.box is not None and scan_named(unit.conn, gesture.id) is None:
            _refuse(unit, told.box, gesture, told)
    return told


def _turn_away(unit: UnitOfWork, gesture: Gesture, told: Told, meant: Iterable[Target] = ()) -> Told:
    """Keep that *gesture*, which *meant* these sections, opened no box; *told* is why."""
    code, text, why = clean(gesture.code)[:CODE_MOST], _kept(told), told.why.code if told.why else ""
    about = "" if text == code else text
    scan = StrayScan(gesture.id, unit.now, unit.actor.name, code, told.verdict.code, why, about)
    add_stray(unit, scan, meant)
    return told


def _kept(told: Told) -> str:
    """What is kept of the particulars of *told*: a hold's note may name people, and is not."""
    return told.detail.ko.partition(": ")[0] if told.verdict is V.HELD else told.detail.ko


def _keep(
    unit: UnitOfWork, box: Box, gesture: Gesture, verdict: PackVerdict, took: int = 0, text: str = ""
) -> int:
    return add_scan(unit, box, gesture, took, verdict.code, text, clean(gesture.code)[:CODE_MOST])


# --- opening -----------------------------------------------------------------------------------


class _Standing(NamedTuple):
    """The boxes that sections stand in: the one that is for exactly them, and all others."""

    own: Box | None
    others: tuple[Box, ...]


def _open(unit: UnitOfWork, gesture: Gesture) -> Told:
    found = find_members(unit.conn, gesture.code)
    if isinstance(found, PackVerdict):
        return _turn_away(unit, gesture, Told(found, detail=_alike(clean(gesture.code)[:CODE_MOST])))
    gesture = replace(gesture, kind=K.OPEN)
    looked, standing = look(unit.conn, found), _standing(unit.conn, found)
    stuck = refused(unit.conn, looked, unit.actor, unit.now)
    if stuck is None and not gesture.over:
        stuck = next(
            (
                replace(_others(other), box=filled(other, looked))
                for other in (standing.own, *standing.others)
                if other is not None and other.state.waits and other.holder != unit.actor.name
            ),
            None,
        )
    if stuck is None:
        return _begin(unit, gesture, looked, standing)
    if standing.own is None:
        return _turn_away(unit, gesture, stuck, found)
    return _refuse(unit, filled(standing.own, looked), gesture, stuck)


def _standing(conn: Conn, members: tuple[Target, ...]) -> _Standing:
    there = boxes_of(conn, {order for order, _ in members})
    numbers = dict.fromkeys(there[member] for member in members if member in there)
    boxes = [box for number in numbers if (box := box_of(conn, number)) is not None]
    own = next((box for box in boxes if box.members == members), None)
    return _Standing(own, tuple(box for box in boxes if box is not own))


def _begin(unit: UnitOfWork, gesture: Gesture, looked: Looked, standing: _Standing) -> Told:
    """The box for the sections of *looked*: begun, gone on with, taken over, or begun anew."""
    text = ", ".join(section_number(order.number, section.n) for order, section in looked.sections())
    detail, own = _alike(text), standing.own
    if own is None:
        torn = any(other.state.waits and other.counted for other in standing.others)
        verdict = V.CHANGED if torn else V.OPENED
        box = begin_box(unit, looked.members, looked.wants)
        _keep(unit, box, gesture, verdict, text=text)
        return Told(verdict, box, detail=detail)
    if own.state.waits and same_wants(own, looked.wants):
        box = filled(replace(own, holder=unit.actor.name), looked)
        over = own.holder != unit.actor.name
        if over:
            put_box(unit, box, closed_n=closed_n(unit.conn, own.id))
        _keep(unit, box, gesture, V.TAKEN_OVER if over else V.OPENED, text=own.holder if over else text)
        return Told(V.TAKEN_OVER if over else V.OPENED, box, detail=detail, leaves=not over)
    verdict = V.CHANGED if own.state.waits and own.counted else V.OPENED
    box = _new_round(unit, own, looked)
    _keep(unit, box, gesture, verdict, text=text)
    return Told(verdict, box, detail=detail)


def _new_round(unit: UnitOfWork, box: Box, looked: Looked) -> Box:
    """*box* for what is in *looked*, counted from nothing; what the history says of it is taken back."""
    if box.state in (BoxState.CLOSED, BoxState.SHIPPED):
        _tell(unit, box.members, UNPACKED, f"{box.id}-{box.round}")
    after = begun(box, unit.actor.name, looked.members, looked.wants)
    refill_box(unit, after)
    return after


def _tell(unit: UnitOfWork, members: tuple[Target, ...], verb: str, note: str) -> None:
    """An event in the history of each of *members*."""
    events = [NewEvent(order, verb, section, unit.now, unit.actor, (), note) for order, section in members]
    unit.record(events)


# --- counting ----------------------------------------------------------------------------------


def _count(unit: UnitOfWork, box: Box, gesture: Gesture, looked: Looked) -> Told:
    """Goods, by hand or scanned; a SCAN may also be a label, or the number of this box or another."""
    if box.state.counting:
        changed = _changed(unit, box, gesture, looked)
        if changed is not None:
            return changed
    meant = replace(gesture, kind=K.ITEM) if gesture.kind is K.SCAN else gesture
    counted = count(box, meant, unit.actor.name)
    if gesture.kind is K.SCAN and counted.verdict is V.WRONG_ITEM:
        return _no_item(unit, box, gesture)
    if gesture.kind is K.ITEM and counted.verdict is V.WRONG_ITEM:
        code = clean(gesture.code)[:CODE_MOST]
        return _refuse(unit, box, gesture, Told(none_of(unit.conn, code), detail=_alike(code)))
    took = sum(pieces for _, pieces in counted.took)
    goods = _goods(box, counted.took, gesture)
    n = _keep(unit, counted.box, meant, counted.verdict, took, goods)
    if took:
        closing = counted.verdict is V.COMPLETE
        put_box(unit, counted.box, [want for want, _ in counted.took], n if closing else None)
        if closing:
            _close(unit, counted.box, n)
    detail = _alike(goods or clean(gesture.code)[:CODE_MOST])
    return Told(counted.verdict, counted.box, detail=detail, leaves=counted.verdict is V.COMPLETE)


def _goods(box: Box, took: tuple[tuple[int, int], ...], gesture: Gesture) -> str:
    """The goods that a gesture is about: those that it counted, or that it meant; "" for none of *box*."""
    n, code = took[0][0] if took else gesture.want, code_key(gesture.code)
    return next((want.text for want in box.wants if want.n == n or (code and code in want.codes)), "")


def _close(unit: UnitOfWork, box: Box, n: int) -> None:
    """Tell the history that *box* is complete, with a seal of the gestures of its round up to the *n*-th."""
    rows = [row for row in scans_of(unit.conn, box.id) if row.round == box.round and row.n <= n]
    _tell(unit, box.members, PACKED, packed(box, seal_of(rows)).note)


def _changed(unit: UnitOfWork, box: Box, gesture: Gesture, looked: Looked) -> Told | None:
    """What keeps a box from being filled on: its sections may not leave any more, or hold something else."""
    stuck = refused(unit.conn, looked, unit.actor, unit.now)
    if stuck is not None:
        return _refuse(unit, box, gesture, stuck)
    members = whole_of(unit.conn, looked.members, looked.orders)
    if members == box.members and same_wants(box, looked.wants):
        return None
    box = _new_round(unit, box, look(unit.conn, members))
    _keep(unit, box, gesture, V.CHANGED)
    return Told(V.CHANGED, box)


def _recount(at: Station, number: int) -> Told:
    """A new round of a closed box whose sections are not what was counted any more."""
    with at.store.unit(at.actor, at.clock()) as unit:
        box = box_of(unit.conn, number)
        if box is None or box.state is not BoxState.CLOSED or box.holder != at.actor.name:
            return Told(V.CHANGED, box and filled(box, look(unit.conn, box.members)))
        looked = look(unit.conn, box.members)
        members = whole_of(unit.conn, looked.members, looked.orders)
        return Told(V.CHANGED, _new_round(unit, box, look(unit.conn, members)))


def _no_item(unit: UnitOfWork, box: Box, gesture: Gesture) -> Told:
    """A scan that is none of the goods of *box*: a label, this box again, another box, or a wrong item."""
    code = clean(gesture.code)[:CODE_MOST]
    detail = _alike(code)
    found = () if known_goods(unit.conn, code) else find_members(unit.conn, code)
    if isinstance(found, tuple) and set(found) & set(box.members):
        _keep(unit, box, gesture, V.OPENED)
        return Told(V.OPENED, box, detail=detail, leaves=box.state is BoxState.CLOSED)
    if found == V.UNKNOWN and box.state is BoxState.CLOSED:
        return Told(V.NOT_A_LABEL, box, detail=detail, leaves=True)  # whether it is one is seen when sending
    verdict = V.OTHER_BOX if isinstance(found, tuple) and found else none_of(unit.conn, code)
    return _refuse(unit, box, replace(gesture, kind=K.ITEM), Told(verdict, detail=detail))


def _label(unit: UnitOfWork, box: Box, gesture: Gesture) -> Told:
    """A label for *box*, which must be complete."""
    if box.state.counting:
        return _refuse(unit, box, gesture, Told(V.NOT_YET))
    if box.state is not BoxState.CLOSED:
        return _refuse(unit, box, gesture, Told(V.ALREADY_SHIPPED))
    return Told(V.NOT_A_LABEL, box, leaves=True)


# --- opening again, emptying -------------------------------------------------------------------


def _reopen(unit: UnitOfWork, box: Box, gesture: Gesture, looked: Looked) -> Told:
    """Count *box* anew, as long as its sections may leave at all."""
    stuck = refused(unit.conn, looked, unit.actor, unit.now)
    if stuck is not None:
        return _refuse(unit, box, gesture, stuck)
    box = _new_round(unit, box, look(unit.conn, whole_of(unit.conn, looked.members, looked.orders)))
    _keep(unit, box, gesture, V.REOPENED)
    return Told(V.REOPENED, box)


def _empty(unit: UnitOfWork, box: Box, gesture: Gesture) -> Told:
    """Take everything out of *box*: nobody packs it any more, and whoever scans its section begins anew."""
    if not box.state.waits:
        return _refuse(unit, box, gesture, Told(V.ALREADY_SHIPPED, why=Refusal.BOX_REOPENED))
    if box.state is BoxState.CLOSED:
        _tell(unit, box.members, UNPACKED, f"{box.id}-{box.round}")
    wants = tuple(replace(want, scanned=0, hand=0) for want in box.wants)
    after = replace(box, state=BoxState.EMPTIED, round=box.round + 1, wants=wants)
    put_box(unit, after, [want.n for want in wants])
    _keep(unit, after, gesture, V.EMPTIED)
    return Told(V.EMPTIED, after)
