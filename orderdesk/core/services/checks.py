"""Conditions that the store can't answer: they are checked on each order that it finds."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain import columns
from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.facets import facets
from orderdesk.core.domain.orders import Order

YES = frozenset({"yes", "1", "true", "y", "예"})
NO = frozenset({"no", "0", "false", "n", "아니요", "아니오"})
"""How an answer may be written."""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on a column's value: any of `values` in either language, or between `low` and `high`.

    Both ends are included.
    """

    key: str
    values: frozenset[str] = frozenset()
    low: str | None = None
    high: str | None = None

    def fits(self, order: Order) -> bool:
        """Whether the column's value of *order* fulfils the condition."""
        column = columns.BY_KEY[self.key]
        value = column.value(order, "ko")
        if self.low is None and self.high is None:
            spelt = {str(value), str(column.value(order, "en"))}
            if isinstance(value, bool):
                spelt |= _yes_no(value)
            return bool(spelt & self.values)
        return value is not None and self._between(value)

    def _between(self, value: Cell) -> bool:
        if isinstance(value, int):
            return (not self.low or value >= int(self.low)) and (not self.high or value <= int(self.high))
        text = str(value)
        return (not self.low or text >= self.low) and (not self.high or text[: len(self.high)] <= self.high)


def _yes_no(value: bool) -> frozenset[str]:
    return YES if value else NO


@dataclass(frozen=True, slots=True)
class AlsoHas:
    """A second condition on section states or flags: an order may fulfil each with another section."""

    bits: int

    def fits(self, order: Order) -> bool:
        """Whether *order* has one of the states or flags."""
        return facets(order).mask & self.bits != 0
