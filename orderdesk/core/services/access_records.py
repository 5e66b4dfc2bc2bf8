"""The access records: looked through by who may, and deleted once they were kept long enough."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from orderdesk.core.domain.access_words import PURGE_KIND
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.sight import privacy_of
from orderdesk.core.store.accesses import Access, Accessed, Sought, accesses, older
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import require_in

DAY: Final = 86_400


def look_through(conn: Conn, actor: Actor, limit: int, sought: Sought) -> list[Accessed]:
    """The newest records that are *sought*, *limit* at most. NotPermitted for who may not see them."""
    require_in(conn, actor, Act.ACCESSES.value)
    return accesses(conn, limit, sought)


def read_words(text: str) -> Sought:
    """What is looked for by the words of *text*: dates (``2026-11-27``) mean their day, in Seoul."""
    words, days = list[str](), list[date]()
    for word in text.split():
        try:
            days.append(date.fromisoformat(word))
        except ValueError:
            words.append(word)
    if not days:
        return Sought(words=tuple(words))
    return Sought(since=day_start(min(days)), until=day_start(max(days)) + DAY - 1, words=tuple(words))


def day_start(day: date) -> int:
    """The first second of *day* in Seoul, UTC seconds."""
    return int(datetime.combine(day, time(), SEOUL).timestamp())


def past_keeping(conn: Conn, now: int) -> int:
    """How many records were kept as long as the shop decided at *now*."""
    return older(conn, now - privacy_of(conn).access_days * DAY)


def purge_records(store: Store, actor: Actor, now: int) -> int:
    """Delete the records past their time, and record that; how many those were. NotPermitted."""
    with store.unit(actor, now) as unit:
        before = now - privacy_of(unit.conn).access_days * DAY
        count = unit.purge_accesses(before)
        if count:
            day = datetime.fromtimestamp(before, SEOUL).date().isoformat()
            unit.record_access(Access(PURGE_KIND, f"~ {day}", "", "", "", 0, count, 0))
    return count
