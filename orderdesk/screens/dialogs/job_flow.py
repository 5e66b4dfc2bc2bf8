"""What is done with one job: carrying it on, and its rows as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orderdesk.core.domain.words import Word
from orderdesk.core.files.job_rows import SUFFIXES
from orderdesk.core.services import resuming
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.exporting import given_reason
from orderdesk.core.services.job_report import write_report
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.taking_out import Recorder
from orderdesk.core.store.jobs import Job
from orderdesk.screens.context import desk_of
from orderdesk.screens.dialogs.flow import Caller, explainer, preview
from orderdesk.screens.dialogs.flow_words import done_words
from orderdesk.screens.dialogs.preview import Undertaking, preview_title
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog


async def resume(screen: Caller, job: Job) -> None:
    """What is left of the stopped *job* is shown, and carried on."""
    desk = desk_of(screen)

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return resuming.plan_resume(conn, job.id)

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return resuming.resume(desk.store, job.id, desk.actor, desk.clock, progress, cancelled)

    title = Word(f"작업 {job.id} 이어서 하기", f"Resume job {job.id}")
    explain = explainer(desk, job.undo_of)
    work = Undertaking(preview_title(desk, title), 0, make, apply, explain=explain, fixed=True)
    await preview(screen, work, done_words(job))


async def export(screen: Caller, job: Job) -> None:
    """The rows of *job* go to a file."""
    desk = desk_of(screen)

    def write(path: Path, reason: str, report: Callable[[int], None]) -> Path:
        recorder = Recorder(desk.store, desk.actor, desk.clock, given_reason(desk.settings, reason))
        return write_report(recorder, job, path, desk.lang, report)

    title = Word(f"작업 {job.id} 내보내기", f"Export job {job.id}")
    name = Word(f"작업-{job.id}.xlsx", f"job-{job.id}.xlsx")
    file = NewFile(
        desk.word(title),
        desk.word(Word("저장", "Save")),
        Path.home() / desk.word(name),
        SUFFIXES,
        job.planned + job.applied + job.skipped + job.refused,
        write,
        personal=True,
    )
    await screen.app.push_screen_wait(SaveFileDialog(file))
