"""Delivery fees (배송비): what it costs to send goods to a place, each won with the rule that it comes from.

Goods whose policies share a bundle travel together for one fee; without a bundle every product travels by
itself. A regional surcharge (지역별 배송비) is added once per such parcel, whatever makes delivery free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import Zone, is_postcode, zone_of
from orderdesk.core.domain.words import Lang, Word, many


class FeeKind(Enum):
    """배송비 종류: how a policy finds its fee. The value is what files and the store say."""

    FIXED = "fixed"
    FREE = "free"
    CONDITIONAL = "conditional"
    QUANTITY = "quantity"
    WEIGHT = "weight"
    AMOUNT = "amount"

    @property
    def tiered(self) -> bool:
        """Whether the fee stands in a table of tiers."""
        return self in (FeeKind.QUANTITY, FeeKind.WEIGHT, FeeKind.AMOUNT)


KIND_WORDS: dict[FeeKind, Word] = {
    FeeKind.FIXED: Word("고정", "Fixed"),
    FeeKind.FREE: Word("무료", "Free"),
    FeeKind.CONDITIONAL: Word("조건부 무료", "Free from an amount"),
    FeeKind.QUANTITY: Word("수량별", "By quantity"),
    FeeKind.WEIGHT: Word("무게별", "By weight"),
    FeeKind.AMOUNT: Word("구매금액별", "By amount"),
}


def _measured(kind: FeeKind, number: int) -> Word:
    """So many pieces, grams or won, by what the tiers of *kind* go."""
    if kind is FeeKind.QUANTITY:
        return pieces_of(number)
    ko, en = ("g", "g") if kind is FeeKind.WEIGHT else ("원", "won")
    return Word(f"{number:,}{ko}", f"{number:,} {en}")


@dataclass(frozen=True, slots=True)
class Tier:
    """From `at` pieces, grams or won on, delivery costs `fee` won."""

    at: int
    fee: int


@dataclass(frozen=True, slots=True)
class Policy:
    """배송비 정책. `fee` and `threshold` (free from, of conditional ones) are won.

    `regional` is the surcharge as (Jeju, islands) in won when the policy has its own, (0, 0) for none;
    None takes that of the zone. `id` is the store's key, 0 for what is not stored.
    """

    name: str
    kind: FeeKind
    fee: int = 0
    threshold: int = 0
    tiers: tuple[Tier, ...] = ()
    bundle: str = ""
    freight: Freight = Freight.PREPAID
    regional: tuple[int, int] | None = None
    id: int = 0


def bad_field(policy: Policy) -> str | None:
    """The field of *policy* that can't be so, None when all fit.

    Tiers rise, and the first begins where goods begin (one piece; no weight or amount), so that every
    basket finds its tier.
    """
    if not policy.name.strip():
        return "name"
    if policy.fee < 0:
        return "fee"
    if policy.threshold < 0 or (policy.kind is FeeKind.CONDITIONAL and not policy.threshold):
        return "threshold"
    if policy.regional is not None and min(policy.regional) < 0:
        return "regional"
    return None if _tiers_fit(policy) else "tiers"


def _tiers_fit(policy: Policy) -> bool:
    if not policy.kind.tiered:
        return not policy.tiers
    starts = [tier.at for tier in policy.tiers]
    first = 1 if policy.kind is FeeKind.QUANTITY else 0
    rising = all(low < high for low, high in pairwise(starts))
    return bool(starts) and starts[0] == first and rising and all(t.fee >= 0 for t in policy.tiers)


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of one product to be sent.

    `amount` is their selling price with period discounts, before coupons and points, in won; `weight`
    that of all of them in grams. What is not `physical` is not sent.
    """

    product: str
    policy: Policy
    qty: int
    amount: int
    weight: int = 0
    physical: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go: the postcode and the address as written."""

    zip: str
    text: str = ""
    country: str = "KR"


@dataclass(frozen=True, slots=True)
class FeeRules:
    """The shop's rules: its zones; whether a fee by quantity adds the surcharge per tier reached; whether it
    is on Naver Pay v2.0, without which Naver's orders bear no surcharge."""

    zones: tuple[Zone, ...]
    per_tier: bool = True
    naver_v2: bool = True


class Doubt(Enum):
    """확인 필요: why a place was charged nothing though it may be remote."""

    NO_POSTCODE = Word("우편번호가 없습니다", "There is no postcode")
    OLD_POSTCODE = Word("옛 6자리 우편번호입니다", "An old six-digit postcode")
    BAD_POSTCODE = Word("우편번호가 5자리가 아닙니다", "The postcode does not have five digits")
    REMOTE_ADDRESS = Word(
        "주소는 제주·도서 같은데 우편번호가 지역표에 없습니다",
        "The address looks remote, but its postcode is in no zone",
    )


@dataclass(frozen=True, slots=True)
class FeeTerm:
    """One term of a fee: what (`base`, `discount`, `remote`), signed won, and the rule that says so."""

    key: str
    amount: int
    rule: Word

    def told(self, lang: Lang) -> str:
        """What it is and its rule; once where the policy that rules is called as what it is."""
        words, rule = TERM_WORDS[self.key].text(lang), self.rule.text(lang)
        return rule if rule.startswith(f"{words}:") else f"{words} · {rule}"


TERM_WORDS: dict[str, Word] = {
    "base": Word("기본 배송비", "Base fee"),
    "discount": Word("배송비 할인", "Fee discount"),
    "remote": Word("도서산간 배송비", "Regional fee"),
}


@dataclass(frozen=True, slots=True)
class ParcelFee:
    """What travels together, and the terms of its fee. `name` is the bundle's, or the product's."""

    name: str
    goods: tuple[Goods, ...]
    terms: tuple[FeeTerm, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What sending costs, in won; with any `doubts` somebody has to look (확인 필요)."""

    parcels: tuple[ParcelFee, ...]
    doubts: tuple[Doubt, ...] = ()

    def _sum(self, key: str) -> int:
        return sum(t.amount for parcel in self.parcels for t in parcel.terms if t.key == key)

    @property
    def base(self) -> int:
        """The base fees, before any discount."""
        return self._sum("base")

    @property
    def remote(self) -> int:
        """The regional surcharges."""
        return self._sum("remote")

    @property
    def discount(self) -> int:
        """What is taken off the base fees, positive."""
        return -self._sum("discount")

    @property
    def total(self) -> int:
        """What the buyer pays for delivery."""
        return self.base + self.remote - self.discount


def quote(
    goods: Iterable[Goods], place: Place, rules: FeeRules, free_grade: str = "", naver: bool = False
) -> Quote:
    """What it costs to send *goods* to *place*.

    `free_grade` names the member grade that ships free, when the buyer's does; `naver`: a Naver Pay order.
    """
    bearing = not naver or rules.naver_v2
    zone = zone_of(rules.zones, place.zip.strip()) if bearing and place.country in ("", "KR") else None
    parcels = tuple(
        ParcelFee(name, tuple(load), _terms(load, zone, rules.per_tier, free_grade))
        for name, load in _parcels(goods)
    )
    regional = any(_bears_region(load) for parcel in parcels for load in parcel.goods)
    return Quote(parcels, doubts(place, rules.zones) if bearing and regional else ())


def _parcels(goods: Iterable[Goods]) -> list[tuple[str, list[Goods]]]:
    """Which goods travel together: by bundle, otherwise by product; buyer-paid ones apart from prepaid."""
    found: dict[tuple[bool, str, Freight], list[Goods]] = {}
    for load in goods:
        if load.physical and load.qty > 0:
            bundled = bool(load.policy.bundle)
            name = load.policy.bundle if bundled else load.product
            found.setdefault((bundled, name, load.policy.freight), []).append(load)
    return [(name, together) for (_, name, _), together in found.items()]


def _terms(load: Sequence[Goods], zone: Zone | None, per_tier: bool, free_grade: str) -> tuple[FeeTerm, ...]:
    """The terms of one parcel. Of several policies in a bundle the highest fee counts, once."""
    if load[0].policy.freight is Freight.COLLECT:
        return (FeeTerm("base", 0, Word("착불: 받는 사람이 냅니다", "Collect: the receiver pays")),)
    whole = _Measure(sum(g.qty for g in load), sum(g.weight for g in load), sum(g.amount for g in load))
    policies = list(dict.fromkeys(g.policy for g in load))
    base = max((_base(policy, whole) for policy in policies), key=lambda term: term.amount)
    terms = [base]
    if free_grade and base.amount:
        free = Word(f"회원등급 {free_grade}: 배송비 무료", f"Grade {free_grade}: free delivery")
        terms.append(FeeTerm("discount", -base.amount, free))
    if zone is not None:
        remote = max((_remote(p, zone, whole, per_tier) for p in policies), key=lambda term: term.amount)
        terms += [remote] if remote.amount else []
    return tuple(terms)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A parcel in pieces, grams and won."""

    qty: int
    weight: int
    amount: int

    def by(self, kind: FeeKind) -> int:
        """What tiers of *kind* count."""
        if kind is FeeKind.QUANTITY:
            return self.qty
        return self.weight if kind is FeeKind.WEIGHT else self.amount


def _base(policy: Policy, whole: _Measure) -> FeeTerm:
    name = policy.name
    match policy.kind:
        case FeeKind.FREE:
            return FeeTerm("base", 0, Word(f"{name}: 무료", f"{name}: free"))
        case FeeKind.FIXED:
            return FeeTerm("base", policy.fee, Word(f"{name}: 고정", f"{name}: fixed"))
        case FeeKind.CONDITIONAL:
            free, limit, amount = whole.amount >= policy.threshold, policy.threshold, whole.amount
            rule = Word(
                f"{name}: {limit:,}원 이상 무료, 지금 {amount:,}원",
                f"{name}: free from {limit:,} won, now {amount:,} won",
            )
            return FeeTerm("base", 0 if free else policy.fee, rule)
        case _:
            measure = whole.by(policy.kind)
            tier = [t for t in policy.tiers if t.at <= measure][-1]
            least, now = _measured(policy.kind, tier.at), _measured(policy.kind, measure)
            rule = Word(f"{name}: {least.ko} 이상, 지금 {now.ko}", f"{name}: from {least.en}, now {now.en}")
            return FeeTerm("base", tier.fee, rule)


def _remote(policy: Policy, zone: Zone, whole: _Measure, per_tier: bool) -> FeeTerm:
    """The surcharge; by quantity it counts once per tier reached."""
    won, where = zone.fee, f"{zone.name} {zone.span}"
    rule = Word(f"{where}: {won:,}원", f"{where}: {won:,} won")
    if policy.regional is not None:
        won = policy.regional[0 if zone.region == "jeju" else 1]
        rule = Word(f"{policy.name} ({where}): {won:,}원", f"{policy.name} ({where}): {won:,} won")
    times = tiers_reached(policy, whole.qty) if per_tier else 1
    if times > 1:
        rule = Word(f"{rule.ko} × {times:,}구간", f"{rule.en} × {many(times, 'tier')}")
    return FeeTerm("remote", won * times, rule)


def tiers_reached(policy: Policy, qty: int) -> int:
    """How many tiers *qty* pieces have reached where the fee goes by quantity; otherwise 1."""
    if policy.kind is not FeeKind.QUANTITY:
        return 1
    return sum(tier.at <= qty for tier in policy.tiers)


def _bears_region(load: Goods) -> bool:
    return load.policy.freight is Freight.PREPAID and load.policy.regional != (0, 0)


_REMOTE_TEXT = re.compile(r"제주|울릉|도서(?:산간|지역|벽지|(?![가-힣]))")
"""Words of a remote address; a library (도서관) is none."""


def doubts(place: Place, zones: Sequence[Zone]) -> tuple[Doubt, ...]:
    """What about *place* somebody has to look at, because it was charged as if it were not remote."""
    code = place.zip.strip()
    if place.country not in ("", "KR") or zone_of(zones, code) is not None:
        return ()
    found = [] if is_postcode(code) else [_postcode_doubt(code)]
    if _REMOTE_TEXT.search(place.text):
        found.append(Doubt.REMOTE_ADDRESS)
    return tuple(found)


def _postcode_doubt(code: str) -> Doubt:
    if not code:
        return Doubt.NO_POSTCODE
    return Doubt.OLD_POSTCODE if re.fullmatch(r"[0-9]{3}-?[0-9]{3}", code) else Doubt.BAD_POSTCODE


def refuse_naver(goods: Iterable[Goods], rules: FeeRules) -> Refusal | None:
    """Why Naver Pay takes no basket of *goods*: their regional fees differ in condition or amount.

    The buyer's address is not known yet then, so that it is no matter where the goods go.
    """
    if not rules.naver_v2:
        return None
    terms = {_regional_terms(load.policy, rules.per_tier) for load in goods if load.physical}
    return Refusal.NAVER_FEES_DIFFER if len(terms) > 1 else None


def _regional_terms(policy: Policy, per_tier: bool) -> tuple[object, ...]:
    """What a policy says of regional fees: the amounts, and from which pieces on they repeat."""
    if policy.freight is Freight.COLLECT or policy.regional == (0, 0):
        return ()
    repeats = per_tier and policy.kind is FeeKind.QUANTITY
    return policy.regional, tuple(tier.at for tier in policy.tiers) if repeats else ()
