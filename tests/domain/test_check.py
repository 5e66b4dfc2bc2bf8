"""The invariants of one order: each can be seen broken, and sound orders show none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from enum import IntEnum
from typing import Any

import pytest

from orderdesk.core.domain.check import Checked, check, shape
from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.orders import (
    ActorKind,
    Channel,
    Delivery,
    Entry,
    EntryKind,
    Hold,
    Item,
    Method,
    Order,
    Origin,
)
from orderdesk.core.domain.states import LADDER, SectionState, Trade
from tests.domain.builders import NOW, do, line, order, paid, section

S = SectionState


def with_section(of: Order, **fields: Any) -> Order:  # noqa: ANN401
    return replace(of, sections=(replace(of.sections[0], **fields), *of.sections[1:]))


def with_entries(*entries: Entry) -> Order:
    return replace(order(), entries=entries)


def claim(n: int = 1, section: int = 1) -> Claim:
    return Claim(n, ClaimKind.RETURN, section, ActorKind.BUYER, NOW, S.DELIVERED, "ETC")


HOLD = Hold(1, 1, "STOCK", "", "김영희", NOW)
DUE = Entry(2, EntryKind.REFUND_DUE, Method.CARD, -10_000, NOW, follows=1)

BROKEN: dict[str, Callable[[], Order]] = {
    "order-empty": lambda: replace(order(), entries=()),
    "entry-follows": lambda: with_entries(replace(paid(10_000), follows=7)),
    "item-empty": lambda: order(line(1, 1), items=[Item(1, 1, 1, 1), Item(2, 1, 1, 0)]),
    "line-sum": lambda: order(line(1, 3), items=[Item(1, 1, 1, 2)]),
    "item-without-line": lambda: order(items=[Item(1, 1, 1, 1), Item(2, 1, 9, 1)]),
    "number-twice": lambda: order(line(1, 2), items=[Item(1, 1, 1, 1), Item(1, 1, 1, 1)]),
    "number-beyond": lambda: replace(order(), items_made=0),
    "section-empty": lambda: order(sections=(section(1), section(2))),
    "entry-sign": lambda: with_entries(paid(10_000), Entry(2, EntryKind.REQUEST, Method.BANK, -5, NOW)),
    "over-refund": lambda: with_entries(paid(9_999), DUE),
    "refund-share": lambda: with_entries(paid(10_000), replace(DUE, amount=-9, refunds=((1, 1, 9),))),
    "refund-sum": lambda: with_entries(paid(10_000), replace(DUE, amount=-9, refunds=((1, 1, 10_000),))),
    "half-number": lambda: with_section(order(), courier="CJ"),
    "shipped-held": lambda: replace(order(state=S.SHIPPING), holds=(HOLD,)),
    "shipped-without-number": lambda: with_section(order(state=S.SHIPPING), courier=None, tracking=None),
    "shipped-unpaid": lambda: order(state=S.SHIPPING, unpaid=True),
    "shipped-stale-label": lambda: with_section(order(state=S.SHIPPING), label_stale=True),
    "part-astray": lambda: replace(order(), holds=(replace(HOLD, section=9),)),
    "claim-state": lambda: order(state=S.RETURN_REQUESTED),
    "claim-twice": lambda: order(state=S.RETURN_REQUESTED, claims=(claim(1), claim(2))),
    "closed-early": lambda: order(trade=Trade.CLOSED),
    "no-payment": lambda: with_section(order(), paid_by=9),
    "delay-own": lambda: with_section(order(), delay_until=NOW),
    "version": lambda: replace(order(), version=0),
    "resend-price": lambda: order(line(1, cause=Origin.RESEND)),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_order_is_found_out(code: str) -> None:
    assert [finding.code for finding in check(BROKEN[code]())] == [code]


def test_every_finding_has_its_broken_order() -> None:
    import inspect
    import re

    from orderdesk.core.domain import check as module

    codes = set(re.findall(r'Finding\(\s*"([a-z-]+)"', inspect.getsource(module)))
    assert codes == set(BROKEN)


def test_a_finding_says_where() -> None:
    (finding,) = check(BROKEN["half-number"]())
    assert (finding.where, finding.detail) == ("202609210000017-S1", "CJ")


@pytest.mark.parametrize("state", LADDER)
@pytest.mark.parametrize("delivery", [Delivery.PARCEL, Delivery.VISIT, Delivery.DIGITAL])
@pytest.mark.parametrize("channel", Channel)
def test_sound_orders_have_no_findings(state: SectionState, delivery: Delivery, channel: Channel) -> None:
    assert check(order(line(1, 2), line(2), state=state, delivery=delivery, channel=channel)) == ()


def test_a_section_that_a_file_brought_shipped_needs_no_dispatch() -> None:
    assert check(order(sections=(section(1, S.SHIPPING, courier=None, tracking=None, sent_at=None),))) == ()


def test_an_undispatched_section_may_be_held_with_a_stale_label() -> None:
    assert check(with_section(order(held=True), courier="CJ", tracking="1", label_stale=True)) == ()


def test_a_cancel_that_is_asked_for_keeps_its_hold_until_it_is_done() -> None:
    asked = do(order(held=True), "cancel", reason="ETC")
    assert check(asked) == () and asked.holds
    assert do(asked, "approve").holds == ()


def others(value: Any) -> list[Any]:  # noqa: ANN401
    """Other values that a field with *value* may have."""
    match value:
        case bool():
            return [not value]
        case IntEnum():
            return [each for each in type(value) if each is not value]
        case int():
            return [value + 1, 0, -5]
        case str():
            return ["X", None]
        case None:
            return [NOW, 1, "X"]
    return [()] if isinstance(value, tuple) else []


def changed(of: Order) -> Iterator[tuple[str, Order]]:
    """*of* with one field of it or of one of its parts changed, every field and some values, and its name."""
    for each in fields(Order):
        for value in others(getattr(of, each.name)):
            yield each.name, replace(of, **{each.name: value})
    for part in ("sections", "items", "lines", "entries", "claims", "holds"):
        for n, record in enumerate(records := getattr(of, part)):
            for each in fields(record):
                for value in others(getattr(record, each.name)):
                    other = replace(record, **{each.name: value})
                    parts: dict[str, Any] = {part: (*records[:n], other, *records[n + 1 :])}
                    yield f"{part}.{each.name}", replace(of, **parts)


SOUND: dict[str, Callable[[], Order]] = {
    "two lines": lambda: order(line(1, 2), line(2), items=[Item(1, 1, 1, 2), Item(2, 1, 2, 1)]),
    "sent unseen": lambda: with_section(order(state=S.SHIPPING), courier=None, tracking=None, sent_at=None),
}


@pytest.mark.parametrize("name", [*SOUND, *BROKEN])
def test_orders_of_one_shape_break_the_same_rules(name: str) -> None:
    of = (SOUND | BROKEN)[name]()
    codes, looked_at = [finding.code for finding in check(of)], set[str]()
    for field, other in changed(of):
        if shape(other) == shape(of):
            assert [finding.code for finding in check(other)] == codes, field
        else:
            looked_at.add(field)
    assert "sections.state" in looked_at and "sections.address" not in looked_at


def test_what_was_found_of_a_shape_is_told_of_every_order_that_has_it() -> None:
    checked = Checked()
    for code in ("", *BROKEN, *BROKEN, ""):
        of = BROKEN[code]() if code else order()
        assert checked.fault(replace(of, number="1", buyer_name="임꺽정")) == code
