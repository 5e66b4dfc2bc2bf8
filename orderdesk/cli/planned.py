"""What every command that changes orders does with its plan: preview, ask, apply, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated, Any, Final, NoReturn

import typer

from orderdesk.cli.common import ABORTED, PART, USAGE, Session, UsageProblem, interactive, now
from orderdesk.cli.output import write_json
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.address_fee import FeeGap, fee_words, gap_words
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.fees import Doubt
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.applying import job_rows_of
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.moved import EXPLAINED, Since, SinceByOrder, in_words, why_refused
from orderdesk.core.services.number_warnings import number_warnings
from orderdesk.core.services.planning import Plan, Target
from orderdesk.core.services.sight import sight_of
from orderdesk.core.services.taking import taken_by_others
from orderdesk.core.services.undoing import NOT_TAKEN_BACK
from orderdesk.core.services.visiting import record_denied
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, JobRow, job_rows
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.names import numbers_of

_KIND_WORDS: Final = {
    Kind.APPLY: Word("바뀜", "changes"),
    Kind.SKIP: Word("건너뜀", "skipped"),
    Kind.REFUSE: Word("거절", "refused"),
}
_EXPLAINED_MOST: Final = 20
"""How many refused rows are explained one by one in the talk; the JSON explains all."""

Fee = tuple[FeeGap, tuple[Doubt, ...]]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="묻지 않고 · without asking")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="미리보기만 · only the preview")]
Json = Annotated[bool, typer.Option("--json", help="JSON")]
Reason = Annotated[str, typer.Option("--reason", help="사유 · why, for the access record")]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, the numbers that nothing was found for, and the job that the plan takes back, if it does.

    `rest` says that it is what is left of a job, which ends even where all of it is refused. `fees` are the
    differences that new addresses make to regional delivery fees.
    """

    plan: Plan
    missing: Sequence[str] = ()
    undone: int | None = None
    rest: bool = False
    fees: Mapping[Target, Fee] = field(default_factory=dict)


def not_with(job: int, refused: JobRefused) -> UsageProblem:
    """What to say when a whole job can't be taken back, resumed or tried again."""
    message, advice = refused.refusal.message, refused.refusal.advice
    return UsageProblem(
        Word(f"작업 {job}: {message.ko}. {advice.ko}", f"job {job}: {message.en}. {advice.en}")
    )


def no_job(job: int) -> UsageProblem:
    """What to say about a job that there is not."""
    return UsageProblem(Word(f"작업 {job}이(가) 없습니다", f"There is no job {job}"))


def finish(
    this: Session,
    store: Store,
    planned: Planned,
    apply: Callable[[Callable[[], bool]], int],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Preview, ask, apply, report; leaves with the exit status."""
    plan = planned.plan
    record_denied(store, this.actor, now(), plan)
    preview(this, plan, planned.missing)
    _tell_fees(this, planned)
    taken = _taken(this, store, plan)
    rows = list(job_rows_of(plan))
    since = _since(store, rows, planned.undone, this.actor, this.lang)
    _explain(this, plan, rows, since)
    job: Job | None = None
    if not dry_run and (plan.applying() or planned.rest):
        if not (yes or _agreed(this)):
            raise typer.Exit(USAGE)
        with stoppable() as cancelled:
            number = apply(cancelled)
        shown = {row.order_id for row in rows if row.code in EXPLAINED}
        with store.reader() as conn:
            job, rows = read_job(conn, number), job_rows(conn, number)
        since = _since(store, rows, planned.undone, this.actor, this.lang)
        _explain(this, plan, [row for row in rows if row.order_id not in shown], since)
    report = _report(planned, job, rows, since, this.lang)
    if taken:
        report["taken"] = taken
    if as_json:
        write_json(report)
    if job is not None:
        _told(this, job, report["applied"], as_json)
    if report["skipped"] or report["refused"]:
        raise typer.Exit(PART)


def repeated(this: Session, store: Store, number: int, as_json: bool) -> NoReturn:
    """Reports what job *number* did for a request that is made again, and leaves with its exit status."""
    with store.reader() as conn:
        job, rows = read_job(conn, number), job_rows(conn, number)
        names = numbers_of(conn, [row.order_id for row in rows])
    this.say(Word(f"이미 받은 요청입니다: 작업 {number}", f"This request came before: job {number}"))
    shapes = []
    for row in rows:
        section = "" if row.section is None else section_number(names[row.order_id], row.section)
        shapes.append(row_shape(names[row.order_id], section, row.verdict, row.code or "", this.lang))
    if as_json:
        counts = {"applied": job.applied, "skipped": job.skipped, "refused": job.refused}
        write_json({"job": number, "action": job.action, **counts, "rows": shapes, "repeated": True})
    raise typer.Exit(PART if job.skipped or job.refused else 0)


def _told(this: Session, job: Job, done: int, as_json: bool) -> None:
    """Says what was done, and after a stop how to go on; ABORTED then."""
    if not as_json:
        undoable = job.action not in NOT_TAKEN_BACK
        words = Word(
            f"{done:,}건 처리 · 작업 {job.id}" + f" · 되돌리기: undo {job.id}" * undoable,
            f"{done:,} done · job {job.id}" + f" · undo {job.id}" * undoable,
        )
        this.say(words)
    if job.state == "cancelled":
        left = job.planned
        this.say(
            Word(
                f"작업 {job.id}을(를) 멈췄습니다. 된 것은 남고 {left:,}건 남음 · 이어서: resume {job.id}"
                f" · 되돌리기: undo {job.id}",
                f"Stopped job {job.id}; what is done stays, {left:,} left · resume {job.id} · undo {job.id}",
            )
        )
        raise typer.Exit(ABORTED)


def preview(this: Session, plan: Plan, missing: Sequence[str]) -> None:
    """Says what *plan* would do, skips and refuses, in numbers, and what was not found."""
    if not plan.rows and not missing:
        this.say(Word("해당하는 주문이 없습니다", "No order matches"))
    for group in plan.groups():
        reason = f" {BY_CODE[group.code].message.text(this.lang)}" if group.code else ""
        kind = _KIND_WORDS[group.kind].text(this.lang)
        sections, orders, pieces, won = group.sections, group.orders, group.pieces, group.won
        words = Word(
            f"{kind} 섹션 {sections:,} · 주문 {orders:,}건 · {pieces:,}개 · {won:,}원{reason}",
            f"{kind} {many(sections, 'section')}, {many(orders, 'order')}, {many(pieces, 'piece')},"
            f" {won:,} won{reason}",
        )
        this.say(words)
    if plan.companions:
        along = plan.companions
        this.say(
            Word(
                f"합포장이라 함께 처리: {along:,}섹션",
                f"with {many(along, 'section')} in combined parcels",
            )
        )
    for told in (plan.in_part_words, plan.numbers_words):
        if told is not None:
            this.say(told)
    for number in missing:
        this.say(Word(f"거절 {clean(number)} 찾을 수 없음", f"refused {clean(number)}: not found"))


def _tell_fees(this: Session, planned: Planned) -> None:
    """What becomes of the regional delivery fee of each section, and what about it wants a look."""
    names = {(row.order_id, row.section): row.section_number for row in planned.plan.rows}
    for target, (gap, doubts) in planned.fees.items():
        told = [gap_words(gap), *(fee_words(r) for r in planned.plan.each.get(target, ()))]
        told += [Word(f"확인 필요: {doubt.value.ko}", f"check: {doubt.value.en}") for doubt in doubts]
        texts = [words.text(this.lang) for words in told if words is not None]
        text = clean(f"{names[target]} {' · '.join(texts)}")
        this.say(Word(text, text))


def _taken(this: Session, store: Store, plan: Plan) -> list[dict[str, Any]]:
    """Warns of who else works on what would change, given as JSON too, and of pickups' wrong numbers."""
    with store.reader() as conn:
        found = taken_by_others(conn, {row.order_id for row in plan.applying()}, this.actor, now())
        clashes = number_warnings(conn, plan)
    for words in (*(each.words for each in found), *clashes):
        text = clean(words.text(this.lang))
        this.say(Word(f"주의 {text}", f"note: {text}"))
    return [{"by": each.who, "note": each.note, "orders": each.orders} for each in found]


def _fee_shape(fee: Fee) -> dict[str, Any]:
    """What becomes of a regional fee, as JSON: won before and after, the difference, and doubts."""
    gap, doubts = fee
    return {
        "before": gap.before,
        "after": gap.after,
        "gap": gap.after - gap.before if gap.waiting else gap.gap,
        "paid": not gap.waiting,
        "doubts": [doubt.name.lower().replace("_", "-") for doubt in doubts],
    }


def _since(
    store: Store, rows: Sequence[JobRow], undone: int | None, actor: Actor, lang: Lang
) -> SinceByOrder:
    """What happened meanwhile to the orders of *rows* that were refused because of it."""
    refused = [row for row in rows if row.code in EXPLAINED]
    if not refused:
        return {}
    with store.reader() as conn:
        return why_refused(conn, refused, undone, lang, sight_of(conn, actor).hides)


def _explain(this: Session, plan: Plan, rows: Sequence[JobRow], since: SinceByOrder) -> None:
    """Who changed the orders of refused rows meanwhile, for the first of them."""
    names = {row.order_id: row.order for row in plan.rows}
    explained = dict.fromkeys(row.order_id for row in rows if row.code in EXPLAINED)
    for order_id in islice(explained, _EXPLAINED_MOST):
        for each in since.get(order_id, ()):
            text = clean(f"  {names[order_id]} {in_words(each, this.lang)}")
            this.say(Word(text, text))


def _agreed(this: Session) -> bool:
    if not interactive():
        this.say(Word("물을 수 없어 멈췄습니다. --yes 를 쓰세요", "Nobody to ask; use --yes"))
        return False
    return typer.confirm(Word("처리할까요?", "Go on?").text(this.lang), err=True)


def _report(
    planned: Planned, job: Job | None, done: Sequence[JobRow], since: SinceByOrder, lang: Lang
) -> dict[str, Any]:
    """The JSON shape of `do`, `undo`, `resume` and `retry`."""
    outcomes = {(row.order_id, row.section): (row.verdict, row.code or "") for row in done}
    rows = []
    for row in planned.plan.rows:
        verdict, code = outcomes[row.order_id, row.section]
        shape = row_shape(row.order, row.section_number, verdict, code, lang, since.get(row.order_id, ()))
        if row.companion:
            shape["companion"] = True
        if (row.order_id, row.section) in planned.fees:
            shape["fee"] = _fee_shape(planned.fees[row.order_id, row.section])
        rows.append(shape)
    rows.extend(row_shape(number, "", Kind.REFUSE.value, "no-order", lang) for number in planned.missing)
    counted = [row["verdict"] for row in rows]
    return {
        "job": job.id if job else None,
        "action": planned.plan.action,
        "applied": counted.count(Kind.APPLY.value),
        "skipped": counted.count(Kind.SKIP.value),
        "refused": counted.count(Kind.REFUSE.value),
        "rows": rows,
    }


def row_shape(
    order: str, section: str, verdict: str, code: str, lang: Lang, since: Sequence[Since] = ()
) -> dict[str, Any]:
    """A row as JSON; one refused because of what others did says in `since` what, by whom and when."""
    refusal = BY_CODE.get(code)
    message = refusal.message.text(lang) if refusal else ""
    shape: dict[str, Any] = {
        "order": order,
        "section": section,
        "verdict": verdict,
        "code": code,
        "message": message,
    }
    if code in EXPLAINED:
        shape["since"] = [_since_shape(each, lang) for each in since]
    return shape


def _since_shape(since: Since, lang: Lang) -> dict[str, Any]:
    return {
        "job": since.job,
        "by": since.who.name,
        "at": seoul_time(since.at),
        "action": since.verb,
        "section": since.section,
        "changes": list(since.details),
        "message": in_words(since, lang),
    }
