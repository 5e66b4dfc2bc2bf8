"""An order as it was: what happened since, folded backwards, also where people's data was erased.

What an erased event no longer says can't be known. The order then shows a mark in place of everybody's data,
and what came into being by that event goes by its time; where its parts no longer fit together, nothing is
shown rather than something wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from orderdesk.core.domain.changes import PERSONAL, Change, ChangeConflict, take_back
from orderdesk.core.domain.orders import Address, Order


@dataclass(frozen=True, slots=True)
class Step:
    """What one event changed at *at* (UTC seconds); `erased` says that some of it is not known any more."""

    at: int
    changes: tuple[Change, ...]
    erased: bool = False


class Unknowable(Exception):
    """The order can't be had as it was before `at` (UTC seconds): the record of that time was erased."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


def rewind(order: Order, steps: Sequence[Step], mark: str) -> tuple[Order, bool]:
    """*order* before *steps* (oldest first), and whether all of it is known.

    *mark* stands for people's data that is not. Unknowable when too much of it was erased.
    """
    whole = True
    for step in reversed(steps):
        try:
            order = take_back(order, step.changes)
        except ChangeConflict:
            raise Unknowable(step.at) from None
        if step.erased:
            order, whole = _without(order, step.at), False
            if not _fits(order):
                raise Unknowable(step.at)
    return (order, True) if whole else (_marked(order, mark), False)


def _without(order: Order, at: int) -> Order:
    """*order* without what came into being at *at*, and without sections that hold nothing."""
    held = {item.section for item in order.items}
    return replace(
        order,
        sections=tuple(section for section in order.sections if section.n in held),
        entries=tuple(entry for entry in order.entries if entry.at != at),
        claims=tuple(claim for claim in order.claims if claim.at != at),
        holds=tuple(hold for hold in order.holds if hold.at != at),
        memos=tuple(memo for memo in order.memos if memo.at != at),
    )


def _fits(order: Order) -> bool:
    """Whether the parts of *order* still name each other."""
    sections, lines = {s.n for s in order.sections}, {line.n for line in order.lines}
    entries = {entry.n for entry in order.entries}
    return (
        bool(order.sections and order.entries)
        and all(item.section in sections and item.line in lines for item in order.items)
        and all(section.paid_by in entries for section in order.sections)
        and all(entry.follows is None or entry.follows in entries for entry in order.entries)
        and all(claim.section in sections for claim in order.claims)
    )


def _marked(order: Order, mark: str) -> Order:
    """*order* with *mark* in place of everybody's data."""
    own: dict[str, Any] = {name: mark for part, name in PERSONAL if part == "order"}
    parts: dict[str, Any] = {}
    for part in {part for part, _ in PERSONAL} - {"order"}:
        names = [name for other, name in PERSONAL if other == part]
        parts[part] = tuple(
            replace(record, **{name: _mark_of(getattr(record, name), mark) for name in names})
            for record in getattr(order, part)
        )
    return replace(order, **own, **parts)


def _mark_of(value: str | Address, mark: str) -> str | Address:
    if isinstance(value, Address):
        return replace(value, receiver=mark, phone=mark, zip="", line1=mark, line2="")
    return mark if value else value
