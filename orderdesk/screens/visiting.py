"""What happens at this desk goes into the access records, in a thread and some seconds later."""

from __future__ import annotations

from typing import Final

from orderdesk.screens.context import desk_of
from orderdesk.screens.work import Owner, run

_GROUP: Final = "visit"


def record_visit(owner: Owner) -> None:
    """Writes what is due; what can't be written now waits for the next time."""
    desk = desk_of(owner)
    if desk.visit.is_due(desk.clock()) and not desk.store.read_only:
        run(
            owner,
            _GROUP,
            lambda: desk.visit.write(desk.store, desk.actor, desk.clock()),
            lambda done: None,
            lambda problem: None,
        )
