"""What the fast reader leaves out of an .xls sheet: cells with errors, and number formats that show zeros.

Both are looked up in the workbook's records (BIFF8, [MS-XLS]: each has a type, a length and its content). An
.xls formula always has a stored result.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from functools import cached_property

from orderdesk.core.files.special_cells import SpecialCell

_BOUNDSHEET, _FORMAT, _XF, _EOF = 0x85, 0x41E, 0xE0, 0x0A
_BOOLERR, _NUMBER, _RK, _MULRK, _FORMULA = 0x205, 0x203, 0x27E, 0xBD, 0x06
_ERROR_RESULT = b"\x02"
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_ZEROS = re.compile("0{2,}")

Record = tuple[int, bytes]


class XlsCells:
    """The cells of the .xls workbook *data*."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def errors(self, sheet: str) -> list[SpecialCell]:
        """The cells of *sheet* that hold an error."""
        found = []
        for kind, body in self._sheet(sheet):
            if kind == _BOOLERR and len(body) >= 8 and body[7]:
                code = body[6]
            elif (
                kind == _FORMULA
                and len(body) >= 14
                and body[12:14] == b"\xff\xff"
                and body[6:7] == _ERROR_RESULT
            ):
                code = body[8]
            else:
                continue
            row, column = struct.unpack_from("<HH", body)
            found.append(SpecialCell(row, column, "error", _ERRORS.get(code, "#?")))
        return found

    def zeros(self, sheet: str, height: int) -> Iterator[dict[int, str]]:
        """Per row of *sheet*, up to *height*, the formats by column that are nothing but zeros."""
        rows: list[dict[int, str]] = [{} for _ in range(height)]
        for kind, body in self._sheet(sheet) if self._zero_formats else ():
            for row, column, style in _styles(kind, body):
                shown = self._zero_formats.get(style)
                if shown and row < height:
                    rows[row][column] = shown
        yield from rows

    @cached_property
    def _stream(self) -> bytes:
        import olefile

        with olefile.OleFileIO(io.BytesIO(self._data)) as ole:
            return bytes(ole.openstream("Workbook").read())

    def _records(self, at: int) -> Iterator[Record]:
        """The records from *at* to the end of their part."""
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, at)
            if kind == _EOF:
                return
            yield kind, self._stream[at + 4 : at + 4 + length]
            at += 4 + length

    def _sheet(self, name: str) -> Iterator[Record]:
        for kind, body in self._records(0):
            if kind == _BOUNDSHEET and len(body) > 8 and _text(body, 6, short=True) == name:
                return self._records(struct.unpack_from("<I", body)[0])
        return iter(())

    @cached_property
    def _zero_formats(self) -> dict[int, str]:
        """The cell styles, by their place, whose number format is nothing but zeros."""
        formats: dict[int, str] = {}
        styles: list[int] = []
        for kind, body in self._records(0):
            if kind == _FORMAT and len(body) > 5:
                formats[struct.unpack_from("<H", body)[0]] = _text(body, 2)
            elif kind == _XF and len(body) >= 4:
                styles.append(struct.unpack_from("<H", body, 2)[0])
        return {n: formats[key] for n, key in enumerate(styles) if _ZEROS.fullmatch(formats.get(key, ""))}


def _text(body: bytes, at: int, short: bool = False) -> str:
    """The text at *at*: its length (one byte where *short*, else two), its width, its characters."""
    count = body[at] if short else struct.unpack_from("<H", body, at)[0]
    at += 1 if short else 2
    wide, rest = body[at] & 1, body[at + 1 :]
    return rest[: 2 * count].decode("utf-16-le", "replace") if wide else rest[:count].decode("latin-1")


def _styles(kind: int, body: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the numbers in a record."""
    if kind in (_NUMBER, _RK) and len(body) >= 6:
        row, column, style = struct.unpack_from("<HHH", body)
        yield row, column, style
    elif kind == _MULRK and len(body) >= 6:
        row, column = struct.unpack_from("<HH", body)
        for n, at in enumerate(range(4, len(body) - 7, 6)):
            yield row, column + n, struct.unpack_from("<H", body, at)[0]
