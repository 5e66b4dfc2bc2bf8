"""What changed between two versions of an order, field by field, and how to apply or undo it.

Events store these changes; undo and time travel fold them backwards; the store writes exactly
them. Parts are compared by identity first, so unchanged parts cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any

from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import (
    ActorKind,
    Address,
    Channel,
    Delivery,
    Device,
    Entry,
    EntryKind,
    Freight,
    Hold,
    Item,
    Line,
    Member,
    Memo,
    Method,
    Order,
    Origin,
    Receipt,
    Region,
    Section,
)
from orderdesk.core.domain.states import ChannelState, SectionState, Trade

PARTS: dict[str, type[Any]] = {
    "lines": Line,
    "sections": Section,
    "items": Item,
    "entries": Entry,
    "claims": Claim,
    "holds": Hold,
    "receipts": Receipt,
    "memos": Memo,
}
"""The parts of an order, each a tuple of records with a number `n`, in order of `n`."""

BOOKKEEPING = frozenset({"id", "version", "memos_made"})
"""Order fields that are not part of any projection."""

ORDER_FIELDS: tuple[str, ...] = tuple(
    f.name for f in fields(Order) if f.name not in PARTS and f.name not in BOOKKEEPING
)
PART_FIELDS: dict[str, tuple[str, ...]] = {
    part: tuple(f.name for f in fields(cls) if f.name != "n") for part, cls in PARTS.items()
}

PERSONAL: frozenset[tuple[str, str]] = frozenset(
    {
        ("order", "buyer_name"),
        ("order", "buyer_phone"),
        ("order", "buyer_email"),
        ("order", "taken_note"),
        ("sections", "address"),
        ("sections", "note"),
        ("sections", "delay_note"),
        ("entries", "depositor"),
        ("entries", "account"),
        ("entries", "note"),
        ("claims", "detail"),
        ("claims", "pickup_number"),
        ("claims", "pickup_note"),
        ("claims", "decision_note"),
        ("holds", "note"),
        ("receipts", "identity"),
        ("memos", "text"),
    }
)
"""(part, field) pairs whose values are people's data; events keep them apart, erasable."""


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field: of the order itself (`part` "order", `n` 0) or of a numbered part.

    A part that came into being has `field` "" and `before` None; one that went has `after` None;
    the other side is the whole record.
    """

    part: str
    n: int
    field: str
    before: Any
    after: Any

    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.part, self.n, self.field, self.after, self.before)


class ChangeConflict(Exception):
    """A change can't be applied: the order no longer holds the value it starts from."""

    def __init__(self, change: Change) -> None:
        super().__init__(f"{change.part} {change.n} {change.field}")
        self.change = change


def diff(before: Order, after: Order) -> tuple[Change, ...]:
    """Every field that differs, the order's own first, then part by part."""
    found = [
        Change("order", 0, name, old, new)
        for name in ORDER_FIELDS
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
    for part in PARTS:
        old_part, new_part = getattr(before, part), getattr(after, part)
        if old_part is not new_part:
            found.extend(_diff_part(part, old_part, new_part))
    return tuple(found)


def _diff_part(part: str, before: Sequence[Any], after: Sequence[Any]) -> Iterable[Change]:
    old = {record.n: record for record in before}
    new = {record.n: record for record in after}
    for n, record in old.items():
        if n not in new:
            yield Change(part, n, "", record, None)
        elif (other := new[n]) is not record:
            for name in PART_FIELDS[part]:
                was, now = getattr(record, name), getattr(other, name)
                if was != now:
                    yield Change(part, n, name, was, now)
    for n, record in new.items():
        if n not in old:
            yield Change(part, n, "", None, record)


def apply_changes(order: Order, changes: Iterable[Change]) -> Order:
    """The order after *changes*. ChangeConflict when a value differs from the one expected."""
    own: dict[str, Any] = {}
    parts: dict[str, dict[int, Any]] = {}
    for change in changes:
        if change.part == "order":
            current = own.get(change.field, getattr(order, change.field))
            if current != change.before:
                raise ChangeConflict(change)
            own[change.field] = change.after
        else:
            records = parts.get(change.part)
            if records is None:
                records = parts[change.part] = {r.n: r for r in getattr(order, change.part)}
            _apply_to_part(records, change)
    for part, records in parts.items():
        own[part] = tuple(records[n] for n in sorted(records))
    return replace(order, **own)


def _apply_to_part(records: dict[int, Any], change: Change) -> None:
    record = records.get(change.n)
    if not change.field:
        if record != change.before:
            raise ChangeConflict(change)
        if change.after is None:
            del records[change.n]
        else:
            records[change.n] = change.after
    elif record is None or getattr(record, change.field) != change.before:
        raise ChangeConflict(change)
    else:
        records[change.n] = replace(record, **{change.field: change.after})


def take_back(order: Order, changes: Sequence[Change]) -> Order:
    """The order before *changes*; ChangeConflict when something of them changed since."""
    return apply_changes(order, [change.reversed() for change in reversed(changes)])


_ENUMS: dict[tuple[str, str], type[IntEnum]] = {
    ("order", "channel"): Channel,
    ("order", "trade"): Trade,
    ("order", "device"): Device,
    ("order", "member"): Member,
    ("lines", "cause"): Origin,
    ("sections", "state"): SectionState,
    ("sections", "delivery"): Delivery,
    ("sections", "freight"): Freight,
    ("sections", "origin"): Origin,
    ("items", "channel_state"): ChannelState,
    ("entries", "kind"): EntryKind,
    ("entries", "method"): Method,
    ("claims", "kind"): ClaimKind,
    ("claims", "by"): ActorKind,
    ("claims", "before"): SectionState,
    ("claims", "decision"): Decision,
}


def _plain_address(value: Address) -> list[Any]:
    return [
        value.receiver,
        value.phone,
        value.zip,
        value.line1,
        value.line2,
        value.country,
        int(value.region),
    ]


def _address(value: list[Any]) -> Address:
    receiver, phone, code, line1, line2, country, region = value
    return Address(receiver, phone, code, line1, line2, country, Region(region))


def _plain(part: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    if (part, name) == ("sections", "address"):
        return _plain_address(value)
    if isinstance(value, IntEnum):
        return int(value)
    return value


def _revive(part: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    if (part, name) == ("sections", "address"):
        return _address(value)
    if (part, name) in (("entries", "refunds"), ("claims", "options")):
        return tuple(tuple(row) for row in value)
    enum = _ENUMS.get((part, name))
    return enum(value) if enum else value


def _plain_record(part: str, record: Any) -> dict[str, Any] | None:
    if record is None:
        return None
    return {name: _plain(part, name, getattr(record, name)) for name in PART_FIELDS[part]}


def _revive_record(part: str, n: int, value: dict[str, Any] | None) -> Any:
    if value is None:
        return None
    return PARTS[part](n=n, **{name: _revive(part, name, v) for name, v in value.items()})


def to_plain(change: Change) -> list[Any]:
    """The change as JSON-ready values: [part, n, field, before, after]."""
    if change.field:
        before, after = (_plain(change.part, change.field, v) for v in (change.before, change.after))
    else:
        before, after = (_plain_record(change.part, v) for v in (change.before, change.after))
    return [change.part, change.n, change.field, before, after]


def from_plain(row: Sequence[Any]) -> Change:
    """The change that `to_plain` wrote."""
    part, n, name, before, after = row
    if name:
        return Change(part, n, name, _revive(part, name, before), _revive(part, name, after))
    return Change(part, n, "", _revive_record(part, n, before), _revive_record(part, n, after))


def split_personal(change: Change) -> tuple[Change | None, Change | None]:
    """(public, personal) shares of a change; whole records with people's data count as personal."""
    if change.field:
        personal = (change.part, change.field) in PERSONAL
    else:
        personal = any(part == change.part for part, _ in PERSONAL)
    return (None, change) if personal else (change, None)
