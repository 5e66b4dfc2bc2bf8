"""What became of a job's rows, in words: for a file, a script or a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orderdesk.core.domain.access_words import JOB_KIND
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.job_words import REPORT_HEADS, ROW_VERDICTS
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.job_rows import write_job_rows
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.left_out import LeftOut, left_out
from orderdesk.core.services.moved import EXPLAINED, Since, in_words, why_refused
from orderdesk.core.services.planning import CHUNK
from orderdesk.core.services.row_runs import row_runs, rows_from
from orderdesk.core.services.sight import sight_of
from orderdesk.core.services.taking_out import Recorder
from orderdesk.core.services.tracking_rules import advice_on
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.jobs import Job, JobRow, job_rows
from orderdesk.core.store.names import numbers_of


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a job: its order's and section's numbers ("" for the whole order), verdict, and why.

    `since` is what happened to the order meanwhile, where the row was refused because of it.
    """

    order: str
    section: str
    verdict: str
    code: str
    message: str
    advice: str
    since: tuple[Since, ...]


def report(
    conn: Conn,
    job: Job,
    lang: Lang = "ko",
    progress: Callable[[int], None] = lambda done: None,
    hide: bool = False,
) -> Iterator[ReportRow]:
    """Every row of *job*, by order and section, as it is read; `progress` is told how many were.

    Before them what an import left out.
    """
    yield from left_out_rows(conn, job, lang)
    done = 0
    for rows in chunks(job_rows(conn, job.id), CHUNK):
        yield from report_rows(conn, job, rows, lang, hide)
        done += len(rows)
        progress(done)


def report_rows(
    conn: Conn, job: Job, rows: Sequence[JobRow], lang: Lang = "ko", hide: bool = False
) -> list[ReportRow]:
    """Some *rows* of *job*; with *hide* personal data is masked in what happened since."""
    names = numbers_of(conn, {row.order_id for row in rows})
    since = why_refused(conn, rows, job.undo_of, lang, hide)
    return [_line(row, names.get(row.order_id, ""), since.get(row.order_id, ()), lang) for row in rows]


def left_out_rows(conn: Conn, job: Job, lang: Lang = "ko") -> list[ReportRow]:
    """What *job*, an import, left out: rows of its file, which are no rows of the job.

    Rows that follow each other with one reason, as those of an order that was refused as a whole, are one.
    """
    runs = row_runs(left_out(conn, job), lambda each: (each.order, each.column, each.code))
    return [_left(run, lang) for run in runs]


def _left(run: Sequence[LeftOut], lang: Lang) -> ReportRow:
    each = run[0]
    where = rows_from(each.row, run[-1].row).text(lang)
    why = each.reason.message.text(lang) if each.reason else each.code
    advice = advice_on(each.reason).text(lang) if each.reason else ""
    return ReportRow(each.order, "", "refuse", each.code, f"{where} {each.column}: {why}", advice, ())


def _line(row: JobRow, order: str, since: tuple[Since, ...], lang: Lang) -> ReportRow:
    refusal = BY_CODE.get(row.code or "")
    return ReportRow(
        order,
        section_number(order, row.section) if row.section else "",
        row.verdict,
        row.code or "",
        refusal.message.text(lang) if refusal else "",
        refusal.advice.text(lang) if refusal else "",
        since if row.code in EXPLAINED else (),
    )


def write_report(
    recorder: Recorder,
    job: Job,
    path: Path,
    lang: Lang = "ko",
    progress: Callable[[int], None] = lambda done: None,
) -> Path:
    """Write every row of *job* into a new workbook or CSV file and record who did; the path it got.

    Its numbers tell of nobody; what happened to an order meanwhile may, and counts as a person.
    ValueError for a path of another ending, OSError where the file can't be written.
    """
    orders: set[str] = set()
    people: set[str] = set()
    count = 0

    def rows(conn: Conn) -> Iterator[Sequence[str]]:
        nonlocal count
        for row in report(conn, job, lang, progress, not sight_of(conn, recorder.actor).whole):
            count += 1
            orders.add(row.order)
            if row.since:
                people.add(row.order)
            yield (
                str(job.id),
                row.order,
                row.section,
                ROW_VERDICTS[row.verdict].text(lang),
                row.code,
                row.message,
                row.advice,
                " / ".join(in_words(each, lang) for each in row.since),
            )

    def record(target: Path) -> None:
        access = Access(JOB_KIND, f"#{job.id}", "", target.name, "", len(orders), count, len(people))
        recorder.record(access)

    with recorder.store.reader() as conn:
        return write_job_rows(path, [head.text(lang) for head in REPORT_HEADS], rows(conn), record)
