"""Giving tracking numbers to orders of one likeness at once: what one does to one of them, it does to all.

Only to an order of a single section that has no number yet, and gets one that nobody else uses or is about to
get: such a parcel concerns no other order. The number, and 배송중 with it, is carried out on one order
of each likeness, by the same functions as on any order; the others get its changes, with their own numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from orderdesk.core.domain.apply import Shop, carry_out, decide
from orderdesk.core.domain.changes import Change, diff
from orderdesk.core.domain.effects import ASSIGNED, Call
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.job_requests import JobRequests, OwnLabel, own_label
from orderdesk.core.services.moving import Move, Moved
from orderdesk.core.services.whole_parcels import numbers_given
from orderdesk.core.store.alike import Likeness, standings
from orderdesk.core.store.events import OWN, NewEvent
from orderdesk.core.store.jobs import JobRow
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.parcels import numbers_in_use
from orderdesk.core.store.unit import UnitOfWork

_TOLD_BY_LIKENESS = frozenset({"state", "courier", "tracking", "label_stale"})
FIELDS = ("sent_at", "shared", "tracked_at")
"""What a number changes of a section beside what a likeness of sections without one holds."""

_CHANGED = _TOLD_BY_LIKENESS | set(FIELDS)
assert ASSIGNED["sent"] < _CHANGED


class Labeller:
    """Gives the numbers of a job's slices; what it found out in one slice serves the next."""

    def __init__(self, asked: JobRequests) -> None:
        self._asked = asked
        self._known: dict[tuple[Likeness, str, object], Move | None] = {}
        self._told: tuple[int, Shop] | None = None

    def move(self, unit: UnitOfWork, rows: Sequence[JobRow], shop: Shop) -> Moved:
        """What becomes of *rows*, of which *rest* must be done order by order; nothing is written yet."""
        if self._told != (unit.now, shop):
            self._told, self._known = (unit.now, shop), {}
        labels = self._labels(unit, rows)
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
            numbers = {order: labels[order].number for order in orders}
            moved.alike.append(Alike(move.before, move.after, move.events, when, numbers))
        return moved

    def _labels(self, unit: UnitOfWork, rows: Sequence[JobRow]) -> dict[int, OwnLabel]:
        """By order the numbers that nobody uses, and that one row alone asks for."""
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
        used = numbers_in_use(unit.conn, [label.number for label in labels.values()])
        return {
            order: label
            for order, label in labels.items()
            if times[label.number] == 1 and label.number not in used
        }

    def _moves(
        self,
        unit: UnitOfWork,
        rows: Sequence[JobRow],
        labels: Mapping[int, OwnLabel],
        shop: Shop,
        placed: dict[int, int],
    ) -> Mapping[int, Move | None]:
        """What becomes of the orders that hold one section without a number, and have not moved.

        Notes when each was *placed*, and keeps nothing else of an order: there are very many.
        """
        wanted = {row.order_id: row for row in rows if row.order_id in labels}
        moves: dict[int, Move | None] = {}
        for order, section, _, version, placed_at, alone, likeness in standings(
            unit.conn, wanted, unit.now, FIELDS, unlabelled=True
        ):
            row, label = wanted[order], labels[order]
            if not alone or row.section != section or row.version != version:
                continue
            placed[order] = placed_at
            kin = likeness, label.courier, label.further
            if kin not in self._known:
                self._known[kin] = self._try(unit, order, label.request(OWN), shop)
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
        if not _only_labels(order, after):
            return None
        events = tuple(
            NewEvent(order.id, h.verb, h.section, unit.now, h.actor, h.changes) for h in happenings
        )
        return Move((verdict.kind.value, None), order, after, events)


def _only_labels(order: Order, after: Order) -> bool:
    """Whether nothing changed but what is the same for all that are alike, and the number was given."""
    changes = diff(order, after)
    given = any(change.field == "tracking" and change.after == OWN for change in changes)
    return given and all(map(_is_label, changes))


def _is_label(change: Change) -> bool:
    return change.part == "sections" and change.field in _CHANGED
