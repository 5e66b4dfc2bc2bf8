"""`create`, `drafts` and `sites`: orders made by hand, those that are being made, and the shop's sites."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from orderdesk.cli.common import Session, UsageProblem, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import DryRun, Json
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.drafts import DELIVERIES, Draft, DraftLine, Pay, refuse_draft
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import read_time
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services import drafting
from orderdesk.core.services.customers import find_customers
from orderdesk.core.store import drafts as stored
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.drafts import StoredDraft
from orderdesk.core.store.goods import products_by_code, skus_taken
from orderdesk.core.store.operators import require_in

_DELIVERIES = {delivery.name.lower(): delivery for delivery in DELIVERIES}
_TEXTS = ("site", "buyer", "phone", "email", "receiver", "receiver_phone", "zip", "line1", "line2", "note")


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("create")(create)
    drafts = typer.Typer(help="작성 중인 주문 · orders being made", no_args_is_help=True)
    drafts.command("list")(list_drafts)
    drafts.command("remove")(remove)
    app.add_typer(drafts, name="drafts")
    app.command("sites")(sites)


def _fields(text: str) -> dict[str, str]:
    key, mark, value = text.partition("=")
    if not mark or key not in (*_TEXTS, "delivery", "fee", "discount", "pay", "account", "due", "reason"):
        raise UsageProblem(Word(f"{clean(text)}: KEY=VALUE 로 적으세요", f"{clean(text)}: write KEY=VALUE"))
    return {key: value.strip()}


def create(
    context: typer.Context,
    items: Annotated[list[str] | None, typer.Argument(help="SKU:수량 · SKU:pieces")] = None,
    goods: Annotated[
        list[str] | None, typer.Option("--goods", help="상품명:수량:단가 · goods that are no product")
    ] = None,
    member: Annotated[str, typer.Option("--member", help="회원 코드 · member's code")] = "",
    given: Annotated[list[str] | None, typer.Option("--set", help="값 KEY=VALUE · field")] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="작성 중으로 둔다 · only keep it as a draft")
    ] = False,
    number: Annotated[int | None, typer.Option("--from", help="작성 중인 번호 · a draft's number")] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """관리자 주문을 만든다 · make an order by hand.

    --set: site buyer phone email receiver receiver_phone zip line1 line2 note delivery fee discount pay
    account due reason
    """
    this = session(context)
    fields = {key: value for text in given or () for key, value in _fields(text).items()}
    with this.store(writes=not dry_run) as store:
        with store.reader() as conn:
            require_in(conn, this.actor, Act.CREATE.value)
            made = _draft(conn, number, items or (), goods or (), member, fields)
            priced, why = drafting.priced(conn, made, now()), refuse_draft(made, drafting.draft_shop(conn))
        if draft and not dry_run:
            kept = drafting.keep_draft(store, this.actor, now(), made, number)
            this.say(Word(f"작성 중 {kept}번으로 두었습니다", f"Kept as draft {kept}"))
            return
        if why:
            raise UsageProblem(_told(why))
        order = priced.order
        for words in drafting.lacking_words(priced):
            this.say(words)
        if not dry_run:
            try:
                order = drafting.create_order(store, this.actor, now(), made, number, priced)
            except drafting.DraftRefused as refused:
                raise UsageProblem(_told(refused.why)) from None
    if as_json:
        write_json(_shape(order))
    elif not dry_run:
        typer.echo(order.number)
    _say(this, order)


def _draft(
    conn: Conn,
    number: int | None,
    items: tuple[str, ...] | list[str],
    goods: tuple[str, ...] | list[str],
    member: str,
    fields: dict[str, str],
) -> Draft:
    made = Draft()
    if number is not None:
        kept = stored.draft(conn, number)
        if kept is None:
            raise UsageProblem(_told((("draft", Refusal.DRAFT_GONE),)))
        made = drafting.read_draft(kept)
    if member:
        made = _for_member(conn, made, member)
    lines = (*made.lines, *(_item(conn, text) for text in items), *map(_goods, goods))
    return _with(replace(made, lines=lines), fields)


def _for_member(conn: Conn, made: Draft, code: str) -> Draft:
    customer = next((each for each in find_customers(conn, code) if each.code == code), None)
    if customer is None:
        raise UsageProblem(Word(f"{clean(code)}: 없는 회원입니다", f"{clean(code)}: no such member"))
    return drafting.for_member(made, customer, drafting.grade_off(conn, customer.grade))


def _item(conn: Conn, text: str) -> DraftLine:
    sku, _, qty = text.rpartition(":")
    code = skus_taken(conn, [sku]).get(sku, "")
    product = products_by_code(conn, [code]).get(code)
    option = product.option_of(sku) if product else None
    if product is None or option is None or not qty.isdecimal():
        raise UsageProblem(Word(f"{clean(text)}: SKU:수량 으로 적으세요", f"{clean(text)}: write SKU:pieces"))
    return drafting.line_of(product, option, int(qty), now())


def _goods(text: str) -> DraftLine:
    name, qty, price = (part.strip() for part in [*text.rsplit(":", 2), "", ""][:3])
    if not (name and qty.isdecimal() and price.isdecimal()):
        raise UsageProblem(
            Word(f"{clean(text)}: 상품명:수량:단가 로 적으세요", f"{clean(text)}: write name:pieces:price")
        )
    return DraftLine(clean(name), int(qty), int(price))


def _with(made: Draft, fields: dict[str, str]) -> Draft:
    """*made* with the *fields* that were given; UsageProblem names one that can't be read."""
    read: dict[str, Any] = {}
    for key, value in fields.items():
        try:
            match key:
                case "delivery":
                    read[key] = _DELIVERIES[value]
                case "pay":
                    read[key] = Pay(value)
                case "fee" | "discount":
                    read[key] = int(value.replace(",", ""))
                case "due":
                    read["due_at"] = read_time(value)
                case _:
                    read[key] = clean(value)
        except (KeyError, ValueError):
            told = clean(f"{key}={value}")
            refusal = Refusal.FIELD_BAD
            raise UsageProblem(
                Word(f"{told}: {refusal.message.ko}", f"{told}: {refusal.message.en}")
            ) from None
    return replace(made, **read)


def _told(why: tuple[tuple[str, Refusal], ...]) -> Word:
    return Word(
        "\n".join(f"{field}: {each.message.ko}. {each.advice.ko}" for field, each in why),
        "\n".join(f"{field}: {each.message.en}. {each.advice.en}" for field, each in why),
    )


def _amounts(order: Order) -> tuple[int, int, int]:
    goods = sum(line.total for line in order.lines)
    fee = sum(section.fee for section in order.sections)
    return goods, fee, goods + fee


def _shape(order: Order) -> dict[str, Any]:
    goods, fee, total = _amounts(order)
    return {"order": order.number, "goods": goods, "ship_fee": fee, "total": total, "pending": order.pending}


def _say(this: Session, order: Order) -> None:
    goods, fee, total = _amounts(order)
    this.say(
        Word(
            f"상품 {goods:,} + 배송비 {fee:,} = {total:,}원",
            f"goods {goods:,} + shipping {fee:,} = {total:,} won",
        )
    )


def list_drafts(context: typer.Context, as_json: Json = False) -> None:
    """작성 중인 주문, 새것부터 · orders being made, the newest first."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        require_in(conn, this.actor, Act.CREATE.value)
        found = [(kept, drafting.read_draft(kept)) for kept in stored.drafts(conn)]
    if as_json:
        write_json([_draft_shape(kept, draft) for kept, draft in found])
        return
    rows = [(kept.id, seoul_time(kept.at), kept.by, draft.buyer, draft.goods) for kept, draft in found]
    write_table(["draft", "at", "by", "buyer", "goods"], rows, {0, 4})


def _draft_shape(kept: StoredDraft, draft: Draft) -> dict[str, Any]:
    told = {"draft": kept.id, "at": seoul_time(kept.at), "by": kept.by}
    return {**told, "buyer": draft.buyer, "goods": draft.goods}


def remove(context: typer.Context, number: Annotated[int, typer.Argument(help="번호 · number")]) -> None:
    """작성 중인 주문을 지운다 · delete a draft."""
    this = session(context)
    with this.store(writes=True) as store:
        with store.reader() as conn:
            if stored.draft(conn, number) is None:
                raise UsageProblem(_told((("draft", Refusal.DRAFT_GONE),)))
        drafting.forget_draft(store, this.actor, now(), number)


def sites(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="사이트 이름들 · names")] = None,
    as_json: Json = False,
) -> None:
    """주문 사이트를 보거나, 이름을 모두 적어 바꾼다 · the shop's sites; all their names set them anew."""
    this = session(context)
    with this.store(writes=bool(names)) as store:
        if names:
            wanted = tuple(dict.fromkeys(filter(None, map(clean, names))))
            drafting.save_sites(store, this.actor, now(), wanted)
        with store.reader() as conn:
            found = drafting.sites(conn)
    if as_json:
        write_json(list(found))
        return
    for name in found:
        typer.echo(name)
