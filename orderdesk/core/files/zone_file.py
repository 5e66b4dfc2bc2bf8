"""Regional delivery fees as a file: one row a range of postcodes, in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from orderdesk.core.domain.regions import Zone, bad_range, is_postcode, region_of_range
from orderdesk.core.domain.words import NO_YES
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import HEADER_ROWS, match, positions
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import Cell, Sheet
from orderdesk.core.files.writing import as_csv_text, from_csv_text, new_file

T = TypeVar("T")

HEADERS: Final = ("시작 우편번호", "끝 우편번호", "지역", "추가 배송비", "사용", "의심")
"""The columns of the file that is written."""

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "zip_from": (HEADERS[0], "우편번호 시작", "zip_from"),
    "zip_to": (HEADERS[1], "우편번호 끝", "zip_to"),
    "name": (HEADERS[2], "지역명", "이름", "name", "name_ko"),
    "fee": (HEADERS[3], "배송비", "요금", "fee", "example_fee_won"),
    "enabled": (HEADERS[4], "사용 여부", "enabled"),
    "suspect": (HEADERS[5], "suspect"),
    "tier": ("tier",),
}
_NEEDED: Final = ("zip_from", "zip_to", "name", "fee")
_YES: Final = frozenset({"예", "y", "yes", "true", "1", "o", "사용"})
_NO: Final = frozenset({"아니오", "아니요", "n", "no", "false", "0", "x", "미사용"})


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """What was read: zones in the order of the file, and a problem for each row that can't be taken."""

    file: str
    zones: list[Zone] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def zones_of(sheet: Sheet) -> ZoneFile:
    """The zones of *sheet*. FileProblem when it has no header row with the columns that are needed.

    A range that says nothing of its use is used, unless it is marked as suspect.
    """
    header, columns = _header(sheet)
    read, seen = ZoneFile(sheet.file), set[tuple[str, str]]()
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        if all(cell is None for cell in row):
            continue
        zone = _zone(_Row(sheet, header, columns, number, row, read.problems))
        if zone is None:
            continue
        if (zone.zip_from, zone.zip_to) in seen:
            value = f"{zone.zip_from}–{zone.zip_to}"
            read.problems.append(RowProblem(number, HEADERS[0], value, RowTrouble.DUPLICATE_ROW))
            continue
        seen.add((zone.zip_from, zone.zip_to))
        read.zones.append(zone)
    return read


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for index, row in enumerate(sheet.rows[:HEADER_ROWS]):
        columns = match(positions(row), _COLUMNS)
        if columns.keys() >= set(_NEEDED):
            return index, columns
        best = max(best, columns, key=len)
    if not best:
        raise FileProblem(FileTrouble.UNKNOWN_FORM, sheet.file, sheet.name)
    missing = ", ".join(_COLUMNS[name][0] for name in _NEEDED if name not in best)
    raise FileProblem(FileTrouble.MISSING_COLUMNS, sheet.file, sheet.name, missing)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row; a cell that can't be taken goes to `problems`."""

    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    number: int
    row: list[Cell]
    problems: list[RowProblem]

    def read(self, name: str, reader: Callable[[Cell], T]) -> T | None:
        """The value of a column, None where there is none or it can't be taken."""
        index = self.columns.get(name)
        cell = self.row[index] if index is not None and index < len(self.row) else None
        try:
            return reader(cell)
        except CellTrouble as trouble:
            self.refuse(name, cell, trouble.kind)
        return None

    def refuse(self, name: str, value: object, kind: RowTrouble) -> None:
        """Note why the row is not taken."""
        head = shown(self.sheet.rows[self.header][self.columns[name]])
        self.problems.append(RowProblem(self.number, head, shown(value), kind))


def _postcode(cell: Cell) -> str:
    code = cells.postcode(cell, "KR")
    if not code:
        raise CellTrouble(RowTrouble.REQUIRED)
    if not is_postcode(code):
        raise CellTrouble(RowTrouble.BAD_POSTCODE)
    return code


def _name(cell: Cell) -> str:
    name = from_csv_text(cells.text(cell))
    if not name:
        raise CellTrouble(RowTrouble.REQUIRED)
    return name


def _flag(cell: Cell) -> bool | None:
    text = cells.text(cell).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    if text:
        raise CellTrouble(RowTrouble.BAD_FLAG)
    return None


def _zone(row: _Row) -> Zone | None:
    """The zone of *row*, None when something about it can't be taken, which is then told."""
    told = len(row.problems)
    low, high = row.read("zip_from", _postcode), row.read("zip_to", _postcode)
    name, fee = row.read("name", _name), row.read("fee", cells.won)
    enabled, suspect = row.read("enabled", _flag), row.read("suspect", _flag)
    doubtful = bool(suspect) or row.read("tier", cells.text) == "suspect"
    if low is None or high is None or name is None or fee is None or len(row.problems) > told:
        return None
    used = not doubtful if enabled is None else enabled
    zone = Zone(low, high, name, fee, region_of_range(low), used, doubtful)
    if bad_range(zone):
        row.refuse("zip_to", high, RowTrouble.RANGE_TURNED)
        return None
    return zone


def write_zones(path: Path, zones: Iterable[Zone]) -> Path:
    """Write *zones* as a CSV file that a spreadsheet opens in Korean; the path that it got."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for zone in zones:
        flags = (NO_YES[flag].ko for flag in (zone.enabled, zone.suspect))
        writer.writerow([zone.zip_from, zone.zip_to, as_csv_text(zone.name), zone.fee, *flags])
    with new_file(path) as (stream, target):
        stream.write(text.getvalue().encode("utf-8-sig"))
    return target
