"""The ways through the dialogs: pick, fill in, preview, apply, and one line about what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID, Scope
from orderdesk.core.domain.words import Word
from orderdesk.core.services import undoing
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.planning import Plan, Target
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.import_file import ImportDialog, import_line
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.preview import PreviewDialog, Undertaking, applier, preview_title
from orderdesk.screens.dialogs.process_menu import TRACKING, ProcessMenu
from orderdesk.screens.dialogs.template import TemplateDialog
from orderdesk.screens.dialogs.tracking_entry import TITLE, TrackingEntry
from orderdesk.screens.dialogs.tracking_lines import EntryLine, newest_first, section_lines
from orderdesk.screens.work import in_thread
from orderdesk.widgets.field_form import form_fields

Caller = Screen[Any]

NOTHING_CHOSEN: Final = Word("먼저 주문을 고르세요 (Space)", "Choose orders first (Space)")
TOO_MANY: Final = Word(
    "앞의 2,000건만 열었습니다. 더 많으면 엑셀로 하세요", "Only the first 2,000 are open; use Excel for more"
)
NONE_TO_TRACK: Final = Word(
    "고른 주문에는 지금 송장을 넣을 섹션이 없습니다", "No section chosen can take a number now"
)
BY_HAND_MOST: Final = 2000
"""How many orders are entered by hand at most."""

BY_HAND, SCANNER, TEMPLATE, EXCEL = range(4)
WAYS: Final = (
    Word("직접 입력 · 여러 줄 붙여넣기", "By hand, or several lines pasted"),
    Word("스캐너", "Scanner"),
    Word("송장등록-엑셀: 양식 받아 채우고 올리기", "By Excel: get the form, fill it, upload it"),
    Word("엑셀 올리기 (채운 양식, 택배사 파일)", "Upload a workbook (filled form, courier's file)"),
)
NOTHING_TO_UNDO: Final = Word("되돌릴 작업이 없습니다", "There is no job to take back")
NOTHING_TO_REDO: Final = Word("다시 할 작업이 없습니다", "There is no job to do again")


async def process(screen: Caller, ids: Sequence[int], only: frozenset[Target] | None = None) -> None:
    """The process menu for the orders *ids*, or the targets *only* of them, and all that follows."""
    if not ids:
        tell(screen, NOTHING_CHOSEN, "warning")
        return
    chosen = await screen.app.push_screen_wait(ProcessMenu(ids, only))
    if chosen == TRACKING:
        await tracking(screen, ids, only)
    elif chosen is not None:
        await carry_out(screen, chosen, ids, only)


async def carry_out(
    screen: Caller, verb_id: str, ids: Sequence[int], only: frozenset[Target] | None = None
) -> None:
    """The action *verb_id* on the orders *ids*: its fields, the preview, the result."""
    if not ids:
        tell(screen, NOTHING_CHOSEN, "warning")
        return
    verb, request = BY_ID[verb_id], Request(verb_id)
    if form_fields(verb.fields):
        filled = await screen.app.push_screen_wait(FieldsDialog(verb))
        if filled is None:
            return
        request = filled
    await preview(screen, of_verb(desk_of(screen), request, ids, only), verb.past)


def of_verb(
    desk: DeskContext, request: Request, ids: Sequence[int], only: frozenset[Target] | None = None
) -> Undertaking:
    """*request* on the orders *ids*, or on the targets *only* of them where it acts on sections."""
    if BY_ID[request.verb].scope is Scope.ORDER:
        only = None

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return plan_request(conn, ids, request, desk.actor, desk.clock(), only, report)

    return Undertaking(preview_title(desk, BY_ID[request.verb].words), len(ids), make, applier(desk))


async def preview(screen: Caller, work: Undertaking, done: Word) -> Job | None:
    """The preview of *work*; tells what was *done*. The job, None when the operator closed it."""
    job = await screen.app.push_screen_wait(PreviewDialog(work))
    if job is not None:
        tell(screen, result_line(desk_of(screen), job, done))
    return job


def result_line(desk: DeskContext, job: Job, done: Word) -> str:
    """One line about a job: how much was done, and how to take it back and see it."""
    back, jobs = action("redo" if job.action == undoing.UNDO else "undo"), action("jobs")
    parts = [
        f"{job.applied:,} {done.en}" if desk.lang == "en" else f"{job.applied:,}건 {done.ko}",
        _left(desk, job.refused, Word("거절", "refused")),
        _left(desk, job.planned, Word("남음 (멈춤)", "left (stopped)")),
        f"{back.letter or back.key_label} {desk.word(back.words)}",
        f"{jobs.key_label} {desk.word(jobs.words)}",
    ]
    return " · ".join(part for part in parts if part)


def _left(desk: DeskContext, count: int, what: Word) -> str:
    if not count:
        return ""
    return f"{count:,} {what.en}" if desk.lang == "en" else f"{count:,}건 {what.ko}"


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
        number = chosen.id if chosen is not None else await in_thread(lambda: _last_job(desk, redo))
    except undoing.NothingToUndo:
        tell(screen, NOTHING_TO_REDO if redo else NOTHING_TO_UNDO, "warning")
        return
    except StoreProblem as problem:
        tell(screen, problem.message, "error")
        return

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return undoing.plan_undo(conn, number, redo)

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return undoing.apply_undo(desk.store, number, plan, desk.actor, desk.clock, progress, cancelled)

    title = Word(f"작업 {number} {words.ko}", f"{words.en} job {number}")
    done = Word("다시 함", "done again") if redo else Word("되돌림", "taken back")
    await preview(screen, Undertaking(preview_title(desk, title), 0, make, apply), done)


def _last_job(desk: DeskContext, redo: bool) -> int:
    with desk.reader() as conn:
        return undoing.last_job(conn, desk.actor, redo)


async def tracking(screen: Caller, ids: Sequence[int], only: frozenset[Target] | None = None) -> None:
    """Entering tracking numbers for the orders *ids*: by hand or pasted, scanned, by Excel."""
    desk = desk_of(screen)
    way = await screen.app.push_screen_wait(PickDialog(desk.word(TITLE), WAYS))
    if way == BY_HAND:
        lines = await in_thread(lambda: _lines(desk, ids[:BY_HAND_MOST], only))
        if len(ids) > BY_HAND_MOST:
            tell(screen, TOO_MANY, "warning")
        if ids and not lines:
            tell(screen, NONE_TO_TRACK, "warning")
        _tell_tracked(screen, await screen.app.push_screen_wait(TrackingEntry(lines)))
    elif way == SCANNER:
        _tell_tracked(screen, await screen.app.push_screen_wait(TrackingEntry((), scan=True)))
    elif way == TEMPLATE:
        if not ids:
            tell(screen, NOTHING_CHOSEN, "warning")
            return
        path = await screen.app.push_screen_wait(TemplateDialog(ids, only))
        if path is not None:
            await import_file(screen, path)
    elif way == EXCEL:
        await import_file(screen)


def _lines(desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None) -> list[EntryLine]:
    with desk.reader() as conn:
        return section_lines(newest_first(load_orders(conn, ids)), only)


def _tell_tracked(screen: Caller, job: Job | None) -> None:
    if job is not None:
        tell(screen, result_line(desk_of(screen), job, BY_ID["track"].past))


async def import_file(screen: Caller, path: Path | None = None) -> None:
    """Importing an order or tracking workbook, *path* when it is known already."""
    desk = desk_of(screen)
    done = await screen.app.push_screen_wait(ImportDialog(path))
    if isinstance(done, Job):
        _tell_tracked(screen, done)
    elif done is not None:
        tell(screen, import_line(desk, done))
