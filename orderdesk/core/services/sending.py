"""Sending what waits in the outbox to one channel: claimed and committed first, told then, and noted last.

One process at a time sends for a connection. What was claimed by one that died was perhaps told: it is read
again before it is repeated. Nothing counts as sent before the channel has said so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.channel_caps import CAPS, Operation, System
from orderdesk.core.domain.channels import ChannelLine, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.telling import REQUESTS, Intent
from orderdesk.core.domain.told_already import Sight, sight
from orderdesk.core.gateways.ports import ChannelGateway, ClaimRef, Parcel, RefundTerms
from orderdesk.core.gateways.results import (
    AlreadyDone,
    BatchResult,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Later,
    Rejected,
    Unsupported,
)
from orderdesk.core.services.running import Clock, Stop, never
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.core.store.channel_lines import KeptLine, lines_of, numbers_there
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.outbox import DONE, REFUSED, WAITING, Fate, Letter, claimed, due

TOLD, UNTOLD = "told", "untold"

AT_ONCE: Final = 300
"""Letters that are claimed together: several calls' worth, so that a dead sender leaves few to look up."""

_FIRST_WAIT: Final = 15
_LONGEST_WAIT: Final = 1800
"""Seconds before the second try, and at most between two."""

_ASLEEP: Final = frozenset({Fault.AUTH, Fault.CONFIG})
"""What only a person can mend; nothing more is tried now."""

_O = Operation
_KIND_OF: Final = {
    **{operation: kind for kind, operation in REQUESTS.items()},
    **dict.fromkeys((_O.APPROVE_CANCEL, _O.REJECT_CANCEL), ClaimKind.CANCEL),
    **dict.fromkeys(
        (_O.APPROVE_RETURN, _O.REJECT_RETURN, _O.HOLD_RETURN, _O.RELEASE_RETURN, _O.COLLECTED_RETURN),
        ClaimKind.RETURN,
    ),
    **dict.fromkeys(
        (
            *(_O.APPROVE_EXCHANGE, _O.REJECT_EXCHANGE, _O.HOLD_EXCHANGE, _O.RELEASE_EXCHANGE),
            *(_O.COLLECTED_EXCHANGE, _O.REDELIVER),
        ),
        ClaimKind.EXCHANGE,
    ),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """A letter with what its channel calls the lines that it is about, and the claim on them."""

    letter: Letter
    lines: tuple[KeptLine, ...]
    number: str

    @property
    def refs(self) -> tuple[LineRef, ...]:
        return tuple(LineRef(self.number, line.number, line.section) for line in self.lines)

    @property
    def intent(self) -> Intent:
        return self.letter.intent

    def parcel(self) -> Parcel:
        """The parcel that is told of; counts only where a line does not go whole."""
        by_line = {line: qty for line, qty in self.intent.pieces if qty}
        pieces = {line.number: by_line[line.line] for line in self.lines if line.line in by_line}
        return Parcel(self.refs, _key(self.intent.courier), self.intent.tracking, self.intent.at, pieces)


def _key(name: str) -> str:
    """The key of the courier that orders call so; a name that is none is told as it is."""
    found = courier_called(name)
    return found.key if isinstance(found, Courier) else name


def send(
    store: Store, connection: Connection, gateway: ChannelGateway, clock: Clock, stop: Stop = never
) -> Counter[int]:
    """Tell *connection* what waits for it; how many letters ended in which state.

    Empty while another process does. GatewayError where the channel can't be spoken with at all.
    """
    told: Counter[int] = Counter()
    if connection.paused:
        return told
    with store.backend.try_lock(f"send-{connection.id}") as free:
        if not free:
            return told
        told.update(_look_again(store, connection, gateway, clock))
        while not stop():
            letters = _claim(store, connection, clock)
            if not letters:
                return told
            told.update(_tell_all(store, list(_batches(letters, connection)), gateway, clock))
    return told


def _tell_all(
    store: Store, batches: Sequence[Sequence[_Told]], gateway: ChannelGateway, clock: Clock
) -> Counter[int]:
    """Tell batch by batch; what is left when the channel can't be spoken with was never told, and waits."""
    told: Counter[int] = Counter()
    for n, batch in enumerate(batches, 1):
        try:
            told.update(_tell(store, batch, gateway, clock))
        except GatewayError:
            rest = [each for later in batches[n:] for each in later]
            _note(store, rest, [Fate(each.letter.id, WAITING, clock()) for each in rest], clock)
            raise
    return told


def _claim(store: Store, connection: Connection, clock: Clock) -> list[_Told]:
    now = clock()
    with store.reader() as conn:
        if not due(conn, connection.id, now, 1):
            return []
    with store.unit(SYSTEM, now) as unit:
        letters = due(unit.conn, connection.id, now, AT_ONCE)
        unit.claim_letters(letters)
        found = _with_lines(unit.conn, letters)
    store.checkpoint("claimed")
    return found


def _with_lines(conn: Conn, letters: Sequence[Letter]) -> list[_Told]:
    among = {letter.order_id for letter in letters}
    kept, numbers = lines_of(conn, among), numbers_there(conn, among)
    found = []
    for letter in letters:
        lines = kept.get(letter.order_id, {})
        pieces = letter.intent.pieces or tuple((line, 0) for line in lines)
        own = tuple(lines[line] for line, _ in pieces if line in lines)
        found.append(_Told(letter, own, numbers.get(letter.order_id, "")))
    return found


def _batches(told: Sequence[_Told], connection: Connection) -> Iterator[list[_Told]]:
    """The letters by what is told, as many at a time as the channel takes."""
    caps = CAPS[System(connection.system)]
    ordered = sorted(told, key=lambda each: (list(Operation).index(each.intent.operation), each.letter.id))
    for operation, group in groupby(ordered, key=lambda each: each.intent.operation):
        batch, lines = list[_Told](), 0
        for each in group:
            if batch and lines + len(each.lines) > max(1, caps[operation].batch):
                yield batch
                batch, lines = [], 0
            batch.append(each)
            lines += len(each.lines)
        yield batch


def _tell(store: Store, batch: Sequence[_Told], gateway: ChannelGateway, clock: Clock) -> Counter[int]:
    """Tell what is in *batch*, all of one operation, and note what became of it."""
    try:
        results = _call(batch, gateway)
    except GatewayError as error:
        if error.fault in (Fault.TIMEOUT_UNKNOWN, Fault.PROTOCOL):
            return _seen_again(store, batch, gateway, clock)  # nobody knows whether it was done
        fates = [_again(each.letter, clock(), error.code, error.message, error.retry_after) for each in batch]
        _note(store, batch, fates, clock)
        if error.fault in _ASLEEP:
            raise
        return Counter(fate.state for fate in fates)
    store.checkpoint("told")
    now = clock()
    fates = [_fate(each, results, now) for each in batch]
    _note(store, batch, fates, clock)
    return Counter(fate.state for fate in fates)


def _call(batch: Sequence[_Told], gateway: ChannelGateway) -> BatchResult:
    """One call for all of *batch*, or one for each line where the channel takes no more."""
    operation = batch[0].intent.operation
    known = [each for each in batch if each.lines]
    refs = [ref for each in known for ref in each.refs]
    if operation is _O.CONFIRM:
        new = [
            ref
            for each in known
            for ref, line in zip(each.refs, each.lines, strict=True)
            if not line.confirmed
        ]
        done: dict[str, ItemResult] = {ref.line: AlreadyDone() for ref in refs}
        return {**done, **(gateway.confirm(new) if new else {})}
    if operation is _O.DISPATCH:
        return gateway.dispatch([each.parcel() for each in known])
    if operation is _O.REMOVE_INVOICE:
        return gateway.remove_invoice(refs)
    results: dict[str, ItemResult] = {}
    for each in known:
        if operation is _O.AMEND_INVOICE:
            results.update(gateway.amend_invoice(each.parcel()))
        elif operation is _O.CONFIRM_DEPOSIT:
            results.update(dict.fromkeys((r.line for r in each.refs), gateway.confirm_deposit(each.number)))
        else:
            for ref, line in zip(each.refs, each.lines, strict=True):
                results[ref.line] = _call_one(each, ref, line, gateway)
    return results


def _call_one(each: _Told, ref: LineRef, line: KeptLine, gateway: ChannelGateway) -> ItemResult:
    """What is told of one line alone."""
    intent = each.intent
    operation = intent.operation
    if operation is _O.DELAY:
        return gateway.delay(ref, intent.at, intent.reason, intent.note)
    kind = _KIND_OF[operation]
    claim = ClaimRef(ref, kind, line.claim)
    if operation in REQUESTS.values():
        qty = dict(intent.pieces).get(line.line) or None
        return gateway.request_claim(kind, ref, qty, intent.reason, intent.note, None)
    match operation:
        case _O.APPROVE_CANCEL | _O.APPROVE_RETURN | _O.APPROVE_EXCHANGE:
            return gateway.approve_claim(claim, RefundTerms(keep=intent.amount))
        case _O.REJECT_CANCEL:
            return gateway.reject_claim(claim, intent.note, each.parcel())
        case _O.REJECT_RETURN | _O.REJECT_EXCHANGE:
            return gateway.reject_claim(claim, intent.note, None)
        case _O.HOLD_RETURN | _O.HOLD_EXCHANGE:
            return gateway.hold_claim(claim, intent.reason, intent.note, intent.amount or None)
        case _O.RELEASE_RETURN | _O.RELEASE_EXCHANGE:
            return gateway.release_claim(claim)
        case _O.COLLECTED_RETURN | _O.COLLECTED_EXCHANGE:
            return gateway.mark_collected(claim)
    return gateway.redeliver(claim, each.parcel())


def _fate(each: _Told, results: BatchResult, now: int) -> Fate:
    """What becomes of a letter: as bad as the worst of its lines."""
    if not each.lines:
        return Fate(each.letter.id, REFUSED, code="no-line")
    found = [results.get(line.number, Later("no-answer")) for line in each.lines]
    for result in found:
        if isinstance(result, Rejected):
            return Fate(each.letter.id, REFUSED, code=result.code, message=result.message)
        if isinstance(result, Unsupported):
            return Fate(each.letter.id, REFUSED, code="unsupported")
    for result in found:
        if isinstance(result, Later):
            return _again(each.letter, now, result.code, result.message, result.after)
    return Fate(each.letter.id, DONE, code=next((r.reference for r in found if isinstance(r, Done)), ""))


def _again(letter: Letter, now: int, code: str, message: str, after: float | None) -> Fate:
    """The letter waits, longer with every try."""
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(letter.tries, 10)) if after is None else after
    return Fate(letter.id, WAITING, now + max(1, round(wait)), code, message)


def _look_again(store: Store, connection: Connection, gateway: ChannelGateway, clock: Clock) -> Counter[int]:
    """What a sender that died had claimed was perhaps told; the lock is ours, so nobody is telling it now."""
    with store.reader() as conn:
        left = _with_lines(conn, claimed(conn, connection.id))
    return _seen_again(store, left, gateway, clock) if left else Counter()


def _seen_again(store: Store, batch: Sequence[_Told], gateway: ChannelGateway, clock: Clock) -> Counter[int]:
    """Read what the channel now shows of *batch*, and let only what it does not show be told again.

    While it can't be read, the letters stay claimed: nobody knows.
    """
    refs = list(dict.fromkeys(ref for each in batch for ref in each.refs))
    try:
        orders = gateway.fetch(refs)
    except GatewayError as error:
        if error.fault in _ASLEEP:
            raise
        return Counter()
    shown = {line.ref.line: line for order in orders for line in order.lines}
    now = clock()
    fates = [_seen(each, shown, now) for each in batch]
    _note(store, batch, fates, clock)
    return Counter(fate.state for fate in fates)


def _seen(each: _Told, shown: Mapping[str, ChannelLine], now: int) -> Fate:
    sights = {
        sight(each.intent, shown[line.number]) if line.number in shown else Sight.NOT_DONE
        for line in each.lines
    }
    if sights == {Sight.DONE}:
        return Fate(each.letter.id, DONE)
    if Sight.OTHERWISE in sights:
        return Fate(each.letter.id, REFUSED, code="otherwise")
    return _again(each.letter, now, "unheard", "", None)


def _note(store: Store, batch: Sequence[_Told], fates: Sequence[Fate], clock: Clock) -> None:
    """Write what became of letters, and what ended into the timelines of their orders."""
    now = clock()
    with store.unit(SYSTEM, now) as unit:
        unit.settle_letters(fates)
        unit.record(
            [event for each, fate in zip(batch, fates, strict=True) for event in _told_of(each, fate, now)]
        )


def _told_of(each: _Told, fate: Fate, now: int) -> list[NewEvent]:
    if fate.state == WAITING:
        return []
    verb = TOLD if fate.state == DONE else UNTOLD
    words = [each.intent.operation.value, *([fate.code, fate.message] if verb == UNTOLD else [])]
    note = " ".join(word for word in words if word)
    return [NewEvent(each.letter.order_id, verb, each.intent.section, now, SYSTEM, note=note)]
