"""`export`: orders by a template or their payments into a file, and the templates themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import TROUBLE, Session, UsageProblem, now, session, talker
from orderdesk.cli.dispatch import export_smartstore
from orderdesk.cli.orders import Search, Sort, Tab, Where
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.pipes import ONE_OUTPUT, is_stream, sent
from orderdesk.cli.planned import Json, Reason
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.export_fields import FIELDS
from orderdesk.core.domain.export_refusals import STOPPED
from orderdesk.core.domain.export_scopes import SCOPE_WORDS, Scope
from orderdesk.core.domain.export_templates import BUILT_IN_NAME, Template, check_template
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.domain.periods import PERIOD_WORDS
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.files.template_file import read_template, template_text
from orderdesk.core.services import browsing, exporting
from orderdesk.core.services.export_templates import (
    find_template,
    read_templates,
    remove_template,
    save_template,
)
from orderdesk.core.services.exporting import Exported, ExportStopped, Wanted
from orderdesk.core.services.sorting import NEWEST, in_order, read_sort
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.unit import find


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    export = typer.Typer(help="파일로 내보내기 · files out", invoke_without_command=True)
    export.callback()(export_orders)
    export.command("payments")(export_payments)
    export.command("smartstore")(export_smartstore)
    template = typer.Typer(help="내보내기 양식 · templates", no_args_is_help=True)
    template.command("list")(list_templates)
    template.command("show")(show_template)
    template.command("add")(add_template)
    template.command("remove")(remove)
    template.command("fields")(list_fields)
    template.callback()(_templates)
    export.add_typer(template, name="template")
    app.add_typer(export, name="export")


def _templates() -> None:
    """Templates of exports."""


Out = Annotated[Path | None, typer.Option("--out", help="만들 파일 .xlsx, .csv, - · file to write")]
Page = Annotated[int, typer.Option("--page", min=1, help="page: 몇 번째 페이지 · which page")]
Numbers = Annotated[
    list[str] | None, typer.Option("--number", help="selected: 주문번호, - 는 표준입력 · order no.")
]


@dataclass(frozen=True)
class _Asked:
    """Which orders a call means, as its options say."""

    scope: Scope
    tab: str
    search: str
    where: Sequence[str]
    sort: str
    page: int
    period: str
    numbers: Sequence[str]


def export_orders(
    context: typer.Context,
    template: Annotated[
        str, typer.Option("--template", help="양식 이름 · template", autocompletion=completing.templates)
    ] = BUILT_IN_NAME.ko,
    scope: Annotated[Scope, typer.Option("--scope", help="대상 · which orders")] = Scope.TAB,
    out: Out = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    sort: Sort = NEWEST.key,
    page: Page = 1,
    period: Annotated[
        str, typer.Option("--period", help="period: 2026-11-01..2026-11-30, 최근7일 · order dates")
    ] = "",
    numbers: Numbers = None,
    combine: Annotated[
        bool, typer.Option("--combine", help="합포장은 한 행으로 · combined parcels in one row")
    ] = False,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """주문을 양식대로 파일로 내보낸다 · write orders into a file by a template."""
    if context.invoked_subcommand is not None:
        return
    asked = _Asked(scope, tab, search, where or (), sort, page, period, numbers or ())

    def form(conn: Conn) -> Template:
        found = find_template(conn, template)
        if combine:
            found = replace(found, combine=True)
            check_template(found)
        return found

    _export(session(context), asked, form, out, reason, as_json)


def export_payments(
    context: typer.Context,
    scope: Annotated[
        Scope, typer.Option("--scope", help="대상; period 는 결제일 기간 · whose payments, or which")
    ] = Scope.PERIOD,
    out: Out = None,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    sort: Sort = NEWEST.key,
    page: Page = 1,
    period: Annotated[
        str,
        typer.Option("--period", help="period: 2026-11-01..2026-11-30, 최근30일 · payment dates"),
    ] = "",
    numbers: Numbers = None,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """결제 내역을 파일로 내보낸다 · write payments and refunds into a file."""
    asked = _Asked(scope, tab, search, where or (), sort, page, period, numbers or ())
    _export(session(context), asked, lambda conn: PAYMENTS, out, reason, as_json)


def _export(
    this: Session,
    asked: _Asked,
    form_in: Callable[[Conn], Template],
    out: Path | None,
    reason: str,
    as_json: bool,
) -> None:
    """Write what was *asked* for by the template that *form_in* finds in the store."""
    _refuse_idle(asked)
    if as_json and is_stream(out, csv=True):
        raise UsageProblem(ONE_OUTPUT)
    with this.store() as store, stoppable() as stopped:
        with store.reader() as conn:
            form = form_in(conn)
            wanted = _wanted(this, conn, asked, form)
        try:
            with sent(out, exporting.file_name(form, now()), csv=True) as (path, made):
                done = exporting.export_orders(
                    store, wanted, form, path, this.actor, now, this.printed, reason, talker(), stopped
                )
                made.append(done.path)
        except ExportStopped:
            this.say(STOPPED)
            raise typer.Exit(TROUBLE) from None
    _tell(this, done, as_json, is_stream(out, csv=True))


def _refuse_idle(asked: _Asked) -> None:
    """UsageProblem for an option that the scope would not heed: nobody should take a file for another one."""
    scope = asked.scope
    idle = {
        "--search/--where": (asked.search or asked.where) and scope not in (Scope.FILTERED, Scope.PAGE),
        "--tab": asked.tab != ALL_ORDERS.ko and scope in (Scope.PERIOD, Scope.SELECTED),
        "--period": asked.period and scope is not Scope.PERIOD,
        "--number": asked.numbers and scope is not Scope.SELECTED,
    }
    for option, given in idle.items():
        if given:
            words = SCOPE_WORDS[scope]
            raise UsageProblem(
                Word(
                    f"{option}: ‘{words.ko}’({scope.value})에는 쓰이지 않습니다. 다른 --scope 를 쓰세요",
                    f"{option} has no effect with --scope {scope.value}; use another scope, such as filtered",
                )
            )


def _wanted(this: Session, conn: Conn, asked: _Asked, form: Template) -> Wanted:
    if asked.scope is Scope.SELECTED:
        return exporting.selected(ids_named(conn, asked.numbers))
    if asked.scope is Scope.PERIOD:
        if form == PAYMENTS:
            return exporting.paid_period(asked.period or PERIOD_WORDS["last30"].ko, now())
        return exporting.period(asked.period, now())
    found = browsing.find_tab(conn, asked.tab)
    if asked.scope is Scope.TAB:
        return exporting.whole_tab(found)
    if asked.scope is Scope.FILTERED:
        return exporting.filtered(found, asked.search, asked.where, now(), this.actor.name)
    size = this.settings.page_size
    seen = browsing.make_view(found, asked.search, asked.where, now(), this.actor.name)
    view = in_order(seen, read_sort(asked.sort))
    return exporting.page(view, (asked.page - 1) * size, size, found.name)


def ids_named(conn: Conn, numbers: Sequence[str]) -> list[int]:
    """The ids of the orders named, "-" for those on stdin; UsageProblem for a number that no order has."""
    named = [line for each in numbers for line in (sys.stdin if each == "-" else [each])]
    wanted = list(dict.fromkeys(text.strip() for text in named if text.strip()))
    found = find(conn, wanted)
    for number in wanted:
        if number not in found:
            text = clean(number)
            raise UsageProblem(Word(f"{text}: 없는 주문번호입니다", f"{text}: there is no such order"))
    return [found[number] for number in wanted]


def _tell(this: Session, done: Exported, as_json: bool, is_sent: bool) -> None:
    counts = {"orders": done.orders, "rows": done.rows, "people": done.people}
    if as_json:
        write_json({"file": str(done.path), **counts, "left": done.left})
        return
    path = clean(done.path.name if is_sent else str(done.path))
    this.say(
        Word(
            f"{path} · 주문 {done.orders:,} · {done.rows:,}행 · {done.people:,}명의 정보",
            f"{path}: {many(done.orders, 'order')}, {many(done.rows, 'row')},"
            f" data of {many(done.people, 'person', 'people')}",
        )
    )
    if done.left:
        this.say(
            Word(
                f"양식에 맞지 않아 뺀 주문 {done.left:,}건 (상태, 송장, 배송보류, 결제)",
                f"{many(done.left, 'order')} left out that the template has no place for"
                " (states, tracking, holds, payments)",
            )
        )
    if not is_sent:
        typer.echo(path)


def list_templates(context: typer.Context) -> None:
    """양식 목록 · the templates there are."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        known = read_templates(conn)
    heads = [Word("양식", "Template"), Word("행", "Row"), Word("열", "Columns")]
    rows = [(each.name, each.rows.value, len(each.shown)) for each in known]
    write_table([head.text(this.lang) for head in heads], rows, {2})


def show_template(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="양식 이름 · template", autocompletion=completing.templates)],
) -> None:
    """양식을 TOML로 보여 준다 · a template as TOML, to be edited and added again."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        typer.echo(template_text(find_template(conn, name)), nl=False)


def add_template(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="양식 파일 · TOML file")]
) -> None:
    """TOML 파일의 양식을 넣는다; 같은 이름은 바꾼다 · add a template, or replace the one of its name."""
    this, made = session(context), read_template(file)
    with this.store() as store:
        replaced = save_template(store, this.actor, now(), made)
    name = made.name
    this.say(
        Word(f"{name}: 바꿨습니다", f"{name}: replaced")
        if replaced
        else Word(f"{name}: 넣었습니다", f"{name}: added")
    )


def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="양식 이름 · template", autocompletion=completing.templates)],
) -> None:
    """양식을 지운다 · remove a template."""
    this = session(context)
    with this.store() as store:
        remove_template(store, this.actor, now(), name)
    text = clean(name)
    this.say(Word(f"{text}: 지웠습니다", f"{text}: removed"))


def list_fields(context: typer.Context) -> None:
    """양식에 쓸 수 있는 항목 · the fields that a template may have."""
    this = session(context)
    heads = [Word("항목", "Field"), Word("머리글", "Header"), Word("단위", "Of"), Word("비고", "Note")]
    blank = Word("빈 칸 (저장소에 없음)", "blank: not in the store").text(this.lang)
    rows = [(each.key, each.words.ko, each.level.value, blank if each.blank else "") for each in FIELDS]
    write_table([head.text(this.lang) for head in heads], rows)
