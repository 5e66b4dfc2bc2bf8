"""상품: what the shop sells, as frozen records, with what it costs at a time.

Money is whole won, times are whole seconds since 1970 in UTC, weight is grams. An order refers to no product:
its lines keep the texts and prices that they were bought with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from orderdesk.core.domain.orders import Delivery
from orderdesk.core.domain.text import INITIALS, choseong, clean
from orderdesk.core.domain.verbs import KINDS
from orderdesk.core.domain.words import Word

OPTION_BETWEEN = " · "
"""What stands between a product's name and an option where both are on one line."""


class GoodsKind(StrEnum):
    """상품종류: what is handed over for a product."""

    PHYSICAL = "physical"
    DIGITAL = "digital"
    PASS = "pass"

    @property
    def delivery(self) -> Delivery:
        """How such goods go out unless something else is agreed."""
        return _DELIVERIES[self]


_DELIVERIES = {
    GoodsKind.PHYSICAL: Delivery.PARCEL,
    GoodsKind.DIGITAL: Delivery.DIGITAL,
    GoodsKind.PASS: Delivery.MEMBERSHIP,
}

GOODS_WORDS: dict[GoodsKind, Word] = {GoodsKind(value): words for value, words in KINDS}


@dataclass(frozen=True, slots=True)
class Option:
    """What is bought of a product; `price_add` comes on top of the product's price and may be negative.

    `on_hand` and `allocated` are pieces, folded from the ledger of stock; they count where it is `tracked`.
    """

    sku: str
    option: str = ""
    price_add: int = 0
    barcode: str = ""
    tracked: bool = False
    on_hand: int = 0
    allocated: int = 0
    id: int = 0

    @property
    def available(self) -> int:
        """가용 재고: pieces that no paid order waits for; below zero where more are waited for."""
        return self.on_hand - self.allocated


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its options. The period price counts from `sale_from` until before `sale_until`.

    `policy` is the id of its delivery policy, `place` where it stands in the warehouse.
    """

    code: str
    name: str
    price: int
    options: tuple[Option, ...]
    kind: GoodsKind = GoodsKind.PHYSICAL
    sale_price: int | None = None
    sale_from: int | None = None
    sale_until: int | None = None
    policy: int | None = None
    weight: int = 0
    place: str = ""
    on_sale: bool = True
    id: int = 0

    def discounted(self, at: int) -> bool:
        """Whether the period price counts at *at*; an end or beginning that is not told sets no bound."""
        return (
            self.sale_price is not None
            and (self.sale_from is None or self.sale_from <= at)
            and (self.sale_until is None or at < self.sale_until)
        )

    def price_at(self, at: int, option: Option | None = None) -> int:
        """What a piece costs at *at*, won: the period price where it counts, and what *option* adds."""
        base = self.sale_price if self.sale_price is not None and self.discounted(at) else self.price
        return max(0, base + (option.price_add if option else 0))

    def option_of(self, sku: str) -> Option | None:
        """The option that is called *sku*."""
        return next((option for option in self.options if option.sku == sku), None)


def goods_text(name: str, option: str) -> str:
    """A product and its option on one line."""
    return OPTION_BETWEEN.join(filter(None, (name, option)))


def finds(query: str, texts: Iterable[str]) -> bool:
    """Whether every word of *query* is in one of *texts*; initial consonants (초성) stand for syllables.

    Capitals make no difference.
    """
    there = [clean(text).casefold() for text in texts if text]
    for word in clean(query).casefold().split():
        initials = all(char in INITIALS for char in word)
        if not any(word in text or (initials and word in choseong(text)) for text in there):
            return False
    return True
