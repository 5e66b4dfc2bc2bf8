"""The history of orders: events with their changes, chained by a hash a transaction.

An event that creates an order (`verb` "create") carries no changes: the rows are its after side. Changes
are stored compactly, each as [code, n, before, after]. People's data stands in a side row, of which the
event keeps only a salted hash, so that it can be erased and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from orderdesk.core.domain.changes import PARTS, Change, from_plain, split_personal, to_plain
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.store.chaining import FIRST_LINK, as_bytes, compact
from orderdesk.core.store.codes import CODES, FIELDS
from orderdesk.core.store.dialect import Conn, Own, Row, id_list, insert_same, next_id, one_of, scalar
from orderdesk.core.store.newest import newest

CREATE = "create"

TAKEN_BACK = "undo"
"""The verb of an event that takes another back, also where an undo is taken back."""
"""The verb of an order's first event."""

ERASED = "{}"
"""What stands in place of a job's request once it was erased."""

_SALT_BYTES = 8
_EVENT_COLUMNS = ("id", "order_id", "verb", "section", "at", "actor", "job", "note", "changes", "sealed")
_PAGE = 5000
_LABELS = frozenset(CODES["sections", field] for field in ("", "courier", "tracking"))
_MANY = 8
"""Events that say the same, beyond which one statement for all of them is faster."""

OWN = "\0"
"""Stands in an event of several orders for the tracking number that each of them has of its own."""

_OWN_IN_CHANGES = json.dumps(OWN)[1:-1]
_OWN_IN_LINK = json.dumps(_OWN_IN_CHANGES)[1:-1]

EVENTS = """SELECT event.id, event.order_id, event.verb, event.section, event.at, actor.kind, actor.name,
 event.job, event.note, event.changes, event.sealed, event_private.salt, event_private.changes
 FROM event JOIN actor ON actor.id = event.actor
 LEFT JOIN event_private ON event_private.event_id = event.id WHERE """
TOLD = "SELECT order_id, job, verb, section, changes, sealed FROM event WHERE {among} AND id >= ? ORDER BY id"
FIRST = "SELECT COALESCE(MIN(id), 0) FROM event WHERE job = ?"

CHAINED = f"{EVENTS}event.id > ? AND event.id <= ? ORDER BY event.id"
AFTER = "{among} AND event.id > ? ORDER BY event.id"
LINKS = "SELECT last_event, link FROM chain WHERE last_event > ? ORDER BY last_event LIMIT ?"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happens to an order; `at` in UTC seconds, `section` where it is about one."""

    order_id: int
    verb: str
    section: int | None
    at: int
    actor: Actor
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A stored event. `erased` says that people's data was removed from its changes."""

    id: int
    order_id: int
    verb: str
    section: int | None
    at: int
    actor: Actor
    job: int | None
    note: str
    changes: tuple[Change, ...]
    erased: bool = False


class Shared(NamedTuple):
    """Events that each of *orders* has alike; whose `order_id` they carry does not matter.

    They hold nothing that is people's data: that is sealed for each event on its own. Where an event says
    `OWN`, each order has what stands for it in *numbers*.
    """

    orders: Collection[int]
    events: Sequence[NewEvent]
    numbers: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """What an event says beside its number and its order: the columns, and the same as the link covers it."""

    values: tuple[Any, ...]
    text: str
    private: tuple[bytes, str] | None
    own: bool


class ChainFault(NamedTuple):
    """A place where the history is not what was written: `code` and the number of the event.

    Where only a transaction's link shows it, it is one of the events from `first` on.
    """

    code: str
    event: int
    first: int


class Chain:
    """Writes the events of one transaction and its link.

    *now*, UTC seconds, is when it is written; no link says that it was before the one that it follows.
    """

    def __init__(self, conn: Conn, now: int) -> None:
        self._conn = conn
        self._next = next_id(conn, "event")
        self._first = self._next
        link, at = _last_link(conn)
        self._hash = hashlib.sha256(link)
        self._at = max(at, now)
        self._actors: dict[Actor, int] = {}

    def add(self, events: Sequence[NewEvent], job: int | None, alike: Sequence[Shared] = ()) -> None:
        """Write *events* in their order, as part of *job* where there is one.

        With *alike*, which happened to several orders each, all are written in the order of the orders.
        """
        salts = os.urandom(_SALT_BYTES * len(events))
        told: list[tuple[int, tuple[_Telling, ...], str]] = [
            (event.order_id, (self._telling(event, job, salts[n * _SALT_BYTES : (n + 1) * _SALT_BYTES]),), "")
            for n, event in enumerate(events)
        ]
        known: dict[tuple[Any, ...], _Telling] = {}
        for shared in alike:
            made = [self._telling(event, job, b"") for event in shared.events]
            tellings = tuple(known.setdefault(telling.values, telling) for telling in made)
            told += [(order, tellings, shared.numbers.get(order, "")) for order in shared.orders]
        if alike:
            told.sort(key=itemgetter(0))
        self._write(told)

    def _telling(self, event: NewEvent, job: int | None, salt: bytes) -> _Telling:
        public, personal = _split(event.changes)
        sealed = _seal(salt, personal) if personal is not None else None
        actor = event.actor
        values = (event.verb, event.section, event.at, self._actor(actor), job, event.note, public, sealed)
        linked = (*values[:3], int(actor.kind), actor.name, *values[4:7], sealed.hex() if sealed else None)
        text = compact(list(linked)).removeprefix("[")
        own = not salt and _OWN_IN_CHANGES in (public or "")  # nothing stands for it in an event of one order
        return _Telling(values, text, (salt, personal) if personal is not None else None, own)

    def _write(self, told: Sequence[tuple[int, tuple[_Telling, ...], str]]) -> None:
        """Number what each order is *told*, and write it: what many are told alike by one statement."""
        n, texts = self._next, list[str]()
        firsts: dict[tuple[_Telling, ...], list[tuple[int, int, str]]] = defaultdict(list)
        for order, tellings, number in told:
            firsts[tellings].append((n, order, number))
            for telling in tellings:
                text = telling.text.replace(_OWN_IN_LINK, number) if telling.own else telling.text
                texts.append(f"[{n},{order},{text}")
                n += 1
        self._next = n
        self._hash.update("".join(texts).encode())
        single, private = list[Row](), list[Row]()
        for tellings, of_each in firsts.items():
            for place, telling in enumerate(tellings):
                if len(of_each) > _MANY or telling.own:
                    self._write_alike(telling, place, of_each)
                    continue
                single += [(first + place, order, *telling.values) for first, order, _ in of_each]
                if telling.private is not None:
                    private.append((of_each[0][0], *telling.private))
        self._conn.insert("event", _EVENT_COLUMNS, single)
        self._conn.insert("event_private", ("event_id", "salt", "changes"), private)

    def _write_alike(self, telling: _Telling, place: int, of_each: Sequence[tuple[int, int, str]]) -> None:
        """Write the events at *place* among those of orders, each told by its first event, id and number."""
        same = dict(zip(_EVENT_COLUMNS[2:], telling.values, strict=True))
        ids, orders = [first + place for first, _, _ in of_each], [order for _, order, _ in of_each]
        own = Own("changes", _OWN_IN_CHANGES, [number for *_, number in of_each]) if telling.own else None
        insert_same(self._conn, "event", "order_id", orders, same, ids, own)

    def close(self) -> None:
        """Write the link of this transaction; nothing when it had no events."""
        if self._next > self._first:
            row = (self._next - 1, self._hash.digest(), self._at)
            self._conn.insert("chain", ("last_event", "link", "at"), [row])

    def _actor(self, actor: Actor) -> int:
        known = self._actors.get(actor)
        if known is None:
            known = self._actors[actor] = actor_id(self._conn, actor)
        return known


def actor_id(conn: Conn, actor: Actor) -> int:
    """The number of *actor*, made when new; only under the gate."""
    who = (int(actor.kind), actor.name)
    row = conn.execute("SELECT id FROM actor WHERE kind = ? AND name = ?", who).fetchone()
    if row:
        return int(row[0])
    made = next_id(conn, "actor")
    conn.insert("actor", ("id", "kind", "name"), [(made, *who)])
    return made


def events_of(conn: Conn, order_id: int) -> list[Event]:
    """Everything that happened to an order, oldest first."""
    return _read(conn, "event.order_id = ? ORDER BY event.id", order_id)


def events_of_job(conn: Conn, job: int, order_ids: Iterable[int] | None = None) -> list[Event]:
    """Everything that a job did, oldest first; only to *order_ids* when they are given."""
    if order_ids is None:
        return _read(conn, "event.job = ? ORDER BY event.id", job)
    condition = f"+event.job = ? AND {one_of(conn, 'event.order_id')} ORDER BY event.id"
    return _read(conn, condition, job, id_list(conn, order_ids))


def events_after(conn: Conn, last: Mapping[int, int]) -> list[Event]:
    """What happened to orders after an event of each, given as order id → event id; oldest first."""
    if not last:
        return []
    condition = AFTER.format(among=one_of(conn, "event.order_id"))
    found = _read(conn, condition, id_list(conn, last), min(last.values()))
    return [event for event in found if event.id > last[event.order_id]]


def events_of_orders(conn: Conn, order_ids: Iterable[int]) -> list[Event]:
    """Everything that happened to several orders, oldest first."""
    return _read(conn, f"{one_of(conn, 'event.order_id')} ORDER BY event.id", id_list(conn, order_ids))


def first_event(conn: Conn, job: int) -> int:
    """The number of the first event of *job*; 0 when it has none."""
    return scalar(conn, FIRST, (job,))


def told_since(conn: Conn, first: int, order_ids: Iterable[int]) -> dict[int, tuple[Row, ...]]:
    """What happened to each of *order_ids* from event *first* on, oldest first, to compare.

    Each is (job, verb, section, changes, sealed).
    """
    told: dict[int, tuple[Row, ...]] = {}
    sql = TOLD.format(among=one_of(conn, "order_id"))
    for order, *event in conn.execute(sql, (id_list(conn, order_ids), first)):
        told[order] = (*told.get(order, ()), tuple(event))
    return told


def gives_numbers(told: Iterable[Row]) -> bool:
    """Whether one of the events of `told_since` gives a section a tracking number, or takes it away."""
    return any(_gives_number(changes) for _, _, _, changes, _ in told)


@lru_cache(maxsize=4096)
def _gives_number(changes: str | None) -> bool:
    return any(code in _LABELS for code, *_ in json.loads(changes or "[]"))


def erase_personal(conn: Conn, order_ids: Iterable[int]) -> int:
    """Erase people's data from the history of orders; how many events lost some. The chain stays valid.

    What ended jobs on these orders were asked with goes too, for it may hold such data; they are never
    carried on, and undo reads events.
    """
    wanted = id_list(conn, order_ids)
    owned = f"SELECT id FROM event WHERE {one_of(conn, 'order_id')} AND sealed IS NOT NULL"
    cursor = conn.execute(f"DELETE FROM event_private WHERE event_id IN ({owned})", (wanted,))
    ended = f"""SELECT job.id FROM job JOIN job_row ON job_row.job_id = job.id
 WHERE job.ended_at IS NOT NULL AND {one_of(conn, "job_row.order_id")}"""
    conn.execute(f"UPDATE job_request SET body = ? WHERE job_id IN ({ended})", (ERASED, wanted))
    return int(cursor.rowcount)


def newest_at(conn: Conn) -> int | None:
    """When the newest event was, in UTC seconds; None before the first."""
    row = conn.execute("SELECT at FROM event ORDER BY id DESC LIMIT 1").fetchone()
    return int(row[0]) if row else None


def verify_chain(conn: Conn) -> Iterator[ChainFault]:
    """Recompute every link from the rows, streaming; nothing when the history is as it was written."""
    link, done = FIRST_LINK, 0
    while links := conn.execute(LINKS, (done, _PAGE)).fetchall():
        for last, stored in links:
            digest = hashlib.sha256(link)
            expected = done + 1
            for row in conn.execute(CHAINED, (done, last)):
                if row[0] != expected:
                    yield ChainFault("event-missing", expected, expected)
                expected = row[0] + 1
                digest.update(_row_bytes((*row[:10], as_bytes(row[10]))))
                if row[12] is not None and _seal(bytes(row[11]), row[12]) != as_bytes(row[10]):
                    yield ChainFault("private-changed", row[0], row[0])
            link = bytes(stored)
            if digest.digest() != link:
                yield ChainFault("link-broken", last, done + 1)
            done = last
    if (last := newest(conn)) > done:
        yield ChainFault("event-unchained", last, done + 1)


def _read(conn: Conn, condition: str, *params: object) -> list[Event]:
    return [_event(row) for row in conn.execute(EVENTS + condition, params)]


def _event(row: Row) -> Event:
    changes = [*_expand(row[9]), *_expand(row[12])]
    return Event(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        Actor(ActorKind(row[5]), row[6]),
        row[7],
        row[8],
        tuple(changes),
        erased=row[10] is not None and row[12] is None,
    )


def _last_link(conn: Conn) -> tuple[bytes, int]:
    row = conn.execute("SELECT link, at FROM chain ORDER BY last_event DESC LIMIT 1").fetchone()
    return (bytes(row[0]), int(row[1])) if row else (FIRST_LINK, 0)


def _row_bytes(values: Sequence[Any]) -> bytes:
    *plain, sealed = values
    return compact([*plain, sealed.hex() if sealed else None]).encode()


def _seal(salt: bytes, personal: str) -> bytes:
    return hashlib.sha256(salt + personal.encode()).digest()


def _split(changes: Sequence[Change]) -> tuple[str | None, str | None]:
    public: list[Any] = []
    personal: list[Any] = []
    for change in changes:
        open_share, private_share = split_personal(change)
        if open_share is not None:
            public.append(_compact(open_share))
        if private_share is not None:
            personal.append(_compact(private_share))
    return compact(public) if public else None, compact(personal) if personal else None


_DEFAULTS: dict[str, dict[str, Any]] = {
    part: {f.name: f.default for f in fields(cls) if f.default is not MISSING} for part, cls in PARTS.items()
}


def _compact(change: Change) -> list[Any]:
    part, n, field, before, after = to_plain(change)
    if not field:
        before, after = (_without_defaults(part, side) for side in (before, after))
    return [CODES[part, field], n, before, after]


def _without_defaults(part: str, record: dict[str, Any] | None) -> dict[str, Any] | None:
    if record is None:
        return None
    defaults = _DEFAULTS[part]
    return {name: v for name, v in record.items() if name not in defaults or defaults[name] != v}


def _expand(text: str | None) -> Iterator[Change]:
    if text:
        for code, n, before, after in json.loads(text):
            part, field = FIELDS[code]
            yield from_plain([part, n, field, before, after])
