"""The verdicts of an import on every row, with the cell that each finding is about.

Nothing is decided here: what the importing services said is brought into one shape, whatever was imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from orderdesk.core.domain.differences import Difference, told
from orderdesk.core.domain.parcels import Courier
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Word
from orderdesk.core.files.cell_notes import MENDED, notes
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.importing import ImportResult, Outcome
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.tracking_file import RowResult
from orderdesk.core.services.tracking_rules import COURIER_PROBLEMS, Reason, advice_on, courier_called


class Level(IntEnum):
    """How grave a finding is: its row is left out, needs a look, or was mended in reading; or all is well."""

    REFUSED = 0
    SKIPPED = 1
    ODD = 2
    MENDED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a row, at the cell in the column of `field` (blank: about the row).

    `differences` are where the row differs from the order that is here, if that is what is to be said.
    """

    field: str
    code: str
    message: Word
    advice: Word
    level: Level
    differences: tuple[Difference, ...] = ()

    @property
    def said(self) -> Word:
        """What is wrong, with what stands on both sides where that is it; then what to do."""
        about = told(self.differences)
        ko, en = (f" ({about.ko})", f" ({about.en})") if self.differences else ("", "")
        return Word(
            f"{self.message.ko}{ko}. {self.advice.ko}",
            f"{self.message.en}{en}. {self.advice.en}",
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one row; `target` is the order or section that it is about, findings gravest first."""

    row: int
    target: str
    kind: Kind
    findings: tuple[Finding, ...] = ()


_KINDS = {
    Outcome.IMPORTED: Kind.APPLY,
    Outcome.UPDATED: Kind.APPLY,
    Outcome.UNCHANGED: Kind.SKIP,
    Outcome.REFUSED: Kind.REFUSE,
}
_ODD_FIELDS: Mapping[Reason, str] = {
    RowTrouble.BAD_QUANTITY: "qty",
    RowTrouble.MIXED_ENCODING: "",
    RowTrouble.NO_DEPOSITOR: "depositor",
    RowTrouble.LIKE_ABOVE: "",
    Refusal.IN_PART: "",
}


@lru_cache(maxsize=1024)
def finding(field: str, reason: Reason, level: Level, differences: tuple[Difference, ...] = ()) -> Finding:
    """A finding for *reason*."""
    return Finding(field, reason.code, reason.message, advice_on(reason), level, differences)


def of_import(result: ImportResult | ListImport, table: Correction) -> Iterator[Judged]:
    """The verdicts of an import of orders or of a list, or of its dry run."""
    found: dict[int, list[Finding]] = {}
    for problem in result.problems:
        level = Level.REFUSED if problem.refuses else Level.ODD
        about = finding(table.field(problem.column), problem.reason, level, problem.differences)
        if about not in (there := found.setdefault(problem.row, [])):
            there.append(about)
    for verdict in result.verdicts:
        about_row = sorted(found.get(verdict.row, ()), key=lambda each: each.level)
        yield Judged(verdict.row, verdict.order, _KINDS[verdict.outcome], tuple(about_row))


def of_rows(results: Iterable[RowResult], table: Correction) -> Iterator[Judged]:
    """The verdicts on rows of any file but orders; of several about one row, the first speaks for it."""
    found: dict[int, Judged] = {}
    for result in results:
        about = [
            replace(finding(_field_of(odd), odd, _level(odd)), message=result.words(odd))
            for odd in result.odd
        ]
        if result.code:
            level = Level.REFUSED if result.kind is Kind.REFUSE else Level.SKIPPED
            field = table.field(result.column)
            about.insert(0, Finding(field, result.code, result.message, result.advice, level))
        about += [finding(table.field(each.column), each.reason, Level.REFUSED) for each in result.further]
        known = found.get(result.row)
        if known is not None:
            about = [*known.findings, *(each for each in about if each not in known.findings)]
        kind = known.kind if known is not None else result.kind
        found[result.row] = Judged(result.row, result.section, kind, tuple(about))
    yield from found.values()


def _field_of(reason: Reason) -> str:
    """The field that an odd reason of a row is about; blank: the row."""
    if reason in COURIER_PROBLEMS:
        return "courier"
    return _ODD_FIELDS.get(reason, "tracking")


def _level(reason: Reason) -> Level:
    """A second thing that can't be taken in a row that is refused is no mere oddity."""
    return Level.REFUSED if isinstance(reason, RowTrouble) and reason.refuses else Level.ODD


def noted(judged: Iterable[Judged], table: Correction) -> Iterator[Judged]:
    """*judged* with the notes on their cells."""
    fields = table.fields
    for each in judged:
        found = [
            finding(field, note, Level.MENDED if note in MENDED else Level.ODD)
            for field in fields
            for note in notes_on(table, each.row, field)
        ]
        if found:
            all_of_it = sorted([*each.findings, *found], key=lambda one: one.level)
            each = replace(each, findings=tuple(all_of_it))
        yield each


def notes_on(table: Correction, row: int, field: str) -> Iterator[Reason]:
    """The notes on one cell."""
    cell = table.cell(row, field)
    if cell is None or isinstance(cell, tuple):
        return iter(())
    if field == "tracking" and isinstance(cell, int):
        return notes(field, cell, courier_of(table, row))
    country = table.value(row, "country") if field == "zip" else ""
    return notes(field, cell, country=country)


def courier_of(table: Correction, row: int) -> Courier | None:
    """The courier that a row names, None where none is known."""
    found = courier_called(table.value(row, "courier") or table.fixed("courier"))
    return found if isinstance(found, Courier) else None
