"""The process that opens a file from outside: `python -m orderdesk.core.files.child FILE LIMITS`.

It runs with limits on memory and processor time, looks at the bytes instead of the name, and prints lines of
JSON: `{"sheet": name}`, then lists of rows, then `{"done": n}`; or `{"problem": code}`. Dates travel as
`{"t": iso}`, cells without a usable value as `{"x": kind, "v": text}`.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, NoReturn

from orderdesk.core.files.columns import HEADER_ROWS, IDENTIFIERS, Layout, detect
from orderdesk.core.files.problems import FileTrouble
from orderdesk.core.files.special_cells import SpecialCell, special_cells
from orderdesk.core.files.writing import from_csv_text

Rows = list[list[Any]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|meta|body|table|\?xml)", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_ZEROS_IN_STYLES = re.compile(rb"""formatCode=["']0{2,}["']""")
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_EXACT = 10**15
_PER_LINE = 2000


class _Refused(Exception):
    """The file is refused as a whole."""

    def __init__(self, kind: FileTrouble, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail


def main() -> None:
    """Read the file named on the command line within the limits given beside it, and print it."""
    path, limits = Path(sys.argv[1]), json.loads(sys.argv[2])
    _limit_self(limits)
    out = sys.stdout.buffer
    try:
        name, rows = _read(path, limits)
        _say(out, {"sheet": name})
        for start in range(0, len(rows), _PER_LINE):
            _say(out, rows[start : start + _PER_LINE])
        _say(out, {"done": len(rows)})
    except _Refused as refused:
        _say(out, {"problem": refused.kind.code, "detail": refused.detail})
    except MemoryError:
        _say(out, {"problem": FileTrouble.TOO_LARGE.code})
    except OSError:
        _say(out, {"problem": FileTrouble.NOT_FOUND.code})
    except BaseException as error:
        # Readers raise whatever a bent file makes them raise, up to panics that are no Exception.
        if type(error) in (KeyboardInterrupt, SystemExit):
            raise
        _say(out, {"problem": FileTrouble.DAMAGED.code})
    out.flush()


def _limit_self(limits: dict[str, int]) -> None:
    """Bound this process where the system can (not on Windows; macOS knows no bound on memory)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))


def _say(out: IO[bytes], message: object) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_plain)
    out.write(line.encode("utf-8", "replace") + b"\n")


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, (datetime, date)):
        return {"t": value.isoformat()}
    if isinstance(value, (time, timedelta)):
        return str(value)
    raise TypeError(type(value).__name__)


def _read(path: Path, limits: dict[str, int]) -> tuple[str, Rows]:
    data = path.read_bytes()
    if not data.strip():
        raise _Refused(FileTrouble.EMPTY)
    if data.startswith(_OLE):
        raise _Refused(FileTrouble.LOCKED if _ENCRYPTED_PART in data else FileTrouble.LEGACY)
    if data.startswith(b"PK"):
        return _read_workbook(data, limits)
    if _WEB_PAGE.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise _Refused(FileTrouble.WEB_PAGE)
    return "", _read_csv(data, limits)


# --- CSV ----------------------------------------------------------------------------------


def _read_csv(data: bytes, limits: dict[str, int]) -> Rows:
    text = _decode(data)
    head = "".join(text.splitlines(keepends=True)[:HEADER_ROWS])
    delimiter = max("\t,;", key=lambda mark: (head.count(mark), mark == ","))
    rows: Rows = []
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(rows) > limits["rows"] + HEADER_ROWS:
            _too_many(limits)
        if len(record) > limits["columns"] and any(record[limits["columns"] :]):
            raise _Refused(FileTrouble.TOO_WIDE, str(limits["columns"]))
        rows.append([None if not value or value.isspace() else _unwrap(value) or None for value in record])
    return _trimmed(rows, limits)


def _decode(data: bytes) -> str:
    """The text of a CSV file: by its mark, else UTF-8, else the Windows code page for Korean."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise _Refused(FileTrouble.NOT_TABLE)
    else:
        encodings = ["utf-8-sig", "cp949"]
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise _Refused(FileTrouble.ENCODING)


def _unwrap(value: str) -> str:
    """The text inside the `="0123"` or behind the `'` that keeps a spreadsheet from computing with it."""
    wrapped = _WRAPPED.fullmatch(value)
    return wrapped[1].replace('""', '"') if wrapped else from_csv_text(value)


# --- workbooks ----------------------------------------------------------------------------


def _read_workbook(data: bytes, limits: dict[str, int]) -> tuple[str, Rows]:
    zeros = _look_inside(data, limits)
    name, rows = _read_sheet(data, limits)
    layout = detect(rows)
    if layout.columns and zeros:
        _restore_zeros(data, name, rows, layout)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _mark(rows, special_cells(archive, name), limits)
    return name, _trimmed(rows, limits)


def _mark(rows: Rows, cells: list[SpecialCell], limits: dict[str, int]) -> None:
    """Put marks for *cells* into *rows*, which the fast reader may have ended before them."""
    for row, column, kind, text in cells:
        if row >= limits["rows"] + HEADER_ROWS or column >= limits["columns"]:
            continue
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        if rows[row][column] is None:
            rows[row][column] = {"x": kind, "v": text}


def _look_inside(data: bytes, limits: dict[str, int]) -> bool:
    """Refuse archives that swell or aren't workbooks; whether some format shows zeros in front."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > limits["parts"] or unpacked > limits["unpacked"]:
                raise _Refused(FileTrouble.TOO_LARGE)
            if unpacked > limits["free"] and unpacked > limits["ratio"] * len(data):
                raise _Refused(FileTrouble.TOO_LARGE)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise _Refused(FileTrouble.NOT_TABLE)
            return "xl/styles.xml" in names and bool(_ZEROS_IN_STYLES.search(archive.read("xl/styles.xml")))
    except zipfile.BadZipFile:
        raise _Refused(FileTrouble.DAMAGED) from None


def _read_sheet(data: bytes, limits: dict[str, int]) -> tuple[str, Rows]:
    """The first sheet whose headers are known, else the first that isn't empty (hidden ones too)."""
    import python_calamine

    fallback: tuple[str, Rows] | None = None
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.end is None:
                continue
            height, width = sheet.end[0] + 1, sheet.end[1] + 1
            known = detect(sheet.to_python(skip_empty_area=False, nrows=HEADER_ROWS)).columns is not None
            if not known and fallback is not None:
                continue
            if height > limits["rows"] + HEADER_ROWS:
                _too_many(limits)
            if width > limits["columns"]:
                raise _Refused(FileTrouble.TOO_WIDE, str(limits["columns"]))
            found = meta.name, _typed(sheet.to_python(skip_empty_area=False))
            if known:
                return found
            fallback = found
    if fallback is None:
        raise _Refused(FileTrouble.EMPTY)
    return fallback


def _typed(rows: Rows) -> Rows:
    """Rows with None for blank cells and int for whole numbers that a float holds exactly."""
    return [
        [
            (int(cell) if cell.is_integer() and -_EXACT < cell < _EXACT else cell)
            if cell.__class__ is float
            else (None if cell == "" or (cell.__class__ is str and cell.isspace()) else cell)
            for cell in row
        ]
        for row in rows
    ]


def _restore_zeros(data: bytes, name: str, rows: Rows, layout: Layout) -> None:
    """Give identifiers that came as numbers the zeros in front that their format shows (000000000000)."""
    columns = [index for field, index in (layout.columns or {}).items() if field in IDENTIFIERS]
    if not any(isinstance(row[index], int) for row in rows[layout.header + 1 :] for index in columns):
        return
    for row, cells in zip(rows, _cells(data, name, len(rows)), strict=False):
        for index in columns:
            value = row[index]
            if isinstance(value, int) and not isinstance(value, bool) and index < len(cells):
                shown = cells[index].number_format
                if _ZEROS.fullmatch(shown):
                    row[index] = str(value).zfill(len(shown))


def _cells(data: bytes, name: str, height: int) -> Iterator[tuple[Any, ...]]:
    """The sheet's rows as cells that know their format; slow, so only where something needs it."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(max_row=height)
    yield from rows


def _trimmed(rows: Rows, limits: dict[str, int]) -> Rows:
    """*rows* without blank ones at the end, refused when none is left or too many are."""
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise _Refused(FileTrouble.EMPTY)
    if len(rows) - 1 > limits["rows"] + detect(rows[:HEADER_ROWS]).header:
        _too_many(limits)
    return rows


def _too_many(limits: dict[str, int]) -> NoReturn:
    raise _Refused(FileTrouble.TOO_MANY_ROWS, str(limits["rows"]))


if __name__ == "__main__":
    main()
