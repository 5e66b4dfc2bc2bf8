"""Where the pieces of a line are: sections split and claims carve, while the desk knows one line of an order.

A line is called by its order's number and the item code that stays through all splits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.imweb.shapes import Order, Section, SectionItem
from orderdesk.core.gateways.imweb.states import PREPARATION, READY, SENT, Standing, standing

_BETWEEN: Final = "-"
WAITING: Final = (PREPARATION, READY)
"""Sections that can still be sent."""


class Pieces(NamedTuple):
    """Pieces of a line in one section, and where that stands."""

    section: Section
    item: SectionItem
    stands: Standing

    @property
    def can_go(self) -> bool:
        """Whether they can still be sent."""
        return self.section.order_section_status in WAITING

    @property
    def are_sent(self) -> bool:
        """Whether they are on their way or there, and in no claim."""
        return self.stands.kind is None and self.stands.state in SENT


def name_of(order: Order, item: SectionItem) -> str:
    """What a line is called, by whichever of its pieces."""
    return f"{order.order_no}{_BETWEEN}{item.order_item_code or item.order_section_item_no}"


def order_of(ref: LineRef) -> str:
    """imweb's number of the order of *ref*, which may call it by another channel's."""
    return ref.line.partition(_BETWEEN)[0] or ref.order


def pieces_of(order: Order) -> list[Pieces]:
    """All pieces of an order."""
    return [
        Pieces(section, item, standing(section.order_section_status))
        for section in order.sections
        for item in section.section_items
    ]


def of_line(order: Order, ref: LineRef) -> list[Pieces]:
    """The pieces of the line *ref*."""
    return [each for each in pieces_of(order) if name_of(order, each.item) == ref.line]


def in_claim(order: Order, ref: LineRef, kind: ClaimKind, claim: str) -> Section | None:
    """The section of the claim *claim* on the line *ref*; where there is none, the open one of its kind."""
    for section in order.sections:
        if section.order_section_code == claim:
            return section
    found = [each for each in of_line(order, ref) if each.stands.kind is kind]
    found.sort(key=lambda each: each.stands.stage is ClaimStage.DONE)
    return found[0].section if found else None


def taken(parts: Sequence[Pieces], asked: int | None) -> list[tuple[Pieces, int]]:
    """So many of *parts* that *asked* pieces (None: all) are had; none where there are fewer."""
    found: list[tuple[Pieces, int]] = []
    left = sum(each.item.qty for each in parts) if asked is None else asked
    for each in parts:
        here = min(left, each.item.qty)
        if here:
            found.append((each, here))
            left -= here
    return [] if left else found
