"""The verdicts on the rows of a bank's statement, before anybody has looked for their orders."""

from __future__ import annotations

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.bank_statement import Statement
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.row_results import unread
from orderdesk.core.services.tracking_file import RowResult


def judge_statement(read: Statement) -> tuple[RowResult, ...]:
    """One verdict a row and more where several cells are bad: refused as not read, else skipped for now."""
    results, odd = unread(read.problems)
    said = {row.row: RowTrouble.DEPOSIT_READ if row.deposit else RowTrouble.WITHDRAWAL for row in read.rows}
    said |= dict.fromkeys(read.asides, RowTrouble.NO_TRANSACTION)
    for row, reason in said.items():
        about = reason.code, reason.message, reason.advice
        results.append(RowResult(row, "", Kind.SKIP, *about, odd=odd.get(row, ())))
    return tuple(sorted(results, key=lambda result: result.row))
