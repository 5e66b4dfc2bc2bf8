"""`import` and `tracking template`: files in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import PART, TROUBLE, Session, UsageProblem, now, session, talker
from orderdesk.cli.explaining import lines, shape
from orderdesk.cli.file_in import read_file
from orderdesk.cli.import_report import (
    Report,
    compared_report,
    orders_report,
    tracking_report,
    with_groups,
    write_results,
)
from orderdesk.cli.orders import Search, Tab, Where
from orderdesk.cli.output import write_json
from orderdesk.cli.pipes import is_stream, sent
from orderdesk.cli.planned import DryRun, Json, Reason
from orderdesk.cli.shop_lists import import_list, kind_of_list
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.access_words import FORM_NAME
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.files.explaining import explain
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import COMPARED, Sheet
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.acting import Selection, resolve, tracking_options
from orderdesk.core.services.comparing import compare
from orderdesk.core.services.exporting import ExportStopped, given_reason, stamped
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import Wanted, take
from orderdesk.core.services.taking_out import Recorder
from orderdesk.core.services.tracking_file import import_tracking
from orderdesk.core.services.tracking_forms import write_form
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store


class As(StrEnum):
    """What a file is taken for."""

    orders = "orders"
    tracking = "tracking"
    products = "products"
    customers = "customers"
    payments = "payments"
    deposits = "deposits"
    auto = "auto"


_WANTED: Mapping[As, Wanted] = {As.orders: "orders", As.tracking: "tracking"}
_COMPARED_KINDS: Mapping[str, Kind] = {As.payments: Kind.PAYMENTS, As.deposits: Kind.BANK}


class YesNo(StrEnum):
    """Yes or no."""

    yes = "yes"
    no = "no"


_ORDERS = Word("주문 {orders:,}", "orders {orders:,}")
_ROWS = Word("행 {rows:,}", "rows {rows:,}")
_DONE = Word(
    " · 가져옴 {imported:,} · 고침 {updated:,} · 그대로 {unchanged:,} · 거절 {refused:,}",
    ": imported {imported:,}, updated {updated:,}, unchanged {unchanged:,}, refused {refused:,}",
)
_TO_DO = Word(
    " · 가져올 것 {imported:,} · 고칠 것 {updated:,} · 그대로 {unchanged:,} · 거절 {refused:,}",
    ": to import {imported:,}, to update {updated:,}, unchanged {unchanged:,}, refused {refused:,}",
)
_ROW_COUNTS = Word(
    "행 {rows:,} · 건너뜀 {skip:,} · 거절 {refuse:,}", "rows {rows:,}: skipped {skip:,}, refused {refuse:,}"
)
_KEEP = Word("--result로 결과를 남기세요", "--result keeps the verdicts")

Courier = Annotated[
    str,
    typer.Option(
        "--courier",
        help="파일에 없을 때의 택배사 · courier where the file names none",
        autocompletion=completing.couriers,
    ),
]


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
    file: Annotated[Path, typer.Argument(help="엑셀·CSV 파일, -는 표준입력 · file")],
    kind: Annotated[As, typer.Option("--as", help="파일의 종류 · what it is")] = As.auto,
    assume_paid: Annotated[
        YesNo, typer.Option("--assume-paid", help="결제완료로 본다 · take orders as paid")
    ] = YesNo.yes,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="송장 덮어쓰기 · replace numbers")] = False,
    share: Annotated[
        bool,
        typer.Option("--share", help="합포장 (받는 사람이 달라도) · combined parcels (other receivers too)"),
    ] = False,
    by_order: Annotated[
        bool, typer.Option("--by-order", help="구 양식을 주문번호로 · take the old form by order numbers")
    ] = False,
    result_file: Annotated[
        Path | None,
        typer.Option("--result", help="처리결과를 적은 엑셀 · the file again, with what became of each row"),
    ] = None,
    courier: Courier = "",
    password_from: Annotated[
        Path | None,
        typer.Option("--password-from", help="암호가 적힌 파일, -는 표준 입력 · file with its password"),
    ] = None,
    explaining: Annotated[
        bool,
        typer.Option("--explain", help="무엇으로 보았고 왜인지만 말한다 · only say what it is taken for"),
    ] = False,
    reason: Reason = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """주문·송장·상품·회원 파일을 가져온다 · bring in orders, tracking numbers, products or members."""
    this = session(context)
    this.leaves_nothing = dry_run
    if explaining:
        _explain(read_file(this, file, password_from), this, as_json)
        return
    if result_file and not result_file.parent.is_dir():
        name = clean(str(result_file.parent))
        raise UsageProblem(Word(f"{name}: 폴더가 없습니다", f"{name}: no such folder"))
    recorded = given_reason(this.settings, reason) if result_file else ""
    sheet = read_file(this, file, password_from)
    end = _End(sheet, result_file, recorded, as_json, dry_run)
    if _beside_orders(this, kind, end):
        return
    read = take(sheet, _WANTED.get(kind, "auto"))
    with this.store(writes=not dry_run) as store:
        if isinstance(read, OrderFile):
            report = _bring(this, store, read, sheet, assume_paid is YesNo.yes, dry_run)
        else:
            options = replace(
                tracking_options(this.settings), overwrite=overwrite, share=share, by_order=by_order
            )
            if courier:
                options = replace(options, default_courier=courier)
            report = _register(this, store, read, sheet, options, dry_run)
        _finish(this, store, report, end)


class _End(NamedTuple):
    """How an import ends: the file that it is told of, where its rows go again, and for which reason.

    After a dry run nothing has come in.
    """

    sheet: Sheet
    result_file: Path | None
    reason: str
    as_json: bool
    dry_run: bool


def _bring(
    this: Session, store: Store, read: OrderFile, sheet: Sheet, assume_paid: bool, dry_run: bool
) -> Report:
    """Imports orders."""
    with stoppable() as stopped:
        result = import_orders(store, read, this.actor, now, dry_run, assume_paid, talker(), stopped)
    return with_groups(orders_report(result), result, sheet)


def _register(
    this: Session, store: Store, read: TrackingFile, sheet: Sheet, options: Options, dry_run: bool
) -> Report:
    """Registers tracking numbers."""
    with stoppable() as stopped:
        tracked = import_tracking(store, read, this.actor, now, options, dry_run, talker(), stopped)
    if tracked.in_part is not None:
        this.say(tracked.in_part)
    return with_groups(tracking_report(tracked), tracked.rows, sheet)


def _beside_orders(this: Session, kind: As, end: _End) -> bool:
    """Whether the file brings no orders and no numbers of orders; then what it brings is done here."""
    listed = kind_of_list(end.sheet, kind.value)
    if listed is not None:
        report = import_list(this, end.sheet, listed, end.dry_run)
        with this.store() as store:
            _finish(this, store, report, end)
        return True
    if kind in _COMPARED_KINDS or (kind is As.auto and end.sheet.kind in COMPARED):
        _compare(this, kind, end)
        return True
    return False


def _compare(this: Session, kind: As, end: _End) -> None:
    """Tells what becomes of a file that is held against the store and changes nothing."""
    sheet = end.sheet
    if kind is not As.auto and sheet.kind is not _COMPARED_KINDS[kind]:
        form = sheet.layout.form
        kind_words = " · ".join(form.words) if form else ""
        raise FileProblem(FileTrouble.OTHER_KIND, sheet.file, sheet.name, kind_words)
    with this.store() as store:
        compared = compare(store, sheet)
        this.say(Word(f"{compared.why.ko}. {_KEEP.ko}", f"{compared.why.en}. {_KEEP.en}"))
        report = with_groups(compared_report(compared), compared.rows, sheet)
        _finish(this, store, report, end)


def _finish(this: Session, store: Store, report: Report, end: _End) -> None:
    """Tell what became of the rows; partial where some were refused."""
    written: list[Path] = []
    if end.result_file:
        recorder = Recorder(store, this.actor, now, end.reason)
        written = write_results(recorder, end.sheet, end.result_file, report, this.lang, end.dry_run)
    _tell(this, report, written, end)
    if report.partial:
        raise typer.Exit(PART)


def _explain(sheet: Sheet, this: Session, as_json: bool) -> None:
    told = explain(sheet)
    if as_json:
        write_json(shape(told, this.lang))
        return
    for line in lines(told, this.lang):
        typer.echo(line)


def _tell(this: Session, report: Report, written: Sequence[Path], end: _End) -> None:
    if end.as_json:
        write_json({**report.shape(this.lang), "results": [str(path) for path in written]})
        return
    if report.kind in _COMPARED_KINDS:
        verdicts = Counter({verdict.row: verdict.verdict for verdict in report.verdicts}.values())
        counts = {**report.counts, "skip": verdicts["skip"], "refuse": verdicts["refuse"]}
        words = _ROW_COUNTS
    else:
        what, became = _ORDERS if "orders" in report.counts else _ROWS, _TO_DO if end.dry_run else _DONE
        counts, words = {**report.counts}, Word(what.ko + became.ko, what.en + became.en)
    this.say(Word(words.ko.format(**counts), words.en.format(**counts)))
    for group in report.groups:
        typer.echo(group.line(this.lang), err=True)
    for finding in report.findings:
        typer.echo(finding.line(this.lang), err=True)
    for path in written:
        this.say(Word(f"처리결과: {path}", f"Results: {path}"))


def template(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="만들 파일 또는 - · file to write")],
    numbers: Annotated[list[str] | None, typer.Argument(help="주문·섹션 번호 · numbers")] = None,
    tab: Tab = "전체",
    search: Search = "",
    where: Where = None,
) -> None:
    """송장 등록 양식을 만든다 · the pre-filled six-column form."""
    if out.suffix.lower() == ".csv":
        raise UsageProblem(
            Word(
                "송장 양식은 .xlsx로만 만듭니다. 파일 이름을 .xlsx로 끝내세요",
                "the form is made as .xlsx only; let the file's name end so",
            )
        )
    this = session(context)
    selection = Selection(tuple(numbers or ()), tab, search, tuple(where or ()), everything=not numbers)
    with this.store() as store, stoppable() as stopped:
        with store.reader() as conn:
            ids, only, missing = resolve(conn, selection, now(), this.actor.name)
        if missing:
            name = clean(missing[0])
            raise UsageProblem(Word(f"{name}: 찾을 수 없는 번호입니다", f"{name}: no such number"))
        try:
            with sent(out, stamped(FORM_NAME.ko, now(), ".xlsx").replace(" ", "_")) as (target, made):
                form = write_form(store, ids, only, target, this.actor, now, cancelled=stopped)
                made.append(form.path)
        except ExportStopped:
            this.say(Word("멈췄습니다. 파일을 만들지 않았습니다", "Stopped; no file was written"))
            raise typer.Exit(TROUBLE) from None
    path = clean(form.path.name if is_stream(out) else str(form.path))
    this.say(Word(f"{path} · {form.rows:,}행", f"{path}: {many(form.rows, 'row')}"))
    if not is_stream(out):
        typer.echo(path)
