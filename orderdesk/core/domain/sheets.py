"""What stands on an order sheet (주문서): one for a whole order, or a packing slip for each of its sections.

See finding-and-files.md §8. A sheet holds harmless texts in one language; how it is laid out is the writer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from orderdesk.core.domain import sheet_words as w
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.glossary import (
    CHANNEL_WORDS,
    CLAIM_WORDS,
    DELIVERY_WORDS,
    ORIGIN_WORDS,
    REGION_WORDS,
)
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.list_words import SEPARATE
from orderdesk.core.domain.orders import Order, Region, Section
from orderdesk.core.domain.phones import mask_phone, mask_phones
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import LADDER, SECTION_WORDS
from orderdesk.core.domain.text import clean, multi_line
from orderdesk.core.domain.verbs import choice_words
from orderdesk.core.domain.words import Lang, Word

SHEETS_MOST: Final = 2_000
"""How many orders one file of sheets takes."""


class SheetUnit(Enum):
    """What is printed, by its name on the command line."""

    ORDER = "order"
    SECTION = "section"
    PICKING = "picking"


UNIT_WORDS: Final = {
    SheetUnit.ORDER: Word("주문서 · 주문마다 한 장", "Order sheets, one for each order"),
    SheetUnit.SECTION: Word("출고 전표 · 섹션마다 한 장", "Packing slips, one for each section"),
    SheetUnit.PICKING: Word("피킹 리스트 · 품목별 합계", "Picking list, sums by product"),
}


@dataclass(frozen=True, slots=True)
class SheetForm:
    """How sheets are made: for orders or sections, phones masked or not, with what was paid or without.

    A packing slip has no amounts: an order is paid as a whole.
    """

    unit: SheetUnit = SheetUnit.ORDER
    masked: bool = False
    amounts: bool = True
    lang: Lang = "ko"

    @property
    def words(self) -> str:
        """The form in words, for the record of who took data out."""
        parts = [UNIT_WORDS[self.unit].ko]
        parts += ["연락처 가림"] if self.masked else []
        parts += ["금액 없이"] if self.unit is SheetUnit.ORDER and not self.amounts else []
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One section item."""

    number: str
    text: str
    sku: str
    qty: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section goes, and what the buyer says of it."""

    receiver: str
    phone: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class SheetSection:
    """One section: its number, state, courier and number, what to heed, where it goes, and its items.

    `place` is None where it is the one of the section before.
    """

    number: str
    state: str
    label: str
    marks: tuple[str, ...]
    place: Place | None
    items: tuple[SheetItem, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `facts` are (label, text) pairs about the order, `amounts` (label, won)."""

    title: str
    shop: str
    number: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[SheetSection, ...]
    memos: tuple[str, ...]
    amounts: tuple[tuple[str, int], ...]

    @property
    def pieces(self) -> int:
        """How many pieces are on it."""
        return sum(item.qty for section in self.sections for item in section.items)


def sheets_of(order: Order, form: SheetForm, shop: str) -> Iterator[Sheet]:
    """The sheets of *order*; *shop* is the shop's own name.

    One of an order has all its sections; slips are made for those that are on their way to the buyer, not for
    what is cancelled or comes back.
    """
    if form.unit is SheetUnit.ORDER:
        yield _sheet(order, order.sections, form, shop)
    else:
        for section in order.sections:
            if section.state in LADDER:
                yield _sheet(order, (section,), form, shop)


def _sheet(order: Order, sections: tuple[Section, ...], form: SheetForm, shop: str) -> Sheet:
    whole = form.unit is SheetUnit.ORDER
    amounts: tuple[tuple[str, int], ...] = ()
    if whole and form.amounts:
        lines = [line for line in breakdown(order) if line.amount or line.key == "paid"]
        amounts = tuple((line.words.text(form.lang), line.amount) for line in lines)
    return Sheet(
        (w.SHEET if whole else w.SLIP).text(form.lang),
        clean(shop),
        clean(order.number),
        tuple(_facts(order, form)),
        tuple(_sections(order, sections, form)),
        tuple(_masked(multi_line(memo.text), form) for memo in order.memos if not memo.resolved),
        amounts,
    )


def _facts(order: Order, form: SheetForm) -> Iterator[tuple[str, str]]:
    placed = datetime.fromtimestamp(order.placed_at, SEOUL)
    yield w.ORDERED.text(form.lang), f"{placed:%Y-%m-%d %H:%M}"
    yield w.CHANNEL.text(form.lang), clean(order.shop) or CHANNEL_WORDS[order.channel].text(form.lang)
    if order.channel_number:
        yield w.CHANNEL_NUMBER.text(form.lang), clean(order.channel_number)
    tags = ((order.first, w.FIRST), (order.gift, w.GIFT), (order.separate, SEPARATE))
    parts = [clean(order.buyer_name), _phone(order.buyer_phone, form)]
    parts += [words.text(form.lang) for on, words in tags if on]
    yield w.BUYER.text(form.lang), " · ".join(part for part in parts if part)


def _sections(order: Order, sections: tuple[Section, ...], form: SheetForm) -> Iterator[SheetSection]:
    before: Place | None = None
    for section in sections:
        where = section.address
        place = Place(
            clean(where.receiver),
            _phone(where.phone, form),
            " ".join(clean(part) for part in (where.zip, where.line1, where.line2) if part),
            _masked(clean(section.note), form),
        )
        items = tuple(
            SheetItem(
                item_number(clean(order.number), item.n),
                clean(item_text(order.line(item.line))),
                clean(order.line(item.line).sku),
                item.qty,
            )
            for item in order.items_of(section.n)
        )
        yield SheetSection(
            section_number(clean(order.number), section.n),
            SECTION_WORDS[section.state].text(form.lang),
            _label(section, form.lang),
            tuple(_masked(clean(mark), form) for mark in _marks(order, section, form.lang)),
            None if place == before else place,
            items,
        )
        before = place


def _label(section: Section, lang: Lang) -> str:
    if section.tracking:
        return clean(f"{section.courier or ''} {section.tracking}")
    return DELIVERY_WORDS[section.delivery].text(lang)


def _marks(order: Order, section: Section, lang: Lang) -> Iterator[str]:
    """What somebody who packs the section must know."""
    for hold in order.holds_of(section.n):
        yield f"{w.HELD.text(lang)}: {hold.note or choice_words('hold', hold.reason, lang)}"
    if section.address.region is not Region.DOMESTIC:
        yield REGION_WORDS[section.address.region].text(lang)
    claim = order.open_claim(section.n)
    if claim is not None:
        why = choice_words(claim.kind.name.lower(), claim.reason, lang)
        yield f"{CLAIM_WORDS[claim.kind].text(lang)}: {why} {claim.detail}"
    if section.delay_until is not None:
        until = datetime.fromtimestamp(section.delay_until, SEOUL)
        yield w.DELAYED.text(lang).format(f"{until:%Y-%m-%d}")
    if section.label_stale:
        yield w.STALE.text(lang)
    if section.shared:
        yield w.SHARED.text(lang)
    if origin := ORIGIN_WORDS[section.origin].text(lang):
        yield origin


def _phone(phone: str, form: SheetForm) -> str:
    return mask_phone(clean(phone)) if form.masked else clean(phone)


def _masked(text: str, form: SheetForm) -> str:
    return mask_phones(text) if form.masked else text
