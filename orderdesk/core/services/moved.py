"""Moved: what happened to orders meanwhile, for rows that were refused because of it.

An apply is refused where the order moved since its preview, an undo where something that it would bring
back was changed later. Both say what was changed, by whom, when, and by which job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from orderdesk.core.domain.change_words import describe, item_names
from orderdesk.core.domain.changes import Change
from orderdesk.core.domain.job_words import BY_HAND, BY_JOB, CHANGED_AFTER
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK
from orderdesk.core.services.showing import event_words, masked
from orderdesk.core.services.taking_back import Taking, takings
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import TAKEN_BACK, Event, events_of_job, events_of_orders
from orderdesk.core.store.jobs import JobRow
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.since import MEMOS, events_since

EXPLAINED: Final = frozenset({Refusal.MOVED.code, Refusal.CHANGED_SINCE.code})
"""The codes of rows that were refused because of what others did."""


@dataclass(frozen=True, slots=True)
class Since:
    """One thing that happened to an order meanwhile.

    `at` in UTC seconds; `words` say what was done, `details` the fields before → after in one language.
    """

    at: int
    who: Actor
    job: int | None
    verb: str
    words: Word
    section: int | None
    details: tuple[str, ...]


SinceByOrder = Mapping[int, tuple[Since, ...]]
"""What happened meanwhile, oldest first, by order id."""


def moved_since(
    conn: Conn, versions: Mapping[int, int], lang: Lang = "ko", hide: bool = False
) -> SinceByOrder:
    """What changed each order after the version that was planned on (order id → version).

    With *hide* personal data is masked in it.
    """
    found: dict[int, tuple[Since, ...]] = {}
    for ids in chunks(versions, CHUNK):
        found.update(_told(conn, events_since(conn, {each: versions[each] for each in ids}), lang, hide))
    return found


def _told(conn: Conn, events: Mapping[int, Sequence[Event]], lang: Lang, hide: bool) -> SinceByOrder:
    """The events of orders in words."""
    found: dict[int, tuple[Since, ...]] = {}
    back = _takings(conn, events)
    for order in load_orders(conn, events):
        _, its = masked(order, events[order.id], hide)
        names = item_names(order, (change for event in its for change in event.changes))
        found[order.id] = tuple(_since(event, back.get(event.id), names, lang) for event in its)
    return found


def _takings(conn: Conn, events: Mapping[int, Sequence[Event]]) -> Mapping[int, Taking]:
    """What those of *events* that take another back come to, by id; known by all that happened before."""
    some = [order for order, its in events.items() if any(event.verb == TAKEN_BACK for event in its)]
    whole: dict[int, list[Event]] = {}
    for event in events_of_orders(conn, some) if some else ():
        whole.setdefault(event.order_id, []).append(event)
    return {number: taking for its in whole.values() for number, taking in takings(its).items()}


def in_the_way(
    conn: Conn, job: int, order_ids: Iterable[int], lang: Lang = "ko", hide: bool = False
) -> SinceByOrder:
    """What happened to orders after *job* that touches what the job changed; else all that came after.

    Of an order that nothing happened to since, nothing is told.
    """
    found: dict[int, tuple[Since, ...]] = {}
    for ids in chunks(order_ids, CHUNK):
        done: dict[int, list[Event]] = {}
        for event in events_of_job(conn, job, ids):
            done.setdefault(event.order_id, []).append(event)
        later: dict[int, list[Event]] = {}
        for event in events_of_orders(conn, done):
            if event.id > done[event.order_id][-1].id:
                later.setdefault(event.order_id, []).append(event)
        meant: dict[int, Sequence[Event]] = {}
        for order_id, events in later.items():
            own = [change for event in done[order_id] for change in event.changes]
            meant[order_id] = [event for event in events if _touch(event.changes, own)] or _ordinary(events)
        found.update(_told(conn, meant, lang, hide))
    return found


def _touch(changes: Sequence[Change], own: Sequence[Change]) -> bool:
    """Whether some of *changes* are to what *own* changed: the same field, or a record that came or went."""
    fields = {(change.part, change.n, change.field) for change in own}
    records = {(part, n) for part, n, _ in fields}
    whole = {(part, n) for part, n, field in fields if not field}
    return any(
        (change.part, change.n, change.field) in fields
        or (change.part, change.n) in (whole if change.field else records)
        for change in changes
    )


def _ordinary(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if any(change.part != MEMOS for change in event.changes)]


def why_refused(
    conn: Conn, rows: Iterable[JobRow], undone: int | None, lang: Lang = "ko", hide: bool = False
) -> SinceByOrder:
    """What happened to the orders of those *rows* that were refused because of it, by order id.

    *undone* is the job that the rows take back, None where they take none back.
    """
    versions: dict[int, int] = {}
    changed: set[int] = set()
    for row in rows:
        if row.code == Refusal.MOVED.code:
            versions[row.order_id] = row.version
        elif row.code == Refusal.CHANGED_SINCE.code:
            changed.add(row.order_id)
    found = {**moved_since(conn, versions, lang, hide)} if versions else {}
    if changed and undone is not None:
        found.update(in_the_way(conn, undone, sorted(changed), lang, hide))
    return found


def in_words(since: Since, lang: Lang = "ko") -> str:
    """One line: by whom, when, in which job, and what; texts of people stand in it as they were written."""
    at = datetime.fromtimestamp(since.at, SEOUL).strftime("%m-%d %H:%M")
    by = (BY_HAND if since.job is None else BY_JOB).text(lang)
    what = " · ".join(filter(None, (since.words.text(lang), ", ".join(since.details))))
    named = by.format(job=since.job, who=since.who.name, at=at)
    return CHANGED_AFTER.text(lang).format(by=named, what=what)


def _since(event: Event, taking: Taking | None, names: Mapping[int, str], lang: Lang) -> Since:
    details = describe(event.changes, names, lang, event.section)
    words = event_words(event, taking)
    return Since(event.at, event.actor, event.job, event.verb, words, event.section, details)
