"""Denials: what somebody's role did not allow goes into the access records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from orderdesk.core.domain.access_words import DENIED_KIND
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import act_words
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store


@contextmanager
def recorded(store: Store, actor: Actor, now: int) -> Iterator[None]:
    """While a block runs: record that *actor* was denied something in it, once; it is raised all the same."""
    try:
        yield
    except NotPermitted as denied:
        if not denied.recorded:
            denied.recorded = True
            record_denial(store, actor, now, denied.act)
        raise


def record_denial(store: Store, actor: Actor, now: int, act: str) -> None:
    """Record that *actor* may not do *act*, an action's id. Where nothing can be written, nothing is."""
    with suppress(StoreProblem), store.unit(actor, now) as unit:
        unit.record_access(Access(DENIED_KIND, act_words(act).ko, "", "", "", 0, 0, 0))
