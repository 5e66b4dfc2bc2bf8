"""Who buys at the demo shop: customer *k* is always the same person, made from seed and number alone.

Nobody is kept in memory: somebody who comes back is made again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from orderdesk.core import reference
from orderdesk.core.domain.orders import Address, Member, Region
from orderdesk.core.services.demo.catalogue import Catalogue, catalogue
from orderdesk.core.services.demo.draw import between, pick

_REGIONS = {"jeju": Region.JEJU, "island": Region.ISLAND}

_AWKWARD_EVERY, _FOREIGN_EVERY, _ABROAD_EVERY, _MAIL_EVERY = 61, 150, 70, 30
_STRIDE = 7919
"""Spreads the four digits that tell phones apart; it shares no factor with 10,000."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer with the address that their orders go to."""

    name: str
    phone: str
    email: str
    member: Member
    address: Address


@lru_cache(maxsize=16384)
def customer(seed: int, k: int) -> Customer:
    """Customer number *k* (from 0) of the shop made from *seed*."""
    rng = Random(seed * 1_000_003 + k)
    texts = catalogue()
    name = _name(texts, rng, k)
    phone = f"010-0000-{(k * _STRIDE + seed) % 10000:04d}"
    address = _address(texts, rng, name, phone, abroad=k % _ABROAD_EVERY == 40)
    email = f"buyer{k}@{pick(rng, texts.mail_hosts)}" if k % _MAIL_EVERY == 7 else ""
    member = Member.MEMBER if rng.random() < 0.7 else Member.GUEST
    return Customer(name, phone, email, member, address)


def household(who: Customer, nth: int) -> Customer:
    """Whoever buys from *who*'s home with a place of their own on the form: spelt otherwise, or nearly there.

    By turns the same place in another spelling, another room, another phone. Abroad nothing changes.
    """
    where = who.address
    if where.country != "KR":
        return who
    room = where.line2.replace("동 ", "-").removesuffix("호")
    spelt = replace(
        where, receiver=f"{where.receiver}님", line1=where.line1.replace("특별시", ""), line2=room
    )
    near = (
        spelt,
        replace(where, line2=_next_door(where.line2)),
        replace(where, phone=f"{where.phone[:-4]}{(int(where.phone[-4:]) + 1) % 10000:04d}"),
    )
    return replace(who, address=near[nth % len(near)])


def _next_door(room: str) -> str:
    """The room beside *room*; one that has no number gets one."""
    found = re.fullmatch(r"(.*?)(\d+)호", room)
    return f"{found[1]}{int(found[2]) + 1}호" if found else f"{room} 102호".strip()


def _name(texts: Catalogue, rng: Random, k: int) -> str:
    if k % _AWKWARD_EVERY == 20:
        return texts.awkward_names[k // _AWKWARD_EVERY % len(texts.awkward_names)]
    if k % _FOREIGN_EVERY == 90:
        return pick(rng, texts.foreign)
    return pick(rng, texts.surnames) + pick(rng, texts.given)


def _address(texts: Catalogue, rng: Random, name: str, phone: str, abroad: bool) -> Address:
    if abroad:
        there = pick(rng, texts.abroad)
        return Address(name, phone, there.zip, there.line1, there.line2, there.country, there.region)
    place = pick(rng, texts.places)
    postcode = f"{between(rng, place.zip_from, place.zip_to):05d}"
    road = f"{place.area} {pick(rng, place.roads)} {between(rng, 1, 320)}"
    floor, door = between(rng, 1, 24), between(rng, 1, 8)
    room = pick(rng, texts.buildings).format(
        a=between(rng, 101, 118), b=f"{floor}{door:02d}", c=f"{floor % 5 + 1}{door:02d}", d=floor, e=door
    )
    return Address(name, phone, postcode, road, room, "KR", region_of(postcode))


def region_of(postcode: str) -> Region:
    """The delivery region of a Korean *postcode* by the shipped table."""
    return _REGIONS.get(reference.region(postcode), Region.DOMESTIC)
