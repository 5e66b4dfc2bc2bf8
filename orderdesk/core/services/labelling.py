"""Giving tracking numbers to orders of one likeness at once: what one does to one of them, it does to all.

Only to an order of a single section, and only a number that nobody else uses or is about to get: such a
parcel concerns no other order. It is new there, or stands there already. The number, and 배송중 with it, is
carried out on one order of each likeness, by the same functions as on any order; the others get its changes,
with their own numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.services.job_requests import Further, JobRequests, OwnLabel, own_label
from orderdesk.core.services.moving import Move, Moved
from orderdesk.core.services.whole_parcels import numbers_given
from orderdesk.core.store.alike import Likeness, labelled
from orderdesk.core.store.events import OWN, NewEvent
from orderdesk.core.store.jobs import JobRow
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.parcels import numbers_in_use
from orderdesk.core.store.unit import UnitOfWork

FIELDS = ("sent_at", "shared", "tracked_at")
"""What a number changes of a section beside what a likeness holds."""

_MOVED = frozenset({"state", "label_stale", "sent_at", "tracked_at"})
_GIVEN = _MOVED | {"courier", "tracking", "shared"}


class Labeller:
    """Gives the numbers of a job's slices; what it found out in one slice serves the next."""

    def __init__(self, asked: JobRequests) -> None:
        self._asked = asked
        self._known: dict[tuple[Likeness, str, Further], Move | None] = {}
        self._told: tuple[int, Shop] | None = None

    def move(self, unit: UnitOfWork, rows: Sequence[JobRow], shop: Shop) -> Moved:
        """What becomes of *rows*, of which *rest* must be done order by order; nothing is written yet."""
        if self._told != (unit.now, shop):
            self._told, self._known = (unit.now, shop), {}
        labels = self._labels(rows)
        placed: dict[int, int] = {}
        moves = self._moves(unit, rows, labels, shop, placed)
        moved = Moved()
        groups: dict[Move, list[int]] = {}
        for row in rows:
            move = moves.get(row.order_id)
            if move is None:
                moved.rest.append(row)
                continue
            moved.outcomes[row.order_id, row.section] = move.outcome
            if move in groups:
                groups[move].append(row.order_id)
            else:
                groups[move] = [row.order_id]
        for move, orders in groups.items():
            when = {order: placed[order] for order in orders}
            given = orders if _gives(move.after) else ()
            numbers = {order: labels[order].number for order in given}
            moved.alike.append(Alike(move.before, move.after, move.events, when, numbers))
        return moved

    def _labels(self, rows: Sequence[JobRow]) -> dict[int, OwnLabel]:
        """By order the numbers that one row alone asks for."""
        labels: dict[int, OwnLabel] = {}
        asked: list[str] = []
        each, otherwise = self._asked.each, (self._asked.request,)
        for row in rows:
            requests = each.get((row.order_id, row.section), otherwise)
            label = own_label(requests)
            if label is None:
                asked += [number for _, number in numbers_given(requests)]
            else:
                labels[row.order_id] = label
                asked.append(label.number)
        times = Counter(asked)
        return {order: label for order, label in labels.items() if times[label.number] == 1}

    def _moves(
        self,
        unit: UnitOfWork,
        rows: Sequence[JobRow],
        labels: Mapping[int, OwnLabel],
        shop: Shop,
        placed: dict[int, int],
    ) -> Mapping[int, Move | None]:
        """What becomes of the orders that hold one section, whose number nobody else has, and have not moved.

        Notes when each was *placed*, and keeps nothing else of an order: there are very many.
        """
        wanted = {row.order_id: row for row in rows if row.order_id in labels}
        used = numbers_in_use(unit.conn, [label.number for label in labels.values()])
        moves: dict[int, Move | None] = {}
        for (order, section, _, version, placed_at, alone, likeness), there in labelled(
            unit.conn, wanted, unit.now, FIELDS
        ):
            row, label = wanted[order], labels[order]
            own = used.get(label.number, [(order, section)]) == [(order, section)]
            again = there == (label.courier, label.number)
            unmoved = row.section == section and row.version == version
            if not (alone and own and unmoved and (again or there == (None, None))):
                continue
            placed[order] = placed_at
            kin = likeness, label.courier, label.further
            if kin not in self._known:
                request = label.request(label.number if again else OWN)
                self._known[kin] = self._try(unit, order, request, shop)
            moves[order] = self._known[kin]
        return moves

    def _try(self, unit: UnitOfWork, number: int, request: Request, shop: Shop) -> Move | None:
        """What becomes of an order and of all that are like it; None when each of them must be looked at."""
        (order,) = unit.orders([number])
        section = order.sections[0].n
        verdict = decide(order, section, request, unit.actor, unit.now, shop)
        if len(order.sections) > 1 or verdict.kind is not Kind.APPLY:
            return None
        after, happenings = carry_out(order, section, verdict, Call(request, unit.actor, unit.now))
        may_change = _GIVEN if _gives(after) else _MOVED
        if any(change.part != "sections" or change.field not in may_change for change in diff(order, after)):
            return None
        events = tuple(
            NewEvent(order.id, h.verb, h.section, unit.now, h.actor, h.changes) for h in happenings
        )
        return Move((verdict.kind.value, None), order, after, events)


def _gives(after: Order) -> bool:
    """Whether a section got a number that stands for those of all that are alike."""
    return any(section.tracking == OWN for section in after.sections)
