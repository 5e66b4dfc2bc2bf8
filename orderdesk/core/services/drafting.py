"""Draft: orders made by hand are kept while they are made, priced, quoted, and become orders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.apply import settle_digital
from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.drafts import Draft, DraftLine, DraftShop, Fees, Pay, order_of, refuse_draft
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.fees import Place, Quote
from orderdesk.core.domain.goods import GoodsKind, Option, Product
from orderdesk.core.domain.orders import Actor, Delivery, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.stock import GoodsKey
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.accounts import takes_transfers
from orderdesk.core.services.enough import short, taken
from orderdesk.core.services.fees import Wanted, quote_goods
from orderdesk.core.services.imported import region_of
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.customers import grades
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.drafts import StoredDraft
from orderdesk.core.store.drafts import draft as stored_draft
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.goods import products_by_code, skus_taken
from orderdesk.core.store.shop import bank_accounts

_SITES: Final = "sites"
BY_HAND: Final = "관리자 주문 생성"
"""What the first event of an order made by hand notes."""


class DraftRefused(Exception):
    """No order can be made of a draft; `why` are the fields with what is wrong."""

    def __init__(self, why: tuple[tuple[str, Refusal], ...]) -> None:
        super().__init__(" ".join(f"{field}: {refusal.code}" for field, refusal in why))
        self.why = why


class Priced(NamedTuple):
    """What a draft comes to: the order as it would be, and how its delivery is charged (None: typed).

    `lacking` is how much there is in stock of what it takes more of.
    """

    order: Order
    quote: Quote | None
    lacking: Mapping[GoodsKey, int]


# sites


def sites(conn: Conn) -> tuple[str, ...]:
    """The language sites of the shop; none where it has just one that needs no name."""
    return tuple(json.loads(read_preference(conn, SHOP, _SITES) or "[]"))


def save_sites(store: Store, actor: Actor, now: int, names: tuple[str, ...]) -> None:
    """The shop has these sites from now on; orders keep the names of theirs."""
    save_preference(store, actor, now, SHOP, _SITES, json.dumps(names, ensure_ascii=False))


# drafts


def write_draft(draft: Draft) -> str:
    """*draft* as JSON."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def read_draft(kept: StoredDraft) -> Draft:
    """What `write_draft` wrote."""
    body: dict[str, Any] = json.loads(kept.body)
    lines = tuple(DraftLine(**{**line, "kind": GoodsKind(line["kind"])}) for line in body["lines"])
    return Draft(**{**body, "lines": lines, "delivery": Delivery(body["delivery"]), "pay": Pay(body["pay"])})


def keep_draft(store: Store, actor: Actor, now: int, draft: Draft, number: int | None = None) -> int:
    """Keep *draft*, in the place of draft *number* where one is given; its number."""
    with store.unit(actor, now) as unit:
        return unit.put_draft(number, write_draft(draft))


def forget_draft(store: Store, actor: Actor, now: int, number: int) -> None:
    """Delete draft *number*."""
    with store.unit(actor, now) as unit:
        unit.remove_draft(number)


def for_member(draft: Draft, customer: Customer, grade_off: int) -> Draft:
    """*draft* for a member: name, phone and address as known, and what the grade takes off (thousandths)."""
    return replace(
        draft,
        buyer=customer.name,
        phone=customer.phone,
        email=customer.email,
        member=customer.code,
        grade=customer.grade,
        grade_off=grade_off,
        receiver=customer.name,
        receiver_phone=customer.phone,
        zip=customer.zip,
        line1=customer.line1,
        line2=customer.line2,
    )


def grade_off(conn: Conn, grade: str) -> int:
    """What a member grade takes off a price, in thousandths."""
    return next((each.discount for each in grades(conn) if each.name == grade), 0)


def line_of(product: Product, option: Option, qty: int, now: int) -> DraftLine:
    """*qty* pieces at the price of *now*, the period price where it counts."""
    price = product.price_at(now, option)
    return DraftLine(product.name, qty, price, option.option, product.code, option.sku, product.kind)


def price_again(conn: Conn, draft: Draft, now: int) -> Draft:
    """*draft* with today's prices; what is no product any more keeps its price."""
    codes = skus_taken(conn, [line.sku for line in draft.lines if line.sku])
    known = products_by_code(conn, set(codes.values()))
    return replace(
        draft, lines=tuple(_again(line, known.get(codes.get(line.sku, "")), now) for line in draft.lines)
    )


def _again(line: DraftLine, product: Product | None, now: int) -> DraftLine:
    option = product.option_of(line.sku) if product else None
    return line if product is None or option is None else replace(line, price=product.price_at(now, option))


# what it comes to


def draft_shop(conn: Conn) -> DraftShop:
    """What the shop allows orders made by hand."""
    return DraftShop(bool(bank_accounts(conn)), takes_transfers(conn), sites(conn))


def priced(conn: Conn, draft: Draft, now: int, number: str = "") -> Priced:
    """The order that *draft* would be now, and the fee that its delivery costs by the shop's policies."""
    quote = None
    if draft.fee is None and draft.physical and draft.delivery is Delivery.PARCEL:
        wanted = [
            Wanted(line.sku or line.product or line.name, line.qty, line.price * line.qty)
            for line in draft.lines
            if line.kind is GoodsKind.PHYSICAL
        ]
        place = Place(draft.zip, f"{draft.line1} {draft.line2}".strip())
        found = quote_goods(conn, wanted, place, draft.grade)
        quote = found if isinstance(found, Quote) else None
    fees = Fees(quote.base, quote.remote, quote.discount) if quote else Fees()
    region = region_of("KR", draft.zip)
    order = order_of(draft, number, fees, region, now)
    return Priced(order, quote, short(conn, taken(None, order)))


def lacking_words(found: Priced) -> list[Word]:
    """That there is less in stock than the order takes, by what is left; nothing where there is enough."""
    return [
        Word(
            f"{key.sku or key.option or key.product}: 가용 재고 {left:,}개보다 많습니다",
            f"{key.sku or key.option or key.product}: more than the {many(left, 'piece')} available",
        )
        for key, left in found.lacking.items()
    ]


def create_order(
    store: Store,
    actor: Actor,
    now: int,
    draft: Draft,
    number: int | None = None,
    seen: Priced | None = None,
) -> Order:
    """Make the order of *draft*, which was kept as *number*; the draft is gone then. DraftRefused.

    That is also when there is too little in stock of what there was enough of when *seen*.
    """
    with store.unit(actor, now) as unit:
        why = refuse_draft(draft, draft_shop(unit.conn))
        if why:
            raise DraftRefused(why)
        if number is not None and stored_draft(unit.conn, number) is None:
            raise DraftRefused((("draft", Refusal.DRAFT_GONE),))
        found = priced(unit.conn, draft, now, *unit.next_order_numbers(1))
        if seen is not None and found.lacking.keys() - seen.lacking.keys():
            raise DraftRefused((("lines", Refusal.STOCK_GONE),))
        (made,) = unit.orders(unit.insert([found.order], note=BY_HAND))
        settled, happened = settle_digital(made, Call(Request("create"), actor, now))
        if happened:
            unit.save(
                [(made, settled)],
                [NewEvent(made.id, h.verb, h.section, now, h.actor, h.changes) for h in happened],
            )
        if number is not None:
            unit.remove_draft(number)
    return settled
