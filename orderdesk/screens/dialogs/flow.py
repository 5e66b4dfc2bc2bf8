"""The ways through the dialogs: pick, fill in, preview, apply, and one line about what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.verbs import BY_ID, Scope, Verb
from orderdesk.core.domain.words import Word
from orderdesk.core.services import parts, retrying
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import plan_request, region_asked
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.claims import refunds_wait
from orderdesk.core.services.matching import unmatched
from orderdesk.core.services.moved import in_words, why_refused
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Plan, PlanRow, Target
from orderdesk.core.services.recents import note_courier, usual_courier
from orderdesk.core.services.tracking_requests import brought_to
from orderdesk.core.services.visiting import LIST
from orderdesk.core.store.jobs import Job, JobRow
from orderdesk.core.store.load import load_orders
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.flow_words import (
    done_words,
    job_words,
    result_line,
    tracked_words,
)
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.dialogs.import_reading import import_line
from orderdesk.screens.dialogs.moved_rows import MOVED, MovedDialog, read_moved
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.plan_rows import Explain
from orderdesk.screens.dialogs.preview import PreviewDialog, Undertaking, applier, preview_title
from orderdesk.screens.dialogs.process_menu import LABELS, SHEETS, TRACKING, ProcessMenu
from orderdesk.screens.dialogs.sheets import print_sheets
from orderdesk.screens.dialogs.template import template_dialog
from orderdesk.screens.dialogs.tracking_entry import TITLE, TrackingEntry
from orderdesk.screens.dialogs.tracking_lines import EntryLine, newest_first, section_lines, why_none
from orderdesk.screens.work import in_thread
from orderdesk.widgets.columns import listed

Caller = Screen[Any]

NOTHING_CHOSEN: Final = Word("먼저 주문을 고르세요 (Space)", "Choose orders first (Space)")
TOO_MANY: Final = Word(
    "앞의 2,000건만 열었습니다. 더 많으면 엑셀로 하세요", "Only the first 2,000 are open; use Excel for more"
)
_REFUNDED: Final = Word("금액은 돌려줄 돈입니다", "Amounts are what is refunded")
_CAME_IN: Final = Word("금액은 들어온 돈입니다", "Amounts are what came in")
_SUMS: Final = {"approve": _REFUNDED, "refund": _REFUNDED, "confirm-payment": _CAME_IN}
"""What the amounts of a preview are, by its verb, where they are not the worth of the goods."""
BY_HAND_MOST: Final = 2000
"""How many orders are entered by hand at most."""

BY_HAND, SCANNER, TEMPLATE, EXCEL, MATCH = range(5)
WAYS: Final = (
    Word("직접 입력 · 여러 줄 붙여넣기", "Type in, or paste several lines"),
    Word("스캐너", "Scanner"),
    Word("송장등록-엑셀: 양식 받아 채우고 올리기", "By Excel: get the form, fill it in, upload it"),
    Word("엑셀 올리기 (채운 양식, 택배사 파일)", "Upload a workbook (filled form, courier's file)"),
    Word("맞추기: 채널에서 보낸 것 (≠)", "Match what was shipped at the channel (≠)"),
)
TRACKING_GUIDES: Final = ("tracking", "tracking-excel", "labels-setup", "channel-state")
NONE_TO_MATCH: Final = Word(
    "채널에서만 보낸 섹션이 없습니다", "No section chosen was shipped at its channel alone"
)
MADE_THERE: Final = Word(
    "타임라인에 발송 처리가 없습니다: 채널에서 보낸 것입니다",
    "The timeline has no dispatch: it was made at the channel",
)
SENT_BEFORE: Final = Word("타임라인에 발송 처리가 있습니다", "The timeline has a dispatch")
NOT_RECORDED: Final = Word("매크로에 담기지 않았습니다", "Not recorded in the macro")


async def process(
    screen: Caller,
    ids: Sequence[int],
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
    about: str = "",
) -> None:
    """The process menu for the orders *ids*, the targets *only* or *pieces* of these, and what follows."""
    if not ids:
        tell(screen, NOTHING_CHOSEN, "warning")
        return
    picked = await screen.app.push_screen_wait(ProcessMenu(ids, only, pieces, about))
    if picked is None:
        return
    if picked.verb in (TRACKING, SHEETS, LABELS):
        if picked.state is not None:
            desk, state = desk_of(screen), picked.state
            ids, only = await in_thread(lambda: _in_state(desk, ids, state, only))
        if picked.verb == SHEETS:
            await print_sheets(screen, ids)
        elif picked.verb == LABELS:
            from orderdesk.screens.dialogs.labels import print_labels  # deferred: few have labels printed

            await print_labels(screen, ids, only)
        else:
            await tracking(screen, ids, only, pieces)
    else:
        await carry_out(screen, picked.verb, ids, only, pieces, picked.state)


def _in_state(
    desk: DeskContext, ids: Sequence[int], state: SectionState, only: frozenset[Target] | None
) -> tuple[list[int], frozenset[Target]]:
    with desk.reader() as conn:
        return parts.in_state(conn, ids, state, only)


async def carry_out(
    screen: Caller,
    verb_id: str,
    ids: Sequence[int],
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
    state: SectionState | None = None,
) -> None:
    """The action *verb_id* on the orders *ids*: its fields or its own dialog, the preview, the result.

    It is restricted to the targets *only*, to *pieces* of them, and to the sections that are in *state* when
    the plan is made.
    """
    from orderdesk.screens.dialogs import flow_money, flow_sections  # deferred: their ways go on here

    verb = BY_ID[verb_id]
    if state is not None and not verb.bulk:
        desk, wanted = desk_of(screen), state
        ids, only = await in_thread(lambda: _in_state(desk, ids, wanted, only))
    if not ids:
        tell(screen, NOTHING_CHOSEN, "warning")
    elif verb_id == "split":
        await flow_sections.split(screen, ids, only, pieces)
    elif verb_id == "add" and len(ids) == 1:
        await flow_sections.add(screen, ids[0])
    elif verb_id == "merge" and len(ids) == 1:
        await flow_sections.merge(screen, ids[0], only)
    elif verb_id == "approve" and await flow_money.approve(screen, ids, only):
        return
    else:
        await _ask(screen, verb, ids, only, pieces, state)


async def _ask(
    screen: Caller,
    verb: Verb,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    pieces: PiecesOf | None,
    state: SectionState | None,
) -> None:
    """The fields of *verb* and, over them, its preview: who closes that has the form again as it was."""
    from orderdesk.screens.dialogs import flow_claims, flow_sections  # deferred: their ways go on here

    desk, done = desk_of(screen), list[tuple[Job, Undertaking]]()
    verb = replace(verb, words=await flow_claims.called(screen, verb, ids, only))

    async def onward(request: Request) -> bool:
        work = of_verb(desk, request, ids, only, pieces, state)
        work = replace(work, title=preview_title(desk, verb.words))
        job = await screen.app.push_screen_wait(PreviewDialog(work))
        if job is not None:
            done.append((job, work))
        return job is not None

    request = await flow_sections.ask(screen, verb, ids, only, pieces, onward)
    if request is None or (not done and not await onward(request)):
        return
    job, work = done[0]
    await told(screen, job, verb.past, work.request)
    if verb.id == "pickup":
        await flow_claims.offer_labels(screen, job)


def of_verb(
    desk: DeskContext,
    request: Request,
    ids: Sequence[int],
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
    state: SectionState | None = None,
) -> Undertaking:
    """*request* on the orders *ids*; where it acts on sections, on the targets *only* or *pieces* of them.

    With *state* it is about the sections, or the orders with sections, that are in it when the plan is made.
    """
    verb = BY_ID[request.verb]

    def make(report: Callable[[int], None]) -> Plan:
        chosen, targets = ids, only
        with desk.reader() as conn:
            actor, now = desk.actor, desk.clock()
            if state is not None:
                chosen, targets = parts.in_state(conn, ids, state, only)
            if verb.scope is Scope.ORDER:
                targets = None
            elif targets is not None and pieces:
                shop = shop_of(conn)
                return parts.plan_pieces(conn, chosen, request, targets, pieces, actor, now, shop, report)
            return plan_request(conn, chosen, request, actor, now, targets, report)

    apply = applier(desk, region_asked(request))
    note = desk.word(_SUMS[verb.id]) if verb.id in _SUMS else ""
    whole = None if only or pieces or state else request
    return Undertaking(preview_title(desk, verb.words), len(ids), make, apply, note, request=whole)


async def preview(screen: Caller, work: Undertaking, done: Word) -> Job | None:
    """The preview of *work*; tells what was *done*. The job, None when the operator closed it."""
    job = await screen.app.push_screen_wait(PreviewDialog(work))
    if job is not None:
        await told(screen, job, done, work.request)
    return job


async def told(screen: Caller, job: Job, done: Word, request: Request | None = None) -> None:
    """One line about *job*; where others were faster, what they changed, and its rows again if wanted.

    It is a step of what is being recorded, where *request* is all that was asked.
    """
    recorder = desk_of(screen).recorder
    if recorder.on and not recorder.do(request):
        tell(screen, NOT_RECORDED, "warning")
    onward = await in_thread(lambda: _onward(desk_of(screen), job))
    screen.app.clear_notifications()  # a result says what holds now: one from before says otherwise
    tell(screen, result_line(desk_of(screen), job, done, onward))
    if not job.refused:
        return
    desk = desk_of(screen)
    moved = await in_thread(lambda: read_moved(desk, job))
    if not moved.rows:
        return
    if await screen.app.push_screen_wait(MovedDialog(job, moved)):
        await retry(screen, job, MOVED)


def _onward(desk: DeskContext, job: Job) -> Verb | None:
    """What is to be done now on the orders of *job*, where its deed alone is not all."""
    with desk.reader() as conn:
        return BY_ID["refund"] if refunds_wait(conn, job) else None


async def retry(screen: Caller, job: Job, codes: frozenset[str] | None = None) -> None:
    """What *job* was asked, once more on its refused rows, or on those refused with *codes*."""
    desk = desk_of(screen)

    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return retrying.plan_retry(conn, job.id, desk.actor, desk.clock(), codes, report)

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return retrying.apply_retry(desk.store, job.id, plan, desk.actor, desk.clock, progress, cancelled)

    title = Word(f"작업 {job.id} 거절된 것 다시", f"Refused rows of job {job.id} again")
    named = listed([preview_title(desk, title), job_words(job, desk.lang)])
    work = Undertaking(named, 0, make, apply, explain=explainer(desk, job.undo_of), undone=job.undo_of)
    await preview(screen, work, done_words(job))


def explainer(desk: DeskContext, undone: int | None) -> Explain:
    """What tells, for refused rows of a plan that takes the job *undone* back, who changed their orders."""

    def explain(rows: Sequence[PlanRow]) -> dict[int, str]:
        asked = [
            JobRow(row.order_id, row.section, row.verdict.kind.value, row.verdict.code, row.version)
            for row in rows
        ]
        with desk.reader() as conn:
            hide = desk.mask.sight(conn, desk.actor).hides
            found = why_refused(conn, asked, undone, desk.lang, hide)
        return {
            order: listed([in_words(each, desk.lang) for each in since]) for order, since in found.items()
        }

    return explain


async def tracking(
    screen: Caller,
    ids: Sequence[int],
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
) -> None:
    """Entering tracking numbers for the orders *ids*: by hand or pasted, scanned, by Excel.

    For chosen *pieces* a number is entered by hand: other ways name whole sections.
    """
    desk = desk_of(screen)
    way = (
        BY_HAND
        if pieces
        else await screen.app.push_screen_wait(PickDialog(desk.word(TITLE), WAYS, TRACKING_GUIDES))
    )
    if way == BY_HAND:
        lines, why = await in_thread(lambda: _lines(desk, ids[:BY_HAND_MOST], only, pieces))
        if len(ids) > BY_HAND_MOST:
            tell(screen, TOO_MANY, "warning")
        if ids and not lines:
            tell(screen, why, "warning")
            return
        await _enter(screen, lines)
    elif way == SCANNER:
        await _enter(screen, (), scan=True)
    elif way == TEMPLATE:
        if not ids:
            tell(screen, NOTHING_CHOSEN, "warning")
            return
        path = await screen.app.push_screen_wait(template_dialog(desk, ids, only))
        if path is not None:
            await import_file(screen, path)
    elif way == EXCEL:
        await import_file(screen)
    elif way == MATCH:
        await match(screen, ids, only)


async def _enter(screen: Caller, lines: Sequence[EntryLine], scan: bool = False, state: str = "") -> None:
    """Numbers for *lines*; whose labels they are is what the operator said last, where no setting says it."""
    desk = desk_of(screen)

    def usual() -> str:
        with desk.reader() as conn:
            return usual_courier(conn, desk.settings, desk.actor.name)

    entry = TrackingEntry(lines, await in_thread(usual), scan, state)
    job = await screen.app.push_screen_wait(entry)
    if job is not None:
        await in_thread(lambda: note_courier(desk.store, desk.actor, desk.clock(), entry.courier))
        await _tracked(screen, job)


async def match(screen: Caller, ids: Sequence[int], only: frozenset[Target] | None = None) -> None:
    """Ships here what was shipped at its channel: the labels that it tells stand in their lines already."""
    desk = desk_of(screen)

    def read() -> tuple[list[EntryLine], bool]:
        with desk.reader() as conn:
            found = unmatched(conn, ids[:BY_HAND_MOST], only)
            desk.looked(conn, LIST, [each.order for each in found])
        told = {(each.order.id, each.section): each for each in found}
        lines = section_lines(newest_first({o.order.id: o.order for o in found}.values()), frozenset(told))
        labels = {each.name: each for each in found}
        filled = [
            replace(line, number=labels[line.target].number, courier=labels[line.target].courier)
            for line in lines
        ]
        return filled, any(each.dispatched for each in found)

    lines, dispatched = await in_thread(read)
    if not lines:
        tell(screen, NONE_TO_MATCH, "warning")
        return
    tell(screen, SENT_BEFORE if dispatched else MADE_THERE)
    await _enter(screen, lines, state="배송중")


def _lines(
    desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None, pieces: PiecesOf | None
) -> tuple[list[EntryLine], Word]:
    """The lines for numbers, and why there are none, where there are none."""
    with desk.reader() as conn:
        orders = load_orders(conn, ids)
        desk.looked(conn, LIST, orders)
        return section_lines(newest_first(desk.seen(conn, orders)), only, pieces), why_none(orders, only)


async def _tracked(screen: Caller, job: Job) -> None:
    desk = desk_of(screen)
    states = await in_thread(lambda: _brought_to(desk, job.id))
    await told(screen, job, tracked_words(states))


def _brought_to(desk: DeskContext, job: int) -> Mapping[str, int]:
    with desk.reader() as conn:
        return brought_to(conn, job)


async def import_file(screen: Caller, path: Path | None = None) -> None:
    """Importing an order or tracking workbook, *path* when it is known already."""
    desk = desk_of(screen)
    done = await screen.app.push_screen_wait(ImportDialog(path))
    if isinstance(done, Job):
        await _tracked(screen, done)
    elif done is not None:
        tell(screen, import_line(desk, done))
