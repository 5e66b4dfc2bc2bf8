"""What imweb holds of a shop: orders of sections, sections of items; pieces are split off and never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

PREPARATION, READY, SHIPPING, COMPLETE, CONFIRMED = (
    "PRODUCT_PREPARATION",
    "SHIPPING_READY",
    "SHIPPING",
    "SHIPPING_COMPLETE",
    "PURCHASE_CONFIRMATION",
)
STEPS: Final = {READY: PREPARATION, SHIPPING: READY, COMPLETE: SHIPPING}
"""What a section may be told to become, and what it must be before."""

COMPANIES: Final = {
    1: "CJ대한통운",
    2: "우체국택배",
    3: "한진택배",
    4: "롯데택배",
    5: "로젠",
    11: "일양로지스",
    23: "경동택배",
}
"""Couriers by imweb's number; one is called otherwise than elsewhere."""

REASONS: Final = (
    *("INTENT_CHANGED", "COLOR_AND_SIZE", "WRONG_ORDER", "PRODUCT_UNSATISFIED", "DELAYED_DELIVERY"),
    *("DROPPED_DELIVERY", "SOLD_OUT", "BROKEN", "INCORRECT_INFO", "WRONG_DELIVERY", "WRONG_OPTION"),
)
"""The reasons that orders of other channels may be claimed for."""

OWN: Final = "IMWEB"
_SEOUL: Final = timezone(timedelta(hours=9))


class Refused(Exception):
    """imweb says no: HTTP status, its own code and words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def iso(at: float | None) -> str | None:
    """*at* as imweb writes times."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(at: float) -> str:
    """The day in Seoul, as numbers of orders begin."""
    return datetime.fromtimestamp(at, _SEOUL).strftime("%Y%m%d")


@dataclass
class Item:
    """Pieces of a line: `no` is theirs in this section, `code` stays through splits. Prices a piece, won."""

    no: str
    code: str
    product: str
    option: dict[str, str]
    price: int
    qty: int
    prod_no: int


@dataclass
class Claim:
    """Why a section is in a claim, what it was before, and how its goods come back."""

    kind: str
    before: str
    reason: str
    detail: str = ""
    asked_at: float = 0.0
    by_buyer: bool = False
    retrieve: dict[str, Any] = field(default_factory=dict)
    charged: int = 0


@dataclass
class Section:
    """Pieces that move together."""

    code: str
    no: str
    status: str
    address: dict[str, str]
    items: list[Item]
    invoice: str = ""
    company: int | None = None
    sent_at: float | None = None
    delivered_at: float | None = None
    held: bool = False
    claim: Claim | None = None


@dataclass
class Order:
    """An order: `paid` won have come, `refunded` have gone back."""

    no: str
    channel: str
    channel_no: str
    buyer: dict[str, str]
    placed_at: float
    method: str
    total: int
    fee: int
    sections: list[Section] = field(default_factory=list)
    paid_at: float | None = None
    paid: int = 0
    refunded: int = 0
    open: bool = True
    pieces: int = 0

    @property
    def external(self) -> bool:
        """Whether another channel's order centre also holds it."""
        return self.channel != OWN

    def section(self, code: str) -> Section:
        """The section of that code."""
        for section in self.sections:
            if section.code == code:
                return section
        raise Refused(404, "30001", "주문 섹션을 찾을 수 없습니다.")

    def item(self, no: str) -> tuple[Section, Item]:
        """The item of that number, and where it is."""
        for section in self.sections:
            for item in section.items:
                if item.no == no:
                    return section, item
        raise Refused(404, "30001", "주문 섹션아이템을 찾을 수 없습니다.")

    def next_section(self, status: str, address: Mapping[str, str]) -> Section:
        """A new, empty section."""
        n = len(self.sections) + 1
        section = Section(f"os{self.no}{n:02}", f"{self.no}-S{n}", status, dict(address), [])
        self.sections.append(section)
        return section

    def next_item(self) -> str:
        """A number for new pieces."""
        self.pieces += 1
        return f"{self.no}-I{self.pieces}"

    def carve(self, section: Section, wanted: Mapping[str, int]) -> Section:
        """Split *wanted* (item number: pieces) off *section*; the section itself where that is all of it."""
        if wanted == {item.no: item.qty for item in section.items}:
            return section
        part = self.next_section(section.status, section.address)
        part.invoice, part.company = section.invoice, section.company
        part.sent_at, part.delivered_at = section.sent_at, section.delivered_at
        part.claim = replace(section.claim) if section.claim else None
        for item in list(section.items):
            qty = wanted.get(item.no, 0)
            if qty == item.qty:
                section.items.remove(item)
                part.items.append(item)
            elif qty:
                item.qty -= qty
                part.items.append(Item(self.next_item(), *_copied(item), qty, item.prod_no))
        return part


def _copied(item: Item) -> tuple[str, str, dict[str, str], int]:
    return item.code, item.product, dict(item.option), item.price


def view(order: Order, names: Mapping[str, str]) -> dict[str, Any]:
    """*order* as imweb tells of it; *names* are its words for states."""
    return {
        "orderNo": int(order.no),
        "saleChannel": order.channel,
        "channelOrderNo": order.channel_no or None,
        "orderType": "SHOPPING",
        "orderStatus": "OPEN" if order.open else "CLOSED",
        "currency": "KRW",
        "isMember": "N",
        "isGift": "N",
        "isCancelReq": "Y",
        "ordererName": order.buyer["name"],
        "ordererCall": order.buyer["phone"],
        "ordererEmail": order.buyer.get("email"),
        "totalPrice": order.total - order.fee,
        "totalPaymentPrice": order.total,
        "totalDeliveryPrice": order.fee,
        "totalRefundedPrice": order.refunded,
        "wtime": iso(order.placed_at),
        "payments": [_payment(order)],
        "sections": [section_view(section, names) for section in order.sections],
    }


def _payment(order: Order) -> dict[str, Any]:
    if order.paid_at is None:
        status = "PAYMENT_PREPARATION" if order.open else "CANCELLED_BEFORE_DEPOSIT"
    elif order.refunded >= order.paid > 0:
        status = "REFUND_COMPLETE"
    else:
        status = "PARTIAL_REFUND_COMPLETE" if order.refunded else "PAYMENT_COMPLETE"
    return {
        "paymentNo": f"{order.no}-P1",
        "pgName": "",
        "method": order.method,
        "paymentStatus": status,
        "isCancel": "N",
        "paidPrice": order.total,
        "taxFreePrice": 0,
        "paymentCompleteTime": iso(order.paid_at),
    }


def section_view(section: Section, names: Mapping[str, str]) -> dict[str, Any]:
    """A section as imweb tells of it."""
    told: dict[str, Any] = {
        "orderSectionNo": section.no,
        "orderSectionCode": section.code,
        "orderSectionStatus": names.get(section.status, section.status),
        "deliveryType": "PARCEL",
        "delivery": {**section.address, "country": "KR", "countryName": "대한민국"},
        "isDeliveryHold": "Y" if section.held else "N",
        "invoiceNo": section.invoice or None,
        "parcelCompanyIdx": section.company,
        "deliverySendTime": iso(section.sent_at),
        "deliveryCompleteTime": iso(section.delivered_at),
        "returnInfo": {
            "isRefund": "Y" if section.status.startswith("RETURN") else "N",
            "isExchange": "Y" if section.status.startswith("EXCHANGE") else "N",
        },
        "sectionItems": [item_view(item) for item in section.items],
    }
    if section.claim is not None:
        told[f"{section.claim.kind}Reason"] = section.claim.reason
        told[f"{section.claim.kind}ReasonDetail"] = section.claim.detail
        if section.claim.kind == "cancel":
            told["cancelRequestTime"] = iso(section.claim.asked_at)
    return told


def item_view(item: Item) -> dict[str, Any]:
    """An item as imweb tells of it: options are a flat dictionary by their own names."""
    return {
        "orderSectionItemNo": item.no,
        "orderItemCode": item.code,
        "qty": item.qty,
        "productInfo": {
            "prodNo": item.prod_no,
            "prodName": item.product,
            "baseItemPrice": item.price,
            "itemPrice": item.price,
            "optionInfo": item.option,
        },
    }
