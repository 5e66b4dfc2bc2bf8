"""Cancelling before the deposit, and asking again for what was cancelled so (processing.md P4–P6, §7.11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from orderdesk.core.domain.asked_goods import rest, worth
from orderdesk.core.domain.guards import CANCELLED_UNPAID_STATES
from orderdesk.core.domain.orders import Entry, EntryKind, Order, Section
from orderdesk.core.domain.payments import next_entry, order_payment_state, payment_of
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import CANCEL_STATES, PaymentState, SectionState

DEPOSIT_DAYS = 3
"""How many days an order waits for its deposit, unless another deadline is given (processing.md §12-15)."""


def deposit_deadline(at: int, days: int = DEPOSIT_DAYS) -> int:
    """The end of the day in Seoul *days* after *at*; both UTC seconds."""
    last = datetime.fromtimestamp(at, SEOUL) + timedelta(days=days)
    return int(last.replace(hour=23, minute=59, second=59, microsecond=0).timestamp())


def stop_payment(order: Order, section: int, kind: EntryKind, at: int) -> Order:
    """The order whose payment for *section* is ended by a row of *kind* (VOID or OVERDUE).

    The other sections of that payment are asked for anew, without what *section* was worth. Both rows
    then name their goods; a row of *kind* that names none ended the whole payment.
    """
    where = order.section(section)
    payment = payment_of(order, where.paid_by)
    if payment.state is not PaymentState.WAITING:
        return order
    others = [s for s in order.sections if _waits_too(s, where)]
    goods = worth(order, section) if others else ()
    n = next_entry(order.entries)
    method, root = payment.root.method, payment.root
    stopped = Entry(n, kind, method, 0, at, follows=root.n, refunds=goods)
    if not others:
        return replace(order, entries=(*order.entries, stopped))
    asked = Entry(
        n + 1,
        EntryKind.REQUEST,
        method,
        max(0, payment.due - sum(won for _, _, won in goods)),
        at,
        due_at=payment.due_at,
        extra=root.extra,
        claim=root.claim,
        refunds=rest(order, section),
    )
    return _hand_over(replace(order, entries=(*order.entries, stopped, asked)), where, others, n + 1)


def _waits_too(section: Section, stopped: Section) -> bool:
    return (
        section.paid_by == stopped.paid_by and section.n != stopped.n and section.state not in CANCEL_STATES
    )


def _hand_over(order: Order, where: Section, others: list[Section], root: int) -> Order:
    """The *others* under their new payment; the delivery fee that they still pay for goes with them."""
    heir = others[0]
    changed = {section.n: replace(section, paid_by=root) for section in others}
    changed[heir.n] = replace(
        changed[heir.n],
        fee_base=heir.fee_base + where.fee_base,
        fee_remote=heir.fee_remote + where.fee_remote,
        fee_extra=heir.fee_extra + where.fee_extra,
        fee_discount=heir.fee_discount + where.fee_discount,
    )
    changed[where.n] = replace(where, fee_base=0, fee_remote=0, fee_extra=0, fee_discount=0)
    return replace(order, sections=tuple(changed.get(s.n, s) for s in order.sections))


def ask_again(order: Order, section: int, at: int, due_at: int | None = None) -> Order:
    """The order that asks once more, until *due_at*, for what cancelling *section* unpaid took away.

    Without a deadline it is the usual one.
    """
    payment = payment_of(order, order.section(section).paid_by)
    root, stops = payment.root, (EntryKind.VOID, EntryKind.OVERDUE)
    own = [e for e in order.entries if e.n == root.n or e.follows == root.n]
    stopped = [e for e in own if e.kind in stops]
    amount = [e.amount for e in own if e.kind is EntryKind.REQUEST][-1:] or [root.amount]
    goods = sum(won for _, _, won in worth(order, section))
    asked = Entry(
        next_entry(order.entries),
        EntryKind.REQUEST,
        root.method,
        goods if stopped and stopped[-1].refunds else amount[0],
        at,
        follows=root.n,
        due_at=due_at or deposit_deadline(at),
    )
    return replace(order, entries=(*order.entries, asked))


def never_paid(order: Order) -> bool:
    """Whether the order was cancelled before any money came."""
    return order_payment_state(order.entries) in CANCELLED_UNPAID_STATES and all(
        s.state is SectionState.CANCELLED for s in order.sections
    )
