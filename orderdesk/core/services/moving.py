"""Moving orders of one likeness at once: what a step does to one of them, it does to all.

Only for orders of a single section that shares its parcel with no other (a parcel leaves whole: what becomes
of it is no order's own matter), and for steps that do no more than move it (`only_moves`). The step is
carried out on one order of each likeness, by the same functions as on any order; the others get its changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.apply import assigned, carry_out, decide, may_only_move, only_moves
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.shop import Shop
from orderdesk.core.services.job_requests import JobRequests
from orderdesk.core.services.number_conflicts import gained
from orderdesk.core.services.planning import Target
from orderdesk.core.services.whole_parcels import numbers_given
from orderdesk.core.store.alike import Likeness, standings
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import JobRow
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.unit import UnitOfWork


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """What becomes of one order: its verdict and code, the order before and after, and its events."""

    outcome: tuple[str, str | None]
    before: Order
    after: Order
    events: tuple[NewEvent, ...] = ()


@dataclass(slots=True)
class Moved:
    """What becomes of the rows of a slice that were moved, and the rows that were not looked at."""

    alike: list[Alike] = field(default_factory=list)
    outcomes: dict[Target, tuple[str, str | None]] = field(default_factory=dict)
    rest: list[JobRow] = field(default_factory=list)


class Mover:
    """Moves the orders of a job's slices; what it found out in one slice serves the next."""

    def __init__(self, asked: JobRequests) -> None:
        self._asked = asked
        self._fields = assigned(asked.request.verb)
        gives = any(map(numbers_given, asked.each.values()))
        self._able = may_only_move(asked.request) and not gives
        self._known: dict[Likeness, Move | None] = {}
        self._told: tuple[int, Shop] | None = None

    def move(self, unit: UnitOfWork, rows: Sequence[JobRow], shop: Shop) -> Moved:
        """What becomes of *rows*, of which *rest* must be done order by order; nothing is written yet."""
        if not self._able:
            return Moved(rest=list(rows))
        if self._told != (unit.now, shop):
            self._told, self._known = (unit.now, shop), {}
        placed: dict[int, int] = {}
        moves = self._moves(unit, rows, shop, placed)
        moved = Moved()
        groups: dict[Move, dict[int, int]] = {}
        for row in rows:
            move = moves.get(row.order_id)
            if move is None:
                moved.rest.append(row)
                continue
            moved.outcomes[row.order_id, row.section] = move.outcome
            if move in groups:
                groups[move][row.order_id] = placed[row.order_id]
            elif move.events:
                groups[move] = {row.order_id: placed[row.order_id]}
        moved.alike = [Alike(m.before, m.after, m.events, orders) for m, orders in groups.items()]
        return moved

    def _moves(
        self, unit: UnitOfWork, rows: Sequence[JobRow], shop: Shop, placed: dict[int, int]
    ) -> Mapping[int, Move | None]:
        """What becomes of the orders of *rows* that hold one section in no shared parcel, and have not moved.

        Notes when each was *placed*, and keeps nothing else of an order: there are very many.
        """
        each, known = self._asked.each, self._known
        wanted = {row.order_id: row for row in rows if not each or (row.order_id, row.section) not in each}
        moves: dict[int, Move | None] = {}
        new: dict[Likeness, list[int]] = {}
        for order, section, _, version, placed_at, alone, likeness in standings(
            unit.conn, wanted, unit.now, self._fields
        ):
            row = wanted[order]
            if not alone or row.section != section or row.version != version:
                continue
            placed[order] = placed_at
            if likeness in known:
                moves[order] = known[likeness]
            else:
                new.setdefault(likeness, []).append(order)
        loaded = {order.id: order for order in unit.orders([orders[0] for orders in new.values()])}
        for likeness, orders in new.items():
            known[likeness] = self._try(unit, loaded[orders[0]], shop)
            moves.update(dict.fromkeys(orders, known[likeness]))
        return moves

    def _try(self, unit: UnitOfWork, order: Order, shop: Shop) -> Move | None:
        """What becomes of *order* and all that are like it; None when each of them must be looked at."""
        request, section = self._asked.request, order.sections[0].n
        if len(order.sections) > 1:
            return None
        verdict = decide(order, section, request, unit.actor, unit.now, shop)
        outcome = (verdict.kind.value, verdict.code or None)
        if verdict.kind is not Kind.APPLY:
            return Move(outcome, order, order)
        if not only_moves(request, verdict):
            return None
        call = Call(request, unit.actor, unit.now, self._asked.region)
        after, happenings = carry_out(order, section, verdict, call)
        if gained(order, after):
            return None
        events = tuple(
            NewEvent(order.id, h.verb, h.section, unit.now, h.actor, h.changes) for h in happenings
        )
        return Move(outcome, order, after, events)
