"""Labels are asked after now and then: news that was lost on its way may not come again.

News of printing is gone at the courier once it was read, and nobody knows that it was when the answer was
lost, or when the desk died with it. So every label that is under way is asked after every few hours, some at
a time. What is told stands beside the news then, and is acted on in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.waybills import Waybill
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.shipments import ShipmentNews
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services.running import Clock
from orderdesk.core.services.waybill_news import told_of
from orderdesk.core.store.connections import Feed, feed
from orderdesk.core.store.engine import Store
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.waybills import open_waybills, waybills_by_key

SWEEP_EVERY: Final = 3 * 3600
"""Seconds from the beginning of a sweep over all labels to that of the next."""

LIMIT: Final = 50
"""How many labels are asked after in one go; the next one goes on."""

KEPT: Final = 30 * 86_400
"""How long a label is asked after that never arrives, seconds."""

SWEEP: Final = "labels"
"""The feed of what is asked after; its cursor is the label that was asked after last."""


def ask_after(store: Store, gateway: CourierGateway, connection: int, clock: Clock) -> None:
    """Ask after labels of *connection*, where the time for it has come; what is new waits to be acted on.

    When nobody can be asked now, the next sweep tries again, and a label of which no sense can be made is
    passed over; both are kept as a trouble of the feed.
    """
    now = clock()
    with store.reader() as conn:
        before = feed(conn, connection, SWEEP)
        if before.cursor is None and now - (before.tried_at or 0) < SWEEP_EVERY:
            return
        labels = open_waybills(conn, now - KEPT, before.cursor or "", LIMIT)
    began = now if before.cursor is None else before.tried_at
    cursor = labels[-1].key if len(labels) == LIMIT else None
    told = list[ShipmentNews]()
    trouble: Word | None = None
    for label in labels:
        try:
            known = gateway.known(label.key)
        except GatewayError as error:
            trouble = fault_words(error)
            if error.fault is not Fault.PROTOCOL:
                cursor = None
                break
            continue
        told += [] if known is None else [known]
    at, tries = (before.at, before.tries + 1) if trouble is not None else (now, 0)
    after = Feed(cursor, at, began, tries, trouble)
    with store.unit(SYSTEM, clock()) as unit:
        unit.put_waybills(_further(unit, told))
        unit.put_feed(connection, SWEEP, after)


def _further(unit: UnitOfWork, told: Sequence[ShipmentNews]) -> list[Waybill]:
    """The labels of which more was *told* than is known."""
    known = waybills_by_key(unit.conn, [news.key for news in told])
    after = [(known[news.key], told_of(known[news.key], news)) for news in told]
    return [new for old, new in after if (new.number, new.code) != (old.number, old.code)]
