"""What the demo shop is made of: the files of `data/demo`, read once.

Texts go through the cleaning of every import, so that nothing gets into a demo store that could not
come into a real one.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from orderdesk.core.domain.orders import Address, Delivery, Region
from orderdesk.core.domain.text import clean, multi_line
from orderdesk.settings import data_file

LONG_MEMO = 4000
"""Characters of the longest memo that the demo holds."""


@dataclass(frozen=True, slots=True)
class Place:
    """An area with its five-digit postcodes, both ends included, and its roads."""

    area: str
    zip_from: int
    zip_to: int
    roads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Something the shop sells; `price` in won, `options` as buyers see them ("" where there are none).

    `sale` is its period price, `stock` how many free pieces of each option there are; None where pieces are
    not counted.
    """

    code: str
    name: str
    price: int
    options: tuple[str, ...]
    delivery: Delivery
    sale: int | None
    grams: int
    place: str
    stock: int | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of the demo. What is drawn more often stands in its tuple more often."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    foreign: tuple[str, ...]
    staff: tuple[str, ...]
    places: tuple[Place, ...]
    abroad: tuple[Address, ...]
    buildings: tuple[str, ...]
    mail_hosts: tuple[str, ...]
    parcels: tuple[Product, ...]
    others: tuple[Product, ...]
    notes: tuple[str, ...]
    memos: tuple[str, ...]
    claims: tuple[str, ...]
    refusals: tuple[str, ...]
    failures: tuple[str, ...]
    awkward_names: tuple[str, ...]
    awkward_options: tuple[str, ...]
    awkward_notes: tuple[str, ...]
    awkward_memos: tuple[str, ...]
    long_memo: str


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The shop's data; FileNotFoundError when the program was installed without it."""
    names, texts, awkward = (_toml(name) for name in ("names", "texts", "awkward"))
    products = _products()
    sentence = awkward["long_memo"]
    return Catalogue(
        surnames=tuple(names["surnames"]),
        given=tuple(names["given"]),
        foreign=tuple(names["foreign"]),
        staff=tuple(names["staff"]),
        places=_places(),
        abroad=_abroad(),
        buildings=tuple(texts["buildings"]),
        mail_hosts=tuple(texts["mail_hosts"]),
        parcels=tuple(product for product in products if product.delivery is Delivery.PARCEL),
        others=tuple(product for product in products if product.delivery is not Delivery.PARCEL),
        notes=tuple(texts["notes"]),
        memos=tuple(texts["memos"]),
        claims=tuple(texts["claims"]),
        refusals=tuple(texts["refusals"]),
        failures=tuple(texts["failures"]),
        awkward_names=tuple(map(clean, awkward["names"])),
        awkward_options=tuple(map(clean, awkward["options"])),
        awkward_notes=tuple(map(clean, awkward["notes"])),
        awkward_memos=tuple(map(multi_line, awkward["memos"])),
        long_memo=(sentence * (LONG_MEMO // len(sentence) + 1))[: LONG_MEMO - 1] + "끝",
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data_file(f"demo/{name}.toml").read_text(encoding="utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with data_file(f"demo/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _places() -> tuple[Place, ...]:
    return tuple(
        place
        for row in _csv("places")
        for place in [
            Place(row["area"], int(row["zip_from"]), int(row["zip_to"]), tuple(row["roads"].split("|")))
        ]
        * int(row["weight"])
    )


def _abroad() -> tuple[Address, ...]:
    return tuple(
        Address("", "", row["zip"], row["line1"], row["line2"], row["country"], Region.ABROAD)
        for row in _csv("abroad")
    )


def _products() -> tuple[Product, ...]:
    return tuple(
        product
        for row in _toml("products")["product"]
        for product in [
            Product(
                row["code"],
                clean(row["name"]),
                row["price"],
                tuple(map(clean, row.get("options", ("",)))),
                Delivery[row.get("kind", "parcel").upper()],
                row.get("sale"),
                row.get("grams", 0),
                row.get("place", ""),
                row.get("stock"),
            )
        ]
        * row["weight"]
    )
