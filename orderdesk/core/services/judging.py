"""Judging sections by their likeness: one of each kind is looked at, and speaks for the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orderdesk.core.domain.apply import heard, told_by_facts
from orderdesk.core.domain.facts import Facts, section_facts
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind, Verdict, decide_facts
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.store.alike import Likeness, Standing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders


class Judge:
    """The verdicts of one request by likeness, as they become known."""

    def __init__(self, request: Request, actor: Actor, now: int, shop: Shop) -> None:
        self.request = request
        self.actor = actor
        self.now = now
        self.shop = shop
        self.verdicts: dict[Likeness, Verdict] = {}
        self._further: set[Likeness] = set()

    def learn(self, conn: Conn, found: Iterable[Standing]) -> None:
        """Make the verdict known for each likeness in *found*."""
        new = {
            likeness: (order, section)
            for order, section, *_, likeness in found
            if likeness not in self.verdicts
        }
        asked = self.request.without("items")
        for likeness, facts in facts_by_likeness(conn, new, self.actor, self.now).items():
            decided = decide_facts(facts, asked)
            verdict = self.verdicts[likeness] = heard(decided, facts, asked, self.shop)
            if not told_by_facts(self.request, verdict):
                self._further.add(likeness)

    def tells(self, sections: Sequence[Standing]) -> bool:
        """Whether likeness tells the verdicts of these sections of one order: none needs a look at the order.

        What applies to one of them changes the order on which the next is decided.
        """
        if self._further and any(standing[-1] in self._further for standing in sections):
            return False
        return len(sections) == 1 or all(
            self.verdicts[standing[-1]].kind is not Kind.APPLY for standing in sections
        )


def facts_by_likeness(
    conn: Conn, one_of_each: Mapping[Likeness, tuple[int, int]], actor: Actor, now: int
) -> dict[Likeness, Facts]:
    """The facts that go with each likeness, from the (order, section) beside it; without its number."""
    orders = {o.id: o for o in load_orders(conn, {order for order, _ in one_of_each.values()})}
    return {
        likeness: section_facts(orders[order], orders[order].section(n), actor.kind, now, exact_number=False)
        for likeness, (order, n) in one_of_each.items()
    }
