"""The day's close: its sums, and the couriers' counts that are kept with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from orderdesk.core.domain.day_close import (
    BY_HAND,
    CLAIMED,
    HALF_PACKED,
    HELD,
    DayClose,
    Sent,
    close,
    refused_scans,
)
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store import day as store_day
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.stray_scans import lost_between

_NAME = "day-close-{}"


def today(now: int) -> date:
    """The day in Seoul at *now* (UTC seconds)."""
    return datetime.fromtimestamp(now, SEOUL).date()


def day_close(conn: Conn, day: date) -> DayClose:
    """The close of *day* in Seoul, as it stands now, with what the couriers were said to have counted."""
    start = int(datetime(day.year, day.month, day.day, tzinfo=SEOUL).timestamp())
    end = start + int(timedelta(days=1).total_seconds())
    sent = (
        Sent(courier, Channel(channel), parcel, order, pieces)
        for courier, channel, parcel, order, pieces in store_day.sent_between(conn, start, end)
    )
    exceptions = [
        *refused_scans(store_day.verdicts_between(conn, start, end)),
        (BY_HAND, store_day.counted_between(conn, store_day.BY_HAND, start, end)),
        (HELD, store_day.counted_between(conn, store_day.HOLDS, start, end)),
        (CLAIMED, store_day.counted_between(conn, store_day.CLAIMS, start, end)),
        (HALF_PACKED, store_day.boxes_left(conn)),
    ]
    return close(day, sent, counted_of(conn, day), exceptions, lost_between(conn, start, end))


def counted_of(conn: Conn, day: date) -> dict[str, int]:
    """What the couriers counted on *day*, by name."""
    text = read_preference(conn, SHOP, _NAME.format(day.isoformat()))
    return {str(name): int(count) for name, count in json.loads(text).items()} if text else {}


def note_counts(store: Store, actor: Actor, now: int, day: date, counted: Mapping[str, int]) -> None:
    """Keep what couriers counted on *day*; those that are not named keep theirs."""
    with store.unit(actor, now) as unit:
        kept = {**counted_of(unit.conn, day), **counted}
        unit.put_preference(SHOP, _NAME.format(day.isoformat()), json.dumps(kept, ensure_ascii=False))
