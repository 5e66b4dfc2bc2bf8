from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.drafts import Draft, DraftLine, Pay
from orderdesk.core.domain.goods import GoodsKind, Option, Product
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.services import drafting
from orderdesk.core.services.accounts import switch_transfers
from orderdesk.core.services.customers import put_customers
from orderdesk.core.services.goods import put_products
from orderdesk.core.store import drafts as stored
from orderdesk.core.store.engine import Store
from tests.domain.test_drafts import GOOD
from tests.services.desk import KIM, NOW, Desk, sold

PLAIN = replace(GOOD, site="")


def create(desk: Desk, draft: Draft = PLAIN, number: int | None = None) -> str:
    return drafting.create_order(desk.store, KIM, desk.now, draft, number).number


def test_an_order_made_by_hand_is_an_order_like_any_other(store: Store) -> None:
    desk = Desk(store)
    first, second = create(desk), create(desk)
    assert (first, int(second) - int(first)) == ("202609210000001", 1)
    order = desk.order(first)
    assert (order.buyer_name, order.pending, order.sections[0].fee) == ("홍길동", True, 3_000)
    assert desk.events(first)[0].note == drafting.BY_HAND
    desk.do("confirm-payment", first)
    assert not desk.order(first).pending
    desk.do("ready", first)
    assert desk.sound()


def test_a_number_is_beyond_the_newest_of_the_day(desk: Desk) -> None:
    desk.add(replace(sold(1), number="202609210000041"), replace(sold(2), number="202609220000001"))
    assert create(desk) == "202609210000042"


def test_digital_goods_that_are_paid_are_confirmed_at_once_and_the_order_is_closed(desk: Desk) -> None:
    book = DraftLine("전자책", 1, 9_000, kind=GoodsKind.DIGITAL)
    number = create(desk, replace(PLAIN, lines=(book,), pay=Pay.PAID, reason="현금"))
    order = desk.order(number)
    assert ([s.state for s in order.sections], order.trade) == ([SectionState.CONFIRMED], Trade.CLOSED)
    assert desk.verbs_of(order) == ["create", "settle"]
    assert desk.sound()


def test_the_shop_says_whether_transfers_are_taken(desk: Desk) -> None:
    switch_transfers(desk.store, KIM, NOW, False)
    with pytest.raises(drafting.DraftRefused) as refused:
        create(desk, replace(PLAIN, pay=Pay.BANK, account="가상은행"))
    assert [(field, why.code) for field, why in refused.value.why] == [("pay", "no-transfers")]
    assert desk.whole() == []


def test_a_draft_is_kept_changed_and_gone_once_it_is_an_order(store: Store) -> None:
    desk = Desk(store)
    kept = drafting.keep_draft(store, KIM, NOW, PLAIN)
    drafting.keep_draft(store, KIM, NOW + 60, replace(PLAIN, discount=500), kept)
    with store.reader() as conn:
        (draft,) = stored.drafts(conn)
    assert (draft.at, draft.by) == (NOW + 60, KIM.name)
    assert drafting.read_draft(draft) == replace(PLAIN, discount=500)
    create(desk, drafting.read_draft(draft), kept)
    with store.reader() as conn:
        assert stored.drafts(conn) == []
    with pytest.raises(drafting.DraftRefused):
        create(desk, PLAIN, kept)
    assert len(desk.whole()) == 1


def test_prices_are_those_of_when_goods_were_added_until_they_are_asked_for_again(desk: Desk) -> None:
    option = Option("R10", "10kg", price_add=500)
    rice = Product("R", "쌀", 20_000, (option,), sale_price=15_000, sale_until=NOW + 60)
    put_products(desk.store, KIM, NOW, [rice])
    line = drafting.line_of(rice, option, 2, NOW)
    assert (line.price, line.sku, line.product) == (15_500, "R10", "R")
    draft = replace(PLAIN, lines=(line, DraftLine("손으로", 1, 100)))
    with desk.store.reader() as conn:
        assert drafting.price_again(conn, draft, NOW) == draft
        later = drafting.price_again(conn, draft, NOW + 60)
    assert [each.price for each in later.lines] == [20_500, 100]


def test_a_member_brings_address_and_grade(desk: Desk) -> None:
    member = Customer("M1", "이회원", "010-0000-0009", grade="골드", zip="63100", line1="제주시 1")
    put_customers(desk.store, KIM, NOW, [member], [Grade("골드", 100, free_shipping=True)])
    with desk.store.reader() as conn:
        draft = drafting.for_member(PLAIN, member, drafting.grade_off(conn, "골드"))
        priced = drafting.priced(conn, draft, NOW)
    section = priced.order.sections[0]
    assert priced.order.lines[0].grade_discount == 3_800
    assert (section.fee_base, section.fee_discount, section.fee_remote) == (3_000, 3_000, 3_000)
    assert priced.quote is not None and priced.quote.remote == 3_000


def test_sites_are_the_shops_and_orders_keep_theirs(desk: Desk) -> None:
    drafting.save_sites(desk.store, KIM, NOW, ("국문몰", "영문몰"))
    number = create(desk, GOOD)
    drafting.save_sites(desk.store, KIM, NOW, ("영문몰",))
    assert desk.order(number).shop == "국문몰"
    with pytest.raises(drafting.DraftRefused):
        create(desk, GOOD)
