"""The order list in plain Python, by the rules that operators were promised: filter, search and sort orders.

Nothing here asks the program how it filters; each rule is written again from finding-and-files.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from orderdesk.core.domain.channel_agreeing import differing
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.domain.payments import order_payment_state, paid_balance, payments

Stamp = Callable[[Order], list[int | None]]
Fits = Callable[[Order], bool]

STAMPS: dict[str, Stamp] = {
    "ordered_at": lambda o: [o.placed_at],
    "paid_at": lambda o: [e.at for e in o.entries if e.kind is EntryKind.PAID],
    "money_at": lambda o: [e.at for e in o.entries if e.kind in (EntryKind.PAID, EntryKind.REFUND)],
    "invoice_at": lambda o: [s.tracked_at for s in o.sections],
    "sent_at": lambda o: [s.sent_at for s in o.sections],
    "memo_at": lambda o: [m.at for m in o.memos],
    "done_at": lambda o: [s.done_at for s in o.sections],
    "delay_at": lambda o: [s.delay_until for s in o.sections],
    "held_at": lambda o: [hold.at for hold in o.holds],
    "send_by": lambda o: send_by(o),
    "claim_due": lambda o: [decide_by(claim) for claim in o.claims if claim.decision is Decision.OPEN],
}


def decide_by(claim: Claim) -> int:
    """Three days after goods came back or a cancel was asked for; a week for goods that are to come back."""
    if claim.collected_at is None and claim.kind is not ClaimKind.CANCEL:
        return claim.at + 604_800
    return (claim.at if claim.collected_at is None else claim.collected_at) + 259_200


def send_by(o: Order) -> list[int | None]:
    """Until when each section that waits is to be sent: as promised, or three days after the last payment."""
    paid = max((e.at + 259_200 for e in o.entries if e.kind is EntryKind.PAID), default=None)
    return [s.delay_until or paid for s in o.sections if s.state < 2]


def waits(o: Order) -> set[int]:
    """What of claims waits, as bits of the mask: section states by their number, refunds 19, withdrawn 20."""
    found = {1 << s.state for s in o.sections if s.state in (5, 7, 11)}
    found |= {(1 << 8) + (1 << 12) for s in o.sections if s.state in (8, 12)}
    found |= {(1 << 9) + (1 << 13) for s in o.sections if s.state in (9, 13)}
    if any(p.refund_due for p in payments(o.entries)):
        found.add(1 << 19)
    for s in o.sections:
        last = [c for c in o.claims if c.section == s.n][-1:]
        if last and last[0].decision is Decision.WITHDRAWN:
            stopped = any(e.follows == s.paid_by and e.kind in (2, 3) for e in o.entries)
            if (s.state < 2 and not stopped) or (s.state in (2, 3) and last[0].pickup):
                found.add(1 << 20)
    return found


AMOUNTS: dict[str, Callable[[Order], int]] = {
    "paid": lambda o: paid_balance(o.entries),
    "qty": lambda o: sum(item.qty for item in o.items),
    "item_count": lambda o: len(o.items),
}
TEXTS: dict[str, Callable[[Order], list[str]]] = {
    "order_no": lambda o: [o.number],
    "buyer": lambda o: [o.buyer_name],
    "site": lambda o: [o.shop],
    "receiver": lambda o: [s.address.receiver for s in o.sections],
    "zip": lambda o: [s.address.zip for s in o.sections],
    "address": lambda o: [f"{s.address.line1} {s.address.line2}" for s in o.sections],
    "product": lambda o: [line.name for line in o.lines],
    "sku": lambda o: [line.sku for line in o.lines],
    "courier": lambda o: [s.courier for s in o.sections if s.courier],
    "invoice": lambda o: [s.tracking for s in o.sections if s.tracking],
}
YES: dict[str, Fits] = {
    "hold": lambda o: bool(o.holds),
    "delayed": lambda o: any(s.delay_until is not None for s in o.sections),
    "pending": lambda o: o.pending,
    "separate": lambda o: o.separate,
    "assumed": lambda o: any(e.assumed and e.kind is EntryKind.PAID for e in o.entries),
    "channel_differs": lambda o: bool(differing(o)),
    "invoiced": lambda o: any(s.tracking for s in o.sections),
    "memo_open": lambda o: any(not memo.resolved for memo in o.memos),
}
CODES: dict[str, Callable[[Order], set[int]]] = {
    "channel": lambda o: {o.channel},
    "trade": lambda o: {o.trade},
    "pay": lambda o: {order_payment_state(o.entries)},
    "method": lambda o: {o.entries[0].method},
    "member": lambda o: {o.member},
    "region": lambda o: {max(s.address.region for s in o.sections)},
    "state": lambda o: {s.state for s in o.sections},
    "claim": waits,
    "stuck": lambda o: {0 for s in o.sections if s.state < 2 and s.tracking},
    "delivery": lambda o: {s.delivery for s in o.sections},
    "discounts": lambda o: {
        kind
        for line in o.lines
        for kind, won in ((1, line.points), (2, line.coupon_discount), (3, line.grade_discount))
        if won > 0
    },
}
FLAG_OF = {
    "held": "hold",
    "delayed": "delayed",
    "pending": "pending",
    "assumed": "assumed",
    "differs": "channel_differs",
}

_SORTS: dict[str, Callable[[Order], int | str | None]] = {
    "order_no": lambda o: o.number,
    "buyer": lambda o: o.buyer_name,
    "qty": lambda o: sum(line.qty for line in o.lines),
    "paid": lambda o: paid_balance(o.entries),
}


def midnight(day: date) -> int:
    """The first second of *day* in Seoul, which is nine hours ahead of UTC all the year."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 9 * 3600


def in_days(key: str, first: date | None, last: date | None) -> Fits:
    """Whether a moment lies in these days, both included; what has none never does."""
    low = midnight(first) if first else -(10**18)
    high = midnight(last + timedelta(1)) if last else 10**18
    return lambda o: any(at is not None and low <= at < high for at in STAMPS[key](o))


def among(key: str, codes: Iterable[int]) -> Fits:
    """Whether one of the order's values is one of *codes*."""
    wanted = set(codes)
    return lambda o: bool(CODES[key](o) & wanted)


def in_tab(conditions: Mapping[str, frozenset[int]], bits: Mapping[str, int]) -> Fits:
    """All conditions of a tab; *bits* are the numbers of its flags by name."""
    rules = [among(key, codes) for key, codes in conditions.items() if key != "flag"]
    flags = [YES[FLAG_OF[name]] for name, bit in bits.items() if bit in conditions.get("flag", ())]
    return lambda o: all(rule(o) for rule in rules) and (not flags or any(flag(o) for flag in flags))


def found_by_name(query: str) -> Fits:
    """Buyer or receiver holds the text, whatever its capitals."""
    wanted = unicodedata.normalize("NFC", query).lower()
    return lambda o: any(
        wanted in unicodedata.normalize("NFC", name).lower()
        for name in (o.buyer_name, *(s.address.receiver for s in o.sections))
    )


def found_by_phone(query: str) -> Fits:
    """Buyer's or receiver's number ends with these digits."""
    wanted = "".join(filter(str.isdecimal, query))
    return lambda o: any(
        "".join(filter(str.isdecimal, phone)).endswith(wanted)
        for phone in (o.buyer_phone, *(s.address.phone for s in o.sections))
    )


def found_by_number(query: str) -> Fits:
    """The order number begins with the text or ends with seven or more characters, or it is the channel's."""
    return lambda o: (
        o.number.startswith(query)
        or o.channel_number == query
        or (len(query) >= 7 and o.number.endswith(query))
    )


def found_by_tracking(query: str) -> Fits:
    """The tracking number begins with the text, or ends with it where it is short."""
    return lambda o: any(
        s.tracking and (s.tracking.startswith(query) or (len(query) < 8 and s.tracking.endswith(query)))
        for s in o.sections
    )


def value(order: Order, key: str) -> int | str | None:
    """What a list is sorted by: of moments the last."""
    if key in STAMPS:
        return max((at for at in STAMPS[key](order) if at is not None), default=None)
    return _SORTS[key](order)


def in_order(orders: Iterable[Order], key: str, desc: bool) -> list[Order]:
    """Sorted by the column; without a value last, the newest id first where they are alike."""
    newest = sorted(orders, key=lambda o: o.id, reverse=True)
    having = [(found, o) for o in newest if (found := value(o, key)) is not None]
    having.sort(key=lambda pair: pair[0], reverse=desc)
    return [*(o for _, o in having), *(o for o in newest if value(o, key) is None)]
