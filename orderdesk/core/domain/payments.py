"""Payment state, derived from the append-only entries (processing.md §3.2, P1–P9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.quick import quick
from orderdesk.core.domain.states import PaymentState

LATER_DEPOSIT = frozenset({Method.BANK, Method.VIRTUAL, Method.UNKNOWN})
"""Methods whose money comes after the order; only these can wait for a deposit (P1)."""

AUTOMATIC_REFUND = frozenset(
    {
        Method.CARD,
        Method.PAYCO,
        Method.NAVERPAY,
        Method.KAKAOPAY,
        Method.SAMSUNGPAY,
        Method.TOSSPAY,
        Method.APPLEPAY,
        Method.CHANNEL,
    }
)
"""Methods whose refund the payment company or the channel executes (processing.md §8.5)."""


@quick
@dataclass(frozen=True, slots=True)
class Payment:
    """One payment with all that followed it; amounts in won, `refunded` and `refund_due` positive.

    `due_at` is until when it was asked for last, UTC seconds.
    """

    root: Entry
    state: PaymentState
    paid: int
    refunded: int
    refund_due: int
    due: int
    paid_at: int | None
    due_at: int | None

    @property
    def settled(self) -> bool:
        """Whether the money is here, so that what it pays for may ship."""
        return self.state in (PaymentState.COMPLETE, PaymentState.PART_REFUNDED) or (
            self.state in (PaymentState.REFUNDING, PaymentState.REFUND_FAILED) and self.refunded < self.paid
        )

    @property
    def refundable(self) -> int:
        """What can still be given back: paid less refunded and less promised, won."""
        return self.paid - self.refunded - self.refund_due


def payments(entries: Sequence[Entry]) -> tuple[Payment, ...]:
    """The order's payments in the order they were asked for, each folded from its rows."""
    if len(entries) == 1 and entries[0].follows is None:
        return (_alone(entries[0]),)
    return tuple(_fold(group[0], group[1:]) for group in rooted(entries).values())


def rooted(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """The rows of each payment in their order, by the number of its first."""
    roots: dict[int, int] = {}
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        roots[entry.n] = entry.n if entry.follows is None else roots[entry.follows]
        found.setdefault(roots[entry.n], []).append(entry)
    return found


_ALONE = {EntryKind.PAID: PaymentState.COMPLETE, EntryKind.REQUEST: PaymentState.WAITING}
"""The state of a payment that is one row, as nearly all are."""


def _alone(root: Entry) -> Payment:
    state = _ALONE.get(root.kind)
    if state is None:
        return _fold(root, ())
    if state is PaymentState.COMPLETE:
        return Payment(root, state, root.amount, 0, 0, 0, root.at, root.due_at)
    return Payment(root, state, 0, 0, 0, root.amount, None, root.due_at)


def _fold(root: Entry, followers: Iterable[Entry]) -> Payment:
    state, paid, paid_at, due = PaymentState.WAITING, 0, None, root.amount
    refunded, due_at = 0, root.due_at
    last: dict[int, EntryKind] = {}
    ended: set[int] = set()
    rows = {e.n: e for e in (root, *followers)}
    for entry in rows.values():
        origin = _due_of(rows, entry)
        if origin is not None:
            if entry.kind is EntryKind.REFUND:
                refunded -= entry.amount
            if entry.kind in (EntryKind.REFUND, EntryKind.VOID):
                ended.add(origin.n)
            last[origin.n] = entry.kind
            continue
        match entry.kind:
            case EntryKind.PAID:
                state, paid, paid_at, due = PaymentState.COMPLETE, paid + entry.amount, entry.at, 0
            case EntryKind.OVERDUE:
                state, due = PaymentState.OVERDUE, 0
            case EntryKind.VOID:
                state, due = PaymentState.CANCELLED_UNPAID, 0
            case EntryKind.REQUEST:
                state, due, due_at = PaymentState.WAITING, entry.amount, entry.due_at
            case EntryKind.REFUND:
                refunded -= entry.amount
    if paid_at is not None:
        kinds = last.values()
        started, failed = EntryKind.REFUND_STARTED in kinds, EntryKind.REFUND_FAILED in kinds
        state = _paid_state(paid, refunded, started, failed)
    waiting = -sum(rows[n].amount for n in last if n not in ended)
    return Payment(root, state, paid, refunded, waiting, due, paid_at, due_at)


def _due_of(entries: Mapping[int, Entry], entry: Entry) -> Entry | None:
    """The promised refund that *entry* is or goes on from; None when it belongs to none."""
    while entry.kind is not EntryKind.REFUND_DUE:
        if entry.follows is None or entry.follows not in entries:
            return None
        entry = entries[entry.follows]
    return entry


def due_refunds(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Refunds that are promised and neither executed nor withdrawn, in their order."""
    if len(entries) == 1:  # as nearly all orders have; a refund follows what was paid
        return ()
    rows = {e.n: e for e in entries}
    over = (EntryKind.REFUND, EntryKind.VOID)
    ended = {due.n for e in entries if e.kind in over and (due := _due_of(rows, e)) is not None}
    return tuple(e for e in entries if e.kind is EntryKind.REFUND_DUE and e.n not in ended)


def _paid_state(paid: int, refunded: int, started: bool, failed: bool) -> PaymentState:
    if failed:
        return PaymentState.REFUND_FAILED
    if started:
        return PaymentState.REFUNDING
    if refunded == 0:
        return PaymentState.COMPLETE
    return PaymentState.REFUNDED if refunded >= paid else PaymentState.PART_REFUNDED


def payment_of(order: Order, root: int) -> Payment:
    """The payment whose root is entry *root*; KeyError when there is none."""
    for payment in payments(order.entries):
        if payment.root.n == root:
            return payment
    raise KeyError(f"{order.number}-P{root}")


def order_payment_state(entries: Sequence[Entry]) -> PaymentState:
    """The order's payment state (processing.md §3.2, order-level proposal).

    No confirmed payment: the state of the newest request that still counts, else of the first
    payment. Otherwise refunds decide; an open additional request never turns it back.
    """
    if len(entries) == 1 and entries[0].follows is None and entries[0].kind in _ALONE:
        return _ALONE[entries[0].kind]
    return state_over(payments(entries))


def state_over(found: Sequence[Payment]) -> PaymentState:
    """The payment state of an order with these payments; see `order_payment_state`."""
    if len(found) == 1:
        return found[0].state
    paid_ones = [p for p in found if p.paid_at is not None]
    if not paid_ones:
        for payment in found:
            if payment.state is PaymentState.WAITING:
                return payment.state
        return found[0].state
    for state in (PaymentState.REFUND_FAILED, PaymentState.REFUNDING):
        if any(p.state is state for p in paid_ones):
            return state
    paid, refunded = sum(p.paid for p in paid_ones), sum(p.refunded for p in paid_ones)
    return _paid_state(paid, refunded, started=False, failed=False)


def paid_balance(entries: Sequence[Entry]) -> int:
    """최종 실결제금액: confirmed payments less executed refunds, won."""
    return sum(e.amount for e in entries if e.kind in (EntryKind.PAID, EntryKind.REFUND))


def open_request(entries: Sequence[Entry]) -> Payment | None:
    """The oldest payment that waits for its money, if one does."""
    for payment in payments(entries):
        if payment.state is PaymentState.WAITING:
            return payment
    return None


def next_entry(entries: Sequence[Entry]) -> int:
    """The number the next entry gets."""
    return max((e.n for e in entries), default=0) + 1
