"""Order exports for tests: rows of the 38 columns, written as workbook or CSV."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from orderdesk.core.files.columns import ORDER_COLUMNS

FIELDS = tuple(ORDER_COLUMNS)
Row = dict[str, object]


def bought(n: int, item: int = 1, section: int = 1, **changes: object) -> Row:
    """A row of order n: two pieces at 5,000 won, sums as for an order of this line alone."""
    number = f"202611200000{n:03d}"
    row: Row = dict.fromkeys(FIELDS, "") | {
        "channel": "우리상점",
        "number": number,
        "trade": "거래개시",
        "items_total": "10,000",
        "discount": 0,
        "ship_fee": "3,000",
        "points": 0,
        "paid": "13,000",
        "buyer_name": "홍길동",
        "buyer_email": "hong@example.com",
        "buyer_phone": "010-0000-1234",
        "delivery": "택배",
        "delivery_pay": "선불",
        "section": f"{number}-S{section}",
        "item": f"{number}-{item}",
        "qty": 2,
        "name": "유기농 쌀",
        "option": "크기 : 10kg",
        "unit_price": "5,000",
        "line_paid": "10,000",
        "receiver": "성춘향",
        "receiver_phone": "010-0000-5678",
        "country": "KR",
        "zip": "06234",
        "address": "서울 강남구 테헤란로 1",
        "detail": "1호",
        "memo": "문 앞",
        "placed_at": "2026-11-20 09:12:00",
        "product_no": "85123A",
    }
    return row | changes


def table(
    rows: Sequence[Row], fields: Sequence[str] = FIELDS, headers: Mapping[str, str] | None = None
) -> list[list[object]]:
    """Header and cells; *headers* replaces the words of some."""
    words = headers or {}
    head: list[object] = [words.get(name, ORDER_COLUMNS[name][0]) for name in fields]
    return [head, *([row[name] for name in fields] for row in rows)]


def workbook(path: Path, cells: Sequence[Sequence[object]]) -> Path:
    """Write *cells* as the first sheet of an .xlsx."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in cells:
        sheet.append(list(row))
    book.save(path)
    return path


def separated(path: Path, cells: Sequence[Sequence[object]], encoding: str) -> Path:
    """Write *cells* as CSV."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(cells)
    return path
