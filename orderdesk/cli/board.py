"""`board`: what got stuck, kind by kind, and what moves it on."""

from __future__ import annotations

from typing import Any

import typer

from orderdesk.cli.common import now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.services.stuck import stuck_board


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("board")(board)


def board(context: typer.Context, as_json: Json = False) -> None:
    """막힌 일을 종류별로 센다 · counts what got stuck, with the conditions that list it."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        rows: list[dict[str, Any]] = [
            {
                "kind": each.kind.id,
                "words": each.kind.words.text(this.lang),
                "orders": each.orders,
                "action": each.kind.action,
                "where": list(each.where) if as_json else " ".join(each.where),
            }
            for each in stuck_board(conn, now(), this.lang)
        ]
    if as_json:
        write_json(rows)
    else:
        heads = ("kind", "words", "orders", "action", "where")
        write_table(heads, [[row[head] for head in heads] for row in rows], right={2})
