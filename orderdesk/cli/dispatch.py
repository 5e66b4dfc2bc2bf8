"""`export smartstore`: a channel's list answered with our tracking numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orderdesk.cli.common import PART, now, session
from orderdesk.cli.file_in import read_file
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.dispatching import TEMPLATE, Dispatched, LeftOut, write_dispatch
from orderdesk.core.services.export_templates import find_template
from orderdesk.core.services.exporting import file_name


def export_smartstore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="발주발송관리에서 받은 파일 · the list downloaded there")],
    out: Annotated[Path | None, typer.Option("--out", help="만들 파일 · file to write")] = None,
    password_from: Annotated[
        Path | None, typer.Option("--password-from", help="암호가 든 파일 · file with the password")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="사유 · why, for the access record")] = "",
    as_json: Json = False,
) -> None:
    """스마트스토어 발주발송 파일에 송장을 채운 네 열 파일을 만든다 · SmartStore's list with our numbers."""
    this = session(context)
    sheet = read_file(this, file, password_from)
    with this.store() as store:
        with store.reader() as conn:
            path = out or Path(file_name(find_template(conn, TEMPLATE), now()))
        done = write_dispatch(store, sheet, path, this.actor, now, this.printed, reason)
    if as_json:
        write_json(_shape(done, this.lang))
    else:
        for each in done.left:
            typer.echo(_line(each, this.lang), err=True)
        name = clean(str(done.path))
        this.say(
            Word(
                f"{name} · {done.rows:,}행, 뺀 것 {len(done.left):,}",
                f"{name}: {many(done.rows, 'row')}, {len(done.left):,} left out",
            )
        )
        typer.echo(name)
    if done.left:
        raise typer.Exit(PART)


def _line(each: LeftOut, lang: Lang) -> str:
    return clean(f"{each.row} {each.product_order}: {each.why.message.text(lang)}")


def _shape(done: Dispatched, lang: Lang) -> dict[str, object]:
    left = [_left(each, lang) for each in done.left]
    return {"file": str(done.path), "rows": done.rows, "left": left}


def _left(each: LeftOut, lang: Lang) -> dict[str, object]:
    message = each.why.message.text(lang)
    return {"row": each.row, "number": each.product_order, "code": each.why.code, "message": message}
