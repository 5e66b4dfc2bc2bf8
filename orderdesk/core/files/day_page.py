"""The page of a day's close: as text for a terminal and a printer, and as a web page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from rich.cells import cell_len, chop_cells

from orderdesk.core.domain.day_close import NO_NUMBER, CourierLine, DayClose
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.pack_words import PACK_VERDICTS
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.writing import new_file

WIDTH: Final = 76
"""Cells of a line: an A4 page at ten characters an inch, less its margins."""

_TITLE: Final = Word("마감", "Day's close")
_HEADS: Final = (
    Word("택배사", "Courier"),
    Word("상자", "Parcels"),
    Word("섹션", "Sections"),
    Word("주문", "Orders"),
    Word("수량", "Pieces"),
    Word("택배사 집계", "Courier count"),
    Word("차이", "Difference"),
)
_EXCEPTIONS: Final = Word("예외", "Exceptions")
_LOST: Final = Word("섹션을 찾지 못한 스캔, 새것부터", "Scans that matched no section, newest first")
_MORE: Final = Word("외 {:,}건", "and {:,} more")
_LOST_MOST: Final = 30
NOTHING: Final = Word("나간 것이 없습니다", "Nothing went out")
_WIDTHS: Final = (15, 8, 10, 8, 8, 15, 12)


def day_rows(close: DayClose, lang: Lang) -> list[tuple[str, ...]]:
    """A row for each courier, and one for all, in the columns of `heads`."""
    rows = [_row(line, lang) for line in close.lines]
    if len(rows) > 1:
        sums = (
            sum(getattr(line, name) for line in close.lines)
            for name in ("parcels", "sections", "orders", "pieces")
        )
        rows.append((Word("합계", "Total").text(lang), *(f"{n:,}" for n in sums), "", ""))
    return rows


def heads(lang: Lang) -> tuple[str, ...]:
    """The heads of `day_rows`."""
    return tuple(head.text(lang) for head in _HEADS)


def _row(line: CourierLine, lang: Lang) -> tuple[str, ...]:
    counted = "" if line.counted is None else f"{line.counted:,}"
    differs = "" if line.difference is None else f"{line.difference:+,}" if line.difference else "="
    name = clean(line.courier) or NO_NUMBER.text(lang)
    numbers = (f"{n:,}" for n in (line.parcels, line.sections, line.orders, line.pieces))
    return (name, *numbers, counted, differs)


def channel_text(line: CourierLine, lang: Lang) -> str:
    """The sections of *line* by channel, most first; of one channel alone that they are all its."""
    ordered = sorted(line.channels.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) == 1:
        only = CHANNEL_WORDS[ordered[0][0]]
        return Word(f"모두 {only.ko}", f"{only.en} only").text(lang)
    return " · ".join(f"{CHANNEL_WORDS[channel].text(lang)} {n:,}" for channel, n in ordered)


def lost_lines(close: DayClose, lang: Lang) -> Iterator[str]:
    """The newest scans that meant no section: when, who, the answer, and what was read."""
    for scan in close.lost[: -_LOST_MOST - 1 : -1]:
        at = datetime.fromtimestamp(scan.at, SEOUL).strftime("%H:%M")
        yield clean(f"{at}  {scan.who}  {PACK_VERDICTS[scan.verdict].large.text(lang)}  {scan.code}")
    if len(close.lost) > _LOST_MOST:
        yield _MORE.text(lang).format(len(close.lost) - _LOST_MOST)


def text_page(close: DayClose, shop: str, lang: Lang) -> str:
    """The page as plain text."""
    return "\n".join(line.rstrip() for line in _text(close, shop, lang)) + "\n"


def _text(close: DayClose, shop: str, lang: Lang) -> Iterator[str]:
    yield f"{_TITLE.text(lang)}  {close.day.isoformat()}  {clean(shop)}"
    yield "=" * WIDTH
    if not close.lines:
        yield NOTHING.text(lang)
    else:
        yield _columns(heads(lang))
    rows = day_rows(close, lang)
    for n, row in enumerate(rows):
        yield _columns(row)
        if n < len(close.lines):
            yield f"  {channel_text(close.lines[n], lang)}"
    if close.exceptions:
        yield "-" * WIDTH
        yield _EXCEPTIONS.text(lang)
        for words, count in close.exceptions:
            yield f"  {words.text(lang)}  {count:,}"
    if close.lost:
        yield _LOST.text(lang)
        yield from (chop_cells(f"  {line}", WIDTH)[0] for line in lost_lines(close, lang))


def _columns(cells: tuple[str, ...]) -> str:
    name, *numbers = cells
    first = name + " " * max(1, _WIDTHS[0] - cell_len(name))
    rest = (
        " " * max(0, width - cell_len(text)) + text for text, width in zip(numbers, _WIDTHS[1:], strict=True)
    )
    return first + "".join(rest)


def write_page(path: Path, close: DayClose, shop: str, lang: Lang) -> Path:
    """Write the page to a new file, as text where it ends in .txt; the path that it got."""
    page = text_page if path.suffix.lower() == ".txt" else html_page
    with new_file(path) as (stream, target):
        stream.write(page(close, shop, lang).encode())
    return target


def html_page(close: DayClose, shop: str, lang: Lang) -> str:
    """The page as a web page to be printed; every text is escaped."""
    title = f"{_TITLE.text(lang)} {close.day.isoformat()} {clean(shop)}"
    head = "".join(f"<th>{escape(each)}</th>" for each in heads(lang))
    body = []
    for n, row in enumerate(day_rows(close, lang)):
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in row)
        channels = channel_text(close.lines[n], lang) if n < len(close.lines) else ""
        body.append(f"<tr>{cells}</tr><tr><td colspan=7 class=c>{escape(channels)}</td></tr>")
    others = "".join(f"<li>{escape(words.text(lang))} {count:,}</li>" for words, count in close.exceptions)
    lost = "".join(f"<li>{escape(line)}</li>" for line in lost_lines(close, lang))
    style = "body{font:11pt sans-serif}table{border-collapse:collapse}td,th{padding:2px 8px;text-align:right}"
    first = "td:first-child,th:first-child,.c{text-align:left}.c{color:#555;font-size:9pt}"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}{first}</style><h1>{escape(title)}</h1>"
        f"<table><tr>{head}</tr>{''.join(body)}</table>"
        f"<h2>{escape(_EXCEPTIONS.text(lang))}</h2><ul>{others}</ul>"
        + (f"<h2>{escape(_LOST.text(lang))}</h2><ul>{lost}</ul>" if lost else "")
        + "</html>\n"
    )
