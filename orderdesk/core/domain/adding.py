"""추가: goods that are added to an order, in a section that only their own payment holds back."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import (
    Delivery,
    Entry,
    EntryKind,
    Item,
    Line,
    Method,
    Order,
    Origin,
    Section,
)
from orderdesk.core.domain.payments import next_entry
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import LADDER, SectionState, Trade
from orderdesk.core.domain.unpaid import deposit_deadline, never_paid

_DELIVERIES = {"digital": Delivery.DIGITAL, "pass": Delivery.MEMBERSHIP}


def refuse_add(order: Order, request: Request, shop: Shop) -> Refusal | None:
    """Why *request* can't be added; a request without fields asks whether anything can."""
    if order.channel.external:
        return Refusal.CHANNEL_NO_ADD
    if order.trade is Trade.CLOSED:
        lost = never_paid(order) and order.entries[0].method is not Method.BANK
        return Refusal.NOT_REOPENABLE if lost else Refusal.CLOSED
    if not request.values:
        return None
    if not request.number("qty"):
        return Refusal.BAD_QUANTITY
    if not request.text("name") or (request.number("price") is None and request.text("pay") != "free"):
        return Refusal.FIELD_MISSING
    qty, price, discount = (request.number(key) or 0 for key in ("qty", "price", "discount"))
    if discount > qty * price:
        return Refusal.FIELD_BAD
    return Refusal.NO_ACCOUNT if request.text("pay") == "paid" and not shop.has_account else None


def add_goods(order: Order, call: Call) -> Order:
    """A new line in a new section of its own payment; what is free is not asked for.

    Goods that are handed over go where the order's own go.
    """
    request = call.request
    free = request.text("pay") == "free"
    qty, price, fee = (request.number(key) or 0 for key in ("qty", "price", "fee"))
    price, fee = (0, 0) if free else (price, fee)
    off = 0 if free else request.number("discount") or 0
    like, delivery = goes_like(order, request.text("kind"))
    line_n, item_n, made = max(x.n for x in order.lines) + 1, order.items_made + 1, order.sections_made + 1
    line = Line(
        line_n,
        request.text("name"),
        request.text("option"),
        qty,
        price,
        qty * price - off,
        request.text("product"),
        request.text("sku"),
        promotion_discount=off,
        physical=delivery.physical,
        cause=Origin.ADDED,
    )
    entries = _entries(order, call, line, fee)
    section = Section(
        made,
        SectionState.PREPARING,
        like.address,
        delivery,
        like.freight,
        Origin.ADDED,
        entries[0].n,
        fee_base=fee,
    )
    return replace(
        order,
        lines=(*order.lines, line),
        items=(*order.items, Item(item_n, made, line_n, qty)),
        sections=(*order.sections, section),
        entries=(*order.entries, *entries),
        sections_made=made,
        items_made=item_n,
    )


def goes_like(order: Order, kind: str) -> tuple[Section, Delivery]:
    """The section whose address goods of *kind* take ("" where it is not told), and how they go out."""
    going = [s for s in order.sections if s.delivery.physical]
    like = next((s for s in going if s.state in LADDER), going[0] if going else order.sections[0])
    if kind in _DELIVERIES:
        return like, _DELIVERIES[kind]
    return like, Delivery.PARCEL if kind and not like.delivery.physical else like.delivery


def _entries(order: Order, call: Call, line: Line, fee: int) -> tuple[Entry, ...]:
    """The payment of *line*: asked for, or asked for and come, or nothing where it costs nothing."""
    amount, n, goods = line.total + fee, next_entry(order.entries), ((line.n, line.qty, line.total),)
    if not amount:
        return (Entry(n, EntryKind.PAID, Method.FREE, 0, call.now, extra=True, refunds=goods),)
    due = deposit_deadline(call.now)
    asked = Entry(n, EntryKind.REQUEST, Method.BANK, amount, call.now, due_at=due, extra=True, refunds=goods)
    if call.request.text("pay") != "paid":
        return (asked,)
    come = Entry(
        n + 1,
        EntryKind.PAID,
        Method.BANK,
        amount,
        call.now,
        follows=n,
        extra=True,
        depositor=order.buyer_name,
    )
    return asked, come
