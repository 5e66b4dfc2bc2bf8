"""`accesses`: who took which file out of the store, when, of how many people, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from orderdesk.cli.common import session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.access_words import HEADS, kind_word
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import Act
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.operators import require_in


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("accesses")(list_accesses)


def list_accesses(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="몇 건까지 · how many")] = 50,
    as_json: Json = False,
) -> None:
    """누가 어떤 파일을 내보냈는지, 새것부터 · which files left the store, the newest first."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        require_in(conn, this.actor, Act.ACCESSES.value)
        found = accesses(conn, limit)
    if as_json:
        write_json([{"at": each.at, "actor": each.actor.name, **each.access._asdict()} for each in found])
        return
    rows = [
        (
            moment(each.at) or "",
            each.actor.name,
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
    write_table([head.text(this.lang) for head in HEADS], rows, {6, 7, 8})
