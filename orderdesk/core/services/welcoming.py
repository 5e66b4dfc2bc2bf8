"""The first start: whether somebody is to be welcomed in a store, or told of the tour, until it was begun."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import guards
from orderdesk.core.services.marking import plays
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.engine import Store
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.windows import window
from orderdesk.core.store.operators import operators

_NAME: Final = "welcomed"


def is_new(store: Store) -> bool:
    """Whether *store* belongs to one person alone, who has neither orders in it nor been welcomed there."""
    if store.read_only:
        return False
    with store.reader() as conn:
        owners = operators(conn)
        return (
            bool(owners)
            and not guards(owners)
            and read_preference(conn, SHOP, _NAME) is None
            and not window(conn, ListQuery(), 0, 1)
        )


def is_new_to_demo(store: Store) -> bool:
    """Whether *store* is a demo shop in which nobody has been shown around yet."""
    with store.reader() as conn:
        return plays(conn) and read_preference(conn, SHOP, _NAME) is None


def set_welcomed(store: Store, actor: Actor, now: int) -> None:
    """Nobody is welcomed, or told of the tour, in *store* any more."""
    save_preference(store, actor, now, SHOP, _NAME, "true")
