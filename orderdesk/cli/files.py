"""`import` and `tracking template`: files in and out."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.acting import DryRun, Json
from orderdesk.cli.common import PART, Session, UsageProblem, now, session, talker
from orderdesk.cli.orders import Search, Tab, Where
from orderdesk.cli.output import write_json
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.tracking_form import write_template
from orderdesk.core.services.acting import Selection, resolve, tracking_options
from orderdesk.core.services.importing import ImportResult, import_orders
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.services.tracking_file import TrackingResult, import_tracking
from orderdesk.core.store.load import load_orders


class As(StrEnum):
    """What a file is taken for."""

    orders = "orders"
    tracking = "tracking"
    auto = "auto"


class YesNo(StrEnum):
    """Yes or no."""

    yes = "yes"
    no = "no"


_COUNTS = Word(
    "주문 {orders:,} · 가져옴 {imported:,} · 고침 {updated:,} · 그대로 {unchanged:,} · 거절 {refused:,}",
    "orders {orders:,}: imported {imported:,}, updated {updated:,}, unchanged {unchanged:,},"
    " refused {refused:,}",
)


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("import")(import_file)
    tracking = typer.Typer(help="송장 양식 · tracking forms", no_args_is_help=True)
    tracking.command("template")(template)
    tracking.callback()(_forms)
    app.add_typer(tracking, name="tracking")


def _forms() -> None:
    """Forms for tracking numbers."""


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="엑셀·CSV 파일 · file")],
    kind: Annotated[As, typer.Option("--as", help="파일의 종류 · what it is")] = As.auto,
    assume_paid: Annotated[
        YesNo, typer.Option("--assume-paid", help="결제완료로 본다 · take orders as paid")
    ] = YesNo.yes,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="송장 덮어쓰기 · replace numbers")] = False,
    share: Annotated[bool, typer.Option("--share", help="합포장 송장 공유 · shared parcels")] = False,
    by_order: Annotated[
        bool, typer.Option("--by-order", help="구 양식을 주문번호로 · take the old form by order numbers")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """주문 내보내기 파일이나 송장 파일을 가져온다 · bring in orders or tracking numbers."""
    this = session(context)
    read = open_file(file, kind.value)
    with this.store(writes=not dry_run) as store:
        if isinstance(read, OrderFile):
            result = import_orders(store, read, this.actor, now, dry_run, assume_paid is YesNo.yes, talker())
        else:
            options = replace(
                tracking_options(this.settings), overwrite=overwrite, share=share, by_order=by_order
            )
            tracked = import_tracking(store, read, this.actor, now, options, dry_run, talker())
    if isinstance(read, OrderFile):
        _tell_orders(this, result, as_json)
    else:
        _tell_tracking(this, tracked, as_json)


def _tell_orders(this: Session, result: ImportResult, as_json: bool) -> None:
    problems = [
        {
            "row": p.row,
            "column": p.column,
            "value": p.value,
            "code": p.code,
            "message": p.message.text(this.lang),
        }
        for p in result.problems
    ]
    counts = {
        "orders": result.orders,
        "imported": result.imported,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": result.refused,
    }
    shape = {"file": result.file, "kind": "orders", "rows": result.rows, **counts, "problems": problems}
    _tell(this, shape, as_json)
    if result.refused or problems:
        raise typer.Exit(PART)


def _tell(this: Session, shape: dict[str, Any], as_json: bool) -> None:
    if as_json:
        write_json(shape)
        return
    this.say(Word(_COUNTS.ko.format(**shape), _COUNTS.en.format(**shape)))
    for problem in shape["problems"]:
        where = f"{problem['row']}행 {clean(problem['column'])} {clean(problem['value'])}"
        typer.echo(f"{where}: {problem['message']}", err=True)


def _tell_tracking(this: Session, result: TrackingResult, as_json: bool) -> None:
    verdicts = [
        {
            "row": row.row,
            "section": row.section,
            "verdict": row.kind.value,
            "code": row.code,
            "message": row.message.text(this.lang),
            "warnings": [reason.code for reason in row.odd],
        }
        for row in result.rows
    ]
    problems = [
        {
            "row": row.row,
            "column": row.column,
            "value": row.value,
            "code": row.code,
            "message": row.message.text(this.lang),
        }
        for row in result.rows
        if row.kind is Kind.REFUSE
    ]
    shape = {
        "file": result.file,
        "kind": result.kind,
        "rows": len(result.rows),
        "orders": result.orders,
        "imported": 0,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "sections": result.sections,
        "job": result.job,
        "problems": problems,
        "verdicts": verdicts,
    }
    _tell(this, shape, as_json)
    if problems:
        raise typer.Exit(PART)


def template(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="만들 파일 · file to write")],
    numbers: Annotated[list[str] | None, typer.Argument(help="주문·섹션 번호 · numbers")] = None,
    tab: Tab = "전체",
    search: Search = "",
    where: Where = None,
) -> None:
    """송장 등록 양식을 만든다 · the pre-filled six-column form."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        selection = Selection(tuple(numbers or ()), tab, search, tuple(where or ()))
        ids, only, missing = resolve(conn, selection)
        if missing:
            name = clean(missing[0])
            raise UsageProblem(Word(f"{name}: 찾을 수 없는 번호입니다", f"{name}: no such number"))
        rows = template_rows(load_orders(conn, ids), only)
    written = write_template(out, rows)
    this.say(Word(f"{written} · {len(rows):,}행", f"{written}: {len(rows):,} rows"))
    typer.echo(str(written))
