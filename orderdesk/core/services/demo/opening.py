"""A demo shop to look around in: made when it is first asked for, beside the user's own store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.operators import come_in
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery
from orderdesk.core.store.listing.windows import window

ORDERS: Final = 2000
"""Orders of a demo shop."""

_SEED: Final = 1


def make_demo(
    url: str, login: Login, name: str, now: int, lang: Lang, progress: Callable[[int], None]
) -> None:
    """Fill the store at *url* with a demo shop that *login* owns under *name*; one that has orders is left.

    Its tabs are named in *lang*; *progress* is told the orders made so far. StoreProblem where there can't be
    such a store.
    """
    with open_store(url) as store:
        with store.reader() as conn:
            if window(conn, ListQuery(), 0, 1):
                return
        begin_shop(store, come_in(store, login, name, now), now, lang)
        fill_demo(store, ORDERS, _SEED, now, progress)
