"""Changes: told field by field, through JSON and back, applied and taken back, never over others' work."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from enum import IntEnum
from typing import Any

import pytest

from orderdesk.core.domain import orders as records
from orderdesk.core.domain.changes import (
    BOOKKEEPING,
    ORDER_FIELDS,
    PART_FIELDS,
    PARTS,
    PERSONAL,
    Change,
    ChangeConflict,
    apply_changes,
    diff,
    from_plain,
    split_personal,
    take_back,
    to_plain,
)
from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.orders import (
    ActorKind,
    Address,
    Entry,
    EntryKind,
    Hold,
    Memo,
    Method,
    Order,
    Receipt,
    Region,
)
from orderdesk.core.domain.states import ChannelState, SectionState, Trade
from tests.domain.builders import NOW, line, order

FULL = replace(
    order(line(1, 2), line(2), held=True),
    claims=(Claim(1, ClaimKind.CANCEL, 1, ActorKind.BUYER, NOW, SectionState.READY, "ETC"),),
    receipts=(Receipt(1, "income", "010-0000-1234", "wait"),),
    memos=(Memo(1, "메모", "김영희", NOW),),
)


def other(value: Any, name: str) -> Any:  # noqa: ANN401
    """A value of the same field that differs."""
    if isinstance(value, IntEnum):
        members = list(type(value))
        return members[(members.index(value) + 1) % len(members)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + '가\u0301 "x"'
    if isinstance(value, Address):
        return replace(value, line2="301호", region=Region.ISLAND)
    if name == "refunds":
        return ((1, 2, 3), (0, 0, -4))
    if name == "options":
        return ((1, "빨강 / L"), (2, ""))
    return ChannelState.SHIPPING if name == "channel_state" else 7 if name in NUMBERS else "CJ"


NUMBERS = frozenset(
    {"tracked_at", "sent_at", "done_at", "confirmed_at", "delay_until", "follows", "due_at", "claim"}
    | {"collected_at", "decided_at", "edited_at"}
)
EVERY_FIELD = [("order", name) for name in ORDER_FIELDS] + [
    (part, name) for part, names in PART_FIELDS.items() for name in names
]


def changed(record: Any, fields: dict[str, Any]) -> Any:  # noqa: ANN401
    return replace(record, **fields)


def with_other(of: Order, part: str, name: str) -> Order:
    if part == "order":
        after: Order = changed(of, {name: other(getattr(of, name), name)})
        return after
    first, *rest = getattr(of, part)
    first = changed(first, {name: other(getattr(first, name), name)})
    return with_part(of, part, [first, *rest])


def with_part(of: Order, part: str, found: list[Any]) -> Order:
    after: Order = changed(of, {part: tuple(found)})
    return after


@pytest.mark.parametrize(("part", "name"), EVERY_FIELD)
def test_every_field_goes_through_json_and_back(part: str, name: str) -> None:
    after = with_other(FULL, part, name)
    (change,) = diff(FULL, after)
    assert (change.part, change.field) == (part, name)
    read = from_plain(json.loads(json.dumps(to_plain(change))))
    assert read == change
    assert type(read.after) is type(change.after) and type(read.before) is type(change.before)
    assert apply_changes(FULL, [read]) == after
    assert take_back(after, [read]) == FULL


@pytest.mark.parametrize("part", PARTS)
def test_whole_records_come_and_go_through_json(part: str) -> None:
    first, *rest = getattr(FULL, part)
    without = with_part(FULL, part, rest)
    for before, after in ((FULL, without), (without, FULL)):
        (change,) = diff(before, after)
        read = from_plain(json.loads(json.dumps(to_plain(change))))
        assert read == change
        whole = read.before or read.after
        assert whole == first
        assert all(type(getattr(whole, f.name)) is type(getattr(first, f.name)) for f in fields(first))
        assert apply_changes(before, [read]) == after
        assert take_back(after, [read]) == before


def test_every_field_of_an_order_is_told_but_the_bookkeeping() -> None:
    told = {*ORDER_FIELDS, *PARTS} | BOOKKEEPING
    assert told == {f.name for f in fields(Order)}
    assert diff(FULL, replace(FULL, id=9, version=9)) == ()


def test_nothing_changed_is_no_change() -> None:
    assert diff(FULL, replace(FULL, lines=tuple(replace(x) for x in FULL.lines))) == ()


CONFLICTS = [
    Change("order", 0, "trade", Trade.CLOSED, Trade.OPEN),
    Change("sections", 1, "state", SectionState.READY, SectionState.SHIPPING),
    Change("sections", 9, "state", SectionState.PREPARING, SectionState.READY),
    Change("holds", 1, "", None, Hold(1, 1, "ETC", "", "x", NOW)),
    Change("memos", 1, "", Memo(1, "다른 메모", "김영희", NOW), None),
    Change("memos", 9, "", Memo(9, "없는 메모", "김영희", NOW), None),
]


@pytest.mark.parametrize("change", CONFLICTS, ids=lambda c: f"{c.part}-{c.n}-{c.field}")
def test_a_value_that_is_not_there_is_a_conflict(change: Change) -> None:
    with pytest.raises(ChangeConflict) as caught:
        apply_changes(FULL, [change])
    assert caught.value.change == change


def test_taking_back_what_changed_since_is_a_conflict() -> None:
    after = replace(FULL, trade=Trade.CLOSED)
    changes = diff(FULL, after)
    assert take_back(after, changes) == FULL
    with pytest.raises(ChangeConflict):
        take_back(FULL, changes)


def test_changes_one_after_another_see_each_other() -> None:
    first = Change("order", 0, "trade", Trade.OPEN, Trade.CLOSED)
    assert apply_changes(FULL, [first, first.reversed()]) == FULL
    hold = Hold(2, 1, "ETC", "", "x", NOW)
    made = Change("holds", 2, "", None, hold)
    noted = Change("holds", 2, "note", "", "확인")
    assert apply_changes(FULL, [made, noted]).holds[-1] == replace(hold, note="확인")
    assert take_back(apply_changes(FULL, [made, noted]), [made, noted]) == FULL


def test_parts_stay_in_the_order_of_their_numbers() -> None:
    without = replace(FULL, lines=FULL.lines[1:])
    assert [x.n for x in take_back(without, diff(FULL, without)).lines] == [1, 2]


@pytest.mark.parametrize(("part", "name"), EVERY_FIELD)
def test_peoples_data_are_told_apart(part: str, name: str) -> None:
    (change,) = diff(FULL, with_other(FULL, part, name))
    public, personal = split_personal(change)
    assert (personal == change, public == change) == ((part, name) in PERSONAL, (part, name) not in PERSONAL)


def test_personal_fields_exist() -> None:
    assert set(EVERY_FIELD) >= PERSONAL


@pytest.mark.parametrize("part", PARTS)
def test_whole_records_with_peoples_data_are_personal(part: str) -> None:
    public, personal = split_personal(Change(part, 1, "", None, getattr(FULL, part)[0]))
    assert (personal is not None, public is not None) == (
        part in {p for p, _ in PERSONAL},
        part not in {p for p, _ in PERSONAL},
    )


def test_entries_keep_their_triples() -> None:
    entry = Entry(2, EntryKind.REFUND_DUE, Method.CARD, -7, NOW, follows=1, refunds=((1, 1, 7),))
    change = Change("entries", 2, "", None, entry)
    assert from_plain(json.loads(json.dumps(to_plain(change)))).after == entry


def test_every_part_is_a_record_of_orders() -> None:
    assert all(getattr(records, cls.__name__) is cls for cls in PARTS.values())
