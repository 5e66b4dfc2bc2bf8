"""Following parcels: those on their way are asked after, ever less often, until they have arrived.

When a parcel is asked after next stands in the store, so that several desks ask once. What is said moves
sections on by the same rules as anybody's doing, and never back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.text import clean
from orderdesk.core.gateways.ports import TrackingGateway
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.shipments import TrackCode
from orderdesk.core.services.parcel_steps import move_parcels, parcel_steps
from orderdesk.core.services.rhythm import USUAL
from orderdesk.core.services.running import Clock
from orderdesk.core.services.tracking_rules import courier_called
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.waybills import Due, Watch, due_parcels, watches

LIMIT: Final = 200
"""How many parcels are asked after in one go."""

_DAY: Final = 86_400
_LONGEST: Final = 6
"""How many times as long as usual a parcel is left alone at most."""

_STOPS: Final = frozenset({Fault.AUTH, Fault.CONFIG, Fault.RATE_LIMITED})
"""After these faults nobody else is asked after: the answer would be the same."""

UNSUPPORTED: Final = "unsupported"
"""Why nobody is asked after a parcel: the tracker does not know its courier."""

_EVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of it: parcels asked after, sections moved, parcels that failed.

    And what stopped it, or why nobody answered at all.
    """

    asked: int = 0
    moved: int = 0
    failed: int = 0
    stopped: GatewayError | None = None


def until_next(code: TrackCode, misses: int, usual: int = USUAL.parcels) -> int:
    """Seconds until a parcel at *code* is asked after again, of which nothing new was said *misses* times.

    *usual* ones at first; half as many where somebody is about to bring it, most where nobody was in.
    """
    first = {TrackCode.OUT_FOR_DELIVERY: usual // 2, TrackCode.ATTEMPT_FAIL: _LONGEST * usual}
    return min(_LONGEST * usual, first.get(code, usual) << min(misses, 6))


def follow(
    store: Store, gateway: TrackingGateway, clock: Clock, limit: int = LIMIT, usual: int = USUAL.parcels
) -> Followed:
    """Ask after the parcels whose time has come, *limit* at most, and do what is said of them.

    One of which nothing new is said is asked after again in *usual* seconds, then ever less often.
    """
    with store.reader() as conn:
        due = due_parcels(conn, clock(), limit)
    codes: dict[Due, TrackCode] = {}
    watches: list[Watch] = []
    stopped: GatewayError | None = None
    down: GatewayError | None = None
    for parcel in due:
        try:
            code = _ask(gateway, parcel)
        except GatewayError as error:
            watches.append(_put_off(parcel, error, clock(), usual))
            down = error if error.fault is Fault.TEMPORARY else down
            if error.fault in _STOPS:
                stopped = error
                break
            continue
        if code is None:
            now = clock()
            watches.append(Watch(parcel.courier, parcel.number, now + _DAY, now, 0, 0, UNSUPPORTED))
        else:
            codes[parcel] = code
    failed = sum(watch.why != UNSUPPORTED for watch in watches)
    moved = _do(store, codes, watches, clock, usual)
    return Followed(len(codes), moved, failed, stopped or (None if codes else down))


def kept_back(conn: Conn, limit: int) -> list[Watch]:
    """Parcels under way, *limit* at most, that can't be asked after or moved on: `why`."""
    under_way = {parcel.label for parcel in due_parcels(conn, _EVER, _EVER)}
    held = (each for each in watches(conn) if each.why and (each.courier, each.number) in under_way)
    return list(islice(held, limit))


def _ask(gateway: TrackingGateway, parcel: Due) -> TrackCode | None:
    """Where *parcel* is; None where its courier can't be asked. GatewayError."""
    courier = courier_called(parcel.courier)
    if not isinstance(courier, Courier) or not gateway.supports(courier.key):
        return None
    return gateway.track(courier.key, parcel.number).code


def _do(
    store: Store, codes: Mapping[Due, TrackCode], watches: Sequence[Watch], clock: Clock, usual: int
) -> int:
    """Do what was said of parcels, and keep when each is asked after next; how many sections moved."""
    with store.reader() as conn:
        steps = parcel_steps(conn, {parcel.label: code for parcel, code in codes.items()})
    refused = move_parcels(store, steps, clock)
    kept, arrived, now = list(watches), list[tuple[str, str]](), clock()
    for parcel, code in codes.items():
        moving = steps.get(parcel.label, {})
        why = next((refused[target] for target in moving if target in refused), "")
        if code is TrackCode.DELIVERED and moving and not why:
            arrived.append(parcel.label)
            continue
        misses = parcel.misses + 1 if code == parcel.code else 0
        next_at = now + until_next(code, misses, usual)
        kept.append(Watch(parcel.courier, parcel.number, next_at, now, int(code), misses, why))
    if kept or arrived:
        with store.unit(SYSTEM, now) as unit:
            unit.put_watches(kept, arrived)
    return sum(target not in refused for moving in steps.values() for target in moving)


def _put_off(parcel: Due, error: GatewayError, now: int, usual: int) -> Watch:
    """Ask later: when the other side said, else ever less often; a number that is none once a day."""
    wait = until_next(TrackCode.NOT_YET_KNOWN, parcel.misses, usual)
    if error.fault is Fault.PROTOCOL:
        wait = _DAY
    elif error.retry_after is not None:
        wait = int(error.retry_after) + 1
    why = clean(f"{error.fault} {error.code}".strip())
    said = max(parcel.code, 0)
    return Watch(parcel.courier, parcel.number, now + wait, now, said, parcel.misses + 1, why)
