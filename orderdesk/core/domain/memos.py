"""What is done to memos: written, edited, deleted, resolved. They leave an order's version alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Memo, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.text import multi_line


def memo_of(order: Order, n: int | None) -> Memo | None:
    """Memo *n* of *order*, None when it has none of that number."""
    return next((memo for memo in order.memos if memo.n == n), None)


def refuse_memo(order: Order, request: Request) -> Refusal | None:
    """Why *request*, one of the memo actions, can't be done to *order*."""
    if "text" in dict(request.values) and not multi_line(request.text("text")):
        return Refusal.FIELD_MISSING
    if request.verb == "memo":
        return None
    memo = memo_of(order, request.number("n"))
    if memo is None:
        return Refusal.NO_MEMO
    match request.verb:
        case "memo-edit" if request.text("was") not in ("", memo.text):
            return Refusal.MEMO_CHANGED
        case "memo-edit" if multi_line(request.text("text")) == memo.text:
            return Refusal.ALREADY
        case "memo-resolve" if memo.resolved:
            return Refusal.ALREADY
        case "memo-reopen" if not memo.resolved:
            return Refusal.ALREADY
    return None


def _write(order: Order, call: Call) -> Order:
    """A new memo; its number is one that no memo of the order ever had, also none that was deleted."""
    n = max((memo.n for memo in order.memos), default=0)
    n = max(n, order.memos_made) + 1
    memo = Memo(n, multi_line(call.request.text("text")), call.actor.name, call.now)
    return replace(order, memos=(*order.memos, memo))


def _delete(order: Order, call: Call) -> Order:
    return replace(order, memos=tuple(memo for memo in order.memos if memo.n != call.request.number("n")))


def _edit(memo: Memo, call: Call) -> Memo:
    return replace(memo, text=multi_line(call.request.text("text")), edited_at=call.now)


def _each(change: Callable[[Memo, Call], Memo]) -> Callable[[Order, Call], Order]:
    def deed(order: Order, call: Call) -> Order:
        n = call.request.number("n")
        memos = (change(memo, call) if memo.n == n else memo for memo in order.memos)
        return replace(order, memos=tuple(memos))

    return deed


MEMO_DEEDS: dict[str, Callable[[Order, Call], Order]] = {
    "memo": _write,
    "memo-edit": _each(_edit),
    "memo-delete": _delete,
    "memo-resolve": _each(lambda memo, call: replace(memo, resolved=True)),
    "memo-reopen": _each(lambda memo, call: replace(memo, resolved=False)),
}
"""What each memo action does, once it was decided to apply."""
