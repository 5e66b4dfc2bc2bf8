"""Verify: every invariant on every order, streaming, and the store's own books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from orderdesk.core.domain.check import Finding, check
from orderdesk.core.services.planning import CHUNK
from orderdesk.core.store import verify as books
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.stock import Recount

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
        everything = books.how_many(conn)
        recount = Recount(conn)
        for chunk in books.order_ids(conn, CHUNK):
            orders = load_orders(conn, chunk)
            faults = [finding for order in orders for finding in check(order)]
            faults.extend(Finding(*fault) for fault in books.order_findings(conn, orders, SEARCHED))
            recount.add(orders)
            wrong += len(faults)
            findings.extend(faults[: SHOWN - len(findings)])
            done += len(chunk)
            progress(done, everything)
        held = (books.Finding("stock-allocated", *fault) for fault in recount.wrong())
        for fault in chain(books.findings(conn), held):
            wrong += 1
            if len(findings) < SHOWN:
                findings.append(Finding(*fault))
    return Verified(done, wrong, tuple(findings))
