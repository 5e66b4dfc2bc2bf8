"""`doctor`: checks of the terminal, the machine, the store and its backups, each with how to mend it."""

from __future__ import annotations

import os
from datetime import datetime

import typer

from orderdesk.cli.common import PART, now, session
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.logins import shared_admin
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.health import BackupHealth, StoreHealth, backup_health, store_health
from orderdesk.core.services.places import sqlite_version, store_file, store_folder
from orderdesk.core.store.engine import MISSING, open_store
from orderdesk.core.store.operators import operators
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.refunds import waiting_refunds
from orderdesk.terminal.doctor import Check, State, terminal_checks, worst
from orderdesk.terminal.login import login_here

OLD_BACKUP = 2
"""Days after which the newest backup is too old, for a store that is worked with every day."""

SLACK = 60
"""Seconds that clocks of desks on one store may differ."""

_OTHERS = 0o077
_NOTHING = Word("", "")
_REFUNDS = Word("환불 대기 (건 · 원)", "Refunds waiting (count · won)")


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """터미널, 저장소, 백업을 점검한다 · checks of terminal, store and backups, and how to mend them."""
    this = session(context)
    url, at = this.url(), now()
    store = store_health(url)
    checks = [
        *terminal_checks(sqlite_version(), store_folder(url)),
        newest_check(store, at),
        backup_check(backup_health(url, this.settings.backups, at)),
        *refund_check(url),
        mode_check(store),
        *login_check(url, login_here().user),
        secret_check(secret_file(url)),
        store_check(store),
    ]
    if as_json:
        write_json(
            [
                {
                    "check": check.id,
                    "state": check.state,
                    "words": check.words.text(this.lang),
                    "detail": check.detail,
                    "advice": check.advice.text(this.lang),
                }
                for check in checks
            ]
        )
    else:
        for check in checks:
            mark = {"ok": "✓", "warn": "!", "fail": "✗"}[check.state]
            advice = f"  → {check.advice.text(this.lang)}" if check.state != "ok" else ""
            typer.echo(clean(f"{mark} {check.words.text(this.lang)}  {check.detail}{advice}"))
    if worst(checks) == "fail":
        raise typer.Exit(PART)


def refund_check(url: str) -> tuple[Check, ...]:
    """What refunds wait; one that was started and never answered wants to be looked at."""
    try:
        with open_store(url, create=False) as store, store.reader() as conn:
            found = waiting_refunds(conn)
    except StoreProblem:
        return ()  # what is wrong with the store is said already
    started = [each for each in found if each.standing is EntryKind.REFUND_STARTED]
    detail = f"{len(found):,} · {sum(each.amount for each in found):,}"
    orders = ", ".join(dict.fromkeys(each.order for each in started))
    if not started:
        return (Check("refunds", _REFUNDS, "ok", detail),)
    advice = Word(
        f"{orders}: 결제사에서 확인하고 do refund 로 완료나 실패를 적으세요",
        f"{orders}: check with the payment company, then say done or failed with do refund",
    )
    return (Check("refunds", _REFUNDS, "warn", detail, advice),)


def login_check(url: str, user: str) -> tuple[Check, ...]:
    """Whether the login that several people share, of who keeps the store or else *user*, is an admin's."""
    file = store_file(url)
    try:
        with open_store(url, create=False) as store, store.reader() as conn:
            found = operators(conn)
        user = file.owner() if file else user
    except (StoreProblem, KeyError, NotImplementedError, OSError):
        return ()  # no store, or an owner without a name
    words = Word("공유 로그인", "Shared login")
    admin = shared_admin(found, user)
    if admin is None:
        return (Check("login", words, "ok", user),)
    name = f'"{admin.name}"'
    advice = Word(
        f"{user} 로 들어와 키를 말하지 않는 사람은 모두 {admin.name}(최고관리)입니다: "
        f'orderdesk operator login {name} --key 공개키 --user ""',
        f"Whoever comes in as {user} and tells no key is {admin.name}, an admin: "
        f'orderdesk operator login {name} --key PUBLIC_KEY --user ""',
    )
    return (Check("login", words, "warn", f"{user} → {admin.name}", advice),)


def store_check(seen: StoreHealth) -> Check:
    """Whether the store opens and can be written to."""
    words = Word("저장소", "Store")
    if seen.problem is None:
        return Check("store", words, "ok", seen.where)
    state: State = "warn" if seen.problem.code == MISSING else "fail"
    return Check("store", words, state, seen.where, seen.problem.message)


def secret_check(kept: SecretFile) -> Check:
    """Whether nobody but its owner can read the file of keys for services."""
    words = Word("연결 키 파일의 권한", "Permissions of the keys for services")
    if not kept.is_open_to_others:
        return Check("secrets", words, "ok", "-" if kept.mode is None else f"{kept.mode:o}")
    advice = Word(
        f"다른 사람이 연결 키를 읽을 수 있습니다: chmod 600 {kept.path}, 그리고 키를 새로 받으세요",
        f"Others can read the keys: chmod 600 {kept.path}, and have new keys issued",
    )
    return Check("secrets", words, "fail", f"{kept.mode:o}", advice)


def mode_check(seen: StoreHealth) -> Check:
    """Whether nobody but its owner can read the store's file."""
    words = Word("저장소의 권한", "Store's permissions")
    if seen.mode is None or os.name != "posix" or not seen.mode & _OTHERS:
        return Check("mode", words, "ok", "-" if seen.mode is None else f"{seen.mode:o}")
    advice = Word(
        f"다른 사람이 고객 정보를 읽을 수 있습니다: chmod 600 {seen.where}*",
        f"Others can read people's data: chmod 600 {seen.where}*",
    )
    return Check("mode", words, "fail", f"{seen.mode:o}", advice)


def newest_check(seen: StoreHealth, at: int) -> Check:
    """Whether the clock stands behind what has happened already."""
    words = Word("시계와 기록", "Clock and history")
    if seen.newest is None:
        return Check("history-clock", words, "ok", "-")
    told = datetime.fromtimestamp(seen.newest, SEOUL).isoformat(timespec="seconds")
    if at >= seen.newest - SLACK:
        return Check("history-clock", words, "ok", told)
    advice = Word(
        "이 컴퓨터의 시계가 가장 새로운 기록보다 늦습니다. 시계를 맞추세요(timedatectl set-ntp true). "
        "기록의 순서는 시계와 상관없이 맞습니다.",
        "This machine's clock is behind the newest event; set it (timedatectl set-ntp true). The order of "
        "the history is right whatever the clock says.",
    )
    return Check("history-clock", words, "fail", told, advice)


def backup_check(seen: BackupHealth) -> Check:
    """Whether there is a sound backup that is new enough, and room for the next."""
    words = Word("백업", "Backups")
    detail = f"{seen.folder} ({seen.count})" if seen.folder else "-"
    state: State = "ok"
    advice = _NOTHING
    if seen.folder is None:
        pass
    elif not seen.writable:
        state, advice = "fail", Word(
            "백업 폴더에 쓸 수 없습니다. 권한을 고치거나 설정 [backups] folder 를 바꾸세요.",
            "The backup folder can't be written to; fix its permissions, or set [backups] folder.",
        )  # fmt: skip
    elif seen.problem is not None:
        state, advice = "fail", Word(
            f"{seen.problem.message.ko} 지금 새로 만드세요: orderdesk backup 파일",
            f"{seen.problem.message.en} Make a new one now: orderdesk backup FILE",
        )  # fmt: skip
    elif seen.days is None:
        state, advice = "warn", Word(
            "아직 백업이 없습니다. 데스크를 열어 두거나 orderdesk tick 을 매일 돌리세요.",
            "There is no backup yet; keep a desk open, or run orderdesk tick every day.",
        )  # fmt: skip
    elif seen.days > OLD_BACKUP:
        state, advice = "warn", Word(
            f"가장 새 백업이 {seen.days:,}일 전 것입니다. orderdesk tick 을 매일 돌리세요.",
            f"The newest backup is {many(seen.days, 'day')} old; run orderdesk tick every day.",
        )  # fmt: skip
    return Check("backups", words, state, detail, advice)
