"""`backup`, `restore`, `backups` and `copy`: the store as a whole, elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.common import PART, USAGE, Session, interactive, now, session, talker
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json, Yes
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.backing_up import UNREADABLE, Backup, age, backups, named, restore
from orderdesk.core.services.taking_whole import take_whole
from orderdesk.core.store.backups import Checked, check_backup, write_backup
from orderdesk.core.store.copying import copy_store
from orderdesk.core.store.engine import MISSING, open_store, public_address
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.problems import StoreProblem

_MADE = {
    True: Word("확인함", "checked"),
    False: Word("확인 안 함", "not checked"),
}
_FUTURE = Word("시계보다 나중(시계 확인)", "after now (check the clock)")


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("backup")(backup)
    app.command("restore")(restore_store)
    app.command("backups")(list_backups)
    app.command("copy")(copy)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="만들 파일 · the file to make")],
    as_json: Json = False,
) -> None:
    """쓰는 중에도 온전한 백업 파일을 만든다 · a consistent copy in a file, while in use."""
    this = session(context)
    with open_store(this.url(), create=False) as store:
        this.enter(store)
        take_whole(store, this.actor, now(), str(file))
        made = write_backup(store, file)
    _tell(this, file, made, as_json)


def _tell(this: Session, file: Path, made: Checked, as_json: bool, before: Path | None = None) -> None:
    if as_json:
        write_json(_shape(file, made) | ({"before": str(before)} if before else {}))
        return
    typer.echo(
        clean(
            Word(
                f"{file}  주문 {made.orders:,}건 · 기록 {made.events:,}건 · 확인함",
                f"{file}  {many(made.orders, 'order')}, {many(made.events, 'event')}, checked",
            ).text(this.lang)
        )
    )
    if before is not None:
        this.say(
            Word(f"전의 저장소는 여기에 있습니다: {before}", f"What was there before is now in {before}")
        )


def _shape(file: Path, made: Checked) -> dict[str, Any]:
    return {
        "file": str(file),
        "orders": made.orders,
        "events": made.events,
        "schema": made.revision,
        "sha256": made.sha256,
    }


def restore_store(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="FILE", help="백업 파일이나 이름 · a backup, or its name")],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """백업으로 되돌린다; 먼저 확인한다 · go back to a backup, which is checked first."""
    this = session(context)
    _ask_for_right(this)
    path = named(this.url(), this.settings.backups, name)
    found = check_backup(path)
    this.say(
        Word(
            f"{path}: 주문 {found.orders:,}건 · 기록 {found.events:,}건으로 되돌립니다",
            f"Going back to {path}: {many(found.orders, 'order')}, {many(found.events, 'event')}",
        )
    )
    if not yes:
        if not interactive():
            this.say(Word("물을 수 없어 멈췄습니다. --yes 를 쓰세요", "Nobody to ask; use --yes"))
            raise typer.Exit(USAGE)
        if not typer.confirm(Word("되돌릴까요?", "Go on?").text(this.lang), err=True):
            raise typer.Exit(PART)
    done = restore(this.url(), path, this.settings.backups, this.actor, now())
    _tell(this, path, done.checked, as_json, done.before)


def _ask_for_right(this: Session) -> None:
    """Who acts, and whether they may, as the store that is replaced says, where there is one to be read."""
    try:
        with this.store() as store, store.reader() as conn:
            require_in(conn, this.actor, Act.RESTORE.value)
    except StoreProblem as problem:
        if problem.code not in {*UNREADABLE, MISSING}:
            raise


def list_backups(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="지금 확인한다 · look them through now")] = False,
    as_json: Json = False,
) -> None:
    """백업 목록: 크기, 나이, 확인했는지 · backups with size, age, and whether they were checked."""
    this = session(context)
    found = backups(this.url(), this.settings.backups)
    faults = {each.path: _fault(each) for each in found} if check else {}
    if as_json:
        write_json([_listed(each, faults.get(each.path)) for each in found])
    else:
        for each in found:
            _print(this, each, each.path in faults, faults.get(each.path))
        if not found:
            this.say(Word("백업이 없습니다", "There are no backups"))
    if any(faults.values()):
        raise typer.Exit(PART)


def _fault(each: Backup) -> StoreProblem | None:
    try:
        check_backup(each.path)
    except StoreProblem as problem:
        return problem
    return None


def _listed(each: Backup, fault: StoreProblem | None) -> dict[str, Any]:
    return {
        "file": str(each.path),
        "bytes": each.size,
        "at": datetime.fromtimestamp(each.at, SEOUL).isoformat(),
        "age_days": age(each, now()),
        "checked": each.checked,
        "fault": fault.code if fault else None,
    }


def _print(this: Session, each: Backup, looked: bool, fault: StoreProblem | None) -> None:
    old, at = age(each, now()), datetime.fromtimestamp(each.at, SEOUL)
    state = fault.message if fault else _MADE[each.checked or looked]
    days = (_FUTURE if old < 0 else Word(f"{old:,}일 전", f"{many(old, 'day')} ago")).text(this.lang)
    size, found = f"{each.size / 1024**2:,.1f} MB", state.text(this.lang)
    typer.echo(clean(f"{each.path.name}  {size}  {at:%Y-%m-%d %H:%M}  {days}  {found}"))


def copy(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", help="받을 저장소 주소 · URL of the store to copy into")],
    as_json: Json = False,
) -> None:
    """저장소를 통째로 옮긴다: SQLite ↔ PostgreSQL · copy the whole store into an empty one, and compare."""
    this = session(context)
    with open_store(this.url(), create=False) as store, open_store(to) as target:
        this.enter(store)
        take_whole(store, this.actor, now(), public_address(to))
        told = copy_store(store, target, talker())
    if as_json:
        write_json([each._asdict() for each in told])
        return
    for each in told:
        if each.rows:
            typer.echo(f"{each.table:16} {each.rows:>10,}  {each.digest[:16]}")
    rows = sum(each.rows for each in told)
    place = public_address(to)
    this.say(
        Word(
            f"{rows:,}행을 옮기고 하나하나 비교했습니다. 이제 ORDERDESK_DB={place}",
            f"Copied and compared {many(rows, 'row')}. From now on ORDERDESK_DB={place}",
        )
    )
