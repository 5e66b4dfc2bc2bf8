"""Which columns the order list shows at a width, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.states import PAYMENT_WORDS, PaymentState
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.cells import end_of, short_time, won
from orderdesk.widgets.columns import fit, right
from orderdesk.widgets.states import with_glyphs

MARGIN: Final = 2
"""Cells before the first column: the mark and the cursor."""

FROZEN: Final = "order_no"
"""The column that stays in its place when the others scroll."""

KEYS: Final = (
    "order_no", "ordered_at", "buyer", "items", "section", "invoice", "paid", "memo",
    "pay_status", "channel", "address",
)  # fmt: skip
"""The columns in their order; what does not fit is reached by scrolling to the right."""

FETCHED: Final = (*KEYS, "hold", "delay_at", "remote", "assumed")
"""What a row is read with: the columns and the flags beside the section state."""

_SEEN: Final = (
    (112, KEYS[:8]),
    (100, KEYS[:7]),
    (70, ("order_no", "ordered_at", "buyer", "items", "section", "paid")),
    (0, ("order_no", "buyer", "items", "section", "paid")),
)
"""By the least width of the grid: the columns that must be seen without scrolling."""

_SMALLEST_ITEMS: Final = 12
_WIDTHS: Final = {"section": 17, "paid": 10, "address": 28, "items": _SMALLEST_ITEMS}
ASSUMED: Final = Word("추정", "assumed")
"""A payment that a file only implied; its amount stands with a ``~`` before it."""

_HELD, _LATE = Word("보류", "held"), Word("지연", "late")
_UNPAID: Final = Word("미입금", "unpaid")
_SHORT_HEADS: Final = {"paid": Word("결제금액", "Paid"), "invoice": Word("송장", "Tracking")}


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with the cells it takes; `number` stands to the right."""

    key: str
    width: int
    number: bool
    head: str


def columns_for(width: int, lang: Lang) -> tuple[Placed, ...]:
    """The columns for a grid *width* cells wide, in order; the items take the cells that are left.

    The narrower the grid, the fewer columns stand before its edge: below 100 cells the order number is cut
    from the left and the tracking number goes, below 70 the date.
    """
    seen = next(keys for least, keys in _SEEN if width >= least)
    keys = (*seen, *(key for key in KEYS if key not in seen))
    widths = {key: _WIDTHS.get(key, BY_KEY[key].width) for key in keys}
    if lang == "en":
        widths["section"] += 3
    if width >= 112:
        widths["section"] += 4
    elif width < 100:
        widths |= {"order_no": 11} if width >= 70 else {"order_no": 9, "section": 12}
    taken = MARGIN + sum(widths[key] + 1 for key in seen if key != "items")
    widths["items"] = max(_SMALLEST_ITEMS, min(60, width - taken - 1))
    return tuple(_placed(key, widths[key], lang) for key in keys)


def _placed(key: str, width: int, lang: Lang) -> Placed:
    column = BY_KEY[key]
    return Placed(key, width, column.number, _SHORT_HEADS.get(key, column.words).text(lang))


def cell(row: Listed, column: Placed, lang: Lang) -> str:
    """The text of *row* under *column*, exactly as wide as the column."""
    cut = end_of if column.key == FROZEN else right if column.number else fit
    return cut(value_text(row, column.key, lang), column.width)


def value_text(row: Listed, key: str, lang: Lang) -> str:
    """The whole text of *row* under the column *key*, not cut."""
    value = row.cells[key]
    if key == "section":
        return " ".join([with_glyphs(str(value)), *_flags(row, lang)])
    if key == "invoice":
        return str(value or "-")
    if key == "memo":
        return str(value or "")
    if key == "pay_status" and row.cells["assumed"]:
        return f"{value} ({ASSUMED.text(lang)})"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int):
        return ("~" if key == "paid" and row.cells["assumed"] else "") + won(value)
    return short_time(value) if value else ""


def _flags(row: Listed, lang: Lang) -> Iterator[str]:
    """What an operator must know before handling the order, in a word each."""
    if row.cells["pay_status"] == PAYMENT_WORDS[PaymentState.WAITING].text(lang):
        yield _UNPAID.text(lang)
    if row.cells["hold"]:
        yield _HELD.text(lang)
    if until := row.cells["delay_at"]:
        yield f"{_LATE.text(lang)} {str(until)[5:10]}"
    if remote := str(row.cells["remote"] or ""):
        yield remote if lang == "en" else remote[:2]
