"""What a pickup that was asked for is fetched with: the return labels that the shop can print itself."""

from __future__ import annotations

from orderdesk.core.domain.connection_fields import LABELS
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.label_plans import Kin, plan_issue
from orderdesk.core.services.parcel_rounds import connected
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.jobs import done_rows
from orderdesk.core.store.names import numbers_of


def to_fetch(conn: Conn, job: int, actor: Actor, now: int) -> frozenset[Target]:
    """The sections for which *job* asked for a pickup that return labels can be printed for.

    None where the shop is not connected to who prints them, has no checked contract, or *actor* may not.
    """
    contracts = checked_contracts(conn)
    if not contracts or connected(conn, LABELS) is None:
        return frozenset()
    asked = frozenset((row.order_id, row.section) for row in done_rows(conn, job))
    ids = sorted({order for order, _ in asked})
    plan = plan_issue(conn, ids, contracts[0], actor, now, asked, Kin(back=True))
    return frozenset((row.order_id, row.section) for row in plan.rows if row.verdict.kind is Kind.APPLY)


def names_of(conn: Conn, targets: frozenset[Target]) -> list[str]:
    """What the sections of *targets* are called, in order."""
    numbers = numbers_of(conn, {order for order, _ in targets})
    return sorted(section_number(numbers[order], section) for order, section in targets if section)
