"""`privacy` and `erase`: what the shop has decided about personal data, and erasing that of old orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session, talker
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import DryRun, Json, Planned, Yes, finish
from orderdesk.core.domain.requests import read_time
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.erasing import plan_erase
from orderdesk.core.services.sight import (
    LEAST_ACCESS_DAYS,
    MANY_PEOPLE,
    Privacy,
    least_access_days,
    privacy_of,
    set_privacy,
)
from orderdesk.core.store.operators import require_in

_MASKED: Final = Word("주문: 가려 두고 키로 봄", "orders: masked until a key shows them")
_SHOWN: Final = Word("주문: 볼 수 있는 역할에는 바로 보임", "orders: shown to roles that may see them")
_NEVER: Final = Word("파기: 하지 않음", "erasing: never")


class Switch(StrEnum):
    """On or off."""

    on = "on"
    off = "off"


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("privacy")(privacy)
    app.command("erase")(erase)


def privacy(
    context: typer.Context,
    mask: Annotated[Switch | None, typer.Option("--mask", help="목록을 가려 둘지 · masked at first")] = None,
    erase_after: Annotated[
        int | None, typer.Option("--erase-after", min=0, help="며칠 뒤 파기, 0은 안 함 · days, 0 never")
    ] = None,
    keep_records: Annotated[
        int | None,
        typer.Option("--keep-records", min=LEAST_ACCESS_DAYS, help="접속기록 보관 일수 · days"),
    ] = None,
    as_json: Json = False,
) -> None:
    """개인정보를 어떻게 다룰지 보거나 바꾼다 · what the shop has decided about personal data."""
    this = session(context)
    wanted: dict[str, Any] = {
        "mask": None if mask is None else mask is Switch.on,
        "erase_days": erase_after,
        "access_days": keep_records,
    }
    changed = {name: value for name, value in wanted.items() if value is not None}
    with this.store(writes=bool(changed)) as store:
        with store.reader() as conn:
            decided = privacy_of(conn)
            least = least_access_days(conn) if keep_records is not None else 0
        if changed:
            if (keep_records or 0) < least:
                raise UsageProblem(_too_few(least))
            decided = replace(decided, **changed)
            set_privacy(store, this.actor, now(), decided)
    if as_json:
        write_json(asdict(decided))
    else:
        for words in _told(decided):
            typer.echo(words.text(this.lang))


def _told(decided: Privacy) -> tuple[Word, ...]:
    days, kept = decided.erase_days, decided.access_days
    shown = _MASKED if decided.mask else _SHOWN
    erasing = _erasing(days) if days else _NEVER
    return shown, erasing, Word(f"접속기록 보관: {kept:,}일", f"access records: kept {many(kept, 'day')}")


def _erasing(days: int) -> Word:
    return Word(
        f"파기: 닫힌 주문의 마지막 기록에서 {days:,}일 뒤",
        f"erasing: {many(days, 'day')} after the last record of a closed order",
    )


def _too_few(least: int) -> Word:
    return Word(
        f"{MANY_PEOPLE:,}명 이상의 정보를 가진 상점은 접속기록을 {least:,}일부터 보관합니다",
        f"a shop that holds data of {MANY_PEOPLE:,} people or more"
        f" keeps access records {many(least, 'day')} at least",
    )


def erase(
    context: typer.Context,
    before: Annotated[str, typer.Option("--before", help="이날 전에 끝난 주문 YYYY-MM-DD · ended before")],
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """닫힌 지 오래된 주문의 개인정보를 지운다 · erase personal data of orders closed long ago.

    되돌릴 수 없습니다 · it can't be undone
    """
    this = session(context)
    moment = _moment(before)
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.ERASE.value)
            plan = plan_erase(conn, moment, this.actor)

        def apply(cancelled: Callable[[], bool]) -> int:
            return apply_plan(store, plan, this.actor, now, talker(), cancelled)

        _warn(this, len(plan.applying()))
        finish(this, store, Planned(plan), apply, dry_run, yes, as_json)


def _warn(this: Session, orders: int) -> None:
    if orders:
        this.say(
            Word(
                f"{orders:,}주문의 이름·연락처·주소·메모를 지웁니다. 되돌릴 수 없습니다",
                f"Names, phones, addresses and memos of {many(orders, 'order')} will be erased for good",
            )
        )


def _moment(text: str) -> int:
    try:
        return read_time(text)
    except ValueError:
        said = clean(text)
        raise UsageProblem(
            Word(f"{said}: 2026-01-31 처럼 적으세요", f"{said}: write it like 2026-01-31")
        ) from None
