"""Worked cases of money: what happens to an order, and every sum of it term by term, reckoned by hand.

Nothing here is computed by the program. Amounts are won; terms stand in the order in which 결제정보 unfolds
them. `due` are the refunds decided, each with its terms: goods, delivery, what exchanges keep, what is
withheld (negative) or given in addition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from tests.domain.builders import ACCOUNT, NOW, line, order, paid

Deed = tuple[str, int | None, Mapping[str, Any]]
Won = tuple[int, ...]

ITEMS, SHIP, DISCOUNT, EXTRA, REFUND, FINAL = (
    "주문금액",
    "배송비",
    "할인",
    "추가 요청",
    "상품 환불",
    "최종 실결제금액",
)
SHARES, FEE_BACK, WITHHOLD, FIXED, POINTS, COUPONS = (
    "할인의 몫",
    "배송비 환불",
    "차감",
    "지정 금액",
    "적립금",
    "쿠폰",
)
SOURCES, EXCHANGE, METHODS, REMOTE, FREE = "결제의 순서", "교환", "결제수단", "지역별 배송비", "무료배송"
RULES = (
    *(ITEMS, SHIP, DISCOUNT, EXTRA, REFUND, FINAL),
    *(SHARES, FEE_BACK, WITHHOLD, FIXED, POINTS, COUPONS),
    *(SOURCES, EXCHANGE, METHODS, REMOTE, FREE),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the order, what is done, and what its money then is.

    `waiting` is what the buyer is still asked for; `points` and `coupons` come back in all.
    """

    name: str
    rules: tuple[str, ...]
    start: Order
    deeds: tuple[Deed, ...] = ()
    items: Won = (10_000,)
    ship: Won = ()
    discount: Won = ()
    extra: Won = ()
    refund: Won = ()
    paid: Won = (10_000,)
    due: tuple[Won, ...] = ()
    waiting: int = 0
    points: int = 0
    coupons: str = ""


def cancel(n: int = 1, items: str = "", reason: str = "SOLD_OUT") -> Deed:
    return "cancel", n, {"reason": reason} | ({"items": items} if items else {})


def back(n: int = 1, items: str = "", reason: str = "BROKEN") -> Deed:
    return "return", n, {"reason": reason} | ({"items": items} if items else {})


def approve(n: int = 1, **fields: str) -> Deed:
    return "approve", n, fields


def returned(n: int = 1, **fields: str) -> tuple[Deed, ...]:
    """A return that was asked for: collected and approved."""
    return ("pickup-done", n, {}), approve(n, **fields)


def exchanged(n: int = 1, **fields: str) -> tuple[Deed, ...]:
    """An exchange from the request to the approval."""
    return (
        ("exchange", n, {"reason": "COLOR_AND_SIZE"}),
        ("pickup", n, {}),
        ("pickup-done", n, {}),
        approve(n, **fields),
    )


CONFIRM: Deed = ("confirm-payment", None, {})
BY_HAND: Deed = ("refund", None, ACCOUNT)
RESENT: tuple[Deed, ...] = (
    ("track", 2, {"courier": "CJ", "number": "521853123499", "to": "ship"}),
    ("deliver", 2, {}),
)
BUYER = "INTENT_CHANGED"


def add(qty: str, price: str, fee: str = "0") -> Deed:
    return "add", None, {"name": "추가 상품", "qty": qty, "price": price, "fee": fee}


RICE = line(1, 3, 25_000, coupon_discount=3_000, points=2_000)
"""Three pieces at 10,000; 3,000 off by coupon and 2,000 by points."""


def one(**more: object) -> Order:
    """A piece of 10,000 won by card."""
    return order(**more)  # type: ignore[arg-type]  # fields of an order


def asked_more(entry: Entry) -> Order:
    return order(entries=(paid(10_000), entry))


EXTRA_ASKED = Entry(2, EntryKind.REQUEST, Method.BANK, 4_000, NOW, extra=True)
