"""Whoever gives money back outside: a payment company or a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from orderdesk.core.domain.orders import Method


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """One refund: `key` is the same whenever it is asked for again, so that it is executed once.

    `order` is the order's number, `amount` positive won.
    """

    key: str
    order: str
    method: Method
    amount: int


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """Whether the refund was executed, and what was said about it (from outside)."""

    done: bool
    note: str = ""


class NoAnswer(Exception):
    """Nobody knows whether the refund was executed; it must be asked for again, with the same key."""


class RefundPort(Protocol):
    """Executes refunds outside."""

    def refund(self, asked: RefundAsked) -> RefundAnswer:
        """Execute *asked*, or find that it was executed. NoAnswer where that stays unknown."""
        ...
