"""Statements of banks (거래내역): one row a deposit or withdrawal, as typed rows.

Which columns a bank writes is data (`data/layouts`, kind `bank`); here is how their cells are read. A moment
stands in one column (`at`) or in two (`day`, `time`); the depositor (`depositor`) is what 보낸분, 의뢰인,
기재내용 or 거래기록사항 says, else the `holder` of the account that the money came from. Amounts stand in two
columns (`deposit`, `withdrawal`), or in one (`signed`), where what went out is below 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from orderdesk.core.files import cells
from orderdesk.core.files.cell_notes import plain_text
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowProblem, RowTrouble
from orderdesk.core.files.reading import BadCell, Cell, Sheet, not_imported
from orderdesk.core.files.row_cells import RowCells

_DOTS: Final = re.compile(r"(?<=[0-9])[./] ?(?=[0-9]{1,2}(?![0-9]))")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[ T]*([0-9]{2})([0-9]{2})([0-9]{2}))?")
_TIME: Final = re.compile(r"([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2}))?")
_SUM: Final = re.compile(r"(?:총?합계|총계|소계|누계|계)(?:[(:：0-9].*)?")
_AMOUNTS: Final = ("deposit", "withdrawal", "signed")
_NO_AMOUNT: Final = frozenset({"", "-", "–"})
_SECONDS: Final = 86400


class StatementRow(NamedTuple):
    """One row of a statement; `at` in Seoul, amounts in whole won from 0 up, exactly one of both above 0.

    `balance` is None where the row has none. `summary` is what the bank calls it (적요), `memo` what people
    noted.
    """

    row: int
    at: datetime
    depositor: str
    deposit: int
    withdrawal: int
    balance: int | None
    summary: str
    memo: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What was read, by the sheet: rows, problems of cells, and rows that are no transactions.

    A row stands in `rows` unless a problem that refuses stands in `problems` for it. `asides` are sums and
    notes beneath the table. `bank` is who wrote it, `headers` are the words over the columns, by field.
    """

    file: str
    bank: str
    rows: list[StatementRow]
    problems: list[RowProblem]
    asides: list[int]
    headers: Mapping[str, str]

    @property
    def deposits(self) -> list[StatementRow]:
        """The rows that brought money in."""
        return [row for row in self.rows if row.deposit]


def statement_rows(sheet: Sheet) -> Statement:
    """The rows of *sheet*. FileProblem when it is no bank's statement, or holds no rows."""
    form = sheet.layout.form
    if sheet.kind is not Kind.BANK or form is None:
        raise not_imported(sheet)
    headers = {field: sheet.header(field) for field in sheet.layout.columns or ()}
    read = Statement(sheet.file, form.fixed.get("bank", ""), [], [], [], headers)
    mixed = frozenset(sheet.origin.mixed)
    seen: set[StatementRow] = set()
    for number, row in sheet.body():
        found = RowCells(sheet, number, row, read.problems)
        if _aside(found):
            read.asides.append(number)
            continue
        transaction = _row(found)
        if transaction is None:
            continue
        if number in mixed:
            found.note(RowTrouble.MIXED_ENCODING)
        same = transaction._replace(row=0)
        if same not in seen:
            seen.add(same)
        elif same.balance is not None:  # a second deposit would have left another balance
            found.note(RowTrouble.DUPLICATE_ROW)
            continue
        else:
            found.note(RowTrouble.LIKE_ABOVE)
        read.rows.append(transaction)
    if not (read.rows or read.problems or read.asides):
        raise FileProblem(FileTrouble.EMPTY, sheet.file, sheet.name)
    return read


def identity(sheet: Sheet, number: int) -> StatementRow | None:
    """What makes row *number* of *sheet* the same as another one; None where it can't be read."""
    transaction = _row(RowCells(sheet, number, sheet.rows[number - 1], []))
    return transaction._replace(row=0) if transaction else None


def _aside(row: RowCells) -> bool:
    """Whether the row is no transaction: it has no moment, and is a sum, or words beneath the table."""
    when = row.at("at") if row.sheet.layout.index("at") is not None else row.at("day")
    try:
        moment(when)
    except CellTrouble:
        pass
    else:
        return False
    if isinstance(when, BadCell):
        return False
    said = ("".join(cell.split()) for cell in row.row if isinstance(cell, str))
    empty = all(plain_text(row.at(field)) in _NO_AMOUNT for field in (*_AMOUNTS, "depositor"))
    return empty or any(map(_SUM.fullmatch, said))


def _row(row: RowCells) -> StatementRow | None:
    """The transaction of a row; None where a problem was noted for it."""
    before = len(row.problems)
    at = _moment_of_row(row)
    field = money_field(row.sheet)
    if field == "signed":
        won = row.take("signed", _signed)
        deposit, withdrawal = (None, None) if won is None else (max(won, 0), max(-won, 0))
    else:
        deposit, withdrawal = row.take("deposit", amount), row.take("withdrawal", amount)
    balance = row.take("balance", _balance)
    depositor = row.take("depositor", cells.text) or row.take("holder", cells.text)
    summary, memo = row.take("summary", cells.text), row.take("note", cells.text)
    if deposit == 0 and withdrawal == 0:
        row.note(RowTrouble.REQUIRED, field)
    elif deposit and withdrawal:
        row.note(RowTrouble.BOTH_WAYS, field)
    if len(row.problems) > before:
        return None
    assert at and deposit is not None and withdrawal is not None
    if deposit and not depositor:
        row.note(RowTrouble.NO_DEPOSITOR, "depositor")
    return StatementRow(
        row.number, at, depositor or "", deposit, withdrawal, balance, summary or "", memo or ""
    )


def _moment_of_row(row: RowCells) -> datetime | None:
    """When it was: in one column, or the day in one and the time in another."""
    if row.sheet.layout.index("at") is not None:
        return row.take("at", moment)
    day, seconds = row.take("day", moment), row.take("time", _time)
    if day is None or seconds is None:
        return day if seconds is not None else None
    hours, rest = divmod(seconds, 3600)
    return day.replace(hour=hours, minute=rest // 60, second=rest % 60) if seconds else day


def moment(cell: Cell) -> datetime:
    """A moment in Seoul, as banks write it: 2026-11-22 09:12:33 with dots or strokes too, 20261122091233."""
    text = str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
    if not isinstance(text, str):
        return cells.moment(cell)
    plain = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if compact := _COMPACT.fullmatch(plain):
        year, month, day, *clock = compact.groups()
        plain = f"{year}-{month}-{day}" + (f" {':'.join(clock)}" if clock[0] else "")
    elif isinstance(cell, int):
        return cells.moment(cell)
    return cells.moment(_DOTS.sub("-", plain, count=2).replace(". ", " "))


def _time(cell: Cell) -> int:
    """Seconds since midnight from 09:12:33, 091233 or a part of a day; 0 for an empty cell."""
    if isinstance(cell, datetime):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, float) and 0 <= cell < 1:
        return round(cell * _SECONDS) % _SECONDS
    text = cells.text(cell).replace(" ", "")
    if not text:
        return 0
    if isinstance(cell, int):
        text = text.zfill(6)
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text))
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise CellTrouble(RowTrouble.BAD_TIME)
    return hour * 3600 + minute * 60 + second


def amount(cell: Cell) -> int:
    """Whole won from 0 up; 0 for an empty cell or a dash."""
    return 0 if isinstance(cell, str) and cell.strip() in _NO_AMOUNT else cells.won(cell, 0)


def money_field(sheet: Sheet) -> str:
    """The field of *sheet* that says how much came in."""
    return "signed" if sheet.layout.index("signed") is not None else "deposit"


def _signed(cell: Cell) -> int:
    return 0 if plain_text(cell) in _NO_AMOUNT else cells.signed_won(cell)


def _balance(cell: Cell) -> int | None:
    """Whole won, below 0 on credit; None for an empty cell."""
    return None if plain_text(cell) in _NO_AMOUNT else cells.signed_won(cell)


def _clock(cell: Cell) -> str:
    seconds = _time(cell)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    **dict.fromkeys(("at", "day"), moment),
    "time": _clock,
    **dict.fromkeys(("deposit", "withdrawal"), amount),
    "signed": _signed,
    "balance": _balance,
}
"""How the columns are read; the others are texts."""
