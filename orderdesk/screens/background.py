"""What an open desk does by itself, each in a thread of its own; what is in its way is done another time.

Services are imported when they are needed: the first window of the desk waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from textual.app import App

from orderdesk.screens import work
from orderdesk.screens.context import DeskContext


def do_what_is_due(app: App[Any], desk: DeskContext) -> None:
    """Does what time brings due, asks where parcels are, and tells webhooks what happened."""
    for group, do in _DUE.items():
        work.run(app, group, partial(do, desk), nothing, nothing)


def nothing(_what: object) -> None:
    """There is nobody to be told: trouble with the store is told of by the list."""


def _tick(desk: DeskContext) -> None:
    from orderdesk.core.services.ticking import DESK_LIMIT, tick

    tick(desk.store, desk.clock, DESK_LIMIT, desk.rhythm.bank)


def _hear(desk: DeskContext) -> None:
    from orderdesk.core.services.connecting import secret_file
    from orderdesk.core.services.parcel_rounds import hear

    rhythm = desk.rhythm
    hear(desk.store, secret_file(desk.store.url), desk.clock, rhythm.labels, rhythm.parcels)


def _tell(desk: DeskContext) -> None:
    from orderdesk.core.services.connecting import secret_file
    from orderdesk.core.services.webhooks import deliver

    deliver(desk.store, secret_file(desk.store.url), desk.clock)


_DUE: Final[Mapping[str, Callable[[DeskContext], None]]] = {
    "tick": _tick,
    "parcels": _hear,
    "webhooks": _tell,
}
"""What is done, by its group of work."""
