"""From the plan to the rows: an address changes, and what it costs to send there with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.fees import Doubt, FeeKind, Policy, Tier
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Freight, Order
from orderdesk.core.domain.payments import open_request
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.services import fees
from orderdesk.core.services.address_fees import gaps
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, Desk, sold

JEJU: dict[str, Any] = {"zip": "63122", "line1": "제주시 첫길 1"}


def due(of: Order) -> int:
    request = open_request(of.entries)
    return request.due if request else 0


def kinds(of: Order) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.amount) for entry in of.entries]


def test_before_payment_the_request_follows_and_undo_brings_it_back(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 2, unpaid=True))
    before = desk.whole()
    job = desk.do("address", 1, **JEJU)
    now = desk.order(1)
    assert (now.sections[0].fee_remote, due(now)) == (3000, 23000)
    assert now.sections[0].address.zip == "63122"
    assert desk.verbs(1) == ["create", "address"]
    assert desk.sound()
    desk.undo(job)
    assert desk.whole() == before


def test_after_payment_the_difference_is_told_asked_for_or_given_back(desk: Desk) -> None:
    desk.add(sold(1), sold(2), sold(3))
    with desk.store.reader() as conn:
        (gap, doubts), *others = gaps(conn, desk.plan("address", 1, **JEJU)).values()
    assert (gap.before, gap.after, gap.gap, gap.waiting, doubts, others) == (0, 3000, 3000, False, (), [])
    desk.do("address", 1, **JEJU)
    assert kinds(desk.order(1)) == [(EntryKind.PAID, 10000)]
    desk.do("address", 2, **JEJU, fee="request")
    assert kinds(desk.order(2)) == [(EntryKind.PAID, 10000), (EntryKind.REQUEST, 3000)]
    desk.do("confirm-payment", 2)
    desk.do("address", 2, zip="06234", line1="서울 강남구 1", fee="refund")
    assert kinds(desk.order(2))[2:] == [(EntryKind.PAID, 3000), (EntryKind.REFUND_DUE, -3000)]
    desk.do("refund", 2)
    assert kinds(desk.order(2))[-1] == (EntryKind.REFUND, -3000)
    desk.do("address", 3, **JEJU, fee="1,000")
    assert kinds(desk.order(3))[-1] == (EntryKind.REQUEST, 1000)
    assert desk.sound()


@pytest.mark.parametrize(
    ("order", "answer", "refusal"),
    [
        (sold(1, unpaid=True), "request", Refusal.FEE_FOLLOWS),
        (sold(1), "refund", Refusal.FEE_SAME),
        (sold(1), "많이", Refusal.FIELD_BAD),
        (sold(1, channel=Channel.NAVER), "request", Refusal.CHANNEL_FEE),
    ],
)
def test_answers_that_can_not_be_are_refused(desk: Desk, order: Order, answer: str, refusal: Refusal) -> None:
    desk.add(order)
    plan = desk.plan("address", 1, **JEJU, fee=answer)
    assert [row.verdict.code for row in plan.rows] == [refusal.code]


def test_who_pays_at_the_door_or_fetches_the_goods_bears_no_regional_fee(desk: Desk) -> None:
    for n, fields in enumerate(({"freight": Freight.COLLECT}, {"delivery": Delivery.VISIT}), 1):
        order = sold(n, unpaid=True)
        section = replace(order.sections[0], **fields)  # type: ignore[arg-type]  # fields of a section
        desk.add(replace(order, sections=(section,)))
        desk.do("address", n, **JEJU)
        assert (desk.order(n).sections[0].fee_remote, due(desk.order(n))) == (0, 10000)


def test_a_fee_by_quantity_asks_for_each_tier_reached(desk: Desk) -> None:
    policy = Policy("수량별", FeeKind.QUANTITY, tiers=(Tier(1, 2500), Tier(3, 4000)))
    with desk.store.reader() as conn:
        first = fees.read_fees(conn).policies[0]
    fees.save_policy(desk.store, KIM, NOW, first, policy)
    desk.add(sold(1, 3, unpaid=True), sold(2, 2, unpaid=True))
    for n in (1, 2):
        desk.do("address", n, **JEJU)
    assert [desk.order(n).sections[0].fee_remote for n in (1, 2)] == [6000, 3000]
    fees.save_flags(desk.store, KIM, NOW, per_tier=False)
    desk.do("address", 1, zip="40200")
    assert desk.order(1).sections[0].fee_remote == 5000


def test_an_old_naver_shop_bears_no_regional_fee(desk: Desk) -> None:
    desk.add(sold(1, channel=Channel.NAVER))
    plan = desk.plan("address", 1, **JEJU)

    def gap() -> int:
        with desk.store.reader() as conn:
            return next(iter(gaps(conn, plan).values()))[0].gap

    assert gap() == 3000
    fees.save_flags(desk.store, KIM, NOW, naver_v2=False)
    assert gap() == 0


def test_a_place_that_nobody_knows_wants_a_look(desk: Desk) -> None:
    desk.add(sold(1, unpaid=True))
    with desk.store.reader() as conn:
        found = gaps(conn, desk.plan("address", 1, zip="690-011", line1="제주시 첫길"))
    assert [doubts for _, doubts in found.values()] == [(Doubt.OLD_POSTCODE, Doubt.REMOTE_ADDRESS)]


def test_who_paid_meanwhile_is_not_asked_by_an_old_plan(desk: Desk) -> None:
    desk.add(sold(1, unpaid=True))
    plan = desk.plan("address", 1, **JEJU)
    desk.do("confirm-payment", 1)
    job = desk.apply(plan)
    assert [row.code for row in desk.outcomes(job)] == ["moved"]
    assert desk.order(1).sections[0].fee_remote == 0


def test_the_fee_goes_by_the_policy_of_the_products(desk: Desk) -> None:
    own = Policy("자체", FeeKind.FIXED, 3000, regional=(4000, 9000))
    fees.save_policy(desk.store, KIM, NOW, None, own)
    columns = ("id", "code", "name", "kind", "price", "policy", "weight", "place", "on_sale")
    with desk.store.unit(KIM, NOW) as unit:
        unit.conn.insert("product", columns, [(1, "RICE", "쌀", "physical", 10000, 2, 0, "", 1)])
    order = sold(1, unpaid=True)
    desk.add(replace(order, lines=(replace(order.lines[0], product="RICE"),)))
    desk.do("address", 1, **JEJU)
    assert desk.order(1).sections[0].fee_remote == 4000
