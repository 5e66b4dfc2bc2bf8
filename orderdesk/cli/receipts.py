"""`receipts`: how the shop issues cash receipts, and asking for what waits; one is `do receipt-issue`."""

from __future__ import annotations

from typing import Annotated

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json
from orderdesk.cli.outside import RUN, tell_counts
from orderdesk.cli.planned import Json
from orderdesk.core.domain.receipts import MODE_WORDS, Mode
from orderdesk.core.services.connected import connected
from orderdesk.core.services.receipt_settings import NO_PG, ModeRefused, missing, mode_of, set_mode
from orderdesk.core.services.receipts import perform
from orderdesk.core.store.operators import require_in

_NAMES = {mode.name.lower(): mode for mode in Mode}


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("receipts")(receipts)


def receipts(
    context: typer.Context,
    mode: Annotated[str, typer.Argument(help="off, asked, auto, run; 없으면 지금 · else as it is")] = "",
    as_json: Json = False,
) -> None:
    """현금영수증 발급 방법; run 은 기다리는 것을 요청 · how receipts are issued; run asks."""
    this = session(context)
    if mode == RUN:
        _run(this, as_json)
        return
    if mode and mode not in _NAMES:
        raise typer.BadParameter(", ".join((*_NAMES, RUN)))
    with this.store(writes=bool(mode)) as store:
        if mode:
            try:
                set_mode(store, this.actor, now(), _NAMES[mode])
            except ModeRefused as refused:
                raise UsageProblem(refused.word) from None
        with store.reader() as conn:
            current, lacks = mode_of(conn), {each: missing(conn, each) for each in Mode}
    if as_json:
        told = {each.name.lower(): words.text(this.lang) for each, words in lacks.items() if words}
        write_json({"mode": current.name.lower(), "missing": told})
        return
    for each in Mode:
        why = lacks[each]
        mark = "*" if each is current else " "
        told_why = f"  ({why.text(this.lang)})" if why else ""
        typer.echo(f"{mark} {each.name.lower():6} {MODE_WORDS[each].text(this.lang)}{told_why}")


def _run(this: Session, as_json: bool) -> None:
    with this.store(writes=True) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, "receipt-issue")
        with connected(store, now) as to:
            if to.receipts is None:
                raise UsageProblem(NO_PG)
            tell_counts(this, perform(store, now, to.receipts), as_json)
