from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.fees import FeeKind, Place, Policy, Quote, Tier
from orderdesk.core.domain.orders import Channel, Freight
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import Zone
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.words import Lang
from orderdesk.core.services import fees
from orderdesk.core.services.fee_forms import read_regional, texts_of_policy
from orderdesk.core.services.fees import FeeBook, Wanted, preset_zones, read_fees
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, NOW

BY_QTY = Policy(
    "수량별", FeeKind.QUANTITY, 0, 0, (Tier(1, 2500), Tier(3, 4000)), "상온", Freight.PREPAID, (4000, 9000)
)
TOWN = Zone("10000", "10010", "가마을", 1000, "island")


def book(store: Store) -> FeeBook:
    with store.reader() as conn:
        return read_fees(conn)


def zone(store: Store, zip_from: str, zip_to: str = "") -> Zone:
    return next(z for z in book(store).zones if (z.zip_from, z.zip_to) == (zip_from, zip_to or zip_from))


def test_a_new_shop_goes_by_the_preset_without_anything_stored(store: Store) -> None:
    found = book(store)
    assert {z.name: z.fee for z in found.zones if z.region == "jeju"} == {
        "제주 추자면": 5000,
        "제주 우도": 5000,
        "제주 전지역": 3000,
    }
    assert {z.fee for z in found.zones if z.region == "island"} == {5000}
    assert [z.zip_from for z in found.zones if not z.enabled] == ["54000"]
    assert [p.name for p in found.policies] == ["기본 배송비"]
    assert (found.per_tier, found.naver_v2) == (True, True)
    with store.reader() as conn:
        assert conn.execute("SELECT COUNT(*) FROM remote_zone").fetchone() == (0,)


def test_what_is_stored_first_is_what_was_read_before(store: Store) -> None:
    before = book(store)
    fees.begin_fees(store, KIM, NOW)
    after = book(store)
    assert [replace(z, id=0) for z in after.zones] == list(before.zones)
    assert [replace(p, id=0) for p in after.policies] == list(before.policies)
    fees.begin_fees(store, KIM, NOW, "courier")
    assert book(store) == after


def test_the_couriers_preset_has_the_fees_of_the_areas(store: Store) -> None:
    fees.begin_fees(store, KIM, NOW, "courier")
    assert (zone(store, "63365").fee, zone(store, "59650").fee) == (6000, 8000)
    assert len(preset_zones("courier")) == 37


def test_zones_are_added_changed_and_removed(store: Store) -> None:
    fees.save_zone(store, KIM, NOW, None, TOWN)
    added = zone(store, "10000", "10010")
    assert (added.name, added.fee, len(book(store).zones)) == ("가마을", 1000, 38)
    fees.save_zone(store, KIM, NOW, added, replace(added, fee=2000, enabled=False, zip_to="10020"))
    changed = zone(store, "10000", "10020")
    assert (changed.fee, changed.enabled, changed.id) == (2000, False, added.id)
    fees.remove_zone(store, KIM, NOW, changed)
    assert len(book(store).zones) == 37


def test_a_zone_read_before_anything_was_stored_can_be_changed(store: Store) -> None:
    jeju = zone(store, "63000", "63644")
    assert jeju.id == 0
    fees.save_zone(store, KIM, NOW, jeju, replace(jeju, fee=3500))
    assert zone(store, "63000", "63644").fee == 3500 and len(book(store).zones) == 37


@pytest.mark.parametrize(
    ("bad", "refusal", "field"),
    [
        (replace(TOWN, zip_from="100-00"), Refusal.BAD_POSTCODE, "zip_from"),
        (replace(TOWN, zip_to="100105"), Refusal.BAD_POSTCODE, "zip_to"),
        (replace(TOWN, zip_to="09999"), Refusal.RANGE_TURNED, "zip_to"),
        (replace(TOWN, name=" "), Refusal.FIELD_MISSING, "name"),
        (replace(TOWN, fee=-1), Refusal.FIELD_BAD, "fee"),
        (replace(TOWN, zip_from="63000", zip_to="63644"), Refusal.NAME_TAKEN, "zip_from"),
    ],
)
def test_zones_that_can_not_be(store: Store, bad: Zone, refusal: Refusal, field: str) -> None:
    with pytest.raises(BadRequest) as refused:
        fees.save_zone(store, KIM, NOW, None, bad)
    assert (refused.value.refusal, refused.value.field) == (refusal, field)
    assert len(book(store).zones) == 37


def test_who_was_slower_is_told(store: Store) -> None:
    fees.save_zone(store, KIM, NOW, None, TOWN)
    seen = zone(store, "10000", "10010")
    fees.save_zone(store, LEE, NOW, seen, replace(seen, fee=7000))
    with pytest.raises(BadRequest) as refused:
        fees.save_zone(store, KIM, NOW, seen, replace(seen, fee=9000))
    assert refused.value.refusal is Refusal.MOVED
    with pytest.raises(BadRequest) as refused:
        fees.remove_zone(store, KIM, NOW, seen)
    assert refused.value.refusal is Refusal.MOVED
    assert zone(store, "10000", "10010").fee == 7000
    old = book(store).policies[0]
    fees.save_policy(store, LEE, NOW, old, replace(old, fee=3500))
    with pytest.raises(BadRequest) as refused:
        fees.save_policy(store, KIM, NOW, old, replace(old, fee=2500))
    assert refused.value.refusal is Refusal.MOVED


def test_policies_are_kept_whole_changed_and_removed(store: Store) -> None:
    fees.save_policy(store, KIM, NOW, None, BY_QTY)
    kept = book(store).policies[1]
    assert replace(kept, id=0) == BY_QTY
    fees.save_policy(store, KIM, NOW, kept, replace(kept, regional=(0, 0), freight=Freight.COLLECT))
    changed = book(store).policies[1]
    assert (changed.regional, changed.freight, changed.id) == ((0, 0), Freight.COLLECT, kept.id)
    fees.remove_policy(store, KIM, NOW, changed)
    assert [p.name for p in book(store).policies] == ["기본 배송비"]


def product(store: Store, policy: int | None) -> None:
    columns = (
        "id", "code", "name", "kind", "price", "sale_price", "sale_from", "sale_until", "policy", "weight",
        "place", "on_sale",
    )  # fmt: skip
    row = (1, "RICE", "쌀", "physical", 30000, None, None, None, policy, 4000, "", 1)
    option = (1, 1, "RICE-10", "10kg", 0, "", 0, 0, 0)
    with store.unit(KIM, NOW) as unit:
        unit.conn.insert("product", columns, [row, (2, "SONG", "노래", "digital", *row[4:8], None, *row[9:])])
        names = (
            "id", "product", "sku", "option", "price_add", "barcode", "tracked", "on_hand", "allocated",
        )  # fmt: skip
        unit.conn.insert("product_option", names, [option])


def test_a_policy_in_use_and_the_first_one_stay(store: Store) -> None:
    fees.save_policy(store, KIM, NOW, None, BY_QTY)
    first, used = book(store).policies
    product(store, used.id)
    for policy, refusal in ((first, Refusal.POLICY_LAST), (used, Refusal.POLICY_IN_USE)):
        with pytest.raises(BadRequest) as refused:
            fees.remove_policy(store, KIM, NOW, policy)
        assert refused.value.refusal is refusal
    with pytest.raises(BadRequest) as refused:
        fees.save_policy(store, KIM, NOW, None, replace(BY_QTY, fee=1))
    assert refused.value.refusal is Refusal.NAME_TAKEN
    with pytest.raises(BadRequest) as refused:
        fees.save_policy(store, KIM, NOW, None, replace(BY_QTY, name="둘", tiers=()))
    assert (refused.value.refusal, refused.value.field) == (Refusal.FIELD_BAD, "tiers")


def quoted(store: Store, wanted: Wanted, place: Place, grade: str = "") -> tuple[int, int, int]:
    with store.reader() as conn:
        found = fees.quote_goods(conn, [wanted], place, grade)
    assert isinstance(found, Quote)
    return found.base, found.discount, found.remote


def test_products_go_by_their_policy_and_weight_and_others_by_the_first(store: Store) -> None:
    heavy = Policy("무게", FeeKind.WEIGHT, tiers=(Tier(0, 3000), Tier(10000, 6000)))
    fees.save_policy(store, KIM, NOW, None, heavy)
    product(store, book(store).policies[1].id)
    seoul, jeju = Place("06234"), Place("63122")
    assert quoted(store, Wanted("RICE", 2, 60000), seoul) == (3000, 0, 0)
    assert quoted(store, Wanted("RICE", 3, 90000), jeju) == (6000, 0, 3000)
    assert quoted(store, Wanted("RICE-10", 3, 90000), seoul) == (6000, 0, 0)
    assert quoted(store, Wanted("RICE-10", 3, 90000, weight=10), seoul) == (3000, 0, 0)
    assert quoted(store, Wanted("무게", 1, 90000, weight=10000), seoul) == (6000, 0, 0)
    assert quoted(store, Wanted("없는 상품", 1, 49000), jeju) == (3000, 0, 3000)
    assert quoted(store, Wanted("없는 상품", 1, 50000), jeju) == (0, 0, 3000)
    assert quoted(store, Wanted("SONG", 1, 1000), jeju) == (0, 0, 0)


def test_what_is_not_told_costs_its_price(store: Store) -> None:
    product(store, None)
    seoul = Place("06234")
    assert quoted(store, Wanted("RICE-10", 1, None), seoul) == (3000, 0, 0)
    assert quoted(store, Wanted("RICE", 2, None), seoul) == (0, 0, 0)
    with pytest.raises(BadRequest) as refused:
        quoted(store, Wanted("없는 상품", 2, None), seoul)
    assert (refused.value.refusal, refused.value.value) == (Refusal.FIELD_MISSING, "없는 상품")


def test_a_grade_ships_free_only_where_it_says_so(store: Store) -> None:
    with store.unit(KIM, NOW) as unit:
        unit.conn.insert("grade", ("name", "discount", "free_shipping"), [("VIP", 10, 1), ("일반", 0, 0)])
    jeju, one = Place("63122"), Wanted("X", 1, 10000)
    assert quoted(store, one, jeju, "VIP") == (3000, 3000, 3000)
    assert quoted(store, one, jeju, "일반") == quoted(store, one, jeju) == (3000, 0, 3000)


def test_naver_refuses_a_basket_until_the_shop_says_it_has_the_old_version(store: Store) -> None:
    fees.save_policy(store, KIM, NOW, None, BY_QTY)
    basket, jeju = [Wanted("수량별", 1, 10000), Wanted("X", 1, 60000)], Place("63122")

    def at(channel: Channel) -> Quote | Refusal:
        with store.reader() as conn:
            return fees.quote_goods(conn, basket, jeju, channel=channel)

    assert at(Channel.NAVER) is Refusal.NAVER_FEES_DIFFER
    own = at(Channel.OWN)
    assert isinstance(own, Quote) and own.remote == 4000 + 3000
    fees.save_flags(store, KIM, NOW, naver_v2=False)
    naver = at(Channel.NAVER)
    assert isinstance(naver, Quote) and (naver.base, naver.remote) == (2500, 0)


def test_settings_are_the_shops_and_keep_each_other(store: Store) -> None:
    fees.save_flags(store, KIM, NOW, per_tier=False)
    found = fees.save_flags(store, LEE, NOW, naver_v2=False)
    assert (found.per_tier, found.naver_v2, len(found.zones)) == (False, False, 37)


def test_a_table_of_a_file_takes_the_place_of_all(store: Store) -> None:
    fees.replace_zones(store, KIM, NOW, [TOWN, replace(TOWN, zip_from="00100", zip_to="00101")])
    assert [z.zip_from for z in book(store).zones] == ["00100", "10000"]
    with pytest.raises(BadRequest):
        fees.replace_zones(store, KIM, NOW, [replace(TOWN, zip_from="1")])
    assert len(book(store).zones) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), (" 3,000/5000 ", (3000, 5000)), ("없음", (0, 0)), ("None", (0, 0)), ("0/0", (0, 0))],
)
def test_surcharges_of_a_policy_are_read(text: str, value: tuple[int, int] | None) -> None:
    assert read_regional(text) == value


@pytest.mark.parametrize("text", ["3000", "3000/", "a/b", "-1/2", "/"])
def test_surcharges_that_can_not_be_read(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_regional(text)
    assert refused.value.field == "regional"


@pytest.mark.parametrize(("lang", "text"), [("ko", "없음"), ("en", "none")])
def test_that_a_policy_charges_no_region_is_told_in_the_language_of_the_form(lang: Lang, text: str) -> None:
    assert texts_of_policy(Policy("기본", FeeKind.FREE, regional=(0, 0)), lang)["regional"] == text
