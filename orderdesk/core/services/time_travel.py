"""Time travel: an order as it was at a time, with its money and its timeline until then."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.list_words import ERASED, LOST, NOT_YET
from orderdesk.core.domain.rewinding import Step, Unknowable, rewind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.showing import NoSuchOrder, OrderView, masked, timeline, view_of
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import Event, events_of
from orderdesk.core.store.load import load_orders


@dataclass(frozen=True, slots=True)
class Then:
    """An order as it was at `at` (UTC seconds); `whole` is False where people's data was erased since.

    `earlier` and `later` are the times of the records before and after that one, None where there is none.
    """

    view: OrderView
    at: int
    whole: bool
    earlier: int | None
    later: int | None


class NotRecorded(Exception):
    """There is no record of an order at the time asked for; it begins at `since` (UTC seconds)."""

    def __init__(self, since: int, words: Word) -> None:
        super().__init__(words.en)
        self.since = since
        self.words = words


def show_then(conn: Conn, order_id: int, at: int, lang: Lang = "ko", hide: bool = False) -> Then:
    """The order *order_id* as it was at *at* (UTC seconds), whatever happened in that second included.

    With *hide* personal data is masked. NoSuchOrder when there is none, NotRecorded when the record does not
    go back so far.
    """
    found = load_orders(conn, [order_id])
    if not found:
        raise NoSuchOrder(str(order_id))
    events = events_of(conn, order_id)
    if at < events[0].at:
        raise NotRecorded(events[0].at, NOT_YET)
    kept = max(n for n, event in enumerate(events, 1) if event.at <= at)
    since = [Step(event.at, event.changes, event.erased) for event in events[kept:]]
    try:
        order, whole = rewind(found[0], since, ERASED.text(lang))
    except Unknowable as lost:
        raise NotRecorded(lost.at, LOST) from None
    then, told = masked(order, events[:kept], hide)
    view = view_of(then, timeline(then, told, lang))
    return Then(view, at, whole, _before(events, at), min((e.at for e in events if e.at > at), default=None))


def _before(events: list[Event], at: int) -> int | None:
    """The time of the last record before those of the moment that *at* shows."""
    shown = max(event.at for event in events if event.at <= at)
    return max((event.at for event in events if event.at < shown), default=None)
