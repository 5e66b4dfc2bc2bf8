"""What the rows of one section ask for together: a request for each parcel, or why they contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request, Value
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.job_requests import read_requests
from orderdesk.core.services.tracking_rows import Options, ReadRow
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import done_rows

_MOVES: Final = frozenset({"ready", "ship"})

Parcel = tuple[tuple[str, str] | None, str]
"""A label (None: the number that is there) and the state to move to."""


def requests_of(
    order: Order, group: Sequence[ReadRow], shared: Collection[tuple[str, str]], options: Options
) -> tuple[Request, ...] | Refusal:
    """The requests that the rows of one section make, one per parcel; why not, when they contradict."""
    section = group[0].section
    parcels: dict[Parcel, list[ReadRow]] = {}
    for read in group:
        label = (read.label.courier, read.label.number) if read.label else None
        parcels.setdefault((label, read.to), []).append(read)
    whole = any(read.item is None for read in group)
    if whole and len(parcels) > 1:
        return Refusal.DUPLICATE_ROW
    left = {item.n: item.qty for item in order.items_of(section.n)}
    contradiction = None if whole else _contradiction(parcels, left)
    if contradiction:
        return contradiction
    requests: list[Request] = []
    for (label, to), reads in parcels.items():
        pieces: Pieces = ()
        if not whole:
            pieces = _pieces(reads, left)
            for item, qty in pieces:
                left[item] -= qty
            if not any(left.values()):
                pieces = ()
        requests.extend(_parcel_requests(section, label, to, pieces, label in shared, options))
    return tuple(requests)


def brought_to(conn: Conn, job: int) -> Mapping[str, int]:
    """How many of the sections to which *job* gave numbers went to which state, "ready" or "ship", by it.

    None are told of a job whose request was erased.
    """
    try:
        each = read_requests(request_of(conn, job)).each
    except (LookupError, TypeError, ValueError):
        return {}
    done = {(row.order_id, row.section) for row in done_rows(conn, job)}
    asked = ({request.text("to") or request.verb for request in each.get(target, ())} for target in done)
    counts = Counter("ship" if "ship" in states else "ready" for states in asked if states & _MOVES)
    return {state: counts[state] for state in ("ready", "ship") if counts[state]}


def _pieces(reads: Iterable[ReadRow], held: Mapping[int, int]) -> Pieces:
    """The pieces of one parcel: rows of one item add up, and a blank quantity means all that is held."""
    found: dict[int, int] = {}
    for read in reads:
        if read.item is None:
            continue
        if read.qty is None:
            found[read.item] = held[read.item]
        else:
            found[read.item] = found.get(read.item, 0) + read.qty
    return tuple(found.items())


def _contradiction(parcels: Mapping[Parcel, Sequence[ReadRow]], held: Mapping[int, int]) -> Refusal | None:
    """Why rows can't hold together: an item goes whole into two parcels, or in more pieces than there are.

    With quantities an item may go in several parcels, whose numbers then differ.
    """
    for item, qty in held.items():
        named = [(parcel, r) for parcel, reads in parcels.items() for r in reads if r.item == item]
        blank = [read for _, read in named if read.qty is None]
        places = {parcel for parcel, _ in named}
        if len(places) > 1 and (blank or len({label for label, _ in places}) < len(places)):
            return Refusal.DUPLICATE_ROW
        counted = sum(read.qty or 0 for _, read in named)
        if counted > (0 if blank else qty):
            return Refusal.BAD_QUANTITY
    return None


def _parcel_requests(
    section: Section,
    label: tuple[str, str] | None,
    to: str,
    pieces: Pieces,
    shared: bool,
    options: Options,
) -> list[Request]:
    items: tuple[tuple[str, Value], ...] = (("items", pieces),) if pieces else ()
    if label is None:
        steps = ("ready", "ship") if to == "ship" and section.state is SectionState.PREPARING else (to,)
        return [Request(step, items if n == 0 else ()) for n, step in enumerate(steps)]
    return [give_number(*label, to, options.overwrite, shared, items)]


def give_number(
    courier: str,
    number: str,
    to: str,
    overwrite: bool,
    shared: bool = False,
    items: tuple[tuple[str, Value], ...] = (),
) -> Request:
    """The request that gives a section, or *items* of it, a number, and brings it *to* a state ("": none)."""
    values: list[tuple[str, Value]] = [("courier", courier), ("number", number)]
    if to:
        values.append(("to", to))
    if overwrite:
        values.append(("overwrite", True))
    if shared:
        values.append(("shared", True))
    return Request("track", (*values, *items))
