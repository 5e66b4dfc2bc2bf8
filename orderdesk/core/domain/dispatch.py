"""Which tracking number a channel is told for a product that it knows by a number of its own.

See finding-and-files.md §11.2.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from orderdesk.core.domain.courier_values import NO_PARCEL, PARCEL
from orderdesk.core.domain.orders import Delivery, Line, Order, Section
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.words import Word


class Gap(Enum):
    """Why nothing can be told of a product."""

    def __init__(self, code: str, ko: str, en: str) -> None:
        self.code = code
        self.message = Word(ko, en)

    NO_ORDER = ("dispatch-no-order", "이 주문이 데스크에 없습니다", "The desk has no such order")
    NOTHING_LEFT = (
        "dispatch-nothing",
        "보낼 것이 없습니다 (취소, 반품, 이미 배송완료)",
        "Nothing is on its way (cancelled, returned, delivered)",
    )
    NO_NUMBER = ("dispatch-no-number", "아직 송장이 없습니다", "There is no tracking number yet")
    SEVERAL = (
        "dispatch-several",
        "이 상품이 여러 송장으로 나뉘어 하나를 고를 수 없습니다",
        "The product travels under several numbers",
    )


class Told(NamedTuple):
    """What a channel is told of a product: 배송방법, courier and number, both empty without a parcel."""

    delivery: str
    courier: str
    number: str


def told_of(order: Order, name: str, option: str) -> Told | Gap:
    """What is told of the product *name* with *option* of *order*, as the channel spells them.

    A product that can't be told apart by them stands for all of the order: then all must travel together.
    """
    lines = {line.n for line in meant(order, name, option)}
    numbers = {item.section for item in order.items if item.line in lines}
    sections = [section for section in order.sections if section.n in numbers and _open(section)]
    if not sections:
        return Gap.NOTHING_LEFT
    found = {_label(section) for section in sections}
    if found == {None}:
        return Gap.NO_NUMBER
    told = found.pop()
    return Gap.SEVERAL if found or told is None else told


def meant(order: Order, name: str, option: str) -> tuple[Line, ...]:
    """The lines that the channel's words mean; all of the order where it has none that is called so."""
    named = [line for line in order.lines if _plain(line.name) == _plain(name)]
    exactly = [line for line in named if _plain(line.option) == _plain(option)]
    return tuple(exactly or named or order.lines)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _open(section: Section) -> bool:
    under_way = section.state in UNDISPATCHED_STATES or section.state is SectionState.SHIPPING
    return under_way and section.delivery.physical


def _label(section: Section) -> Told | None:
    if section.delivery is not Delivery.PARCEL:
        return Told(NO_PARCEL, "", "") if section.state is not SectionState.PREPARING else None
    if section.courier and section.tracking:
        return Told(PARCEL, section.courier, section.tracking)
    return None
