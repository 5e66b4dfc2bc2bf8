"""`demo`, `verify`, `tick`, `doctor`, `where`, and opening the desk."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from orderdesk import settings
from orderdesk.cli.common import PART, Session, now, session, talker
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import EVENT_WORDS
from orderdesk.core.domain.words import Word
from orderdesk.core.services.places import sqlite_version, store_folder
from orderdesk.core.services.ticking import tick
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store, public_address
from orderdesk.core.store.listing import ListQuery, count
from orderdesk.core.store.operators import require_in
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.refunds import waiting_refunds
from orderdesk.terminal.doctor import Check, State, terminal_checks, worst

_REFUNDS = Word("환불 대기 (건 · 원)", "Refunds that wait (count · won)")


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("demo")(demo)
    app.command("verify")(verify_store)
    app.command("tick")(tick_store)
    app.command("doctor")(doctor)
    app.command("where")(where)


def open_the_desk(this: Session) -> int:
    """Open the screens on the store that is meant; the exit status."""
    from orderdesk.app import open_desk

    return open_desk(this.url(), this.settings, this.lang, this.login)


def demo(
    context: typer.Context,
    orders: Annotated[int, typer.Option("--orders", min=1, help="주문 수 · how many")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="씨앗 · seed")] = 1,
    no_open: Annotated[bool, typer.Option("--no-open", help="열지 않는다 · don't open")] = False,
) -> None:
    """시험용 가게를 만들어 연다 · fill a demo store and open the desk on it."""
    from orderdesk.core.services.demo.fill import fill_demo

    this, talk = session(context), talker()
    if this.db is None and settings.STORE_VARIABLE not in os.environ:
        this.db = settings.demo_store_url()
    with open_store(this.url()) as store:
        with store.reader() as conn:
            here = count(conn, ListQuery())
        if no_open or not here:
            this.enter(store)
            with store.reader() as conn:
                require_in(conn, this.actor, Act.RESTORE.value)
            made = fill_demo(store, orders, seed, now(), lambda done: talk(done, orders))
            this.say(Word(f"시험용 주문 {made:,}건을 만들었습니다", f"Made {made:,} demo orders"))
    if not no_open:
        raise typer.Exit(open_the_desk(this))


def verify_store(context: typer.Context, as_json: Json = False) -> None:
    """모든 주문의 모든 규칙을 확인한다 · every invariant on every order."""
    this = session(context)
    with this.store() as store:
        result = verify(store, talker())
    findings = [{"code": f.code, "where": f.where, "detail": f.detail} for f in result.findings]
    if as_json:
        write_json({"orders": result.orders, "findings": findings})
    else:
        typer.echo(
            Word(
                f"주문 {result.orders:,}건 · 이상 {result.wrong:,}건",
                f"{result.orders:,} orders, {result.wrong:,} findings",
            ).text(this.lang)
        )
        for finding in findings:
            typer.echo(clean(f"{finding['code']}  {finding['where']}  {finding['detail']}"))
    if result.wrong:
        raise typer.Exit(PART)


def tick_store(context: typer.Context, as_json: Json = False) -> None:
    """때가 된 것을 처리한다: 구매확정, 결제기한 초과 · what time brings due; for cron."""
    this = session(context)
    with this.store(writes=True) as store:
        done = tick(store, now)
    if as_json:
        write_json(
            {each.verb: {"job": each.job, "applied": each.applied, "refused": each.refused} for each in done}
        )
        return
    if not done:
        this.say(Word("다른 곳에서 하고 있습니다", "Another process is doing it"))
    for each in done:
        words, job = EVENT_WORDS[each.verb].text(this.lang), f"{each.job or '-'}"
        count = Word(f"{words} {each.applied:,}건 · 작업 {job}", f"{words}: {each.applied:,} · job {job}")
        typer.echo(count.text(this.lang))


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """터미널과 저장소를 점검한다 · checks of terminal and store."""
    this = session(context)
    terminal = terminal_checks(sqlite_version(), store_folder(this.url()))
    checks = (*terminal, *_refund_check(this), _store_check(this))
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


def _store_check(this: Session) -> Check:
    """Whether the store opens and can be written to."""
    words = Word("저장소", "Store")
    try:
        with open_store(this.url(), create=False) as store, store.writer():
            return Check("store", words, "ok", store.where, Word("", ""))
    except StoreProblem as problem:
        state: State = "warn" if problem.code == "store-missing" else "fail"
        return Check("store", words, state, problem.where, problem.message)


def _refund_check(this: Session) -> tuple[Check, ...]:
    """What refunds wait; one that was started and never answered wants to be looked at."""
    try:
        with open_store(this.url(), create=False) as store, store.reader() as conn:
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


def where(context: typer.Context, as_json: Json = False) -> None:
    """파일들이 있는 곳 · where files live."""
    this = session(context)
    places = {
        "store": public_address(this.url()),
        "settings": str(settings.config_path()),
        "data": str(settings.data_dir()),
        "logs": str(settings.log_dir()),
    }
    if as_json:
        write_json(places)
        return
    for name, place in places.items():
        typer.echo(f"{name:9} {place}")
