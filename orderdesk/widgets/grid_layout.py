"""Which columns the order list shows at a width, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len

from orderdesk.core.domain.channel_agreeing import DIFFERS_MARK
from orderdesk.core.domain.columns import BY_KEY, DETAILS
from orderdesk.core.domain.glossary import REGION_WORDS
from orderdesk.core.domain.layouts import DEFAULT, FROZEN, SHOWN, ColumnLayout
from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.states import PAYMENT_WORDS, PaymentState
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.cells import end_of, short_time, won
from orderdesk.widgets.columns import fit, folded, right
from orderdesk.widgets.states import with_glyphs

MARGIN: Final = 3
"""Cells before the first column: a blank, the mark and the cursor."""

MOST_LINES: Final = 8
"""Lines that an order takes at most; the last one says how many more there are."""

_FLAGS: Final = ("pay_status", "hold", "delay_at", "remote", "assumed", "channel_state")
"""What a row is read with besides its columns: the flags beside the section state and the amount."""

_UNFOLDED: Final = {key: column.key for key, column in DETAILS.items()}
"""What a row is read with so that a cell can be unfolded at once, by column key."""

_SEEN: Final = (
    (112, SHOWN[:8]),
    (100, SHOWN[:7]),
    (70, ("order_no", "ordered_at", "buyer", "items", "section", "paid")),
    (0, ("order_no", "buyer", "items", "section", "paid")),
)
"""By the least width of the grid: the columns that must be seen without scrolling."""

_SMALLEST_ITEMS: Final = 11
_SMALLEST_COMPACT: Final = 5
_SMALLEST_NUMBER: Final = 11
_WIDTHS: Final = {"paid": 10, "address": 28, "items": _SMALLEST_ITEMS}
ASSUMED: Final = Word("추정", "assumed")
"""A payment that a file only implied; its amount stands with a ``~`` before it."""

_HELD, _LATE = Word("보류", "held"), Word("지연", "delayed")
_UNPAID: Final = Word("미입금", "unpaid")
_PLACE_TAGS: Final = {Region.ISLAND: Word("도서산간", "islands"), Region.ABROAD: Word("해외", "abroad")}
_PLACES: Final = {
    name: tag for at, tags in _PLACE_TAGS.items() for name, tag in zip(REGION_WORDS[at], tags, strict=True)
}
"""Places as tags, by what they are called; the name of one is its own."""
_SHORT_HEADS: Final = {
    "paid": Word("결제금액", "Paid"),
    "invoice": Word("송장", "Tracking"),
    "memo": Word("메모", "Memo"),
    "remote": Word("도서산간", "Remote"),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with the cells it takes; `number` stands to the right."""

    key: str
    width: int
    number: bool
    head: str


def fetched(layout: ColumnLayout) -> tuple[str, ...]:
    """What a row is read with when it is shown in *layout*."""
    unfolded = (_UNFOLDED[key] for key in layout.keys if key in _UNFOLDED)
    return tuple(dict.fromkeys((*layout.keys, *_FLAGS, *unfolded)))


def columns_for(width: int, lang: Lang, layout: ColumnLayout = DEFAULT) -> tuple[Placed, ...]:
    """The columns of *layout* for a grid *width* cells wide; the items take the cells that are left.

    While nobody has chosen other columns, a narrower grid has fewer of them before its edge: below 100 cells
    the tracking number goes, below 70 the date. Widths that were chosen are kept, others are made to fit.
    """
    keys = seen = layout.keys
    if keys == SHOWN:
        seen = next(found for least, found in _SEEN if width >= least)
        keys = (*seen, *(key for key in SHOWN if key not in seen))
    usual = {key: _usual_width(key, width, lang) for key in keys}
    if layout.compact:
        usual = {key: _compact_width(key, cells) for key, cells in usual.items()}
    widths = usual | layout.widths
    if "items" not in layout.widths:
        taken = MARGIN + sum(widths[key] + 1 for key in seen if key != "items")
        widths["items"] = max(_SMALLEST_ITEMS, min(60, width - taken - 1))
    return tuple(_placed(key, widths[key], lang) for key in keys)


def _usual_width(key: str, width: int, lang: Lang) -> int:
    """The cells of a column in a grid *width* cells wide; below 100 the order number is cut from the left."""
    if key == FROZEN and width < 100:
        return _SMALLEST_NUMBER if width >= 70 else 9
    if key == "section":
        narrow = 12 if width < 70 else 17 if width < 112 else 21
        return narrow + (0 if lang == "ko" or width < 70 else 3 if width >= 100 else 1)
    return _WIDTHS.get(key, BY_KEY[key].width)


def _compact_width(key: str, usual: int) -> int:
    """Three fifths of the usual width; numbers are not cut, and the order number keeps its end."""
    if key == FROZEN:
        return min(usual, _SMALLEST_NUMBER)
    return usual if BY_KEY[key].number else max(min(usual, _SMALLEST_COMPACT), usual * 3 // 5)


def _placed(key: str, width: int, lang: Lang) -> Placed:
    column = BY_KEY[key]
    return Placed(key, width, column.number, _SHORT_HEADS.get(key, column.words).text(lang))


def head_text(column: Placed, arrow: str) -> str:
    """The heading of *column*, exactly as wide; *arrow* stands behind it where the list is sorted by it."""
    if cell_len(column.head + arrow) <= column.width:
        return (right if column.number else fit)(column.head + arrow, column.width)
    return fit(column.head, column.width - len(arrow)) + arrow


def cell(row: Listed, column: Placed, lang: Lang) -> str:
    """The text of *row* under *column*, exactly as wide as the column."""
    cut = end_of if column.key == FROZEN else right if column.number else fit
    if column.key == "section":
        return cut(_states(row, column.width, lang), column.width)
    text = value_text(row, column.key, lang)
    return cut(_region(text) if column.key == "address" else text, column.width)


def _states(row: Listed, width: int, lang: Lang) -> str:
    """The section states with their flags; where *width* is too small, a delay without its date, then no
    place: a part of either tells nothing.
    """
    text = value_text(row, "section", lang)
    if cell_len(text) > width and (until := row.cells["delay_at"]):
        text = text.replace(f" {str(until)[5:10]}", "")
    if cell_len(text) > width and (place := _place(row)):
        text = text.removesuffix(f" {place}")
    return text


def _region(address: str) -> str:
    """``시/도 시/군/구``, the summary of finding-and-files.md §4.2."""
    return " ".join(address.split()[:2])


def lending(row: Listed, columns: list[Placed], lang: Lang) -> list[Placed]:
    """*columns* for *row*: what has no room in its column takes blanks of others.

    Section states take those of the columns up to an amount, an amount those of the column before it.
    """
    return _amounts(row, _sections(row, columns, lang), lang)


def _amounts(row: Listed, columns: list[Placed], lang: Lang) -> list[Placed]:
    lent = columns
    for n, column in enumerate(columns):
        if not (n and column.number) or columns[n - 1].number or columns[n - 1].key in _UNFOLDED:
            continue
        lack = len(value_text(row, column.key, lang)) - column.width
        if lack > 0 and (taken := min(lack, _blanks(row, columns[n - 1], lang))):
            lent = list(lent)
            lent[n - 1 : n + 1] = (
                replace(columns[n - 1], width=columns[n - 1].width - taken),
                replace(column, width=column.width + taken),
            )
    return lent


def _sections(row: Listed, columns: list[Placed], lang: Lang) -> list[Placed]:
    at = next((n for n, column in enumerate(columns) if column.key == "section"), None)
    if at is None or cell_len(value_text(row, "section", lang)) <= columns[at].width:
        return columns
    states, lent = columns[at], list(columns)
    blanks = {n: _blanks(row, columns[n], lang) for n in _lenders(columns, at)}
    lack = cell_len(_states(row, states.width + sum(blanks.values()), lang)) - states.width
    for n, blank in blanks.items():
        taken = max(0, min(lack, blank))
        lent[at] = replace(lent[at], width=lent[at].width + taken)
        lent[n] = replace(columns[n], width=columns[n].width - taken)
        lack -= taken
    return lent


def _blanks(row: Listed, column: Placed, lang: Lang) -> int:
    """The cells of *column* that the text of *row* leaves."""
    return max(0, column.width - cell_len(value_text(row, column.key, lang)))


def _lenders(columns: list[Placed], at: int) -> Iterator[int]:
    """The places behind the one at *at* of columns that are never unfolded, up to the first amount."""
    for n in range(at + 1, len(columns)):
        if columns[n].key in _UNFOLDED:
            return
        yield n
        if columns[n].number:
            return


def cell_lines(row: Listed, column: Placed, lang: Lang, unfolded: bool) -> list[str]:
    """The lines of *row* under *column*, each exactly as wide: its detail where that is *unfolded*."""
    if not unfolded or column.key not in _UNFOLDED:
        return [cell(row, column, lang)]
    text = str(row.cells.get(_UNFOLDED[column.key]) or "")
    lines = [part for line in text.split("\n") for part in folded(line, column.width)]
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES + 1
        lines[MOST_LINES - 1 :] = [Word(f"… {more:,}줄 더", f"… {more:,} more").text(lang)]
    return [fit(line, column.width) for line in lines]


def value_text(row: Listed, key: str, lang: Lang) -> str:
    """The whole text of *row* under the column *key*, not cut; "" for what the row was not read with."""
    value = row.cells.get(key)
    if key == "invoice":
        return str(value or "-")
    if value is None or (key == "memo" and not value):
        return ""
    if key == "section":
        return " ".join([with_glyphs(str(value)), *_flags(row, lang)])
    if key == "pay_status" and row.cells["assumed"]:
        return f"{value} ({ASSUMED.text(lang)})"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int):
        return ("~" if key == "paid" and row.cells["assumed"] else "") + won(value)
    return short_time(value) if key.endswith("_at") else value


def _flags(row: Listed, lang: Lang) -> Iterator[str]:
    """What an operator must know before handling the order, in a word each."""
    if row.cells["pay_status"] == PAYMENT_WORDS[PaymentState.WAITING].text(lang):
        yield _UNPAID.text(lang)
    if row.cells["hold"]:
        yield _HELD.text(lang)
    if until := row.cells["delay_at"]:
        yield f"{_LATE.text(lang)} {str(until)[5:10]}"
    if str(row.cells["channel_state"] or "").endswith(DIFFERS_MARK):
        yield DIFFERS_MARK
    if place := _place(row):
        yield place


def _place(row: Listed) -> str:
    """The tag of a place that costs more to send to; "" for none."""
    remote = str(row.cells["remote"] or "")
    return _PLACES.get(remote, remote)
