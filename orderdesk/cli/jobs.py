"""`jobs`, `resume`, `retry`: what was done in bulk, carrying on, trying refused rows again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import Session, UsageProblem, now, session, talker
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import DryRun, Json, Planned, Reason, Yes, finish, no_job, not_with, row_shape
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.job_rows import SUFFIXES
from orderdesk.core.services.exporting import given_reason
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.job_report import report, write_report
from orderdesk.core.services.resuming import plan_resume, resume
from orderdesk.core.services.retrying import apply_retry, plan_retry
from orderdesk.core.services.sight import sight_of
from orderdesk.core.services.taking_out import Recorder
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.jobs import jobs

Number = Annotated[int, typer.Argument(help="작업 번호 · job", autocompletion=completing.job_numbers)]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("jobs")(list_jobs)
    app.command("resume")(resume_job)
    app.command("retry")(retry_job)


def list_jobs(
    context: typer.Context,
    job: Annotated[
        int | None, typer.Argument(help="작업 번호 · job", autocompletion=completing.job_numbers)
    ] = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="작업의 행을 파일로 .xlsx .csv · a job's rows to a file")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="최대 건수 · at most")] = 50,
    reason: Reason = "",
) -> None:
    """작업 목록과 작업의 행 · list jobs and their rows."""
    this = session(context)
    if out is not None:
        _export(this, job, out, reason)
        return
    with this.store() as store, store.reader() as conn:
        hide = sight_of(conn, this.actor).hides
        rows = _jobs(conn, limit) if job is None else _job(conn, job, this.lang, hide)
    if as_json:
        write_json(rows)
    elif rows:
        write_table(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])


def _export(this: Session, job: int | None, out: Path, reason: str) -> None:
    """Writes the rows of *job* into a new file."""
    if job is None:
        raise UsageProblem(Word("--out 은 작업 번호와 함께 씁니다", "--out goes with a job's number"))
    if out.suffix.lower() not in SUFFIXES:
        ends = ", ".join(SUFFIXES)
        raise UsageProblem(Word(f"{clean(str(out))}: {ends} 중 하나로", f"{clean(str(out))}: use {ends}"))
    recorded = given_reason(this.settings, reason)
    with this.store() as store:
        with store.reader() as conn, _known(job):
            found = read_job(conn, job)
        recorder = Recorder(store, this.actor, now, recorded)
        written = clean(str(write_report(recorder, found, out, this.lang)))
    this.say(Word(f"저장했습니다: {written}", f"Saved: {written}"))


def _cell(value: object) -> str | int | None:
    return value if isinstance(value, str | int) or value is None else json.dumps(value, ensure_ascii=False)


def _jobs(conn: Conn, limit: int) -> list[dict[str, Any]]:
    return [
        {
            "job": j.id,
            "action": j.action,
            "state": j.state,
            "actor": j.actor,
            "at": seoul_time(j.at),
            "applied": j.applied,
            "skipped": j.skipped,
            "refused": j.refused,
            "undo_of": j.undo_of,
            "note": j.note,
            "left": j.planned,
        }
        for j in jobs(conn, limit)
    ]


def _job(conn: Conn, number: int, lang: Lang, hide: bool) -> list[dict[str, Any]]:
    with _known(number):
        job = read_job(conn, number)
    return [
        row_shape(row.order, row.section, row.verdict, row.code, lang, row.since) | {"message": row.message}
        for row in report(conn, job, lang, hide=hide)
    ]


@contextmanager
def _known(job: int) -> Iterator[None]:
    """Says when *job* is not there, or is not one that this can be done with."""
    try:
        yield
    except KeyError:
        raise no_job(job) from None
    except JobRefused as refused:
        raise not_with(job, refused) from None


def resume_job(
    context: typer.Context, job: Number, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False
) -> None:
    """멈춘 작업을 이어서 한다 · carry a stopped job on."""
    this = session(context)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn, _known(job):
            plan = plan_resume(conn, job)
            undone = read_job(conn, job).undo_of

        def apply(cancelled: Callable[[], bool]) -> int:
            with _known(job):
                return resume(store, job, this.actor, now, talker(), cancelled)

        finish(this, store, Planned(plan, undone=undone, rest=True), apply, dry_run, yes, as_json)


def retry_job(
    context: typer.Context, job: Number, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False
) -> None:
    """작업에서 거절된 행을 다시 시도한다 · try the refused rows of a job again."""
    this = session(context)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn, _known(job):
            plan = plan_retry(conn, job, this.actor, now())
            undone = read_job(conn, job).undo_of

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_retry(store, job, plan, this.actor, now, talker(), cancelled)

        finish(this, store, Planned(plan, undone=undone), apply, dry_run, yes, as_json)
