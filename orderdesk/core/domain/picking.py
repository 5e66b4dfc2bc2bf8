"""A picking list: what is fetched from the shelves for many orders, summed by product and option.

No field says where goods lie, so the walk follows what shops number their shelves by: the SKU, then the name,
with numbers in them counted as numbers (A-2 before A-10); goods without SKU come last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.glossary import DELIVERY_WORDS
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import ActorKind, Order, Section
from orderdesk.core.domain.sheet_words import HELD
from orderdesk.core.domain.states import PAYMENT_WORDS, SECTION_WORDS, UNDISPATCHED_STATES
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class PickLine:
    """So many pieces of one product and option, and how many of them each section gets."""

    text: str
    sku: str
    qty: int
    sections: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Picking:
    """What is picked for the orders that were added, and which sections are not, by the reason why.

    `orders` and `sections` count those that something is picked for.
    """

    orders: int = 0
    sections: int = 0
    left_out: Counter[Word] = field(default_factory=Counter)
    _sums: dict[tuple[str, str], Counter[str]] = field(default_factory=dict, init=False)

    def add(self, order: Order) -> None:
        """Picks for *order*, as far as it may be packed now."""
        before = self.sections
        for section in order.sections:
            reason = not_picked(order, section)
            if reason is not None:
                self.left_out[reason] += 1
                continue
            self.sections += 1
            number = section_number(clean(order.number), section.n)
            for item in order.items_of(section.n):
                line = order.line(item.line)
                key = (clean(line.sku), clean(item_text(line)))
                self._sums.setdefault(key, Counter())[number] += item.qty
        self.orders += self.sections > before

    @property
    def pieces(self) -> int:
        """How many pieces are picked."""
        return sum(sum(sections.values()) for sections in self._sums.values())

    def lines(self) -> list[PickLine]:
        """The lines in the order of the walk."""
        made = [
            PickLine(text, sku, sum(sections.values()), tuple(sections.items()))
            for (sku, text), sections in self._sums.items()
        ]
        return sorted(made, key=lambda line: (not line.sku, _as_numbered(line.sku), _as_numbered(line.text)))


def pick(orders: Iterable[Order]) -> Picking:
    """What is picked for *orders*."""
    picking = Picking()
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


def _as_numbered(text: str) -> tuple[tuple[int, int, str], ...]:
    """*text* for sorting: runs of digits by their value, before letters."""
    return tuple(
        (0, len(digits := part.lstrip("0")), digits) if part.isdecimal() else (1, 0, part.casefold())
        for part in _DIGITS.split(text)
        if part
    )
