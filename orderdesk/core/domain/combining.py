"""Combined parcels (합포장): which sections of different orders may share a parcel, and why others may not.

Receiver, phone, postcode, street and details must all be equal, once written alike (`places.py`). Who differs
in exactly one of them, or is kept apart by something else, is a near miss: a person decides about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from orderdesk.core.domain.facts import section_facts
from orderdesk.core.domain.orders import ActorKind, Address, Delivery, Freight, Order
from orderdesk.core.domain.places import Place, place_of
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState, Trade
from orderdesk.core.domain.words import Word

Label = tuple[str, str]
"""(courier, tracking number)."""


class Match(Enum):
    """Why sections may share a parcel: equal as they stand, or only once a field is written alike."""

    def __init__(self, code: str, ko: str, en: str) -> None:
        self.code = code
        self.words = Word(ko, en)

    SAME = ("same", "수령자·연락처·배송지가 같음", "Same receiver, phone and address")
    RECEIVER_SPELT = ("receiver-spelt", "수령자 표기만 다름", "Receiver spelt differently")
    PHONE_SPELT = ("phone-spelt", "연락처 표기만 다름", "Phone written differently")
    ZIP_SPELT = ("zip-spelt", "우편번호 표기만 다름", "Postcode written differently")
    ADDRESS_SPELT = ("address-spelt", "주소 표기만 다름", "Address spelt differently")


class Miss(Enum):
    """Why two sections that nearly fit do not share a parcel."""

    def __init__(self, code: str, ko: str, en: str) -> None:
        self.code = code
        self.words = Word(ko, en)

    OTHER_DETAIL = ("other-detail", "상세주소 다름", "Detail differs")
    OTHER_STREET = ("other-street", "주소 다름", "Address differs")
    OTHER_RECEIVER = ("other-receiver", "수령자 다름", "Receiver differs")
    OTHER_PHONE = ("other-phone", "연락처 다름", "Phone differs")
    OTHER_ZIP = ("other-zip", "우편번호 다름", "Postcode differs")
    SEPARATE = ("separate", "합포장 금지", "Don't combine")
    HELD = ("held", "배송보류", "On hold")
    UNPAID = ("unpaid", "결제 안 됨", "Not paid")
    OTHER_DELIVERY = ("other-delivery", "배송방식 다름", "Delivery differs")
    OTHER_FREIGHT = ("other-freight", "배송비 결제방식 다름", "Freight differs")
    TRACKED = ("tracked", "송장 이미 있음", "Already has a number")
    LABEL_STALE = ("label-stale", "라벨 옛 주소", "Old address on the label")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open section that a parcel is looked for, of so many `pieces`.

    `kept_out` is what of its own keeps it out of any parcel with others.
    """

    order_id: int
    order: str
    section: int
    state: SectionState
    address: Address
    place: Place
    freight: Freight
    pieces: int
    label: Label | None
    shared: bool
    kept_out: Miss | None

    @property
    def free(self) -> bool:
        """Whether it could share a parcel that is still to get its number."""
        return self.kept_out is None and self.label is None


@dataclass(frozen=True, slots=True)
class Group:
    """Sections of at least two orders that may share a parcel; `label`: the number that some share."""

    members: tuple[Candidate, ...]
    why: tuple[Match, ...]
    label: Label | None

    @property
    def orders(self) -> int:
        """How many orders meet in the parcel."""
        return len({member.order_id for member in self.members})


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Two sections of different orders that share no parcel, and the two texts that differ, if texts do."""

    one: Candidate
    other: Candidate
    why: Miss
    texts: tuple[str, str] = ("", "")


def candidates(order: Order, now: int) -> list[Candidate]:
    """The sections of *order* that wait for their parcel: undispatched, of goods that are handed over."""
    if order.trade is Trade.CLOSED:
        return []
    found = []
    for section in order.sections:
        if section.state not in UNDISPATCHED_STATES or not section.delivery.physical:
            continue
        place = place_of(section.address)
        if place is None:
            continue
        facts = section_facts(order, section, ActorKind.SELLER, now, exact_number=False)
        kept_out = None
        if section.delivery is not Delivery.PARCEL:
            kept_out = Miss.OTHER_DELIVERY
        elif order.separate:
            kept_out = Miss.SEPARATE
        elif section.label_stale:
            kept_out = Miss.LABEL_STALE
        elif not facts.paid:
            kept_out = Miss.UNPAID
        elif facts.held:
            kept_out = Miss.HELD
        label = (section.courier, section.tracking) if section.courier and section.tracking else None
        found.append(
            Candidate(
                order.id,
                order.number,
                section.n,
                section.state,
                section.address,
                place,
                section.freight,
                sum(item.qty for item in order.items_of(section.n)),
                label,
                section.shared,
                kept_out,
            )
        )
    return found


def combine(found: Iterable[Candidate]) -> tuple[list[Group], list[NearMiss]]:
    """The groups that may share a parcel and the near misses, both by the oldest order first."""
    places: dict[Place, list[Candidate]] = {}
    for one in sorted(found, key=lambda c: (c.order_id, c.section)):
        places.setdefault(one.place, []).append(one)
    groups: list[Group] = []
    misses: list[NearMiss] = []
    for together in places.values():
        if len({one.order_id for one in together}) > 1:
            group, missed = _at_one_place(together)
            groups += [group] if group else []
            misses += missed
    misses += _across_places(places)
    return (
        sorted(groups, key=lambda group: group.members[0].order_id),
        sorted(misses, key=lambda miss: (miss.one.order_id, miss.one.section)),
    )


def _at_one_place(together: Sequence[Candidate]) -> tuple[Group | None, list[NearMiss]]:
    """The parcel of sections that go to one place, and those of them that stay out of it."""
    fit = [one for one in together if one.kept_out is None and (one.label is None or one.shared)]
    free = [one for one in fit if one.label is None]
    if not free:
        return None, []
    freight = Counter(one.freight for one in free).most_common(1)[0][0]
    labels = Counter(one.label for one in fit if one.label is not None and one.freight is freight)
    label = labels.most_common(1)[0][0] if labels else None
    inside = [one for one in fit if one.freight is freight and one.label in (None, label)]
    group = None
    if len({one.order_id for one in inside}) > 1 and any(one.label is None for one in inside):
        group = Group(tuple(inside), _why(inside), label)
    else:
        inside = [one for one in inside if one.label is None]
    misses = []
    for one in together:
        partner = next((other for other in inside if other.order_id != one.order_id), None)
        if one not in inside and partner is not None:
            why = one.kept_out or (Miss.TRACKED if one.label else Miss.OTHER_FREIGHT)
            misses.append(NearMiss(one, partner, why))
    return group, misses


def _why(members: Sequence[Candidate]) -> tuple[Match, ...]:
    addresses = [member.address for member in members]
    spelt = (
        (Match.RECEIVER_SPELT, {a.receiver for a in addresses}),
        (Match.PHONE_SPELT, {a.phone for a in addresses}),
        (Match.ZIP_SPELT, {a.zip for a in addresses}),
        (Match.ADDRESS_SPELT, {(a.line1, a.line2) for a in addresses}),
    )
    return tuple(match for match, spellings in spelt if len(spellings) > 1) or (Match.SAME,)


_DIFFERENCES: tuple[tuple[Miss, tuple[str, ...], tuple[str, ...]], ...] = (
    (Miss.OTHER_DETAIL, ("detail",), ("line2", "line1")),
    (Miss.OTHER_RECEIVER, ("receiver",), ("receiver",)),
    (Miss.OTHER_PHONE, ("phone",), ("phone",)),
    (Miss.OTHER_ZIP, ("zip",), ("zip",)),
    (Miss.OTHER_STREET, ("street", "detail"), ("line1",)),
)
"""A miss, the parts of a place in which the two differ, and the fields of the address that show it."""


def _across_places(places: dict[Place, list[Candidate]]) -> list[NearMiss]:
    """The sections whose places differ in one thing: the first free one of each place stands for it."""
    first = {place: one for place, here in places.items() if (one := next((c for c in here if c.free), None))}
    misses: list[NearMiss] = []
    for why, parts, shown in _DIFFERENCES:
        alike: dict[Place, list[Candidate]] = {}
        for place, one in first.items():
            alike.setdefault(replace(place, **dict.fromkeys(parts, "")), []).append(one)
        for oldest, *others in alike.values():
            for one in others:
                streets = one.place.street == oldest.place.street
                if one.order_id != oldest.order_id and not (why is Miss.OTHER_STREET and streets):
                    misses.append(NearMiss(one, oldest, why, _texts(one, oldest, shown)))
    return misses


def _texts(one: Candidate, other: Candidate, shown: Sequence[str]) -> tuple[str, str]:
    """The first of the fields *shown* in which the two addresses differ, of both."""
    pairs = [(str(getattr(one.address, name)), str(getattr(other.address, name))) for name in shown]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
