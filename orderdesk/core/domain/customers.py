"""고객: the shop's members and their grades, as frozen records.

An order refers to no customer: it keeps the buyer's texts as they were given.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grade:
    """쇼핑등급: what its members get off a price, in thousandths, and whether basic delivery is free."""

    name: str
    discount: int = 0
    free_shipping: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A member. `grade` is a grade's name, "" without one; `joined_at` is UTC seconds."""

    code: str
    name: str
    phone: str = ""
    email: str = ""
    grade: str = ""
    zip: str = ""
    line1: str = ""
    line2: str = ""
    joined_at: int | None = None
    id: int = 0
