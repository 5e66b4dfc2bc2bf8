"""Unmask: personal data is shown whole to who may see it; first it is recorded whose, by whom, and why."""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.domain.access_words import UNMASK_KIND, named
from orderdesk.core.domain.orders import Actor, Order, people_of
from orderdesk.core.services.applying import Clock
from orderdesk.core.services.exporting import given_reason
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings


def unmask(
    store: Store, actor: Actor, clock: Clock, settings: Settings, orders: Iterable[Order], reason: str = ""
) -> None:
    """Record that *actor* sees *orders* whole, and why; what is not recorded must not be shown.

    NotPermitted where the role does not allow it; ExportRefused where a reason is asked for and none given.
    """
    reason = given_reason(settings, reason)
    known = list(orders)
    numbers = [order.number for order in known]
    people = {person for order in known for person in people_of(order)}
    count = len(numbers)
    access = Access(UNMASK_KIND, named(numbers, count), "", "", reason, count, count, len(people))
    with store.unit(actor, clock()) as unit:
        unit.record_access(access)
