"""Delivery fees by hand: every expected sum is written out, none is computed by what is tested."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core import reference
from orderdesk.core.domain.fees import (
    Doubt,
    FeeKind,
    FeeRules,
    Goods,
    Place,
    Policy,
    Quote,
    Tier,
    bad_field,
    quote,
    refuse_naver,
    tiers_reached,
)
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import Zone, overlaps, zone_of

SEOUL, JEJU, UDO, ULLEUNG, CHUJA = "06234", "63122", "63365", "40205", "63001"
ZONES = (
    Zone("63000", "63644", "제주 전지역", 3000, "jeju"),
    Zone("63000", "63001", "제주 추자면", 7000, "jeju"),
    Zone("63365", "63365", "제주 우도", 6000, "jeju"),
    Zone("40200", "40240", "경북 울릉도", 5000, "island"),
    Zone("54000", "54000", "의심", 4000, "island", enabled=False, suspect=True),
)
RULES = FeeRules(ZONES)

FIXED = Policy("고정", FeeKind.FIXED, 3000)
FREE = Policy("무료", FeeKind.FREE)
FREE_FROM = Policy("조건부", FeeKind.CONDITIONAL, 3000, 50000)
BY_QTY = Policy("수량별", FeeKind.QUANTITY, tiers=(Tier(1, 2500), Tier(3, 4000), Tier(10, 9000)))
BY_WEIGHT = Policy("무게별", FeeKind.WEIGHT, tiers=(Tier(0, 3000), Tier(5000, 5000), Tier(20000, 8000)))
BY_AMOUNT = Policy("금액별", FeeKind.AMOUNT, tiers=(Tier(0, 4000), Tier(30000, 2500), Tier(70000, 0)))
COLLECT = replace(FIXED, name="착불", freight=Freight.COLLECT)
OWN = replace(FIXED, name="자체", regional=(4000, 9000))
NEVER = replace(FIXED, name="지역 없음", regional=(0, 0))
BOX_FIXED, BOX_FREE = replace(FIXED, bundle="상온"), replace(FREE, bundle="상온")
BOX_FROM = replace(FREE_FROM, bundle="상온")
BOX_QTY = replace(BY_QTY, bundle="상온")
COLD = replace(FIXED, name="냉장", fee=4500, bundle="냉장")


def goods(policy: Policy, qty: int = 1, amount: int = 10000, weight: int = 0, product: str = "A") -> Goods:
    return Goods(product, policy, qty, amount, weight)


A20, B40 = goods(BOX_FIXED, 1, 20000), goods(BOX_FROM, 1, 40000, product="B")

CASES: tuple[tuple[str, tuple[Goods, ...], str, str, tuple[int, int, int]], ...] = (
    # what, goods, postcode, free grade, (base, discount, remote)
    ("fixed", (goods(FIXED),), SEOUL, "", (3000, 0, 0)),
    ("fixed to Jeju", (goods(FIXED),), JEJU, "", (3000, 0, 3000)),
    ("fixed to Udo: the narrow zone", (goods(FIXED),), UDO, "", (3000, 0, 6000)),
    ("fixed to Chuja: the narrow zone", (goods(FIXED),), CHUJA, "", (3000, 0, 7000)),
    ("fixed to Ulleung", (goods(FIXED),), ULLEUNG, "", (3000, 0, 5000)),
    ("one postcode beyond Ulleung", (goods(FIXED),), "40241", "", (3000, 0, 0)),
    ("the disabled zone charges nothing", (goods(FIXED),), "54000", "", (3000, 0, 0)),
    ("free", (goods(FREE),), SEOUL, "", (0, 0, 0)),
    ("free still pays the region", (goods(FREE),), JEJU, "", (0, 0, 3000)),
    ("conditional, one won short", (goods(FREE_FROM, 1, 49999),), SEOUL, "", (3000, 0, 0)),
    ("conditional, at the threshold", (goods(FREE_FROM, 1, 50000),), SEOUL, "", (0, 0, 0)),
    ("conditional reached still pays the region", (goods(FREE_FROM, 1, 50000),), ULLEUNG, "", (0, 0, 5000)),
    ("grade ships free", (goods(FIXED),), SEOUL, "VIP", (3000, 3000, 0)),
    ("grade does not take the region off", (goods(FIXED),), JEJU, "VIP", (3000, 3000, 3000)),
    ("grade and free goods", (goods(FREE),), JEJU, "VIP", (0, 0, 3000)),
    ("quantity, first tier", (goods(BY_QTY, 2),), SEOUL, "", (2500, 0, 0)),
    ("quantity, second tier", (goods(BY_QTY, 3),), SEOUL, "", (4000, 0, 0)),
    ("quantity, third tier", (goods(BY_QTY, 12),), SEOUL, "", (9000, 0, 0)),
    ("quantity to Jeju, one tier", (goods(BY_QTY, 1),), JEJU, "", (2500, 0, 3000)),
    ("quantity to Jeju, two tiers: 2 × 3,000", (goods(BY_QTY, 3),), JEJU, "", (4000, 0, 6000)),
    ("quantity to Ulleung, three tiers: 3 × 5,000", (goods(BY_QTY, 10),), ULLEUNG, "", (9000, 0, 15000)),
    ("quantity, free grade, two tiers", (goods(BY_QTY, 4),), JEJU, "VIP", (4000, 4000, 6000)),
    ("weight, below a limit", (goods(BY_WEIGHT, 1, weight=4999),), SEOUL, "", (3000, 0, 0)),
    ("weight, at a limit; the region once", (goods(BY_WEIGHT, 1, weight=20000),), JEJU, "", (8000, 0, 3000)),
    ("weight unknown", (goods(BY_WEIGHT),), SEOUL, "", (3000, 0, 0)),
    ("amount falls", (goods(BY_AMOUNT, 2, 30000),), SEOUL, "", (2500, 0, 0)),
    ("amount to nothing; the region once", (goods(BY_AMOUNT, 2, 70000),), JEJU, "", (0, 0, 3000)),
    ("no bundle: two products, two fees", (goods(FIXED), goods(FIXED, product="B")), JEJU, "",
     (6000, 0, 6000)),
    ("no bundle: two options of a product, one fee", (goods(FIXED), goods(FIXED)), JEJU, "", (3000, 0, 3000)),
    ("a bundle: two products, one fee", (A20, replace(A20, product="B")), JEJU, "", (3000, 0, 3000)),
    ("a bundle's highest fee counts", (goods(BOX_FREE), A20), SEOUL, "", (3000, 0, 0)),
    ("a bundle is measured whole: 20,000 + 40,000", (replace(A20, policy=BOX_FROM), B40), SEOUL, "",
     (0, 0, 0)),
    ("a bundle counts all its pieces: 2 + 1", (goods(BOX_QTY, 2), goods(BOX_QTY, 1, product="B")), JEJU, "",
     (4000, 0, 6000)),
    ("two bundles, two parcels: 3,000 + 4,500 and 2 × 3,000", (A20, goods(COLD)), JEJU, "", (7500, 0, 6000)),
    ("collect is paid at the door", (goods(COLLECT),), JEJU, "", (0, 0, 0)),
    ("a surcharge of its own, Jeju", (goods(OWN),), JEJU, "", (3000, 0, 4000)),
    ("a surcharge of its own, islands", (goods(OWN),), ULLEUNG, "", (3000, 0, 9000)),
    ("a surcharge of its own needs a zone", (goods(OWN),), SEOUL, "", (3000, 0, 0)),
    ("a policy without regional fees", (goods(NEVER),), JEJU, "", (3000, 0, 0)),
    ("digital goods are not sent", (replace(goods(FIXED), physical=False),), JEJU, "", (0, 0, 0)),
    ("no goods", (), JEJU, "", (0, 0, 0)),
    ("no postcode", (goods(FIXED),), "", "", (3000, 0, 0)),
    ("an old postcode matches nothing", (goods(FIXED),), "690-011", "", (3000, 0, 0)),
)  # fmt: skip


def sums(found: Quote) -> tuple[int, int, int]:
    return found.base, found.discount, found.remote


@pytest.mark.parametrize(
    ("basket", "postcode", "grade", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_fees_by_hand(
    basket: tuple[Goods, ...], postcode: str, grade: str, expected: tuple[int, int, int]
) -> None:
    found = quote(basket, Place(postcode), RULES, grade)
    base, discount, remote = expected
    assert sums(found) == expected
    assert found.total == base - discount + remote


def test_a_setting_charges_the_region_once_whatever_the_tiers() -> None:
    once = replace(RULES, per_tier=False)
    assert sums(quote([goods(BY_QTY, 10)], Place(JEJU), once)) == (9000, 0, 3000)


def test_abroad_has_no_regional_fee_and_no_doubt() -> None:
    found = quote([goods(FIXED)], Place("63122", "Jeju Street", "US"), RULES)
    assert (sums(found), found.doubts) == ((3000, 0, 0), ())


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("", "서울 강남구"), (Doubt.NO_POSTCODE,)),
        (Place("  "), (Doubt.NO_POSTCODE,)),
        (Place("690011"), (Doubt.OLD_POSTCODE,)),
        (Place("690-011", "제주시 일도동"), (Doubt.OLD_POSTCODE, Doubt.REMOTE_ADDRESS)),
        (Place("6312"), (Doubt.BAD_POSTCODE,)),
        (Place("６３１２２"), (Doubt.BAD_POSTCODE,)),
        (Place(SEOUL, "제주특별자치도 제주시"), (Doubt.REMOTE_ADDRESS,)),
        (Place(SEOUL, "경북 울릉군"), (Doubt.REMOTE_ADDRESS,)),
        (Place(SEOUL, "도서산간 지역"), (Doubt.REMOTE_ADDRESS,)),
        (Place(SEOUL, "강남도서관 2층"), ()),
        (Place(JEJU, "제주시"), ()),
        (Place(SEOUL, "서울 강남구"), ()),
    ],
)
def test_what_wants_a_look(place: Place, expected: tuple[Doubt, ...]) -> None:
    assert quote([goods(FIXED)], place, RULES).doubts == expected


def test_nobody_looks_where_no_region_is_charged() -> None:
    assert quote([goods(NEVER), goods(COLLECT)], Place(""), RULES).doubts == ()


def test_a_quote_tells_its_rules() -> None:
    found = quote([goods(BY_QTY, 3)], Place(UDO), RULES, "VIP")
    (parcel,) = found.parcels
    assert [(term.key, term.amount, term.rule.ko) for term in parcel.terms] == [
        ("base", 4000, "수량별: 3개 이상, 지금 3개"),
        ("discount", -4000, "회원등급 VIP: 배송비 무료"),
        ("remote", 12000, "제주 우도 63365: 6,000원 × 2구간"),
    ]
    assert parcel.terms[2].rule.en == "제주 우도 63365: 6,000 won × 2 tiers"


def test_naver_pays_the_region_only_in_its_second_version() -> None:
    place = Place(JEJU)
    old = replace(RULES, naver_v2=False)
    assert sums(quote([goods(FIXED)], place, RULES, naver=True)) == (3000, 0, 3000)
    assert sums(quote([goods(FIXED)], place, old, naver=True)) == (3000, 0, 0)
    assert sums(quote([goods(FIXED)], place, old)) == (3000, 0, 3000)
    assert quote([goods(FIXED)], Place(""), old, naver=True).doubts == ()


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        (FIXED, FREE, False),
        (FIXED, FREE_FROM, False),
        (FIXED, BY_WEIGHT, False),
        (FIXED, OWN, True),
        (FIXED, NEVER, True),
        (OWN, replace(OWN, regional=(4000, 8000)), True),
        (FIXED, BY_QTY, True),
        (BY_QTY, replace(BY_QTY, name="둘"), False),
        (COLLECT, NEVER, False),
        (COLLECT, FIXED, True),
    ],
)
def test_naver_takes_no_basket_of_differing_regional_fees(one: Policy, other: Policy, refused: bool) -> None:
    basket = [goods(one), goods(other, product="B")]
    assert refuse_naver(basket, RULES) is (Refusal.NAVER_FEES_DIFFER if refused else None)
    assert refuse_naver(basket, replace(RULES, naver_v2=False)) is None


def test_digital_goods_and_a_single_surcharge_set_naver_no_hurdle() -> None:
    assert refuse_naver([goods(FIXED), replace(goods(OWN), physical=False)], RULES) is None
    assert refuse_naver([goods(FIXED), goods(BY_QTY)], replace(RULES, per_tier=False)) is None


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        (FIXED, None),
        (FREE_FROM, None),
        (BY_QTY, None),
        (BY_AMOUNT, None),
        (OWN, None),
        (replace(FIXED, name=" "), "name"),
        (replace(FIXED, fee=-1), "fee"),
        (replace(FREE_FROM, threshold=0), "threshold"),
        (replace(OWN, regional=(-1, 0)), "regional"),
        (replace(BY_QTY, tiers=()), "tiers"),
        (replace(BY_QTY, tiers=(Tier(2, 1000),)), "tiers"),
        (replace(BY_WEIGHT, tiers=(Tier(1, 1000),)), "tiers"),
        (replace(BY_QTY, tiers=(Tier(1, 1000), Tier(1, 2000))), "tiers"),
        (replace(BY_QTY, tiers=(Tier(1, -1),)), "tiers"),
        (replace(FIXED, tiers=(Tier(1, 1),)), "tiers"),
    ],
)
def test_policies_that_can_not_be(policy: Policy, field: str | None) -> None:
    assert bad_field(policy) == field


def test_tiers_count_only_where_the_fee_goes_by_quantity() -> None:
    assert [tiers_reached(BY_QTY, qty) for qty in (1, 2, 3, 9, 10, 99)] == [1, 1, 2, 2, 3, 3]
    assert tiers_reached(BY_WEIGHT, 99) == 1


CODE = st.integers(100, 140)


@st.composite
def zones(draw: st.DrawFn) -> list[Zone]:
    made = []
    for n in range(draw(st.integers(0, 6))):
        low, high = sorted((draw(CODE), draw(CODE)))
        made.append(Zone(f"{low:05}", f"{high:05}", f"z{n}", n, "island", draw(st.booleans())))
    return made


@given(zones(), CODE)
def test_the_narrowest_zone_is_the_one_a_naive_look_finds(found: list[Zone], code: int) -> None:
    holding = [z for z in found if z.enabled and code in range(int(z.zip_from), int(z.zip_to) + 1)]
    zone = zone_of(found, f"{code:05}")
    assert (zone is None) == (not holding)
    if zone is not None:
        assert zone in holding
        assert all(len(range(int(zone.zip_from), int(zone.zip_to))) <= int(z.zip_to) - int(z.zip_from)
                   for z in holding)  # fmt: skip


@given(zones())
def test_overlaps_are_those_a_naive_look_finds(found: list[Zone]) -> None:
    codes = {z.name: set(range(int(z.zip_from), int(z.zip_to) + 1)) for z in found if z.enabled}
    naive = {frozenset((a, b)) for a in codes for b in codes if a < b and codes[a] & codes[b]}
    told = overlaps(found)
    assert {frozenset((o.narrow.name, o.wide.name)) for o in told} == naive
    assert len(told) == len(naive)
    for overlap in told:
        narrow, wide = codes[overlap.narrow.name], codes[overlap.wide.name]
        assert len(narrow) <= len(wide)
        assert overlap.nested == (narrow < wide)


def test_the_shipped_table_overlaps_only_off_jeju() -> None:
    told = overlaps(reference.zones())
    assert [(o.narrow.name, o.nested) for o in told] == [("제주 추자면", True), ("제주 우도", True)]


POLICIES = st.sampled_from(
    [FIXED, FREE, FREE_FROM, BY_QTY, BY_WEIGHT, BY_AMOUNT, COLLECT, OWN, NEVER, BOX_FIXED, BOX_QTY, COLD]
)
BASKETS = st.lists(
    st.builds(
        Goods,
        st.sampled_from("ABC"),
        POLICIES,
        st.integers(1, 20),
        st.integers(0, 100000),
        st.integers(0, 30000),
    ),
    max_size=5,
)


@given(BASKETS, st.sampled_from([SEOUL, JEJU, UDO, ULLEUNG, ""]))
def test_a_free_grade_takes_off_the_base_and_never_the_region(basket: list[Goods], postcode: str) -> None:
    paid, free = quote(basket, Place(postcode), RULES), quote(basket, Place(postcode), RULES, "VIP")
    assert (free.base, free.remote, free.discount) == (paid.base, paid.remote, paid.base)
    assert paid.discount == 0
    assert free.total == paid.remote


@given(BASKETS, st.sampled_from([SEOUL, JEJU, ULLEUNG]))
def test_fees_are_the_sum_of_their_parcels_in_any_order(basket: list[Goods], postcode: str) -> None:
    found, turned = quote(basket, Place(postcode), RULES), quote(basket[::-1], Place(postcode), RULES)
    assert sums(found) == sums(turned)
    alone = [quote(parcel.goods, Place(postcode), RULES).total for parcel in found.parcels]
    assert found.total == sum(alone)
