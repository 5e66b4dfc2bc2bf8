"""What an import did, for people, as JSON, and as the file again with a verdict beside every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orderdesk.core.domain.differences import Difference, told
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.reading import Sheet
from orderdesk.core.files.results import RowVerdict
from orderdesk.core.services.comparing import Compared
from orderdesk.core.services.importing import ImportResult, Outcome
from orderdesk.core.services.laboratory.groups import Group, groups_of
from orderdesk.core.services.laboratory.judged import Level, noted, of_import, of_rows
from orderdesk.core.services.row_runs import rows_from
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.taking_out import Recorder, write_again
from orderdesk.core.services.tracking_file import RowResult, TrackingResult
from orderdesk.core.services.tracking_rules import advice_on

_DONE: Mapping[str, Word] = {
    Outcome.IMPORTED.value: Word("가져옴", "imported"),
    Outcome.UPDATED.value: Word("고침", "updated"),
    Outcome.UNCHANGED.value: Word("그대로", "unchanged"),
    Outcome.REFUSED.value: Word("거절", "refused"),
    Kind.APPLY.value: Word("적용", "applied"),
    Kind.SKIP.value: Word("건너뜀", "skipped"),
    Kind.REFUSE.value: Word("거절", "refused"),
}
"""The words of 처리결과, by verdict."""

_TO_DO: Mapping[str, Word] = {
    **_DONE,
    Outcome.IMPORTED.value: Word("가져올 것", "would be imported"),
    Outcome.UPDATED.value: Word("고칠 것", "would be updated"),
    Kind.APPLY.value: Word("적용할 것", "would be applied"),
}
"""The same where nothing was done."""

_SIGNS: Mapping[Level, str] = {Level.REFUSED: "✗", Level.SKIPPED: "–", Level.ODD: "⚠", Level.MENDED: "✎"}
_NAMED_ROWS = 10
"""So many rows of a group are named in a line."""

_FAILED = frozenset({Outcome.REFUSED.value, Kind.REFUSE.value})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a row: its cell, what is wrong or odd, what to do."""

    row: int
    column: str
    value: str
    code: str
    message: Word
    advice: Word
    refuses: bool = True
    differences: tuple[Difference, ...] = ()

    def shape(self, lang: Lang) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "message": self.message.text(lang),
            "advice": self.advice.text(lang),
            "differences": [each._asdict() for each in self.differences],
        }

    def line(self, lang: Lang) -> str:
        """The finding in one line; what is only odd says so."""
        row = rows_from(self.row).text(lang)
        where = " ".join(part for part in (row, clean(self.column), clean(self.value)) if part)
        mark = "" if self.refuses else Word("확인 필요 - ", "please check - ").text(lang)
        return f"{where}: {mark}{self.said(lang)}"

    def said(self, lang: Lang) -> str:
        """What is wrong, with both sides where something differs, and what to do, as one text."""
        differing = f" ({clean(told(self.differences).text(lang))})" if self.differences else ""
        return f"{self.message.text(lang)}{differing}. {self.advice.text(lang)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row, why, and what is odd about it; `target` is the number that it was about."""

    row: int
    target: str
    verdict: str
    reason: Finding | None = None
    odd: tuple[Finding, ...] = ()

    def words(self, lang: Lang, dry_run: bool) -> RowVerdict:
        """처리결과 and 사유."""
        found = (*((self.reason,) if self.reason else ()), *self.odd)
        became = _TO_DO if dry_run else _DONE
        return RowVerdict(became[self.verdict].text(lang), " / ".join(f.said(lang) for f in found))


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows with the same problem in the column named `column`."""

    group: Group
    column: str

    def shape(self, lang: Lang) -> dict[str, Any]:
        """The group as JSON has it."""
        key, finding = self.group.key, self.group.finding
        return {
            "level": key.level.name.lower(),
            "code": key.code,
            "column": self.column,
            "value": key.value,
            "count": len(self.group.rows),
            "message": finding.message.text(lang),
            "advice": finding.advice.text(lang),
            "rows": list(self.group.rows),
        }

    def line(self, lang: Lang) -> str:
        """The group in one line, with its first rows."""
        key, rows = self.group.key, self.group.rows
        named = ", ".join(map(str, rows[:_NAMED_ROWS])) + (" …" if len(rows) > _NAMED_ROWS else "")
        count = Word(f"{len(rows):,}행 ({named})", f"{many(len(rows), 'row')} ({named})").text(lang)
        where = " ".join(part for part in (clean(self.column), clean(key.value)) if part)
        told = [_SIGNS[key.level], self.group.finding.message.text(lang), *(["·", where] if where else [])]
        return f"{' '.join(told)}: {count}"


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of an import, what to tell about rows, and the verdict on every row.

    `named` is what the verdicts' targets are ("order", "section" or "target"); `partial` when rows were
    refused or skipped, but for those that were left blank. `groups` gather the rows with the same problem.
    """

    file: str
    kind: str
    named: str
    counts: Mapping[str, int | None]
    findings: Sequence[Finding]
    verdicts: Sequence[Verdict]
    partial: bool
    groups: Sequence[RowGroup] = ()

    def shape(self, lang: Lang) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "file": self.file,
            "kind": self.kind,
            **self.counts,
            "problems": [finding.shape(lang) for finding in self.findings if finding.refuses],
            "warnings": [finding.shape(lang) for finding in self.findings if not finding.refuses],
            "verdicts": [
                {
                    "row": verdict.row,
                    self.named: verdict.target,
                    "verdict": verdict.verdict,
                    "code": verdict.reason.code if verdict.reason else "",
                    "message": verdict.reason.message.text(lang) if verdict.reason else "",
                    "warnings": [finding.code for finding in verdict.odd if not finding.refuses],
                }
                for verdict in self.verdicts
            ],
            "groups": [group.shape(lang) for group in self.groups],
        }


def orders_report(result: ImportResult) -> Report:
    """The report of an import of orders."""
    findings, verdicts = _judged(result)
    counts = {
        "rows": result.rows,
        "orders": result.orders,
        "imported": result.imported,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": result.refused,
    }
    partial = any(finding.refuses for finding in findings)
    return Report(result.file, "orders", "order", counts, findings, verdicts, partial)


def list_report(result: ListImport, kind: str) -> Report:
    """The report of an import of products or customers; the counts are rows."""
    findings, verdicts = _judged(result)
    counts = {outcome.value: result.count(outcome) for outcome in Outcome}
    partial = any(finding.refuses for finding in findings)
    return Report(result.file, kind, "target", {"rows": len(verdicts), **counts}, findings, verdicts, partial)


def _judged(result: ImportResult | ListImport) -> tuple[list[Finding], list[Verdict]]:
    """What there is to tell about rows, and the verdict on every row."""
    by_row: dict[int, list[Finding]] = {}
    findings = [
        Finding(p.row, p.column, p.value, p.code, p.message, p.advice, p.refuses, p.differences)
        for p in result.problems
    ]
    for finding in findings:
        by_row.setdefault(finding.row, []).append(finding)
    verdicts = []
    for judged in result.verdicts:
        found = by_row.get(judged.row, ())
        refused = next((finding for finding in found if finding.refuses), None)
        odd = tuple(finding for finding in found if not finding.refuses)
        verdicts.append(Verdict(judged.row, judged.order, judged.outcome.value, refused, odd))
    return findings, verdicts


def tracking_report(result: TrackingResult) -> Report:
    """The report of an import of tracking numbers."""
    verdicts = [_tracking_verdict(row) for row in result.rows]
    findings: list[Finding] = []
    for verdict in verdicts:
        if verdict.reason and verdict.reason.refuses:
            findings.append(verdict.reason)
        findings.extend(verdict.odd)
    counts = {
        "rows": len(result.rows),
        "orders": result.orders,
        "imported": 0,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "sections": result.sections,
        "job": result.job,
    }
    partial = any(row.kind is not Kind.APPLY and row.code != Refusal.BLANK_ROW.code for row in result.rows)
    return Report(result.file, result.kind, "section", counts, findings, verdicts, partial)


def compared_report(compared: Compared) -> Report:
    """The report on a file that is compared and not taken."""
    rows = compared.rows
    verdicts = [_tracking_verdict(row) for row in rows]
    findings = [each.reason for each in verdicts if each.reason and each.reason.refuses]
    findings += [finding for each in verdicts for finding in each.odd]
    refused = {row.section for row in rows if row.kind is Kind.REFUSE and row.section}
    orders = {row.section for row in rows if row.section}
    partial = any(row.kind is Kind.REFUSE for row in rows)
    counts = {
        "rows": len({row.row for row in rows}),
        "orders": len(orders),
        "imported": 0,
        "updated": 0,
        "unchanged": len(orders - refused),
        "refused": len(refused),
    }
    return Report(compared.file, compared.kind, "order", counts, findings, verdicts, partial)


def _tracking_verdict(row: RowResult) -> Verdict:
    reason = None
    if row.code:
        refuses = row.kind is Kind.REFUSE
        reason = Finding(row.row, row.column, row.value, row.code, row.message, row.advice, refuses)
    odd = tuple(
        Finding(row.row, "", row.section, why.code, row.words(why), advice_on(why), refuses=False)
        for why in row.odd
    )
    further = tuple(
        Finding(row.row, each.column, each.value, why.code, why.message, advice_on(why))
        for each in row.further
        for why in [each.reason]
    )
    return Verdict(row.row, row.section, row.kind.value, reason, (*odd, *further))


def with_groups(report: Report, done: ImportResult | Sequence[RowResult], sheet: Sheet) -> Report:
    """*report* with what was *done* with *sheet* in groups, and what reading mended."""
    table = Correction(sheet)
    judged = of_import(done, table) if isinstance(done, ImportResult) else of_rows(done, table)
    found = groups_of(noted(judged, table), table.value)
    return replace(report, groups=[RowGroup(group, table.header(group.key.field)) for group in found])


def write_results(
    recorder: Recorder, source: Sheet, target: Path, report: Report, lang: Lang, dry_run: bool
) -> list[Path]:
    """Write *source* again with the verdicts, and its refused rows alone beside it; the paths they got.

    After a *dry_run* they say what would become of the rows.
    """
    words: dict[int, RowVerdict] = {}
    for verdict in report.verdicts:
        told, before = verdict.words(lang, dry_run), words.get(verdict.row, RowVerdict(""))
        reasons = dict.fromkeys(filter(None, (before.reason, told.reason)))
        words[verdict.row] = RowVerdict(told.result, " / ".join(reasons))
    written = [write_again(recorder, source, target, words)]
    failed = {verdict.row for verdict in report.verdicts if verdict.verdict in _FAILED}
    if failed:
        table = Correction(source)
        marked = {(each.row, table.field(each.column)) for each in report.findings if each.refuses}
        beside = target.with_name(f"{target.stem}-{_DONE[Kind.REFUSE.value].text(lang)}{target.suffix}")
        written.append(write_again(recorder, source, beside, words, failed, marked))
    return written
