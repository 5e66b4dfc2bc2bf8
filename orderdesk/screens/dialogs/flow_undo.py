"""Taking the last job back, or doing again what was taken back: the plan, its preview, and one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orderdesk.core.domain.words import Word
from orderdesk.core.services import undoing
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.planning import Plan
from orderdesk.core.store.jobs import Job, jobs
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.flow import Caller, explainer, preview
from orderdesk.screens.dialogs.flow_words import REDONE, TAKEN_BACK, job_words, lasting_words
from orderdesk.screens.dialogs.preview import Undertaking
from orderdesk.screens.list_actions import ListActions
from orderdesk.screens.work import in_thread
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import listed

NOTHING_TO_UNDO: Final = Word("되돌릴 작업이 없습니다", "There is no job to take back")
NOTHING_TO_REDO: Final = Word("다시 할 작업이 없습니다", "There is no job to do again")


async def undo(screen: Caller, redo: bool = False) -> None:
    """Takes back the last job of the operator (with *redo*: the last undo) after a preview.

    On a screen with a `chosen_job` that one is meant; if it is an undo it is done again.
    """
    desk = desk_of(screen)
    chosen: Job | None = getattr(screen, "chosen_job", None)
    if chosen is not None:
        redo = chosen.action == undoing.UNDO
    words = Word("다시 하기", "Redo") if redo else Word("되돌리기", "Undo")
    try:
        job = chosen if chosen is not None else await in_thread(lambda: _last_job(desk, redo))
    except StoreProblem as problem:
        tell(screen, problem.message, "error")
        return

    if job is None or job.action in undoing.NOT_TAKEN_BACK:
        none = NOTHING_TO_REDO if redo else NOTHING_TO_UNDO
        tell(screen, lasting_words(job) if job is not None else none, "warning")
        return
    number = job.id

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            plan = undoing.plan_undo(conn, number, redo)
            return undoing.permitted_undo(conn, plan, number, desk.actor)

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return undoing.apply_undo(desk.store, number, plan, desk.actor, desk.clock, progress, cancelled)

    title = Word(f"작업 {number} {words.ko}", f"{words.en} job {number}")
    named = listed([desk.word(title), job_words(job, desk.lang), moment(job.at), job.actor])
    work = Undertaking(named, 0, make, apply, explain=explainer(desk, number), undone=number)
    done = await preview(screen, work, REDONE if redo else TAKEN_BACK)
    if done is not None and isinstance(screen, ListActions):
        screen.show_changed(done.id)


def _last_job(desk: DeskContext, redo: bool) -> Job | None:
    """The job that is meant; without one the newest of all, if that is never taken back; else None."""
    with desk.reader() as conn:
        try:
            return read_job(conn, undoing.last_job(conn, desk.actor, redo))
        except undoing.NothingToUndo:
            lasting = (each for each in jobs(conn, 1) if each.action in undoing.NOT_TAKEN_BACK and not redo)
            return next(lasting, None)
