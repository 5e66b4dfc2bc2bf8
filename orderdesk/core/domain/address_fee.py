"""What a change of address does to the regional delivery fee (지역별 배송비).

While the payment is waited for, the section's fee follows and the request with it. Once it is paid only the
difference is shown: the seller may ask for it in addition, or give it back. What was asked for or given back
so stands in the money rows; the section keeps the fee that it was paid with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orderdesk.core.domain.later_fees import fee_part, fee_payments, fees_back
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import Payment, next_entry, payment_of, payments
from orderdesk.core.domain.refund_terms import SHIPPING_TERM
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import replace_section
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.domain.words import Word

ADDRESS = ("receiver", "phone", "zip", "line1", "line2")
"""The fields of the request that say where the section goes."""

FOLLOWS, ASKED, BACK = "fee-follows", "fee-asked", "fee-back"
"""What a plan makes of it: the section's new surcharge, won asked for in addition, won given back."""

REQUEST, REFUND = "request", "refund"
"""Answers to the difference; an amount in won asks for that."""


@dataclass(frozen=True, slots=True)
class FeeGap:
    """Regional fees of a section in won: where it went, where it goes now.

    `waiting`: the payment is still waited for, and `due` won of it. `borne` is what the buyer has paid for
    this section's region, the most that can be given back.
    """

    before: int
    after: int
    waiting: bool
    due: int
    borne: int

    @property
    def gap(self) -> int:
        """Won to be asked for (positive) or to be given back (negative)."""
        return max(self.after - self.before, -self.borne)


def fee_gap(order: Order, section: int, before: int, after: int) -> FeeGap:
    """The difference of *section*, whose region costs *before* where it went and *after* where it goes."""
    where = order.section(section)
    payment = payment_of(order, where.paid_by)
    waiting = payment.state is PaymentState.WAITING
    if waiting:
        return FeeGap(before, after, waiting, payment.due, where.fee_remote)
    return FeeGap(before, after, waiting, 0, max(0, where.fee_remote + _added(order)))


def _added(order: Order) -> int:
    """Won asked for in addition for changed addresses, paid or waited for, less what was given back."""
    asked = sum(payment.paid + payment.due for payment in fee_payments(order))
    return asked - sum(map(fee_part, fees_back(order)))


def settled(order: Order, section: int, request: Request, gap: FeeGap) -> Request | Refusal:
    """*request* with what becomes of the fee, by its field `fee`; a Refusal where that can't be."""
    answer = request.text("fee")
    request = request.without("fee")
    if gap.waiting:
        if answer:
            return Refusal.FEE_FOLLOWS
        return _with(request, FOLLOWS, gap.after) if gap.after != gap.before else request
    if not answer:
        return request
    if order.channel.external:
        return Refusal.CHANNEL_FEE
    if answer == REQUEST:
        return _with(request, ASKED, gap.gap) if gap.gap > 0 else Refusal.FEE_SAME
    if answer == REFUND:
        return _with(request, BACK, -gap.gap) if gap.gap < 0 else Refusal.FEE_SAME
    plain = answer.replace(",", "")
    return _with(request, ASKED, int(plain)) if plain.isdecimal() and int(plain) else Refusal.FIELD_BAD


def _with(request: Request, key: str, won: int) -> Request:
    return Request(request.verb, (*request.values, (key, won)))


def refuse_fee(order: Order, section: int, request: Request) -> Refusal | None:
    """Why what a plan made of the fee can't be so any more."""
    if request.gives("fee"):
        return Refusal.FIELD_BAD
    payment = payment_of(order, order.section(section).paid_by)
    waiting = payment.state is PaymentState.WAITING
    if request.gives(FOLLOWS) and not waiting:
        return Refusal.MOVED
    if not (request.gives(ASKED) or request.gives(BACK)):
        return None
    if not payment.settled:
        return Refusal.UNPAID if waiting else Refusal.MONEY_RETURNED
    waits = sum(each.due for each in fee_payments(order))
    room = waits + sum(each.refundable for each in payments(order.entries))
    return Refusal.REFUND_TOO_LARGE if (request.number(BACK) or 0) > room else None


def follow_fee(order: Order, section: int, request: Request, at: int) -> Order:
    """The order after what *request* says of the fee, with its money rows."""
    follows, asked, back = (request.number(key) for key in (FOLLOWS, ASKED, BACK))
    if follows is not None:
        return _follow(order, section, follows, at)
    if asked:
        term = (*SHIPPING_TERM, asked)
        entry = Entry(0, EntryKind.REQUEST, Method.BANK, asked, at, extra=True, refunds=(term,))
        return _enter(order, entry)
    return _give_back(order, section, back, at) if back else order


def _follow(order: Order, section: int, remote: int, at: int) -> Order:
    """The section's surcharge and the request that waits, changed alike."""
    where = order.section(section)
    payment = payment_of(order, where.paid_by)
    due = max(0, payment.due + remote - where.fee_remote)
    order = replace_section(order, section, fee_remote=remote)
    if due == payment.due:
        return order
    return _enter(order, _asked_anew(payment, due, at))


def _give_back(order: Order, section: int, won: int, at: int) -> Order:
    """What waits is asked for less, or no more; the rest is promised from the payments."""
    for payment in fee_payments(order):
        part = min(won, payment.due)
        if part > 0:
            won -= part
            order = _enter(order, _asked_less(payment, part, at))
    paid_by = order.section(section).paid_by
    for payment in sorted(payments(order.entries), key=lambda each: each.root.n != paid_by):
        part = min(won, payment.refundable)
        if part > 0:
            root, won = payment.root, won - part
            term = (*SHIPPING_TERM, part)
            due = Entry(0, EntryKind.REFUND_DUE, root.method, -part, at, follows=root.n, refunds=(term,))
            order = _enter(order, due)
    return order


def _asked_less(payment: Payment, won: int, at: int) -> Entry:
    """The row by which *payment*, which waits, is asked for with *won* less."""
    root, due = payment.root, payment.due - won
    if not due:
        return Entry(0, EntryKind.VOID, root.method, 0, at, follows=root.n)
    return replace(_asked_anew(payment, due, at), refunds=((*SHIPPING_TERM, due),))


def _asked_anew(payment: Payment, due: int, at: int) -> Entry:
    """The row by which *payment*, which waits, is asked for with *due* won, by the same deadline."""
    root = payment.root
    asked = replace(root, kind=EntryKind.REQUEST, amount=due, at=at, follows=root.n)
    return replace(asked, due_at=payment.due_at, refunds=())


def _enter(order: Order, entry: Entry) -> Order:
    return replace(order, entries=(*order.entries, replace(entry, n=next_entry(order.entries))))


def fee_words(request: Request) -> Word | None:
    """What a plan made of the fee in *request*, None when nothing."""
    follows, asked, back = (request.number(key) for key in (FOLLOWS, ASKED, BACK))
    if follows is not None:
        return Word(
            f"도서산간 배송비 {follows:,}원으로, 결제 요청도 함께",
            f"Regional fee {follows:,} won, and the request with it",
        )
    if asked:
        return Word(f"배송비 {asked:,}원 추가 결제 요청", f"{asked:,} won shipping fee requested")
    return Word(f"배송비 {back:,}원 환불", f"{back:,} won shipping fee refunded") if back else None


def gap_words(gap: FeeGap) -> Word:
    """The difference in one sentence."""
    ko = f"도서산간 배송비 {gap.before:,} → {gap.after:,}원"
    en = f"Regional fee {gap.before:,} → {gap.after:,} won"
    if gap.before == gap.after:
        return Word(f"도서산간 배송비 {gap.after:,}원 그대로", f"Regional fee {gap.after:,} won as before")
    if gap.waiting:
        now = max(0, gap.due + gap.after - gap.borne)
        return Word(
            f"{ko} · 결제 요청 {gap.due:,} → {now:,}원", f"{en}; the request {gap.due:,} → {now:,} won"
        )
    return Word(f"{ko} · 차이 {gap.gap:+,}원", f"{en}; difference {gap.gap:+,} won")
