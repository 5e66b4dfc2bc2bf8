"""The access records: looked through by who may, and deleted once they were kept long enough."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final, NamedTuple

from orderdesk.core.domain.access_words import PURGE_KIND
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.sight import (
    LEAST_ACCESS_DAYS,
    LONG_ACCESS_DAYS,
    least_access_days,
    privacy_of,
)
from orderdesk.core.store.access_chain import AccessFault, Head, head, purged_to, verify_accesses
from orderdesk.core.store.accesses import Access, Accessed, Sought, accesses, how_many, older
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


class Checked(NamedTuple):
    """How many records there are, what of them is not as it was written, and the newest link."""

    records: int
    faults: tuple[AccessFault, ...]
    head: Head


def check_records(conn: Conn, actor: Actor) -> Checked:
    """Whether all records are as they were written. NotPermitted for who may not see them."""
    require_in(conn, actor, Act.ACCESSES.value)
    return Checked(how_many(conn), tuple(verify_accesses(conn)), head(conn))


def kept_since(conn: Conn, now: int) -> int:
    """From when on records are kept at *now*, UTC seconds: the days of the setting, or of the law if more.

    A day more for each year of them: it may have been a leap year.
    """
    days = privacy_of(conn).access_days
    if days < LONG_ACCESS_DAYS:
        days = max(days, least_access_days(conn))
    return now - (days + days // LEAST_ACCESS_DAYS) * DAY


def past_keeping(conn: Conn, now: int) -> int:
    """How many records were kept as long as the shop decided at *now*."""
    return older(conn, kept_since(conn, now))


def purge_records(store: Store, actor: Actor, now: int) -> int:
    """Delete the records past their time, and record that; how many those were. NotPermitted."""
    with store.unit(actor, now) as unit:
        before = kept_since(unit.conn, now)
        purged = unit.purge_accesses(before)
        if purged.records:
            day = datetime.fromtimestamp(before, SEOUL).date().isoformat()
            scope = f"~ {day}{purged_to(purged.last)}"
            unit.record_access(Access(PURGE_KIND, scope, "", "", "", 0, purged.records, 0))
    return purged.records
