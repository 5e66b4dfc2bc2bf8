"""Splitting and joining sections of one order: what would come of it, shown while it is being chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.apply import decide
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.orders import Actor, Item, Order, Section
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.sections import refuse_merge
from orderdesk.core.domain.shop import Shop
from orderdesk.core.services.planning import won_of


@dataclass(frozen=True, slots=True)
class SplitLine:
    """An item of the section: its number and text (from outside), its pieces, and how many of them go."""

    item: int
    text: str
    held: int
    goes: int

    @property
    def stays(self) -> int:
        """The pieces that stay in the section."""
        return self.held - self.goes


@dataclass(frozen=True, slots=True)
class Split:
    """What splitting would make: the lines, the new section's number, why it can't be done (None: it can).

    `fee` is the delivery fee, which stays; `discounts` are the discounts of what stays and of what goes; won.
    """

    section: Section
    made: int
    lines: tuple[SplitLine, ...]
    refusal: Refusal | None
    fee: int
    discounts: tuple[int, int]

    @property
    def pieces(self) -> Pieces:
        """The pieces that go."""
        return tuple((line.item, line.goes) for line in self.lines if line.goes)


def split_of(
    order: Order, section: int, goes: Mapping[int, int], actor: Actor, now: int, shop: Shop
) -> Split:
    """What it would make of *section* to split off the pieces *goes*, quantities by item number."""
    where, items = order.section(section), order.items_of(section)
    lines = tuple(
        SplitLine(item.n, item_text(order.line(item.line)), item.qty, goes.get(item.n, 0)) for item in items
    )
    pieces = tuple((line.item, line.goes) for line in lines if line.goes)
    verdict = decide(order, section, Request("split", (("items", pieces),)), actor, now, shop)
    discounts = _discount(order, items, {}), _discount(order, items, goes)
    return Split(
        where,
        order.sections_made + 1,
        lines,
        None if verdict.kind is Kind.APPLY else verdict.refusal,
        where.fee,
        (discounts[0] - discounts[1], discounts[1]),
    )


def _discount(order: Order, items: Sequence[Item], goes: Mapping[int, int]) -> int:
    """The discount of the pieces *goes* of *items* (of all their pieces where none are named), won."""
    pieces = tuple((item.n, goes.get(item.n, 0) if goes else item.qty) for item in items)
    prices = {item.n: order.line(item.line).unit_price for item in items}
    return sum(prices[n] * qty for n, qty in pieces) - won_of(order, pieces)


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """A section of the order, and why it can't be joined with the chosen ones (None: it can)."""

    section: Section
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Merge:
    """Every section of an order, and why the chosen ones can't be joined (None: they can)."""

    order: Order
    choices: tuple[MergeChoice, ...]
    refusal: Refusal | None


def merge_of(order: Order, chosen: Sequence[int]) -> Merge:
    """What joining the sections *chosen* would meet.

    Of every section it says whether it fits the other chosen ones; while there are none, whether it fits any.
    """
    choices = (MergeChoice(each, _refusal(order, each.n, chosen)) for each in order.sections)
    return Merge(order, tuple(choices), refuse_merge(order, chosen))


def joinable(order: Order, sections: Sequence[int] = ()) -> tuple[int, ...]:
    """The first sections of *order* that can be joined: with one of *sections*, where some are named."""
    for first in sections or [section.n for section in order.sections]:
        found: tuple[int, ...] = (first,)
        for other in order.sections:
            if other.n != first and refuse_merge(order, (*found, other.n)) is None:
                found = (*found, other.n)
        if len(found) > 1:
            return tuple(sorted(found))
    return tuple(sections)


def _refusal(order: Order, section: int, chosen: Sequence[int]) -> Refusal | None:
    others = [n for n in chosen if n != section]
    if others:
        return next((why for n in others if (why := refuse_merge(order, (section, n)))), None)
    found = [refuse_merge(order, (section, other.n)) for other in order.sections if other.n != section]
    return None if not found or None in found else found[0]
