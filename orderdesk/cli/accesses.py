"""`accesses`: who came in, saw whose data or took which file out of the store; when, from where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import PART, USAGE, Session, UsageProblem, interactive, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import DryRun, Json, Yes
from orderdesk.core.domain.access_words import HEADS, KIND_WORDS, kind_word, kinds_named
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.access_records import (
    DAY,
    check_records,
    day_start,
    look_through,
    past_keeping,
    purge_records,
)
from orderdesk.core.store.accesses import Accessed, Sought
from orderdesk.core.store.operators import require_in


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("accesses")(list_accesses)


def list_accesses(
    context: typer.Context,
    who: Annotated[
        str, typer.Option("--who", help="작업자 이름 · by whom", autocompletion=completing.operator_names)
    ] = "",
    what: Annotated[str, typer.Option("--what", help="종류 · kind", autocompletion=completing.looks)] = "",
    whose: Annotated[str, typer.Option("--whose", help="주문번호·조건·파일·사유 일부 · a part")] = "",
    place: Annotated[str, typer.Option("--place", help="어디서, 일부 · from where, a part")] = "",
    since: Annotated[str, typer.Option("--from", help="YYYY-MM-DD 부터 · from")] = "",
    until: Annotated[str, typer.Option("--to", help="YYYY-MM-DD 까지 · to")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="몇 건까지 · how many")] = 50,
    purge: Annotated[
        bool, typer.Option("--purge", help="보관 기간이 지난 기록을 지운다 · delete what is past its time")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="고치거나 지운 기록이 있는지 확인한다 · look for tampering")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """누가 들어와 누구의 것을 보거나 내보냈는지, 새것부터 · the access records, the newest first."""
    this = session(context)
    if purge:
        _purge(this, dry_run, yes)
        return
    if check:
        _check(this, as_json)
        return
    first, last = _day(since), _day(until)
    sought = Sought(who, _kind(what), whose, place, first, None if last is None else last + DAY - 1)
    with this.store() as store, store.reader() as conn:
        found = look_through(conn, this.actor, limit, sought)
        old = past_keeping(conn, now())
    if old:
        this.say(
            Word(
                f"보관 기간이 지난 기록 {old:,}건이 있습니다: accesses --purge",
                f"{many(old, 'record')} past their time: accesses --purge",
            )
        )
    if as_json:
        write_json([_shape(each) for each in found])
    else:
        _table(this, found)


def _table(this: Session, found: Sequence[Accessed]) -> None:
    rows = [
        (
            moment(each.at) or "",
            each.actor.name,
            each.place,
            kind_word(each.access.what).text(this.lang),
            each.access.scope,
            each.access.template,
            each.access.file,
            each.access.orders,
            each.access.rows,
            each.access.people,
            each.access.reason,
        )
        for each in found
    ]
    write_table([head.text(this.lang) for head in HEADS], rows, {7, 8, 9})


def _shape(each: Accessed) -> dict[str, Any]:
    return {"at": each.at, "actor": each.actor.name, "place": each.place, **each.access._asdict()}


def _check(this: Session, as_json: bool) -> None:
    """Says whether all records are as they were written, and the newest link, to be noted elsewhere."""
    with this.store() as store, store.reader() as conn:
        found = check_records(conn, this.actor)
    faults = [{"code": each.code, "record": each.record} for each in found.faults]
    if as_json:
        write_json({"records": found.records, "findings": faults, "head": found.head._asdict()})
    else:
        wrong, ends = len(faults), f"#{found.head.record} {found.head.digits}"
        told = Word(
            f"접속기록 {found.records:,}건 · 이상 {wrong:,}건 · 끝 {ends}",
            f"{many(found.records, 'access record')}, {many(wrong, 'finding')}, ends at {ends}",
        )
        typer.echo(told.text(this.lang))
        for each in found.faults:
            typer.echo(f"{each.code}  #{each.record}")
    if faults:
        raise typer.Exit(PART)


def _kind(text: str) -> str:
    """The kind that *text* names, by its id or the one whose words hold it."""
    if not text or text in KIND_WORDS:
        return text
    named = kinds_named(text)
    if len(named) != 1:
        known = ", ".join(KIND_WORDS)
        raise UsageProblem(Word(f"{clean(text)}: 종류는 {known}", f"{clean(text)}: kinds are {known}"))
    return named[0]


def _day(text: str) -> int | None:
    if not text:
        return None
    try:
        return day_start(date.fromisoformat(text))
    except ValueError:
        said = clean(text)
        raise UsageProblem(
            Word(f"{said}: 2026-01-31 처럼 적으세요", f"{said}: write it like 2026-01-31")
        ) from None


def _purge(this: Session, dry_run: bool, yes: bool) -> None:
    """Says what is past its time, asks, and deletes it."""
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.ERASE.value)
            old = past_keeping(conn, now())
        this.say(Word(f"보관 기간이 지난 기록 {old:,}건", f"{many(old, 'record')} past their time"))
        if not old or dry_run:
            return
        if not yes and not _agreed(this):
            raise typer.Exit(USAGE)
        gone = purge_records(store, this.actor, now())
        this.say(Word(f"{gone:,}건을 지웠습니다", f"{many(gone, 'record')} deleted"))


def _agreed(this: Session) -> bool:
    if not interactive():
        this.say(Word("물을 수 없어 멈췄습니다. --yes 를 쓰세요", "Nobody to ask; use --yes"))
        return False
    return typer.confirm(Word("지울까요?", "Delete them?").text(this.lang), err=True)
