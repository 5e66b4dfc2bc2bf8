"""What the demo shop sells, as its catalogue has it, and some of its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orderdesk.core.domain import goods
from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.goods import GoodsKind, Option
from orderdesk.core.domain.orders import Delivery, Member
from orderdesk.core.services.demo.catalogue import Product, catalogue
from orderdesk.core.services.demo.customers import customer
from orderdesk.core.services.demo.moments import DAY

GRADES = (Grade("일반"), Grade("단골", 10), Grade("VIP", 30, free_shipping=True))
"""The shop's grades; most members have the first."""

_LOOKED_AT, _REGULAR_EVERY, _VIP_EVERY = 160, 4, 17
_SALE_BEGAN, _SALE_LASTS = 10 * DAY, 30 * DAY
_BARCODE = "880000{:06d}"


def demo_goods(now: int) -> list[goods.Product]:
    """The catalogue's products, by code; period prices count around *now*, UTC seconds."""
    known = {each.code: each for each in (*catalogue().parcels, *catalogue().others)}
    return [_product(n, each, now) for n, each in enumerate(known.values())]


def _product(n: int, each: Product, now: int) -> goods.Product:
    options = tuple(
        Option(
            f"{each.code}-{k:02d}",
            text,
            barcode=_with_check_digit(_BARCODE.format(n * 100 + k)),
            tracked=each.stock is not None,
        )
        for k, text in enumerate(each.options, 1)
    )
    on_sale = each.sale is not None
    return goods.Product(
        each.code,
        each.name,
        each.price,
        options,
        _kind(each.delivery),
        each.sale,
        now - _SALE_BEGAN if on_sale else None,
        now - _SALE_BEGAN + _SALE_LASTS if on_sale else None,
        weight=each.grams,
        place=each.place,
    )


def _kind(delivery: Delivery) -> GoodsKind:
    if delivery is Delivery.MEMBERSHIP:
        return GoodsKind.PASS
    return GoodsKind.PHYSICAL if delivery.physical else GoodsKind.DIGITAL


def _with_check_digit(twelve: str) -> str:
    """An EAN-13 barcode from its first twelve digits."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def demo_stock(stored: Iterable[goods.Product]) -> Iterator[tuple[str, int]]:
    """(SKU, pieces) that come in, so that of each option as many are free as the catalogue says."""
    known = {each.code: each for each in (*catalogue().parcels, *catalogue().others)}
    for product in stored:
        for option in product.options:
            if option.tracked:
                yield option.sku, option.allocated + (known[product.code].stock or 0)


def demo_members(seed: int, now: int) -> Iterator[Customer]:
    """Some of the buyers that are members, the same people as in the orders of *seed*."""
    for k in range(_LOOKED_AT):
        who = customer(seed, k)
        if who.member is not Member.MEMBER or who.address.country != "KR":
            continue
        grade = GRADES[2] if k % _VIP_EVERY == 0 else GRADES[1] if k % _REGULAR_EVERY == 0 else GRADES[0]
        yield Customer(
            f"M{k + 1:06d}",
            who.name,
            who.phone,
            who.email,
            grade.name,
            who.address.zip,
            who.address.line1,
            who.address.line2,
            now - (_LOOKED_AT - k) * DAY,
        )
