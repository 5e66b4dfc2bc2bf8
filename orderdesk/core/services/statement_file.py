"""The verdicts on the rows of a bank's statement: what each is, and whether a payment stands for it."""

from __future__ import annotations

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.files.bank_statement import Statement
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.deposits import rows_paid
from orderdesk.core.services.row_results import unread
from orderdesk.core.services.tracking_file import RowResult
from orderdesk.core.store.engine import Store

_READ, _OUT, _ASIDE = RowTrouble.DEPOSIT_READ, RowTrouble.WITHDRAWAL, RowTrouble.NO_TRANSACTION


def judge_statement(store: Store, read: Statement) -> tuple[RowResult, ...]:
    """One verdict a row and more where several cells are bad: refused as not read, else skipped for now."""
    with store.reader() as conn:
        paid = rows_paid(conn, read)
    results, odd = unread(read.problems)
    for row in read.rows:
        field = "signed" if "signed" in read.headers else "deposit" if row.deposit else "withdrawal"
        reason = Refusal.DEPOSIT_USED if row.row in paid else _READ if row.deposit else _OUT
        about = reason.code, reason.message, reason.advice, read.headers.get(field, "")
        value = f"{row.depositor} {row.deposit or row.withdrawal:,}".strip()
        results.append(RowResult(row.row, "", Kind.SKIP, *about, value, odd.get(row.row, ())))
    about_rest = _ASIDE.code, _ASIDE.message, _ASIDE.advice
    results += [RowResult(n, "", Kind.SKIP, *about_rest) for n in read.asides]
    return tuple(sorted(results, key=lambda result: result.row))
