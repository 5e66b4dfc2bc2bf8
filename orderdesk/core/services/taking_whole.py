"""Taking the whole store: a backup, or a copy into another one."""

from __future__ import annotations

from contextlib import suppress

from orderdesk.core.domain.access_words import WHOLE_KIND
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.denials import recorded
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.problems import StoreProblem


def take_whole(store: Store, actor: Actor, now: int, target: str) -> None:
    """Note that *actor* takes everything to *target*. NotPermitted unless they may.

    What can't be noted is taken all the same: a store on a full disk is what backups are for.
    """
    with recorded(store, actor, now), store.reader() as conn:
        require_in(conn, actor, Act.WHOLE.value)
    with suppress(StoreProblem), store.unit(actor, now) as unit:
        unit.record_access(Access(WHOLE_KIND, "", "", target, "", 0, 0, 0))
