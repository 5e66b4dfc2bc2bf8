"""`sheets` and `picking`: order sheets, packing slips and picking lists, as files or as text for `lp`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orderdesk.cli.common import TROUBLE, Session, UsageProblem, now, session, talker
from orderdesk.cli.export import ids_named
from orderdesk.cli.orders import Search, Sort, Tab, Where
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json, Reason
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.export_refusals import STOPPED
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.sheets import SheetForm, SheetUnit
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.files.sheet_text import NEXT_PAGE
from orderdesk.core.services import browsing, sheets
from orderdesk.core.services.exporting import ExportStopped, Wanted
from orderdesk.core.services.sheets import Printed
from orderdesk.core.services.sorting import NEWEST, in_order, read_sort
from orderdesk.core.store.dialect import Conn

_SEPARATE = "\n"
"""Stands between two sheets on a terminal, which has no pages."""


class Unit(StrEnum):
    """What a sheet is about."""

    order = "order"
    section = "section"


Numbers = Annotated[
    list[str] | None, typer.Argument(help="주문번호, - 는 표준입력 · order numbers, - from stdin")
]
Out = Annotated[Path | None, typer.Option("--out", help="만들 파일 .html, .txt · file to write")]
Text = Annotated[bool, typer.Option("--text", help="표준출력으로, | lp · text on stdout")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("sheets")(print_sheets)
    app.command("picking")(print_picking)


def print_sheets(
    context: typer.Context,
    numbers: Numbers = None,
    unit: Annotated[Unit, typer.Option("--unit", help="주문마다, 섹션마다 · one for each")] = Unit.order,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    sort: Sort = NEWEST.key,
    masked: Annotated[bool, typer.Option("--mask", help="연락처 가림 · mask phones")] = False,
    amounts: Annotated[bool, typer.Option("--amounts/--no-amounts", help="금액 · what was paid")] = True,
    out: Out = None,
    text: Text = False,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """주문서나 출고 전표를 목록 순서로 · order sheets or packing slips, in the order of the list."""
    this = session(context)
    form = SheetForm(SheetUnit(unit.value), masked, amounts, this.lang)
    _print(this, form, numbers or (), (tab, search, tuple(where or ()), sort), (out, text), reason, as_json)


def print_picking(
    context: typer.Context,
    numbers: Numbers = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    sort: Sort = NEWEST.key,
    out: Out = None,
    text: Text = False,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """피킹 리스트: 품목별 합계와 담을 섹션 · what to fetch, by product, and for which sections."""
    this = session(context)
    form = SheetForm(SheetUnit.PICKING, lang=this.lang)
    _print(this, form, numbers or (), (tab, search, tuple(where or ()), sort), (out, text), reason, as_json)


_Found = tuple[str, str, tuple[str, ...], str]
"""Tab, search, conditions, sort."""


def _print(
    this: Session,
    form: SheetForm,
    numbers: Sequence[str],
    found: _Found,
    to: tuple[Path | None, bool],
    reason: str,
    as_json: bool,
) -> None:
    """Print into a file, or with the second of *to* as text on stdout."""
    out, text = to
    if text and (out is not None or as_json):
        raise UsageProblem(
            Word("--text 는 --out, --json 과 같이 쓰지 않습니다", "--text goes with neither --out nor --json")
        )
    with this.store() as store:
        with store.reader() as conn:
            wanted = _wanted(this, conn, numbers, found)
        if text:
            page = _SEPARATE if sys.stdout.isatty() else NEXT_PAGE
            made, _ = sheets.sheets_text(store, wanted, form, this.actor, now, this.printed, reason, page)
            typer.echo(made, nl=False)
            return
        path = out or Path(sheets.file_name(form, now(), lang=this.lang))
        with stoppable() as stopped:
            try:
                done = sheets.print_sheets(
                    store, wanted, form, path, this.actor, now, this.printed, reason, talker(), stopped
                )
            except ExportStopped:
                this.say(STOPPED)
                raise typer.Exit(TROUBLE) from None
    _tell(this, done, form, as_json)


def _wanted(this: Session, conn: Conn, numbers: Sequence[str], found: _Found) -> Wanted:
    name, search, where, sort = found
    by = read_sort(sort)
    if numbers:
        if name != ALL_ORDERS.ko or search or where:
            raise UsageProblem(
                Word(
                    "주문번호를 적으면 --tab, --search, --where 는 쓰이지 않습니다",
                    "With order numbers, --tab, --search and --where have no effect",
                )
            )
        view = in_order(browsing.make_view(), by) if by != NEWEST else None
        return sheets.marked(ids_named(conn, numbers), view)
    tab = browsing.find_tab(conn, name)
    view = in_order(browsing.make_view(tab, search, where, now(), this.actor.name), by)
    return sheets.shown(view, tab.name, search, *where)


def _tell(this: Session, done: Printed, form: SheetForm, as_json: bool) -> None:
    counts = {"orders": done.orders, "rows": done.rows, "people": done.people}
    if as_json:
        write_json({"file": str(done.path), **counts})
        return
    rows = done.rows
    told = Word(f"{rows:,}장", many(rows, "page"))
    if form.unit is SheetUnit.PICKING:
        told = Word(f"품목 {rows:,}종", many(rows, "product"))
    this.say(Word(f"주문 {done.orders:,}건 · {told.ko}", f"{many(done.orders, 'order')}, {told.en}"))
    typer.echo(clean(str(done.path)))
