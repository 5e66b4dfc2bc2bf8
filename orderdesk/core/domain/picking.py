"""A picking list: what is fetched from the shelves for many orders, summed by product and option.

The walk goes by the place that the product table has for the goods; those without one come last, by SKU, then
by name. Numbers in them count as numbers (A-2 before A-10).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.glossary import DELIVERY_WORDS
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import ActorKind, Line, Order, Section
from orderdesk.core.domain.sheet_words import HELD
from orderdesk.core.domain.states import PAYMENT_WORDS, SECTION_WORDS, UNDISPATCHED_STATES
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where goods stand, as far as the product table says so: by SKU and by product code."""

    by_sku: Mapping[str, str] = field(default_factory=dict)
    by_code: Mapping[str, str] = field(default_factory=dict)

    def place(self, line: Line) -> str:
        """Where the goods of *line* stand, "" where nobody said."""
        return self.by_sku.get(line.sku, "") if line.sku else self.by_code.get(line.product, "")


NO_SHELVES: Final = Shelves()


@dataclass(frozen=True, slots=True)
class PickLine:
    """So many pieces of one product and option, where they stand, and how many of them each section gets."""

    text: str
    sku: str
    qty: int
    sections: tuple[tuple[str, int], ...]
    place: str = ""


@dataclass(slots=True)
class Picking:
    """What is picked for the orders that were added, and which sections are not, by the reason why.

    `orders` and `sections` count those that something is picked for.
    """

    shelves: Shelves = NO_SHELVES
    orders: int = 0
    sections: int = 0
    left_out: Counter[Word] = field(default_factory=Counter)
    _sums: dict[tuple[str, str, str], Counter[str]] = field(default_factory=dict, init=False)

    def add(self, order: Order, only: Container[int] | None = None) -> None:
        """Picks for *order*, or the sections *only* of it, as far as it may be packed now."""
        before = self.sections
        for section in order.sections:
            if only is not None and section.n not in only:
                continue
            reason = not_picked(order, section)
            if reason is not None:
                self.left_out[reason] += 1
                continue
            self.sections += 1
            number = section_number(clean(order.number), section.n)
            for item in order.items_of(section.n):
                line = order.line(item.line)
                key = (clean(self.shelves.place(line)), clean(line.sku), clean(item_text(line)))
                self._sums.setdefault(key, Counter())[number] += item.qty
        self.orders += self.sections > before

    @property
    def pieces(self) -> int:
        """How many pieces are picked."""
        return sum(sum(sections.values()) for sections in self._sums.values())

    def lines(self) -> list[PickLine]:
        """The lines in the order of the walk."""
        made = [
            PickLine(text, sku, sum(sections.values()), tuple(sections.items()), place)
            for (place, sku, text), sections in self._sums.items()
        ]
        return sorted(made, key=lambda line: walk_key(line.place, line.sku, line.text))


def walk_key(place: str, sku: str, text: str) -> tuple[object, ...]:
    """Where goods come in the walk: by place, then by SKU, then by name."""
    return not place, as_numbered(place), not sku, as_numbered(sku), as_numbered(text)


def pick(orders: Iterable[Order], shelves: Shelves = NO_SHELVES) -> Picking:
    """What is picked for *orders*."""
    picking = Picking(shelves)
    for order in orders:
        picking.add(order)
    return picking


def not_picked(order: Order, section: Section) -> Word | None:
    """Why nothing is fetched for *section* now, None when its goods are to be packed.

    Gone or in a claim, nothing to touch, held, or not paid for.
    """
    if section.state not in UNDISPATCHED_STATES:
        return SECTION_WORDS[section.state]
    facts = section_facts(order, section, ActorKind.SELLER, 0, exact_number=False)
    if not facts.physical:
        return DELIVERY_WORDS[section.delivery]
    if facts.held:
        return HELD
    return None if facts.paid else PAYMENT_WORDS[facts.payment]


def as_numbered(text: str) -> tuple[tuple[int, int, str], ...]:
    """*text* for sorting: runs of digits by their value, before letters."""
    return tuple(
        (0, len(digits := part.lstrip("0")), digits) if part.isdecimal() else (1, 0, part.casefold())
        for part in _DIGITS.split(text)
        if part
    )
