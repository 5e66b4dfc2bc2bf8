"""What is done to an order as a whole: payment, reopening, merging, bans, adding, refund …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from orderdesk.core.domain.adding import add_goods, refuse_add
from orderdesk.core.domain.effects import EFFECTS, Call
from orderdesk.core.domain.memos import MEMO_DEEDS, refuse_memo
from orderdesk.core.domain.orders import ActorKind, Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import next_entry, open_request, order_payment_state
from orderdesk.core.domain.plans import APPLY, Verdict, refuse
from orderdesk.core.domain.receipts import RECEIPT_VERBS, receipt_done, refuse_receipt
from orderdesk.core.domain.refund_verbs import refuse_refund, say_of_refunds
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import merge, move, refuse_merge
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import UNDISPATCHED_STATES, PaymentState, SectionState, Trade
from orderdesk.core.domain.taking import LET_GO, TAKE, let_go, refuse_let_go, refuse_take, take
from orderdesk.core.domain.unpaid import never_paid

Rule = Callable[[Order, Call, Shop], Refusal | None]


def decide(order: Order, call: Call, shop: Shop) -> Verdict:
    """The verdict of the order-wide request of *call*."""
    refusal = _RULES[call.request.verb](order, call, shop)
    return refuse(refusal) if refusal else APPLY


def carry_out(order: Order, call: Call) -> Order:
    """The order after the order-wide request of *call*, which must have been decided to apply."""
    return _DEEDS[call.request.verb](order, call)


def _refuse_payment(order: Order, call: Call, shop: Shop) -> Refusal | None:
    """수동 입금 확인 needs a registered account, even if bank transfer is off (processing.md §7.9).

    A channel that says that it was paid needs none.
    """
    if open_request(order.entries) is None:
        paid = order_payment_state(order.entries) is PaymentState.COMPLETE
        return Refusal.PAID_ALREADY if paid else Refusal.NOTHING_DUE
    asks = call.actor.kind is not ActorKind.CHANNEL
    return Refusal.NO_ACCOUNT if asks and not shop.has_account else None


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


def _refuse_reopen(order: Order, call: Call, shop: Shop) -> Refusal | None:
    if order.trade is Trade.OPEN:
        return Refusal.ALREADY
    if never_paid(order) and order.entries[0].method is not Method.BANK:
        return Refusal.NOT_REOPENABLE
    due = call.request.number("due")
    return Refusal.FIELD_BAD if due is not None and due <= order.placed_at else None


def _reopen(order: Order, call: Call) -> Order:
    """거래 재개: opens the order; an order cancelled unpaid is asked for again (§7.11, case A)."""
    asks_again = never_paid(order)
    order = replace(order, trade=Trade.OPEN)
    if not asks_again:
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


def _refuse_merge(order: Order, call: Call, shop: Shop) -> Refusal | None:
    try:
        return refuse_merge(order, _sections(order, call.request))
    except ValueError:
        return Refusal.FIELD_BAD


def _merge(order: Order, call: Call) -> Order:
    return merge(order, _sections(order, call.request))


def _refuse_separate(order: Order, call: Call, shop: Shop) -> Refusal | None:
    """What shares a number and has not left comes out of its parcel first."""
    if order.separate:
        return Refusal.ALREADY
    shares = any(s.shared and s.state in UNDISPATCHED_STATES for s in order.sections)
    return Refusal.IN_SHARED_PARCEL if shares else None


def _refuse_unseparate(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return None if order.separate else Refusal.ALREADY


def _separate(order: Order, call: Call) -> Order:
    return replace(order, separate=True)


def _unseparate(order: Order, call: Call) -> Order:
    return replace(order, separate=False)


def _refuse_memo(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_memo(order, call.request)


def _refuse_receipt(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_receipt(order, call.request, shop.receipts)


def _receipt(order: Order, call: Call) -> Order:
    return receipt_done(order, call.request, call.now, call.receipts)


def _refuse_refund(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_refund(order, call.request, shop.refunds_outside)


def _refuse_add(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_add(order, call.request, shop)


def _refuse_take(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_take(order, call.request, call.actor, call.now)


def _refuse_let_go(order: Order, call: Call, shop: Shop) -> Refusal | None:
    return refuse_let_go(order, call.actor, call.now)


_RULES: dict[str, Rule] = {
    "confirm-payment": _refuse_payment,
    "reopen": _refuse_reopen,
    "merge": _refuse_merge,
    "separate": _refuse_separate,
    "unseparate": _refuse_unseparate,
    "add": _refuse_add,
    "refund": _refuse_refund,
    TAKE: _refuse_take,
    LET_GO: _refuse_let_go,
    **dict.fromkeys(RECEIPT_VERBS, _refuse_receipt),
    **dict.fromkeys(MEMO_DEEDS, _refuse_memo),
}

_DEEDS: dict[str, Callable[[Order, Call], Order]] = {
    "confirm-payment": _confirm_payment,
    "reopen": _reopen,
    "merge": _merge,
    "separate": _separate,
    "unseparate": _unseparate,
    "add": add_goods,
    "refund": say_of_refunds,
    **dict.fromkeys(RECEIPT_VERBS, _receipt),
    TAKE: lambda order, call: take(order, call.request, call.actor, call.now),
    LET_GO: lambda order, call: let_go(order),
    **MEMO_DEEDS,
}
