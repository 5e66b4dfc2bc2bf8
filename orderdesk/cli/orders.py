"""`list` and `show`: orders as the grid shows them, and one order whole."""

from __future__ import annotations

from dataclasses import asdict
from enum import IntEnum
from typing import Annotated, Any

import typer

from orderdesk.cli import completing
from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import Format, shown, write_json, write_rows
from orderdesk.core.domain import columns
from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.breakdown import MISMATCH, MoneyLine
from orderdesk.core.domain.columns import Cell, item_text, seoul_time
from orderdesk.core.domain.glossary import ACTOR_WORDS, DELIVERY_WORDS, ENTRY_WORDS, METHOD_WORDS
from orderdesk.core.domain.identifiers import entry_number, item_number, section_number
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.requests import read_time
from orderdesk.core.domain.states import BADGE_WORDS, SECTION_WORDS, TRADE_WORDS
from orderdesk.core.domain.terms import Term
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services import browsing
from orderdesk.core.services.filter_groups import find_filter_group
from orderdesk.core.services.showing import NoSuchOrder, OrderView, show
from orderdesk.core.services.sight import seen, sight_of
from orderdesk.core.services.sorting import NEWEST, in_order, read_sort
from orderdesk.core.services.time_travel import NotRecorded, show_then
from orderdesk.core.services.unmasking import unmask
from orderdesk.core.services.visiting import LIST, Tally, list_look, order_look, order_seen, tally
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.unit import find

Tab = Annotated[str, typer.Option("--tab", help="탭 이름 · tab by name", autocompletion=completing.tabs)]
Search = Annotated[str, typer.Option("--search", help="구매자, 연락처, 주문번호, 송장번호 · search")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", help="조건 key=a,b, key=from..to · condition", autocompletion=completing.conditions
    ),
]
Unmask = Annotated[bool, typer.Option("--unmask", help="가리지 않고, 기록한다 · unmasked and recorded")]
Reason = Annotated[str, typer.Option("--reason", help="왜 보는지 · why")]
Sort = Annotated[
    str, typer.Option("--sort", help="정렬 KEY[:asc|desc] · sort", autocompletion=completing.sorts)
]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("list")(list_orders)
    app.command("show")(show_order)


def list_orders(
    context: typer.Context,
    tab: Tab = ALL_ORDERS.ko,
    search: Search = "",
    where: Where = None,
    group: Annotated[
        str,
        typer.Option(
            "--group", help="저장한 필터 그룹 · saved filter group", autocompletion=completing.groups
        ),
    ] = "",
    sort: Sort = NEWEST.key,
    chosen: Annotated[
        str, typer.Option("--columns", help="열 이름 a,b · columns", autocompletion=completing.columns)
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="형식 · format")] = Format.table,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="최대 건수 · at most")] = None,
    count: Annotated[bool, typer.Option("--count", help="건수만 · only how many")] = False,
    whole: Unmask = False,
    reason: Reason = "",
) -> None:
    """주문 목록 · orders as the grid shows them, newest first unless sorted otherwise."""
    keys = _keys(chosen, form)
    this = session(context)
    with this.store() as store, store.reader() as conn:
        saved = find_filter_group(conn, group).where if group else ()
        conditions = (*saved, *(where or ()))
        found = browsing.make_view(browsing.find_tab(conn, tab), search, conditions, now(), this.actor.name)
        view = in_order(found, read_sort(sort))
        if count:
            typer.echo(browsing.count(conn, view))
            return
        orders = browsing.orders(conn, view, limit)
        if whole:
            orders = iter(shown_whole(this, store, list(orders), reason))
            write_rows((columns.row(order, keys, this.lang) for order in orders), keys, form, this.lang)
            return
        hide = sight_of(conn, this.actor).hides
        told = Tally()

        def row(order: Order) -> dict[str, Cell]:
            if not (hide or columns.PERSONAL.isdisjoint(keys)):
                told.add(order_seen(order))
            return columns.row(seen([order], hide)[0], keys, this.lang)

        try:
            write_rows(map(row, orders), keys, form, this.lang)
        finally:  # also when the reader of a pipe goes away
            this.looked(store, list_look(LIST, tab, search, *conditions), told)


def shown_whole(this: Session, store: Store, orders: list[Order], reason: str) -> list[Order]:
    """*orders*, once it is recorded that they are seen whole. NotPermitted, ExportRefused."""
    unmask(store, this.actor, now, this.settings, orders, reason)
    return orders


def _keys(chosen: str, form: Format) -> tuple[str, ...]:
    if not chosen:
        return tuple(c.key for c in columns.COLUMNS if c.shown or form is not Format.table)
    keys = tuple(key.strip() for key in chosen.split(","))
    unknown = [key for key in keys if key not in columns.BY_KEY]
    if unknown:
        names = ", ".join(columns.BY_KEY)
        raise UsageProblem(
            Word(
                f"{unknown[0]}: 없는 열입니다. 열은 {names}",
                f"{unknown[0]}: no such column; they are {names}",
            )
        )
    return keys


def show_order(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="주문번호 · order number")],
    at: Annotated[str, typer.Option("--at", help="그때의 모습 YYYY-MM-DD HH:MM · as it was then")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    whole: Unmask = False,
    reason: Reason = "",
) -> None:
    """한 주문의 모든 것 · one order, all of it."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        try:
            hide = not whole and sight_of(conn, this.actor).hides
            view = _past(this, conn, number, at, hide) if at else show(conn, number, this.lang, hide)
            if whole:
                shown_whole(this, store, [view.order], reason)
            elif not hide:
                this.looked(store, order_look(view.order.id), tally([order_seen(view.order)]))
        except NoSuchOrder:
            text = clean(number)
            raise UsageProblem(
                Word(f"{text}: 없는 주문번호입니다", f"{text}: there is no such order")
            ) from None
    if as_json:
        write_json({"as_of": at or None, **_as_json(view, this.lang)})
    else:
        _print(view, this.lang)


def _past(this: Session, conn: Conn, number: str, at: str, hide: bool) -> OrderView:
    """The order with *number* as it was at the time *at*; UsageProblem when that is not known."""
    try:
        moment = read_time(at)
    except ValueError:
        text = clean(at)
        raise UsageProblem(
            Word(f"{text}: 2026-11-22 14:00 처럼 적으세요", f"{text}: write it like 2026-11-22 14:00")
        ) from None
    order_id = find(conn, [number]).get(number)
    if order_id is None:
        raise NoSuchOrder(number)
    try:
        then = show_then(conn, order_id, moment, this.lang, hide)
    except NotRecorded as unknown:
        raise UsageProblem(Word(*(text.format(_time(unknown.since)) for text in unknown.words))) from None
    this.say(Word(f"{_time(moment)} 의 모습입니다", f"As it was at {_time(moment)}"))
    if not then.whole:
        this.say(
            Word(
                "그 뒤 개인정보를 지워 일부는 알 수 없습니다",
                "Personal data was erased since: some of it is unknown",
            )
        )
    return then.view


def _as_json(view: OrderView, lang: Lang) -> dict[str, Any]:
    order = view.order
    return {
        **columns.row(order, lang=lang),
        "badge": BADGE_WORDS[badge(order)].text(lang),
        "version": order.version,
        "sections": [
            {
                "number": section_number(order.number, s.n),
                "state": SECTION_WORDS[s.state].text(lang),
                "delivery": DELIVERY_WORDS[s.delivery].text(lang),
                "courier": s.courier,
                "tracking": s.tracking,
                "tracked_at": seoul_time(s.tracked_at),
                "sent_at": seoul_time(s.sent_at),
                "done_at": seoul_time(s.done_at),
                "confirmed_at": seoul_time(s.confirmed_at),
                "holds": [_plain(asdict(hold)) for hold in order.holds_of(s.n)],
                "address": _plain(asdict(s.address)),
                "note": s.note,
                "items": [
                    {
                        "number": item_number(order.number, item.n),
                        "name": item_text(order.line(item.line)),
                        "qty": item.qty,
                    }
                    for item in order.items_of(s.n)
                ],
            }
            for s in order.sections
        ],
        "lines": [_plain(asdict(line)) for line in order.lines],
        "entries": [
            {
                "number": entry_number(order.number, e.n),
                "kind": ENTRY_WORDS[e.kind].text(lang),
                "method": METHOD_WORDS[e.method].text(lang),
                "amount": e.amount,
                "at": seoul_time(e.at),
                "assumed": e.assumed,
            }
            for e in order.entries
        ],
        "money": [_money(line, lang) for line in view.money],
        "mismatch": view.mismatch,
        "claims": [_plain(asdict(claim)) for claim in order.claims],
        "memos": [_plain(asdict(memo)) for memo in order.memos],
        "timeline": [
            {
                "at": seoul_time(t.at),
                "who": t.who.name,
                "what": t.words.text(lang),
                "section": section_number(order.number, t.section) if t.section else None,
                "details": t.details,
                "job": t.job,
            }
            for t in view.timeline
        ],
    }


def _money(line: MoneyLine, lang: Lang) -> dict[str, Any]:
    return {
        "key": line.key,
        "words": line.words.text(lang),
        "amount": line.amount,
        "rule": line.rule.text(lang),
        "terms": [_term(term, lang) for term in line.terms],
    }


def _term(term: Term, lang: Lang) -> dict[str, Any]:
    return {
        "words": term.words.text(lang),
        "name": term.name,
        "where": term.where,
        "amount": term.amount,
        "rule": term.rule.text(lang),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value.name if isinstance(value, IntEnum) else value for key, value in record.items()}


def _print(view: OrderView, lang: Lang) -> None:
    order = view.order
    trade, word = TRADE_WORDS[order.trade].text(lang), BADGE_WORDS[badge(order)].text(lang)
    typer.echo(f"{order.number}  {word}  {trade}  {_time(order.placed_at)}")
    typer.echo(f"{clean(order.buyer_name)} {clean(order.buyer_phone)}")
    for section in order.sections:
        held = Word("  보류", "  held").text(lang) if order.holds_of(section.n) else ""
        label = (
            f"  {clean(section.courier or '')} {clean(section.tracking or '')}" if section.tracking else ""
        )
        state = SECTION_WORDS[section.state].text(lang)
        typer.echo(f"\n{section_number(order.number, section.n)}  {state}{held}{label}")
        for item in order.items_of(section.n):
            line = order.line(item.line)
            name = item_number(order.number, item.n)
            typer.echo(f"  {name}  {clean(item_text(line))} ×{item.qty}  {shown(line.total)}")
        where = section.address
        place = f"{where.receiver} {where.phone} {where.zip} {where.line1} {where.line2}"
        typer.echo(f"  {clean(place)}  {clean(section.note)}".rstrip())
    typer.echo()
    for money in view.money:
        typer.echo(f"{money.words.text(lang)}  {money.amount:,}  = {money.rule.text(lang)}")
        for term in money.terms:
            parts = (term.where, term.words.text(lang), clean(term.name))
            label = " ".join(part for part in parts if part)
            typer.echo(f"    {label}  {term.amount:,}  ({term.rule.text(lang)})")
    if view.mismatch:
        typer.echo(f"! {MISMATCH.text(lang)} {view.mismatch:,}")
    typer.echo()
    _print_timeline(order, view, lang)


def _print_timeline(order: Order, view: OrderView, lang: Lang) -> None:
    for line in view.timeline:
        section = f"S{line.section} " if line.section else ""
        who = clean(line.who.name) or ACTOR_WORDS[line.who.kind].text(lang)
        details = clean(line.details.replace("\n", " · "))
        text = f"{_time(line.at)}  {line.words.text(lang)} {section}{details}"
        typer.echo(f"{text.rstrip()} ({who})")


def _time(at: int) -> str:
    return (seoul_time(at) or "")[:16].replace("T", " ")
