"""The shop's own lists on the command line: products and customers in from files, and looked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from orderdesk.cli.common import Session, now, session, talker
from orderdesk.cli.import_report import Report, list_report
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.goods import GOODS_WORDS, Option, Product
from orderdesk.core.domain.words import Word
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.reading import SHOP_LISTS, Sheet
from orderdesk.core.services import list_files
from orderdesk.core.services.customers import seen_customers
from orderdesk.core.services.goods import find_products
from orderdesk.core.services.list_files import list_of
from orderdesk.core.services.sight import sight_of
from orderdesk.core.services.visiting import members_look, members_seen, tally

Search = Annotated[str, typer.Argument(help="찾을 말 · what to look for")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="최대 건수 · at most")]

_GOODS_HEADS: Final = (
    Word("상품코드", "Code"),
    Word("상품명", "Product"),
    Word("옵션", "Option"),
    Word("SKU", "SKU"),
    Word("종류", "Kind"),
    Word("지금 가격", "Price now"),
    Word("판매가", "Price"),
    Word("재고", "On hand"),
    Word("가용", "Available"),
    Word("위치", "Place"),
)
_PEOPLE_HEADS: Final = (
    Word("회원코드", "Code"),
    Word("이름", "Name"),
    Word("연락처", "Phone"),
    Word("등급", "Grade"),
    Word("우편번호", "Postcode"),
    Word("주소", "Address"),
    Word("가입일", "Joined"),
)


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.command("products")(list_products)
    app.command("customers")(list_customers)


def kind_of_list(sheet: Sheet, named: str) -> Kind | None:
    """Which of the shop's lists *sheet* is to be taken for; None for a file about orders."""
    kind = sheet.kind if named == "auto" else next((k for k in SHOP_LISTS if k.value == named), Kind.UNKNOWN)
    return kind if kind in SHOP_LISTS else None


def import_list(this: Session, sheet: Sheet, kind: Kind, dry_run: bool) -> Report:
    """Bring in one of the shop's lists; what became of its rows."""
    read = list_of(sheet, kind)
    with this.store(writes=not dry_run) as store, stoppable() as stopped:
        result = list_files.import_list(store, read, this.actor, now, dry_run, talker(), stopped)
    return list_report(result, kind.value)


def list_products(
    context: typer.Context, search: Search = "", limit: Limit = 200, as_json: Json = False
) -> None:
    """상품을 찾는다: 이름(초성), 코드, 옵션, SKU, 바코드 · products by name, code, option, SKU or barcode."""
    this = session(context)
    at = now()
    with this.store() as store, store.reader() as conn:
        found = find_products(conn, search, limit)
    if as_json:
        write_json([_product(product, at) for product in found])
        return
    rows = [
        (
            product.code,
            product.name,
            option.option,
            option.sku,
            GOODS_WORDS[product.kind].text(this.lang),
            product.price_at(at, option),
            product.price + option.price_add,
            option.on_hand if option.tracked else None,
            option.available if option.tracked else None,
            product.place,
        )
        for product in found
        for option in product.options
    ]
    write_table([head.text(this.lang) for head in _GOODS_HEADS], rows, {5, 6, 7, 8})


def _product(product: Product, at: int) -> Mapping[str, Any]:
    return {
        "code": product.code,
        "name": product.name,
        "kind": product.kind.value,
        "price": product.price,
        "sale_price": product.sale_price,
        "sale_from": product.sale_from,
        "sale_until": product.sale_until,
        "price_now": product.price_at(at),
        "weight": product.weight,
        "place": product.place,
        "on_sale": product.on_sale,
        "options": [_option(product, option, at) for option in product.options],
    }


def _option(product: Product, option: Option, at: int) -> Mapping[str, Any]:
    return {
        "sku": option.sku,
        "option": option.option,
        "price_now": product.price_at(at, option),
        "barcode": option.barcode,
        "tracked": option.tracked,
        "on_hand": option.on_hand if option.tracked else None,
        "allocated": option.allocated if option.tracked else None,
        "available": option.available if option.tracked else None,
    }


def list_customers(
    context: typer.Context, search: Search = "", limit: Limit = 200, as_json: Json = False
) -> None:
    """회원을 찾는다: 이름(초성), 연락처 끝자리, 회원코드 · members by name, end of the phone or code."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = seen_customers(conn, this.actor, search, limit)
        if sight_of(conn, this.actor).whole:
            this.looked(store, members_look(search), tally(members_seen(found)))
    if as_json:
        write_json(
            [
                {
                    "code": each.code,
                    "name": each.name,
                    "phone": each.phone,
                    "email": each.email,
                    "grade": each.grade,
                    "zip": each.zip,
                    "line1": each.line1,
                    "line2": each.line2,
                    "joined_at": each.joined_at,
                }
                for each in found
            ]
        )
        return
    rows = [
        (
            each.code,
            each.name,
            each.phone,
            each.grade,
            each.zip,
            f"{each.line1} {each.line2}".strip(),
            (moment(each.joined_at) or "")[:10] if each.joined_at else "",
        )
        for each in found
    ]
    write_table([head.text(this.lang) for head in _PEOPLE_HEADS], rows)
