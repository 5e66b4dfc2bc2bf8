"""The numbers that people read on screens and forms, written from and read back to an order's parts."""

from __future__ import annotations


def section_number(order: str, n: int) -> str:
    """The number of section *n*: `{order}-S{n}`."""
    return f"{order}-S{n}"


def item_number(order: str, n: int) -> str:
    """The number of section item *n*: `{order}-{n}`."""
    return f"{order}-{n}"


def entry_number(order: str, n: int) -> str:
    """The number of payment row *n*: `{order}-P{n}`."""
    return f"{order}-P{n}"


def read_section(text: str) -> tuple[str, int]:
    """(order number, n) of a section number; ValueError when it is none."""
    order, mark, n = text.rpartition("-S")
    if not mark or not order or not n.isdecimal():
        raise ValueError(text)
    return order, int(n)


def read_item(text: str) -> tuple[str, int]:
    """(order number, n) of a section item number; ValueError when it is none."""
    order, mark, n = text.rpartition("-")
    if not mark or not order or not n.isdecimal():
        raise ValueError(text)
    return order, int(n)


def claim_number(order: str, n: int) -> str:
    """The number of claim *n*: `{order}-C{n}`."""
    return f"{order}-C{n}"


def read_claim(text: str) -> tuple[str, int]:
    """(order number, n) of a claim's number; ValueError when it is none."""
    order, mark, n = text.rpartition("-C")
    if not mark or not order or not n.isdecimal():
        raise ValueError(text)
    return order, int(n)
