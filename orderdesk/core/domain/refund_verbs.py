"""What is said of refunds that wait: executed by hand, failed, or to be tried again (processing.md §8.5)."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import due_refunds, payment_of
from orderdesk.core.domain.refund_rows import automatic, follow, standing
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request

BY_TRANSFER = frozenset({Method.BANK, Method.VIRTUAL, Method.TRANSFER, Method.PHONE})
"""Methods whose refund the shop transfers to an account of the buyer."""

ACCOUNT_FIELDS = ("bank", "number", "holder")
_BETWEEN = " · "
DONE, FAILED, RETRY = "DONE", "FAILED", "RETRY"


def waiting(order: Order) -> tuple[Entry, ...]:
    """The refunds of some won that are promised and neither executed nor withdrawn."""
    return tuple(due for due in due_refunds(order.entries) if due.amount)


def to_settle(order: Order, section: int | None = None) -> tuple[Entry, ...]:
    """The refunds that wait for somebody here, not for who was asked outside; those of one *section*."""
    claims = {claim.n for claim in order.claims if section in (None, claim.section)}
    return tuple(
        due
        for due in waiting(order)
        if (section is None or due.claim in claims) and standing(order, due) is not EntryKind.REFUND_STARTED
    )


def account_of(request: Request) -> str:
    """The account that *request* names: bank, number and holder."""
    return _BETWEEN.join(filter(None, map(request.text, ACCOUNT_FIELDS)))


def read_account(text: str) -> tuple[str, str, str] | None:
    """Bank, number and holder of an account as `account_of` writes one whole; None where it is none."""
    parts = text.split(_BETWEEN, 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == len(ACCOUNT_FIELDS) else None


def started_row(order: Order, due: Entry) -> Entry:
    """The row that last started the refund *due* outside; *due* itself where none has."""
    rows = (each for each in order.entries if each.kind is EntryKind.REFUND_STARTED and each.follows == due.n)
    return max(rows, key=lambda row: row.n, default=due)


def takes_account(due: Entry, way: str) -> bool:
    """Whether the refund *due* goes to an account of the buyer's, which must be named to say *way* of it."""
    return due.method in BY_TRANSFER if way == DONE else way == RETRY and due.method is Method.VIRTUAL


def refuse_refund(order: Order, request: Request, outside: bool) -> Refusal | None:
    """Why nothing can be said of the order's refunds; *outside*: whether somebody outside executes them."""
    dues = _meant(order, request)
    if not dues:
        paid_back = any(entry.kind is EntryKind.REFUND for entry in order.entries)
        return Refusal.REFUNDED_ALREADY if paid_back else Refusal.NOTHING_TO_REFUND
    way = request.text("way") or DONE
    if way == RETRY:
        return _refuse_to_ask(order, request, dues) if outside else Refusal.NO_REFUND_LINK
    if way == FAILED:
        return Refusal.ALREADY if all(_failed(order, due) for due in dues) else None
    if request.open:
        return None
    sent = request.number("amount")
    if sent is not None and sent != -sum(due.amount for due in dues):
        return Refusal.REFUND_DIFFERS
    to_account = any(takes_account(due, way) for due in dues)
    return Refusal.NO_REFUND_ACCOUNT if to_account and not _names_account(request) else None


def _refuse_to_ask(order: Order, request: Request, dues: tuple[Entry, ...]) -> Refusal | None:
    """Why nobody outside can be asked for any of *dues*."""
    fitting = [due for due in dues if _may_ask(order, due)]
    if not fitting:
        return Refusal.NO_REFUND_LINK
    to_account = any(takes_account(due, RETRY) for due in fitting)
    unnamed = to_account and not (request.open or _names_account(request))
    return Refusal.NO_REFUND_ACCOUNT if unnamed else None


def _names_account(request: Request) -> bool:
    return all(request.text(key) for key in ACCOUNT_FIELDS)


def say_of_refunds(order: Order, call: Call) -> Order:
    """The order with what *call* says of its refunds."""
    request = call.request
    way = request.text("way") or DONE
    for due in refunds_told(order, request):
        if way == RETRY:
            account = account_of(request) if due.method is Method.VIRTUAL else ""
            order = follow(order, due, EntryKind.REFUND_STARTED, call.now, account)
        elif way == FAILED:
            order = follow(order, due, EntryKind.REFUND_FAILED, call.now, note=request.text("note"))
        elif way == DONE:
            at = request.number("at") or call.now
            account = account_of(request)
            order = follow(order, due, EntryKind.REFUND, at, account, request.text("note"))
    return order


def refunds_told(order: Order, request: Request) -> tuple[Entry, ...]:
    """The refunds of *order* of which *request* says something that can be said of them."""
    dues, way = _meant(order, request), request.text("way") or DONE
    if way == RETRY:
        return tuple(due for due in dues if _may_ask(order, due))
    return tuple(due for due in dues if way == DONE or not _failed(order, due))


def _meant(order: Order, request: Request) -> tuple[Entry, ...]:
    """The refunds of *order* that *request* is about: the one that it names, or all that wait."""
    n = request.number("n")
    return tuple(due for due in waiting(order) if n is None or due.n == n)


def _failed(order: Order, due: Entry) -> bool:
    return standing(order, due) is EntryKind.REFUND_FAILED


def _may_ask(order: Order, due: Entry) -> bool:
    """Whether somebody outside can be asked for the refund *due*, and has not been or has failed.

    What came into a virtual account goes to an account of the buyer's, which the company must be told.
    """
    payment = payment_of(order, due.follows or 0)
    company = automatic(replace(payment, refund_due=0), -due.amount) or due.method is Method.VIRTUAL
    return company and standing(order, due) is not EntryKind.REFUND_STARTED
