"""맞추기: what a channel says is shipped and is not so here is shipped here, too, with the channel's number.

Numbers that are typed in a channel's own centre reach no other place by themselves; where our timeline holds
no dispatch, the parcel was made there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.channel_agreeing import differing
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.domain.text import clean
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.planning import Target
from orderdesk.core.services.reaching import courier_of
from orderdesk.core.services.tracking import TrackingPlan, plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.channel_lines import KeptLine, connections_of, lines_of
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import events_of_orders
from orderdesk.core.store.load import load_orders

_SENT = frozenset({ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED})
_WAITS = frozenset({SectionState.PREPARING, SectionState.READY})
_SHIPPED = SectionState.SHIPPING


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A section that its channel says is shipped, with the label that it tells: "" where it is not known.

    `dispatched`: whether our timeline says that it was sent from here, once.
    """

    order: Order
    section: int
    courier: str
    number: str
    dispatched: bool

    @property
    def name(self) -> str:
        """The section's number."""
        return section_number(self.order.number, self.section)


def unmatched(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None = None) -> list[Unmatched]:
    """The sections of orders *ids* (or targets *only* of them) that were shipped at their channel alone."""
    orders = [order for order in load_orders(conn, ids) if differing(order)]
    among = [order.id for order in orders]
    kept, there = lines_of(conn, among), connections_of(conn, among)
    sent = {
        (event.order_id, event.section)
        for event in events_of_orders(conn, among)
        if any(change.after == int(_SHIPPED) and change.field == "state" for change in event.changes)
    }
    found = []
    for order in orders:
        _, system = there.get(order.id, (0, ""))
        for n in differing(order):
            target = (order.id, n)
            if _shipped_there(order, n) and (only is None or target in only):
                courier, number = _label(order, n, kept.get(order.id, {}).values(), system)
                found.append(Unmatched(order, n, courier, number, target in sent))
    return found


def _shipped_there(order: Order, section: int) -> bool:
    told = {item.channel_state for item in order.items_of(section)}
    return order.section(section).state in _WAITS and told <= _SENT


def _label(order: Order, section: int, kept: Iterable[KeptLine], system: str) -> tuple[str, str]:
    """The one label that the channel tells of the section's lines; none where it tells of several."""
    lines = {item.line for item in order.items_of(section)}
    called = courier_of(system)
    labels = {(called(line.courier), clean(line.tracking)) for line in kept if line.line in lines}
    return labels.pop() if len(labels) == 1 else ("", "")


def plan_match(
    conn: Conn,
    found: Sequence[Unmatched],
    actor: Actor,
    now: int,
    options: Options,
    courier: str = "",
    number: str = "",
) -> TrackingPlan:
    """The plan that ships *found* here: each with its channel's label, or another *courier* or *number*."""
    rows = [
        TrackingRow(
            n,
            each.name,
            "",
            None,
            courier or each.courier,
            number or each.number,
            "배송중",
            number or each.number,
            "",
        )
        for n, each in enumerate(found)
    ]
    return plan_tracking(conn, rows, actor, now, options)
