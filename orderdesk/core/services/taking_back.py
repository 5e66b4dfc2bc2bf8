"""What events that take others back come to: something taken back, or done again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from orderdesk.core.store.events import TAKEN_BACK, Event


class Taking(NamedTuple):
    """The verb that was done first, and whether it is done `again` now or taken back."""

    verb: str
    again: bool


def takings(events: Iterable[Event]) -> Mapping[int, Taking]:
    """What those of *events*, all of an order and the oldest first, that take another back come to, by id.

    Such an event names the verb of the one it takes back, no more: whether taking back a taking back did
    something again is known by what that one was.
    """
    found: dict[int, Taking] = {}
    earlier: list[Event] = []
    for event in events:
        if event.verb != TAKEN_BACK:
            continue
        taken = next((each for each in reversed(earlier) if _takes_back(event, each)), None)
        before = found[taken.id] if taken is not None else Taking(event.note, True)
        found[event.id] = before._replace(again=not before.again)
        earlier.append(event)
    return found


def _takes_back(event: Event, earlier: Event) -> bool:
    return (
        (event.note, event.section) == (earlier.verb, earlier.section)
        and event.job != earlier.job
        and event.changes == tuple(change.reversed() for change in reversed(earlier.changes))
    )
