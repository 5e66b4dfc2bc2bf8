"""Erase: personal data of orders that were closed long ago, as a plan and a job that nobody takes back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.erasing import BEFORE, ERASE, erasable
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import APPLY
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import Plan, PlanRow, permitted, plan_row
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.services.running import Clock
from orderdesk.core.services.sight import privacy_of
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.erasing import due
from orderdesk.core.store.load import load_orders

DAY: Final = 86_400
_LAST: Final = "erased_on"


def plan_erase(conn: Conn, before: int, actor: Actor, limit: int | None = None) -> Plan:
    """The closed orders to which nothing happened from *before* (UTC seconds) on; *limit* of them at most.

    All of it is refused where *actor* may not erase.
    """
    found = (order for ids in due(conn, before) for order in load_orders(conn, ids) if erasable(order))
    rows: Sequence[PlanRow] = [plan_row(order, None, APPLY) for order in islice(found, limit)]
    request = Request(ERASE, ((BEFORE, before),))
    return permitted(conn, Plan(ERASE, request, tuple(rows)), actor, ERASE)


def erase_due(store: Store, clock: Clock, limit: int | None = None) -> int | None:
    """Erase what the shop's decision makes due, once a day in Seoul; the job, None without one."""
    now = clock()
    today = datetime.fromtimestamp(now, SEOUL).date().isoformat()
    with store.reader() as conn:
        days = privacy_of(conn).erase_days
        if not days or json.loads(read_preference(conn, SHOP, _LAST) or '""') >= today:
            return None
        plan = plan_erase(conn, now - days * DAY, SYSTEM, limit)
    job = apply_plan(store, plan, SYSTEM, clock) if plan.applying() else None
    if limit is None or len(plan.rows) < limit:
        save_preference(store, SYSTEM, now, SHOP, _LAST, json.dumps(today))
    return job
