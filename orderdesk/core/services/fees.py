"""Delivery fees of the shop: its zones, policies and settings, kept; and what sending goods costs by them.

A shop that never changed them has the preset: the shipped areas at 3,000 won for Jeju and 5,000 for islands,
one policy, and the settings' defaults. They are stored with the first change, as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from orderdesk.core import reference
from orderdesk.core.domain.fees import (
    FeeKind,
    FeeRules,
    Goods,
    Place,
    Policy,
    Quote,
    bad_field,
    quote,
    refuse_naver,
)
from orderdesk.core.domain.goods import GoodsKind, Product
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import Zone, bad_range, is_postcode
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store import fees as stored
from orderdesk.core.store.customers import grades
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import products_by_code, products_of_skus
from orderdesk.core.store.unit import UnitOfWork

Preset = Literal["flat", "courier"]
"""`flat`: 제주 3,000 · 도서 5,000; `courier`: the fee of each area as one shop took them from its courier."""

FLAT: Final = {"jeju": 3000, "island": 5000}

FIRST_POLICY: Final = Policy("기본 배송비", FeeKind.CONDITIONAL, 3000, 50000, bundle="기본")
"""What products without a policy of their own go by, until the shop changes it."""

_NAME: Final = "fees"


@dataclass(frozen=True, slots=True)
class FeeBook:
    """All that the shop says of delivery fees; the first policy is that of products without one."""

    zones: tuple[Zone, ...]
    policies: tuple[Policy, ...]
    per_tier: bool = True
    naver_v2: bool = True

    @property
    def rules(self) -> FeeRules:
        """What a quote goes by."""
        return FeeRules(self.zones, self.per_tier, self.naver_v2)

    def policy(self, name: str) -> Policy | None:
        """The policy of that name."""
        return next((policy for policy in self.policies if policy.name == name), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces to be sent: a product's code, an SKU or a policy's name; what they cost together in won.

    `weight` in grams of all of them. None takes the product's weight, and its price of the moment.
    """

    code: str
    qty: int
    amount: int | None
    weight: int | None = None


def preset_zones(preset: Preset = "flat") -> tuple[Zone, ...]:
    """The shipped areas with the fees of *preset*; islands off Jeju count as islands where it is flat."""
    areas = sorted(reference.zones(), key=lambda zone: (zone.zip_from, zone.zip_to))
    if preset == "courier":
        return tuple(areas)
    widest = max((zone for zone in areas if zone.region == "jeju"), key=lambda zone: zone.width)
    return tuple(replace(zone, fee=FLAT["jeju" if zone == widest else "island"]) for zone in areas)


def read_fees(conn: Conn) -> FeeBook:
    """What the shop says of delivery fees; the preset where nobody has changed it."""
    kept = read_preference(conn, SHOP, _NAME)
    if kept is None:
        return FeeBook(preset_zones(), (FIRST_POLICY,))
    flags = json.loads(kept)
    return FeeBook(stored.zones(conn), stored.policies(conn), flags["per_tier"], flags["naver_v2"])


def _begun(unit: UnitOfWork) -> FeeBook:
    """What is stored, which begins with the preset."""
    if read_preference(unit.conn, SHOP, _NAME) is None:
        unit.put_zones(preset_zones())
        unit.put_policy(FIRST_POLICY)
        _put_flags(unit, per_tier=True, naver_v2=True)
    return read_fees(unit.conn)


def _put_flags(unit: UnitOfWork, per_tier: bool, naver_v2: bool) -> None:
    unit.put_preference(SHOP, _NAME, json.dumps({"per_tier": per_tier, "naver_v2": naver_v2}))


def begin_fees(store: Store, actor: Actor, now: int, preset: Preset = "flat") -> None:
    """Store the preset, with the fees of *preset*, where nothing is stored yet."""
    with store.unit(actor, now) as unit:
        if read_preference(unit.conn, SHOP, _NAME) is None:
            _begun(unit)
            unit.put_zones(preset_zones(preset))


def save_flags(
    store: Store, actor: Actor, now: int, per_tier: bool | None = None, naver_v2: bool | None = None
) -> FeeBook:
    """Set what is given of the settings: 수량별 구간마다 지역 배송비, 네이버페이 v2.0 사용."""
    with store.unit(actor, now) as unit:
        book = _begun(unit)
        _put_flags(
            unit,
            book.per_tier if per_tier is None else per_tier,
            book.naver_v2 if naver_v2 is None else naver_v2,
        )
        return read_fees(unit.conn)


def save_zone(store: Store, actor: Actor, now: int, was: Zone | None, zone: Zone) -> FeeBook:
    """Add *zone*, or put it in the place of the one that *was*.

    BadRequest for a field that can't be so, for a range that there is already, and MOVED when somebody else
    has changed or removed the one that was.
    """
    _check_zone(zone)
    with store.unit(actor, now) as unit:
        book = _begun(unit)
        old = _same_zone(book, was) if was else None
        for other in book.zones:
            twice = (other.zip_from, other.zip_to) == (zone.zip_from, zone.zip_to)
            if twice and (old is None or other.id != old.id):
                raise BadRequest(Refusal.NAME_TAKEN, "zip_from", zone.span)
        unit.put_zone(replace(zone, id=old.id if old else 0))
        return read_fees(unit.conn)


def _check_zone(zone: Zone) -> None:
    for field, code in (("zip_from", zone.zip_from), ("zip_to", zone.zip_to)):
        if not is_postcode(code):
            raise BadRequest(Refusal.BAD_POSTCODE, field, code)
    if bad_range(zone):
        raise BadRequest(Refusal.RANGE_TURNED, "zip_to", zone.zip_to)
    if not zone.name.strip():
        raise BadRequest(Refusal.FIELD_MISSING, "name")
    if zone.fee < 0:
        raise BadRequest(Refusal.FIELD_BAD, "fee", str(zone.fee))


def _same_zone(book: FeeBook, was: Zone) -> Zone:
    """The stored zone that *was* is, though read before it was stored. BadRequest MOVED when it changed."""
    for zone in book.zones:
        if replace(zone, id=0) == replace(was, id=0) and was.id in (0, zone.id):
            return zone
    raise BadRequest(Refusal.MOVED, "zip_from", was.zip_from)


def remove_zone(store: Store, actor: Actor, now: int, was: Zone) -> FeeBook:
    """Remove the zone that *was*. BadRequest MOVED when somebody has changed it."""
    with store.unit(actor, now) as unit:
        unit.delete_zone(_same_zone(_begun(unit), was).id)
        return read_fees(unit.conn)


def replace_zones(store: Store, actor: Actor, now: int, zones: Sequence[Zone]) -> FeeBook:
    """Put *zones* in the place of all that there are, such as those of a file or of a preset."""
    for zone in zones:
        _check_zone(zone)
    with store.unit(actor, now) as unit:
        _begun(unit)
        unit.put_zones(sorted(zones, key=lambda zone: (zone.zip_from, zone.zip_to)))
        return read_fees(unit.conn)


def save_policy(store: Store, actor: Actor, now: int, was: Policy | None, policy: Policy) -> FeeBook:
    """Add *policy*, or put it in the place of the one that *was*.

    BadRequest for a field that can't be so, for a name that there is already, and MOVED when somebody else
    has changed or removed the one that was.
    """
    bad = bad_field(policy)
    if bad is not None:
        raise BadRequest(Refusal.FIELD_MISSING if bad == "name" else Refusal.FIELD_BAD, bad)
    with store.unit(actor, now) as unit:
        book = _begun(unit)
        old = _same_policy(book, was) if was else None
        same = book.policy(policy.name)
        if same is not None and (old is None or same.id != old.id):
            raise BadRequest(Refusal.NAME_TAKEN, "name", policy.name)
        unit.put_policy(replace(policy, id=old.id if old else 0))
        return read_fees(unit.conn)


def _same_policy(book: FeeBook, was: Policy) -> Policy:
    for policy in book.policies:
        if replace(policy, id=0) == replace(was, id=0) and was.id in (0, policy.id):
            return policy
    raise BadRequest(Refusal.MOVED, "name", was.name)


def remove_policy(store: Store, actor: Actor, now: int, was: Policy) -> FeeBook:
    """Remove the policy that *was*. BadRequest when products use it, when it is the first, or changed."""
    with store.unit(actor, now) as unit:
        book = _begun(unit)
        policy = _same_policy(book, was)
        if policy.id == book.policies[0].id:
            raise BadRequest(Refusal.POLICY_LAST, "name", policy.name)
        if stored.products_using(unit.conn, policy.id):
            raise BadRequest(Refusal.POLICY_IN_USE, "name", policy.name)
        unit.delete_policy(policy.id)
        return read_fees(unit.conn)


def goods_of(conn: Conn, book: FeeBook, wanted: Iterable[Wanted], now: int = 0) -> tuple[Goods, ...]:
    """*wanted* as goods with their policies and prices of *now*; what is no product goes by the first policy.

    BadRequest for what is neither a product nor told what it costs.
    """
    asked = tuple(wanted)
    by_id = {policy.id: policy for policy in book.policies}
    known = carried(conn, {each.code for each in asked})
    found = []
    for each in asked:
        product = known.get(each.code)
        if product is None:
            if each.amount is None:
                raise BadRequest(Refusal.FIELD_MISSING, "item", each.code)
            policy = book.policy(each.code) or book.policies[0]
            found.append(Goods(each.code, policy, each.qty, each.amount, each.weight or 0))
            continue
        policy = by_id.get(product.policy or 0, book.policies[0])
        weight = product.weight * each.qty if each.weight is None else each.weight
        price = product.price_at(now, product.option_of(each.code))
        amount = price * each.qty if each.amount is None else each.amount
        sent = product.kind is GoodsKind.PHYSICAL
        found.append(Goods(product.code, policy, each.qty, amount, weight, sent))
    return tuple(found)


def carried(conn: Conn, codes: set[str]) -> dict[str, Product]:
    """The products that *codes*, of products or SKUs, mean, by code."""
    skus = {option.sku: product for product in products_of_skus(conn, codes) for option in product.options}
    return {code: skus[code] for code in codes & skus.keys()} | products_by_code(conn, codes)


def quote_goods(
    conn: Conn,
    wanted: Iterable[Wanted],
    place: Place,
    grade: str = "",
    channel: Channel = Channel.OWN,
    now: int = 0,
) -> Quote | Refusal:
    """What sending *wanted* to *place* costs a buyer of *grade*, or why Naver takes no such basket."""
    book = read_fees(conn)
    goods = goods_of(conn, book, wanted, now)
    naver = channel is Channel.NAVER
    refusal = refuse_naver(goods, book.rules) if naver else None
    if refusal is not None:
        return refusal
    free = grade if any(each.name == grade and each.free_shipping for each in grades(conn)) else ""
    return quote(goods, place, book.rules, free, naver)
