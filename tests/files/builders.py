"""Files as they come, made byte by byte: workbooks old and new, locked ones, bent ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

import msoffcrypto.format.ooxml
import openpyxl

Rows = Sequence[Sequence[object]]
FORM = ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"]

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512
ERRORS = {"#N/A": 0x2A, "#DIV/0!": 0x07}


def xlsx(rows: Rows, formats: Mapping[str, str] | None = None, **sheets: Rows) -> bytes:
    """A workbook of *rows*, with number formats by cell name, and of further sheets by name behind it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed, or a new part made of nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_cells(data: bytes, xml: bytes) -> bytes:
    """A workbook whose first sheet has the rows *xml* behind its own."""
    end = b"</sheetData>"
    return changed(data, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(end, xml + end))


def locked(data: bytes, password: str) -> bytes:
    """A file of today's kind behind a password, as Excel makes it."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def xls(rows: Rows, zeros: Mapping[tuple[int, int], int] | None = None) -> bytes:
    """An .xls workbook (BIFF8 in a compound file): texts, numbers, errors such as ``#N/A``.

    *zeros* gives cells, by row and column from 0, a format of so many zeros.
    """
    widths = sorted(set((zeros or {}).values()))
    styles = {width: n for n, width in enumerate(widths, 1)}
    formats = b"".join(
        _record(0x41E, struct.pack("<H", 164 + n) + _text("0" * w, "<H")) for w, n in styles.items()
    )
    style = b"".join(
        _record(0xE0, struct.pack("<HH16x", 0, 164 + n if n else 0)) for n in range(len(widths) + 1)
    )
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            body += _xls_cell(r, c, styles.get((zeros or {}).get((r, c), 0), 0), value)
    body += _record(0x0A)
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0)) + formats + style
    name = _text("Sheet1", "<B")
    at = len(head) + 4 + 6 + len(name) + 4
    head += _record(0x85, struct.pack("<IH", at, 0) + name) + _record(0x0A)
    return compound("Workbook", head + body)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, size: str) -> bytes:
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def _xls_cell(row: int, column: int, style: int, value: object) -> bytes:
    at = struct.pack("<HHH", row, column, style)
    if value is None:
        return b""
    if isinstance(value, str) and value in ERRORS:
        return _record(0x205, at + bytes([ERRORS[value], 1]))
    if isinstance(value, str):
        return _record(0x204, at + _text(value, "<H"))
    assert isinstance(value, int | float)
    if isinstance(value, int) and 0 <= value < 2**29:
        return _record(0x27E, at + struct.pack("<I", value << 2 | 2))
    return _record(0x203, at + struct.pack("<d", value))


def compound(name: str, stream: bytes) -> bytes:
    """A compound file (OLE) with one stream."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would have to stand in a part of their own
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    fats = 1
    while fats * 128 < count + 1 + fats:
        fats += 1
    first = fats + 1
    fat = [_FAT] * fats + [_END] + [first + n + 1 for n in range(count - 1)] + [_END]
    fat += [_FREE] * (fats * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *(list(range(fats)) + [_FREE] * (109 - fats)))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, first, len(stream))
    directory = entries.ljust(_SECTOR, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + struct.pack("<III", _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def csv(text: str, encoding: str = "utf-8") -> bytes:
    """A text file."""
    return text.encode(encoding)
