"""What is done to an order as a whole: payment, reopening, merging, bans, adding, refund …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from orderdesk.core.domain.effects import EFFECTS, Call
from orderdesk.core.domain.guards import CANCELLED_UNPAID_STATES
from orderdesk.core.domain.memos import MEMO_DEEDS, refuse_memo
from orderdesk.core.domain.orders import (
    Entry,
    EntryKind,
    Item,
    Line,
    Method,
    Order,
    Origin,
    Receipt,
    Section,
)
from orderdesk.core.domain.payments import (
    LATER_DEPOSIT,
    Payment,
    next_entry,
    open_request,
    order_payment_state,
    payments,
)
from orderdesk.core.domain.plans import APPLY, Verdict, refuse
from orderdesk.core.domain.refund_verbs import refuse_refund, say_of_refunds
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import merge, move, refuse_merge
from orderdesk.core.domain.states import UNDISPATCHED_STATES, PaymentState, SectionState, Trade

Rule = Callable[[Order, Request, bool], Refusal | None]


def decide(
    order: Order, request: Request, has_account: bool, refunds_outside: bool = False, fields: bool = True
) -> Verdict:
    """The verdict of an order-wide *request*; `has_account`: the shop has a bank account.

    *refunds_outside*: somebody outside executes refunds. Without *fields* they were not asked for yet.
    """
    if request.verb == "refund":
        refusal = refuse_refund(order, request, refunds_outside, fields)
    else:
        refusal = _RULES[request.verb](order, request, has_account)
    return refuse(refusal) if refusal else APPLY


def carry_out(order: Order, call: Call) -> Order:
    """The order after the order-wide request of *call*, which must have been decided to apply."""
    return _DEEDS[call.request.verb](order, call)


def _refuse_payment(order: Order, request: Request, has_account: bool) -> Refusal | None:
    """수동 입금 확인 needs a registered account, even if bank transfer is off (processing.md §7.9)."""
    if open_request(order.entries) is None:
        paid = order_payment_state(order.entries) is PaymentState.COMPLETE
        return Refusal.PAID_ALREADY if paid else Refusal.NOTHING_DUE
    return None if has_account else Refusal.NO_ACCOUNT


def _confirm_payment(order: Order, call: Call) -> Order:
    payment, request = open_request(order.entries), call.request
    if payment is None:
        return order
    paid = Entry(
        next_entry(order.entries),
        EntryKind.PAID,
        payment.root.method,
        payment.due,
        request.number("at") or call.now,
        follows=payment.root.n,
        depositor=request.text("depositor") or order.buyer_name,
        account=request.text("account"),
        note=request.text("note"),
    )
    return replace(order, entries=(*order.entries, paid), pending=False)


def _never_paid(order: Order) -> bool:
    """Whether the order was cancelled before any money came."""
    return order_payment_state(order.entries) in CANCELLED_UNPAID_STATES and all(
        s.state is SectionState.CANCELLED for s in order.sections
    )


def _refuse_reopen(order: Order, request: Request, has_account: bool) -> Refusal | None:
    if order.trade is Trade.OPEN:
        return Refusal.ALREADY
    if _never_paid(order) and order.entries[0].method is not Method.BANK:
        return Refusal.NOT_REOPENABLE
    return None


def _reopen(order: Order, call: Call) -> Order:
    """거래 재개: opens the order; an order cancelled unpaid is asked for again (§7.11, case A)."""
    never_paid = _never_paid(order)
    order = replace(order, trade=Trade.OPEN)
    if not never_paid:
        return order
    asked: set[int] = set()
    for section in order.sections:
        if section.paid_by not in asked:
            asked.add(section.paid_by)
            order = EFFECTS["ask_again"](order, section.n, call)
        order = EFFECTS["claim_withdrawn"](order, section.n, call)
        order = move(order, section.n, SectionState.PREPARING, may_close=False)
    return order


def _sections(order: Order, request: Request) -> tuple[int, ...]:
    """The sections a merge names (`S1,S2` or `1,2`); without any, the first ones that could join."""
    text = request.text("sections")
    if text:
        return tuple(int(part.strip().rpartition("S")[2]) for part in text.split(","))
    for first in order.sections:
        alike = [s.n for s in order.sections if s is first or refuse_merge(order, (first.n, s.n)) is None]
        if len(alike) > 1:
            return tuple(alike)
    return ()


def _refuse_merge(order: Order, request: Request, has_account: bool) -> Refusal | None:
    try:
        return refuse_merge(order, _sections(order, request))
    except ValueError:
        return Refusal.FIELD_BAD


def _merge(order: Order, call: Call) -> Order:
    return merge(order, _sections(order, call.request))


def _refuse_separate(order: Order, request: Request, has_account: bool) -> Refusal | None:
    """What shares a number and has not left comes out of its parcel first."""
    if order.separate:
        return Refusal.ALREADY
    shares = any(s.shared and s.state in UNDISPATCHED_STATES for s in order.sections)
    return Refusal.IN_SHARED_PARCEL if shares else None


def _refuse_unseparate(order: Order, request: Request, has_account: bool) -> Refusal | None:
    return None if order.separate else Refusal.ALREADY


def _separate(order: Order, call: Call) -> Order:
    return replace(order, separate=True)


def _unseparate(order: Order, call: Call) -> Order:
    return replace(order, separate=False)


def _refuse_add(order: Order, request: Request, has_account: bool) -> Refusal | None:
    if order.channel.external:
        return Refusal.CHANNEL_NO_ADD
    if not request.number("qty"):
        return Refusal.BAD_QUANTITY
    return Refusal.CLOSED if order.trade is Trade.CLOSED else None


def _add(order: Order, call: Call) -> Order:
    """추가: a new line in a new section of its own payment; nothing is asked when it is free."""
    request = call.request
    first = next((s for s in order.sections if s.delivery.physical), order.sections[0])
    qty, price, fee = (request.number(key) or 0 for key in ("qty", "price", "fee"))
    line_n, item_n, made = max(x.n for x in order.lines) + 1, order.items_made + 1, order.sections_made + 1
    amount, entry_n = qty * price + fee, next_entry(order.entries)
    line = Line(
        line_n,
        request.text("name"),
        request.text("option"),
        qty,
        price,
        qty * price,
        physical=first.delivery.physical,
        cause=Origin.ADDED,
    )
    kind, method = (EntryKind.REQUEST, Method.BANK) if amount else (EntryKind.PAID, Method.FREE)
    goods = ((line_n, qty, qty * price),)
    entry = Entry(entry_n, kind, method, amount, call.now, extra=True, refunds=goods)
    section = Section(
        made,
        SectionState.PREPARING,
        first.address,
        first.delivery,
        first.freight,
        Origin.ADDED,
        entry_n,
        fee_base=fee,
    )
    return replace(
        order,
        lines=(*order.lines, line),
        items=(*order.items, Item(item_n, made, line_n, qty)),
        sections=(*order.sections, section),
        entries=(*order.entries, entry),
        sections_made=made,
        items_made=item_n,
    )


def _receiptable(order: Order) -> Payment | None:
    """The first confirmed later-deposit payment without a finished receipt (processing.md §7.10)."""
    done = {r.n for r in order.receipts if r.state == "done"}
    for payment in payments(order.entries):
        if payment.settled and payment.root.method in LATER_DEPOSIT and payment.root.n not in done:
            return payment
    return None


def _refuse_receipt(order: Order, request: Request, has_account: bool) -> Refusal | None:
    payment = _receiptable(order)
    if payment is None:
        return Refusal.RECEIPT_STATE
    asked = any(r.n == payment.root.n for r in order.receipts)
    return None if asked or request.text("identity") else Refusal.FIELD_MISSING


def _receipt(order: Order, call: Call) -> Order:
    """수동 완료 처리: the receipt was issued elsewhere; the approval number stays as typed."""
    payment, request = _receiptable(order), call.request
    if payment is None:
        return order
    asked = next((r for r in order.receipts if r.n == payment.root.n), None)
    done = Receipt(
        payment.root.n,
        request.text("purpose") or (asked.purpose if asked else "income"),
        request.text("identity") or (asked.identity if asked else ""),
        "done",
        "manual",
        request.text("approval"),
        call.now,
    )
    others = (r for r in order.receipts if r.n != done.n)
    return replace(order, receipts=tuple(sorted((*others, done), key=lambda r: r.n)))


def _refuse_memo(order: Order, request: Request, has_account: bool) -> Refusal | None:
    return refuse_memo(order, request)


_RULES: dict[str, Rule] = {
    "confirm-payment": _refuse_payment,
    "reopen": _refuse_reopen,
    "merge": _refuse_merge,
    "separate": _refuse_separate,
    "unseparate": _refuse_unseparate,
    "add": _refuse_add,
    "receipt": _refuse_receipt,
    **dict.fromkeys(MEMO_DEEDS, _refuse_memo),
}

_DEEDS: dict[str, Callable[[Order, Call], Order]] = {
    "confirm-payment": _confirm_payment,
    "reopen": _reopen,
    "merge": _merge,
    "separate": _separate,
    "unseparate": _unseparate,
    "add": _add,
    "refund": say_of_refunds,
    "receipt": _receipt,
    **MEMO_DEEDS,
}
