"""`do`, `undo`, `redo` and `jobs`: plan, preview, apply, take back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from orderdesk.cli.common import (
    ABORTED,
    PART,
    USAGE,
    Session,
    UsageProblem,
    interactive,
    now,
    request_of,
    session,
    talker,
)
from orderdesk.cli.orders import Search, Tab, Where
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import BY_ID, VERBS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.acting import Selection, plan_action
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.imported import region_of
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.undoing import CantUndo, NothingToUndo, apply_undo, last_job, plan_undo
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.jobs import job_rows, jobs
from orderdesk.core.store.names import numbers_of

_KIND_WORDS = {
    Kind.APPLY: Word("바뀜", "changes"),
    Kind.SKIP: Word("건너뜀", "skipped"),
    Kind.REFUSE: Word("거절", "refused"),
}
Yes = Annotated[bool, typer.Option("--yes", "-y", help="묻지 않고 · without asking")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="미리보기만 · only the preview")]
Json = Annotated[bool, typer.Option("--json", help="JSON")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("do", add_help_option=False)(do_action)
    app.command("undo")(undo)
    app.command("redo")(redo)
    app.command("jobs")(list_jobs)


def do_action(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help="동작 · action")] = "",
    numbers: Annotated[list[str] | None, typer.Argument(help="주문·섹션 번호, - 는 표준입력")] = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    everything: Annotated[bool, typer.Option("--all", help="보이는 모두 · all that match")] = False,
    given: Annotated[list[str] | None, typer.Option("--set", help="값 KEY=VALUE · field")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    wants_help: Annotated[bool, typer.Option("--help", "-h", help="도움말 · help")] = False,
) -> None:
    """동작 하나를 주문이나 섹션에 · any action on orders or sections."""
    this = session(context)
    if wants_help or not action:
        typer.echo(_help(context, action, this.lang))
        raise typer.Exit(0 if wants_help else USAGE)
    request = request_of(action, _fields(given or ()))
    selection = _selection(numbers or (), tab, search, where or (), everything)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            plan, missing = plan_action(conn, selection, request, this.actor, now(), this.settings)
        region = region_of("KR", request.text("zip")) if request.text("zip") else Region.DOMESTIC

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_plan(store, plan, this.actor, now, talker(), cancelled, region)

        _finish(this, store, plan, missing, apply, dry_run, yes, as_json)


def _selection(
    numbers: Sequence[str], tab: str, search: str, where: Sequence[str], everything: bool
) -> Selection:
    """What is meant: all that tab, search and conditions show, or the numbers; `-` stands for stdin's."""
    if bool(numbers) == everything:
        raise UsageProblem(
            Word("주문번호를 적거나 --all 을 쓰세요 (둘 중 하나)", "name orders or use --all, one of them")
        )
    if everything:
        return Selection((), tab, search, tuple(where), everything=True)
    if tab != ALL_ORDERS.ko or search or where:
        raise UsageProblem(
            Word(
                "--tab, --search, --where 는 --all 과 함께 씁니다. 번호를 적을 때는 빼세요",
                "--tab, --search and --where go with --all; leave them out when you name orders",
            )
        )
    named: list[str] = []
    for number in numbers:
        named += [line.strip() for line in sys.stdin if line.strip()] if number == "-" else [number]
    return Selection(tuple(named))


def _fields(given: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in given:
        key, mark, value = text.partition("=")
        if not mark:
            raise UsageProblem(
                Word(f"{clean(text)}: KEY=VALUE 로 적으세요", f"{clean(text)}: write KEY=VALUE")
            )
        fields[key.strip()] = value
    return fields


def _help(context: typer.Context, action: str, lang: Lang) -> str:
    """The command's help with the fields of *action*, or with every action."""
    verbs = [BY_ID[action]] if action in BY_ID else list(VERBS)
    lines = [context.get_help(), ""]
    for verb in verbs:
        lines.append(f"{verb.id:16} {verb.words.text(lang)}")
        for field in verb.fields:
            choices = ", ".join(value for value, _ in field.choices)
            need = Word(" (필수)", " (required)").text(lang) if field.required else ""
            lines.append(f"    --set {field.key}=…  {field.words.text(lang)}{need}  {choices}".rstrip())
    return "\n".join(lines)


def _finish(
    this: Session,
    store: Store,
    plan: Plan,
    missing: Sequence[str],
    apply: Callable[[Callable[[], bool]], int],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Preview, ask, apply, report; leaves with the exit status."""
    job: int | None = None
    _preview(this, plan, missing)
    if not dry_run and plan.applying():
        if not (yes or _agreed(this)):
            raise typer.Exit(USAGE)
        with stoppable() as cancelled:
            job = apply(cancelled)
    outcomes = _outcomes(store, job) if job is not None else {}
    report = _report(plan, missing, job, outcomes, this.lang)
    if as_json:
        write_json(report)
    elif job is not None:
        done = report["applied"]
        this.say(
            Word(
                f"{done:,}건 처리 · 작업 {job} · 되돌리기: undo {job}",
                f"{done:,} done · job {job} · undo {job}",
            )
        )
    if job is not None and _cancelled(store, job):
        this.say(
            Word(f"작업 {job}을(를) 멈췄습니다. 된 것은 남습니다", f"Stopped job {job}; what is done stays")
        )
        raise typer.Exit(ABORTED)
    if report["skipped"] or report["refused"]:
        raise typer.Exit(PART)


def _cancelled(store: Store, job: int) -> bool:
    with store.reader() as conn:
        return read_job(conn, job).state == "cancelled"


def _preview(this: Session, plan: Plan, missing: Sequence[str]) -> None:
    if not plan.rows and not missing:
        this.say(Word("해당하는 주문이 없습니다", "No order is meant"))
    for group in plan.groups():
        reason = BY_CODE[group.code].message.text(this.lang) if group.code else ""
        kind = _KIND_WORDS[group.kind].text(this.lang)
        sections, orders, pieces, won = group.sections, group.orders, group.pieces, group.won
        words = Word(
            f"{kind} {sections:,}섹션 · {orders:,}주문 · {pieces:,}개 · {won:,}원 {reason}",
            f"{kind} {sections:,} sections, {orders:,} orders, {pieces:,} pieces, {won:,} won {reason}",
        )
        this.say(words)
    if plan.companions:
        along = plan.companions
        this.say(
            Word(
                f"합포장이라 함께 처리: {along:,}섹션",
                f"{along:,} of them come along in combined parcels",
            )
        )
    for number in missing:
        this.say(Word(f"거절 {clean(number)} 찾을 수 없음", f"refused {clean(number)}: not found"))


def _agreed(this: Session) -> bool:
    if not interactive():
        this.say(Word("물을 수 없어 멈췄습니다. --yes 를 쓰세요", "Nobody to ask; use --yes"))
        return False
    return typer.confirm(Word("처리할까요?", "Go on?").text(this.lang), err=True)


def _outcomes(store: Store, job: int) -> dict[tuple[int, int | None], tuple[str, str]]:
    with store.reader() as conn:
        return {(row.order_id, row.section): (row.verdict, row.code or "") for row in job_rows(conn, job)}


def _report(
    plan: Plan,
    missing: Sequence[str],
    job: int | None,
    outcomes: dict[tuple[int, int | None], tuple[str, str]],
    lang: Lang,
) -> dict[str, Any]:
    """The JSON shape of `do` and `undo`."""
    rows = []
    for row in plan.rows:
        planned = (row.verdict.kind.value, row.verdict.code)
        verdict, code = outcomes.get((row.order_id, row.section), planned)
        told = _row(row.order, row.section_number, verdict, code, lang)
        rows.append({**told, "companion": True} if row.companion else told)
    rows.extend(_row(number, "", Kind.REFUSE.value, "no-order", lang) for number in missing)
    counted = [row["verdict"] for row in rows]
    return {
        "job": job,
        "action": plan.action,
        "applied": counted.count(Kind.APPLY.value),
        "skipped": counted.count(Kind.SKIP.value),
        "refused": counted.count(Kind.REFUSE.value),
        "rows": rows,
    }


def _row(order: str, section: str, verdict: str, code: str, lang: Lang) -> dict[str, Any]:
    refusal = BY_CODE.get(code)
    message = refusal.message.text(lang) if refusal else ""
    return {"order": order, "section": section, "verdict": verdict, "code": code, "message": message}


def undo(
    context: typer.Context,
    job: Annotated[int | None, typer.Argument(help="작업 번호 · job")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """마지막 작업이나 작업 하나를 되돌린다 · take back the last or a named job."""
    _take_back(session(context), job, False, dry_run, yes, as_json)


def redo(context: typer.Context, dry_run: DryRun = False, yes: Yes = False, as_json: Json = False) -> None:
    """마지막으로 되돌린 작업을 다시 한다 · do again what was taken back last."""
    _take_back(session(context), None, True, dry_run, yes, as_json)


def _take_back(this: Session, job: int | None, again: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    with this.store(writes=not dry_run) as store:
        try:
            with store.reader() as conn:
                target = job if job is not None else last_job(conn, this.actor, again)
                plan = plan_undo(conn, target, again)
        except NothingToUndo:
            raise UsageProblem(Word("되돌릴 작업이 없습니다", "There is nothing to take back")) from None
        except KeyError:
            raise UsageProblem(
                Word(f"되돌릴 작업 {job}이(가) 없습니다", f"There is no job {job} to take back")
            ) from None
        except CantUndo as lasting:
            why = lasting.message
            raise UsageProblem(Word(f"작업 {target}: {why.ko}", f"job {target}: {why.en}")) from None

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_undo(store, target, plan, this.actor, now, talker(), cancelled)

        _finish(this, store, plan, (), apply, dry_run, yes, as_json)


def list_jobs(
    context: typer.Context,
    job: Annotated[int | None, typer.Argument(help="작업 번호 · job")] = None,
    as_json: Json = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="최대 건수 · at most")] = 50,
) -> None:
    """작업 목록과 작업의 행 · list jobs and their rows."""
    this = session(context)
    with this.store() as store:
        rows = _jobs(store, limit) if job is None else _job(store, job, this.lang)
    if as_json:
        write_json(rows)
    elif rows:
        write_table(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])


def _cell(value: object) -> str | int | None:
    return value if isinstance(value, str | int) or value is None else json.dumps(value, ensure_ascii=False)


def _jobs(store: Store, limit: int) -> list[dict[str, Any]]:
    with store.reader() as conn:
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
            }
            for j in jobs(conn, limit)
        ]


def _job(store: Store, number: int, lang: Lang) -> list[dict[str, Any]]:
    with store.reader() as conn:
        try:
            read_job(conn, number)
        except KeyError:
            raise UsageProblem(Word(f"작업 {number}이(가) 없습니다", f"There is no job {number}")) from None
        rows = job_rows(conn, number)
        names = numbers_of(conn, {row.order_id for row in rows})
    return [
        _row(
            names.get(row.order_id, ""),
            section_number(names.get(row.order_id, ""), row.section) if row.section else "",
            row.verdict,
            row.code or "",
            lang,
        )
        for row in rows
    ]
