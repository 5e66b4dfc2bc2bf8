"""`rehearse`: a copy of the store to train people on."""

from __future__ import annotations

from typing import Annotated

import typer

from orderdesk import settings
from orderdesk.cli.common import UsageProblem, now, session, talker
from orderdesk.cli.upkeep import open_the_desk
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.rehearsal_copies import begin_rehearsal, end_rehearsal, kept_rehearsal
from orderdesk.core.services.rehearsing import is_rehearsal
from orderdesk.core.store.engine import open_store

_DAY = 86_400


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("rehearse")(rehearse)


def rehearse(
    context: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="끝나도 남겨 둔다 · keep it afterwards")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="열지 않고 남긴다 · keep, don't open")] = False,
) -> None:
    """상점을 복사해 연습한다; 밖으로는 아무것도 나가지 않는다 · train on a copy that tells nobody outside."""
    this = session(context)
    url = settings.demo_store_url("rehearsal")
    kept = kept_rehearsal(url)
    if kept is None:
        with open_store(this.url(), create=False) as store:
            if is_rehearsal(store):
                raise UsageProblem(Word("이미 연습용 저장소입니다", "That is a rehearsal store already"))
            this.enter(store)
            begin_rehearsal(store, this.actor, now(), url, talker())
    else:
        days = (now() - kept.at) // _DAY
        this.say(
            Word(
                f"{days:,}일 전에 {kept.of} 에서 만든 연습을 이어서 합니다",
                f"Going on with the rehearsal that was made of {kept.of} {many(days, 'day')} ago",
            )
        )
    this.db = url
    if no_open:
        this.say(Word(f"연습용 저장소: --db {url}", f"Rehearsal store: --db {url}"))
        return
    try:
        status = open_the_desk(this)
    finally:
        if not keep:
            end_rehearsal(url)
    raise typer.Exit(status)
