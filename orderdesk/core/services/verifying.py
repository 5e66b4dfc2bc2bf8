"""Verify: every invariant on every order, streaming, and the store's own books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.check import Finding, check
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.services.planning import CHUNK, chunks
from orderdesk.core.store import verify as books
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import ListQuery, ids
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.parcels import holders

SHOWN = 100
"""How many findings are kept; the count goes on."""

SEARCHED = 50
"""Of so many orders the search keys of one are looked at; all of their other rows are."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many orders were looked at, how much is wrong, and the first findings."""

    orders: int
    wrong: int
    findings: tuple[Finding, ...]


def verify(store: Store, progress: Callable[[int, int], None] = lambda done, total: None) -> Verified:
    """Check the whole store in one snapshot."""
    findings: list[Finding] = []
    wrong = done = 0
    with store.reader() as conn:
        everything = ids(conn, ListQuery())
        for chunk in chunks(sorted(everything), CHUNK):
            orders = load_orders(conn, chunk)
            faults = [finding for order in orders for finding in check(order)]
            faults.extend(Finding(*fault) for fault in books.order_findings(conn, orders, SEARCHED))
            faults.extend(_clashes(conn, orders))
            wrong += len(faults)
            findings.extend(faults[: SHOWN - len(findings)])
            done += len(chunk)
            progress(done, len(everything))
        for fault in books.findings(conn):
            wrong += 1
            if len(findings) < SHOWN:
                findings.append(Finding(*fault))
    return Verified(done, wrong, tuple(findings))


def _clashes(conn: Conn, orders: Sequence[Order]) -> Iterator[Finding]:
    """Live sections whose number an earlier order uses too, though nobody said that they share a parcel."""
    live = [
        (order, section)
        for order in orders
        for section in order.sections
        if section.tracking and not section.shared and section.state not in FINAL_STATES
    ]
    users = holders(conn, sorted({section.tracking or "" for _, section in live}))
    for order, section in live:
        others = users.get((section.courier or "", section.tracking or ""), ())
        if any(other.order_id < order.id and not other.shared for other in others):
            where = section_number(order.number, section.n)
            yield Finding("number-shared", where, f"{section.courier} {section.tracking}")
