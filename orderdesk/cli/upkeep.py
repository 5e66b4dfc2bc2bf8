"""`demo`, `verify`, `tick`, `where`, and opening the desk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from orderdesk import settings
from orderdesk.cli.common import PART, Session, now, session, talker
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import EVENT_WORDS
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.backing_up import DailyBackup
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.rhythm import PLAYED, USUAL, Rhythm
from orderdesk.core.services.ticking import Ticked, tick
from orderdesk.core.services.verifying import verify
from orderdesk.core.services.webhooks import deliver
from orderdesk.core.store.denials import recorded
from orderdesk.core.store.engine import open_store, public_address
from orderdesk.core.store.listing import ListQuery, count
from orderdesk.core.store.operators import require_in


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("demo")(demo)
    app.command("verify")(verify_store)
    app.command("tick")(tick_store)
    app.command("where")(where)


def open_the_desk(this: Session, rhythm: Rhythm = USUAL) -> int:
    """Open the screens on the store that is meant; the exit status."""
    from orderdesk.start import open_desk

    return open_desk(this.url(), this.settings, this.lang, this.login, rhythm, mouse=this.mouse)


def demo(
    context: typer.Context,
    orders: Annotated[int, typer.Option("--orders", min=1, help="주문 수 · how many")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="씨앗 · seed")] = 1,
    no_open: Annotated[bool, typer.Option("--no-open", help="열지 않는다 · don't open")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="모의 채널에서 주문이 들어온다 · orders come from played channels")
    ] = False,
    pace: Annotated[
        float, typer.Option("--pace", min=0.05, help="모의 사건 사이 초 · seconds between two events")
    ] = 4.0,
) -> None:
    """시험 상점을 만들어 연다 · fill a demo store and open the desk on it."""
    from orderdesk.core.services.demo.fill import fill_demo

    this, talk = session(context), talker()
    if this.db is None and settings.STORE_VARIABLE not in os.environ:
        this.db = settings.demo_store_url("demo-live" if live else "demo")
    with open_store(this.url()) as store:
        with store.reader() as conn:
            here = count(conn, ListQuery())
        if no_open or not here:
            this.enter(store)
            with recorded(store, this.actor, now()), store.reader() as conn:
                require_in(conn, this.actor, Act.RESTORE.value)
            made = fill_demo(store, orders, seed, now(), lambda done: talk(done, orders))
            this.say(Word(f"시험 주문 {made:,}건을 만들었습니다", f"Made {many(made, 'demo order')}"))
    if not no_open:
        raise typer.Exit(_open_live(this, seed, pace) if live else open_the_desk(this))


def _open_live(this: Session, seed: int, pace: float) -> int:
    """Open the screens while channels are played to them; the exit status."""
    from orderdesk.cli.live import played  # deferred: no other command plays anything

    with open_store(this.url()) as store:
        this.enter(store)
        with played(store, this.actor, seed, pace):
            return open_the_desk(this, PLAYED)


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
                f"{many(result.orders, 'order')}, {many(result.wrong, 'finding')}",
            ).text(this.lang)
        )
        for finding in findings:
            typer.echo(clean(f"{finding['code']}  {finding['where']}  {finding['detail']}"))
    if result.wrong:
        raise typer.Exit(PART)


def tick_store(context: typer.Context, as_json: Json = False) -> None:
    """때가 된 것을 처리한다: 구매확정, 결제기한 초과, 백업, 웹훅 · what time brings due; for cron."""
    this = session(context)
    with this.store(writes=True) as store:
        done = tick(store, now)
        failed = DailyBackup(store, this.settings.backups, now)()
        deliver(store, secret_file(store.url), now)
    _tell_ticked(this, done, as_json)
    if failed is not None:
        this.say(failed)
        raise typer.Exit(PART)


def _tell_ticked(this: Session, done: Sequence[Ticked], as_json: bool) -> None:
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
